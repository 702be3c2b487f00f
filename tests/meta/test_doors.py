"""Every page has a door, and every door has a declared answer for everybody."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from boards_for_tests import on_an_agenda
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from walking import Walk, join_first_doctor, opened, opened_too_often, people, sign_in, walk

from consilium_web.models import AuditEvent, CaseRow, MeetingRow, RecordRow

__all__ = ["opened", "people", "sign_in", "walk"]

SEATED = ("pathologist", "board_chair", "board_member", "board_guest")
EVERYBODY = (
    *("patient", "first_doctor", "reviewer", "coordinator", "administrator", "other_patient", "other_reviewer"),
    *SEATED,
    "auditor",
)
"""The first three take part in the case, two belong to the centre, two are strangers to it; then those with another
seat in the review, and the auditor."""

TABLE = """
home                200 200 200 200 200 200 200 200 200 200 200 200
mail_wishes         200 200 200 200 200 200 200 200 200 200 200 200
notices             200 200 200 200 200 200 200 200 200 200 200 200
start               200 200 404 404 404 200 404 404 404 404 404 404
case                200 200 200 200 404 404 404 200 200 200 200 404
first_opinion       409 404 404 404 404 404 404 404 404 404 404 404
about               409 404 404 404 404 404 404 404 404 404 404 404
wishes              409 404 404 404 404 404 404 404 404 404 404 404
consents            200 404 404 404 404 404 404 404 404 404 404 404
send                302 404 404 404 404 404 404 404 404 404 404 404
withdraw            200 404 404 404 404 404 404 404 404 404 404 404
change_reviewer     200 404 404 404 404 404 404 404 404 404 404 404
ask_third           409 404 404 404 404 404 404 404 404 404 404 404
close               409 404 404 404 404 404 404 404 404 404 404 404
records             200 200 200 200 404 404 404 200 200 200 200 404
page                200 200 200 200 404 404 404 200 200 200 200 404
picture             404 404 404 404 404 404 404 404 404 404 404 404
view                200 200 200 200 404 404 404 200 200 200 200 404
frame               404 404 404 404 404 404 404 404 404 404 404 404
slide               404 404 404 404 404 404 404 404 404 404 404 404
tile                404 404 404 404 404 404 404 404 404 404 404 404
overview            404 404 404 404 404 404 404 404 404 404 404 404
places              404 404 404 404 404 404 404 404 404 404 404 404
original            200 200 404 200 404 404 404 404 404 404 404 404
uploads             302 302 404 302 404 404 404 404 404 404 404 404
upload              404 404 404 404 404 404 404 404 404 404 404 404
forget_upload       404 404 404 404 404 404 404 404 404 404 404 404
remove              409 404 404 404 404 404 404 404 404 404 404 404
facts               200 200 200 200 404 404 404 200 200 200 200 404
correct             404 404 404 404 404 404 404 404 404 404 404 404
findings            200 200 200 200 404 404 404 200 200 200 200 404
learn               200 200 404 404 404 404 404 404 404 404 404 404
questions           200 404 404 404 404 404 404 404 404 404 404 404
marks               200 404 404 200 404 404 404 404 404 404 404 404
education           200 200 200 200 200 200 200 200 200 200 200 200
ask_for_records     200 404 404 200 404 404 404 404 404 404 404 404
ask_for_records_pdf 200 404 404 200 404 404 404 404 404 404 404 404
export              200 404 404 404 404 404 404 404 404 404 404 404
feeling             200 404 404 404 404 404 404 404 404 404 404 404
companions          200 404 404 404 404 404 404 404 404 404 404 404
letter              200 404 404 404 404 404 404 404 404 404 404 404
letter_pdf          200 404 404 404 404 404 404 404 404 404 404 404
invite              200 404 404 404 404 404 404 404 404 404 404 404
accept              404 404 404 404 404 404 404 404 404 404 404 404
who_to_ask          200 404 404 200 404 404 404 404 404 404 404 404
directory           404 404 404 200 200 404 404 404 404 404 404 404
directory_template  404 404 404 200 200 404 404 404 404 404 404 404
assign              404 404 404 200 404 404 404 404 404 404 404 404
ask_for_more        404 404 200 404 404 404 404 200 200 200 404 404
requests            200 200 200 200 404 404 404 200 200 200 200 404
answer_request      404 404 404 404 404 404 404 404 404 404 404 404
time_spent          404 404 200 404 404 404 404 200 200 200 404 404
beat                404 404 204 404 404 404 404 204 204 204 404 404
efforts             404 404 404 200 200 404 404 404 404 404 404 404
efforts_csv         404 404 404 200 200 404 404 404 404 404 404 404
decline             404 404 200 404 404 404 404 200 200 200 404 404
desk                404 404 200 404 404 404 404 200 200 200 404 404
desk_page           404 404 200 404 404 404 404 200 200 200 404 404
first_read          404 404 200 404 404 404 404 200 200 200 404 404
seal                404 404 200 404 404 404 404 200 200 200 404 404
opinion             404 404 409 404 404 404 404 409 409 404 404 404
take_over           404 404 302 404 404 404 404 302 302 404 404 404
sign                404 404 409 404 404 404 404 409 409 409 404 404
addendum            404 404 409 404 404 404 404 409 409 409 404 404
release             404 404 409 409 404 404 404 409 409 409 404 404
report              200 200 200 200 404 404 404 200 200 200 404 404
two_opinions        200 200 409 200 404 404 404 409 409 409 404 404
result_letter       404 404 404 404 404 404 404 404 404 404 404 404
result_letter_pdf   404 404 404 404 404 404 404 404 404 404 404 404
report_fhir         404 404 404 404 404 404 404 404 404 404 404 404
decision            200 404 404 404 404 404 404 404 404 404 404 404
sure                200 404 404 404 404 404 404 404 404 404 404 404
outcome             404 404 404 409 404 404 404 404 404 404 404 404
hand_on             200 404 404 404 404 404 404 404 404 404 404 404
handed              404 404 404 404 404 404 404 404 404 404 404 404
move                404 404 404 404 404 404 404 404 404 404 404 404
move_letter         404 404 404 404 404 404 404 404 404 404 404 404
move_packet         404 404 404 404 404 404 404 404 404 404 404 404
report_pdf          404 404 404 404 404 404 404 404 404 404 404 404
audit               200 404 404 404 200 404 404 404 404 404 404 200
messages            200 404 200 200 404 404 404 200 200 200 404 404
ready_messages      404 404 404 200 404 404 404 404 404 404 404 404
proposal            404 404 404 200 404 404 404 404 404 404 404 404
workload            404 404 404 200 404 404 404 404 404 404 404 404
reviewer_profile    404 404 200 404 200 404 200 200 404 404 404 404
remind              404 404 404 200 404 404 404 404 404 404 404 404
dates               200 404 200 200 404 404 404 200 200 200 404 404
calendar            200 404 200 200 404 404 404 200 200 200 404 404
queue               404 404 404 200 404 404 404 404 404 404 404 404
acting              200 200 200 200 200 200 200 200 200 200 200 200
organisation        404 404 404 404 200 404 404 404 404 404 404 404
staff               404 404 404 404 200 404 404 404 404 404 404 404
member              404 404 404 404 404 404 404 404 404 404 404 404
end_role            404 404 404 404 404 404 404 404 404 404 404 404
colours             404 404 404 404 404 404 404 404 404 404 404 404
invite_staff        404 404 404 404 200 404 404 404 404 404 404 404
chain               404 404 404 404 200 404 404 404 404 404 404 200
audit_csv           404 404 404 404 200 404 404 404 404 404 404 200
outcomes            404 404 404 200 200 404 404 404 404 404 404 404
outcomes_csv        404 404 404 200 200 404 404 404 404 404 404 404
board               404 404 404 200 404 404 404 404 200 200 200 404
board_calendar      404 404 404 200 404 404 404 404 200 200 200 404
boards              404 404 200 200 404 404 200 200 200 200 200 404
case_board          404 404 404 302 404 404 404 404 302 302 302 404
change_board        404 404 404 200 404 404 404 404 404 404 404 404
discussion          404 404 404 200 404 404 404 404 200 200 200 404
let_go              404 404 404 302 404 404 404 404 404 404 404 404
minutes             404 404 404 409 404 404 404 404 409 409 409 404
plan_board          404 404 404 200 404 404 404 404 404 404 404 404
present             404 404 404 404 404 404 404 404 200 404 404 404
expert              404 404 404 404 404 404 404 404 404 404 404 404
invite_expert       404 404 404 200 404 404 404 404 404 404 404 404
"""
"""The answer to each of EVERYBODY while a reviewer reads the case, blinded: 200 it opens, 404 there is no such page,
409 not at this step, 302 on to the case. A picture is drawn, and places of words are told, of PDF files
only, and the case's record is text."""


