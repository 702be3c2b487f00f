"""What to know about second opinions, and about the patient's own cancer (R47)."""

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import mark_safe

from consilium.delivery import document, wording
from consilium.policy.permissions import Permission
from consilium_web.queries import cases
from consilium_web.queries import education as queries
from consilium_web.views import languages
from consilium_web.views.case_forms import LANGUAGES
from consilium_web.views.doors import PUBLIC, WRITERS, SiteRequest, door


@door(PUBLIC)
def education(request: SiteRequest) -> HttpResponseBase:
    """The myths, and that it is a right."""
    language = languages.asked(request) or "en"
    context = {"topics": wording.education(language), "language": language, "languages": LANGUAGES}
    return render(request, "education/education.html", context)


@door(WRITERS, needs=Permission.SEE_RECORD, seen="learn")
def learn(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """What to know about the patient's own cancer, about second opinions, and what to say of one's goals."""
    found = cases.get(case, request.actor)
    language = languages.asked(request) or found.case.language
    lesson = queries.lesson(case, request.actor, today=request.at.date(), language=language)
    html = mark_safe(document.fragment(lesson, titled=False))  # noqa: S308  the library escapes every word
    context = {"it": found, "lesson": html, "title": lesson.title, "language": language, "languages": LANGUAGES}
    return render(request, "education/learn.html", context)
