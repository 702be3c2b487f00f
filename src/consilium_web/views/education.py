"""What to know about second opinions (R47)."""

from django.http import HttpResponseBase
from django.shortcuts import render

from consilium.delivery import wording
from consilium_web.views.doors import PUBLIC, SiteRequest, door


@door(PUBLIC)
def education(request: SiteRequest) -> HttpResponseBase:
    """The myths, and that it is a right."""
    return render(request, "education/education.html", {"topics": wording.education()})