PUBLIC_PAGES = ("education", "colours", "handed")


def pages() -> Iterator[URLPattern]:
    """Every address of the site but those of accounts, which have tests of their own."""

    def walk(resolver: URLResolver, prefix: str = "") -> Iterator[URLPattern]:
        for one in resolver.url_patterns:
            route = prefix + str(one.pattern)
            if route.startswith("account/"):
                continue
            if isinstance(one, URLResolver):
                yield from walk(one, route)
            else:
                yield one

    return walk(get_resolver())


NAMES = tuple(sorted(str(one.name) for one in pages()))
DECLARED = {line.split()[0]: line.split()[1:] for line in TABLE.strip().splitlines()}


@pytest.fixture
def blinded(walk: Walk) -> Walk:
    """A case at the step where most is at stake: a reviewer reads it, blinded."""
    walk.send()
    join_first_doctor(walk)
    walk.ask()
    for who in SEATED:
        walk.seat(who)
    on_an_agenda(walk)
    return walk


def address(name: str, case: Walk) -> str:
    """The address of a page in this case."""
    record = RecordRow.objects.filter(case_id=case.case).first()
    known: dict[str, Any] = {"case": case.case, "record": record.pk if record else uuid4(), "number": 1}
    known |= {"meeting": MeetingRow.objects.get().pk}
    known |= {"person": uuid4(), "membership": uuid4(), "organisation": uuid4()}
    known |= {"fact": "no-such-fact", "ask": "no-such-ask", "secret": "no-such-secret"}
    known |= {"level": 0, "column": 0, "row": 0, "upload": uuid4()}
    wanted = next(one for one in pages() if one.name == name).pattern.converters
    return reverse(name, kwargs={key: known[key] for key in wanted})


