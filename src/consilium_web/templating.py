"""What every page knows: the site's name, whether it is a demo, whom to write to."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """The context of every template."""
    return {"SITE_NAME": settings.SITE_NAME, "DEMO": settings.DEMO, "CONTACT_EMAIL": settings.CONTACT_EMAIL}
