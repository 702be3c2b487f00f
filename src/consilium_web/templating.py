"""What every page knows: the site's name, whether it is a demo, whom to write to, how much is new."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from consilium_web.models import Organisation
from consilium_web.queries import notices, organisations


def site(request: HttpRequest) -> dict[str, object]:
    """The context of every template. What is new is counted where a page shows it, and only then."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "DEMO": settings.DEMO,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "organisation": SimpleLazyObject(lambda: _organisation(request)),
        "unread_news": SimpleLazyObject(lambda: _unread(request)),
    }


def _organisation(request: HttpRequest) -> Organisation | None:
    return organisations.of(request.user if request.user.is_authenticated else None)


def _unread(request: HttpRequest) -> str:
    count = notices.unread(request.user) if request.user.is_authenticated else 0
    return "" if not count else str(count) if count < notices.COUNTED else f"{notices.COUNTED - 1}+"
