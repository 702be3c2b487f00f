"""In which language a page is asked for: a link can ask for another one than the patient chose."""

from django.http import HttpRequest

from consilium.delivery import wording


def asked(request: HttpRequest) -> str:
    """The two letters in `?language=`, or "" where there are none or we do not speak it."""
    found = request.GET.get("language", "")
    return found if found in wording.languages() else ""