def test_every_page_has_a_door() -> None:
    assert [str(one.pattern) for one in pages() if not hasattr(one.callback, "rule")] == []


def test_every_page_has_a_declared_answer() -> None:
    assert set(NAMES) == set(DECLARED)


def test_everybody_gets_the_declared_answer_and_nothing_is_opened_twice_for_it(
    blinded: Walk, opened: Counter[tuple[str, str]]
) -> None:
    given: dict[str, list[str]] = {}
    twice = {}
    browsers = {who: blinded.sign_in(who) for who in EVERYBODY}
    for name in NAMES:
        url = address(name, blinded)
        for who, client in browsers.items():
            opened.clear()
            given.setdefault(name, []).append(str(client.get(url).status_code))
            if too_often := opened_too_often(opened):
                twice[name, who] = too_often
    assert given == DECLARED
    assert twice == {}


def test_whoever_is_not_signed_in_is_asked_to_sign_in(blinded: Walk) -> None:
    closed = [name for name in NAMES if name not in PUBLIC_PAGES]
    answers = {name: Client().get(address(name, blinded)) for name in closed}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(closed, 302)
    assert all(answer.url.startswith(reverse("account_login")) for answer in answers.values())


@pytest.mark.requirement("B9")
@pytest.mark.parametrize("stranger", ["other_patient", "other_reviewer", "administrator", "auditor"])
def test_a_strangers_form_is_not_found_and_changes_nothing(
    blinded: Walk, sign_in: Callable[[str], Client], stranger: str
) -> None:
    on_case = [name for name in NAMES if "case" in next(one for one in pages() if one.name == name).pattern.converters]
    before = blinded.row().version, AuditEvent.objects.count(), CaseRow.objects.count()
    answers = {name: sign_in(stranger).post(address(name, blinded), {"decide": "1"}).status_code for name in on_case}
    open_to = {"audit"} if stranger in ("administrator", "auditor") else set()
    assert {name for name, status in answers.items() if status != 404} <= open_to
    assert (blinded.row().version, AuditEvent.objects.count(), CaseRow.objects.count()) == before


def test_a_case_that_is_not_there_answers_as_a_strangers_case_does(
    blinded: Walk, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("other_patient")
    theirs, missing = (
        re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", client.get(url).content)
        for url in (address("case", blinded), f"/cases/{uuid4()}/")
    )
    assert theirs == missing
