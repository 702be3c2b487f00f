"""Every page on one screen."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("consilium_web.accounts.urls")),
]
