"""What is new for the person who is signed in."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from consilium_web.actions import notices as actions
from consilium_web.queries import notices as queries
from consilium_web.views.doors import SIGNED_IN, SiteRequest, door
from consilium_web.views.forms import page_number


@door(SIGNED_IN)
def notices(request: SiteRequest) -> HttpResponseBase:
    """What waits and what waited, the newest first."""
    if request.method == "POST":
        actions.read_all(request.user, request.at)
        messages.success(request, "All of it is marked as read.")
        return redirect("notices")
    page, news = queries.listing(request.user, number=page_number(request))
    context = {"page": page, "news": news, "unread": any(not one.read for one in news)}
    return render(request, "notices/notices.html", context)
