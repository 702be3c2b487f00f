"""Sign-up, sign-in and everything else about one's own account."""

from django.urls import include, path

from consilium_web.accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("name/", views.profile, name="account_profile"),
    path("", include("allauth.urls")),
]
