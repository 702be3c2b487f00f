"""Every page on one screen."""

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, include, path

from consilium_web.views import (
    acting,
    audit,
    cases,
    desk,
    education,
    facts,
    feelings,
    findings,
    letters,
    marks,
    messages,
    notices,
    opinions,
    outcomes,
    people,
    queue,
    records,
    reports,
    reviews,
    viewers,
)
from consilium_web.views.doors import Page


def page(route: str, view: Page, name: str) -> URLPattern:
    """A page of ours. One without a door is refused before the site starts."""
    if not hasattr(view, "rule"):
        raise ImproperlyConfigured(f"The page {name} has no door.")
    return path(route, view, name=name)


urlpatterns = [
    path("account/", include("consilium_web.accounts.urls")),
    page("", cases.home, "home"),
    page("new/", notices.notices, "notices"),
    page("cases/new/", cases.start, "start"),
    page("cases/<uuid:case>/", cases.case, "case"),
    page("cases/<uuid:case>/first-opinion/", cases.first_opinion, "first_opinion"),
    page("cases/<uuid:case>/about/", cases.about, "about"),
    page("cases/<uuid:case>/wishes/", cases.wishes, "wishes"),
    page("cases/<uuid:case>/consents/", cases.consents, "consents"),
    page("cases/<uuid:case>/send/", cases.send, "send"),
    page("cases/<uuid:case>/withdraw/", cases.withdraw, "withdraw"),
    page("cases/<uuid:case>/change-reviewer/", cases.change_reviewer, "change_reviewer"),
    page("cases/<uuid:case>/third-opinion/", cases.ask_third, "ask_third"),
    page("cases/<uuid:case>/close/", cases.close, "close"),
    page("cases/<uuid:case>/records/", records.records, "records"),
    page("cases/<uuid:case>/records/<uuid:record>/pages/<int:number>/", records.page, "page"),
    page("cases/<uuid:case>/records/<uuid:record>/pages/<int:number>.png", records.picture, "picture"),
    page("cases/<uuid:case>/records/<uuid:record>/original/", records.original, "original"),
    page("cases/<uuid:case>/records/<uuid:record>/view/", viewers.view, "view"),
    page("cases/<uuid:case>/records/<uuid:record>/view/frames/<int:number>/", viewers.frame, "frame"),
    page("cases/<uuid:case>/records/<uuid:record>/view/places.json", viewers.places, "places"),
    page("cases/<uuid:case>/records/<uuid:record>/remove/", records.remove, "remove"),
    page("cases/<uuid:case>/facts/", facts.facts, "facts"),
    page("cases/<uuid:case>/facts/<slug:fact>/correct/", facts.correct, "correct"),
    page("cases/<uuid:case>/findings/", findings.findings, "findings"),
    page("cases/<uuid:case>/learn/", education.learn, "learn"),
    page("cases/<uuid:case>/questions/", findings.questions, "questions"),
    page("cases/<uuid:case>/marks/", marks.marks, "marks"),
    page("cases/<uuid:case>/letter/", letters.letter, "letter"),
    page("cases/<uuid:case>/letter.pdf", letters.letter_pdf, "letter_pdf"),
    page("cases/<uuid:case>/ask-for-records/", letters.ask_for_records, "ask_for_records"),
    page("cases/<uuid:case>/ask-for-records.pdf", letters.ask_for_records_pdf, "ask_for_records_pdf"),
    page("cases/<uuid:case>/export.json", reports.export, "export"),
    page("cases/<uuid:case>/invite/", people.invite, "invite"),
    page("cases/<uuid:case>/people/", people.companions, "companions"),
    page("cases/<uuid:case>/assign/", queue.assign, "assign"),
    page("cases/<uuid:case>/desk/", desk.desk, "desk"),
    page("cases/<uuid:case>/desk/<uuid:record>/<int:number>/", desk.desk_page, "desk_page"),
    page("cases/<uuid:case>/first-read/", reviews.first_read, "first_read"),
    page("cases/<uuid:case>/first-read/seal/", reviews.seal, "seal"),
    page("cases/<uuid:case>/opinion/", opinions.opinion, "opinion"),
    page("cases/<uuid:case>/opinion/sign/", opinions.sign, "sign"),
    page("cases/<uuid:case>/opinion/addendum/", opinions.addendum, "addendum"),
    page("cases/<uuid:case>/release/", reports.release, "release"),
    page("cases/<uuid:case>/report/", reports.report, "report"),
    page("cases/<uuid:case>/report/<int:number>.pdf", reports.pdf, "report_pdf"),
    page("cases/<uuid:case>/feeling/", feelings.feeling, "feeling"),
    page("cases/<uuid:case>/messages/", messages.conversation, "messages"),
    page("cases/<uuid:case>/audit/", audit.of_case, "audit"),
    page("acting/", acting.acting, "acting"),
    page("invitations/<str:secret>/", people.accept, "accept"),
    page("about-second-opinions/", education.education, "education"),
    page("ready-messages/", messages.ready, "ready_messages"),
    page("queue/", queue.queue, "queue"),
    page("outcomes/", outcomes.outcomes, "outcomes"),
    page("outcomes.csv", outcomes.as_csv, "outcomes_csv"),
    page("audit/", audit.chain, "chain"),
]
