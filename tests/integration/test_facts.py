"""Facts on the page: each with its words; corrections beside them; passages that are withheld; what was noticed."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from walking import REPORT, Walk, upload

from consilium.cases import Actor, Role
from consilium.facts import Fact
from consilium.values import PersonId
from consilium_web.models import MarkRow, StatementRow
from consilium_web.queries import charts


@pytest.fixture
def case(walk: Walk) -> Walk:
    return walk.tell().add()


@pytest.mark.requirement("B1")
def test_every_fact_leads_to_its_words_on_the_page_of_the_record(case: Walk, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("patient")
    page = client.get(case.at("facts/")).content.decode()
    links = re.findall(r'href="(/cases/[^"]+/pages/\d+/\?start=[^"]+)#words"', page)
    assert len(links) >= 4
    for link in links:
        shown = client.get(link.replace("&amp;", "&")).context["page"]
        assert shown.words
        assert shown.before + shown.words + shown.after == REPORT


@pytest.mark.requirement("B1")
def test_odd_numbers_in_an_address_mark_nothing(case: Walk, sign_in: Callable[[str], Client]) -> None:
    record = case.row().records.get().pk
    for query in ("start=9&end=2", "start=-1&end=5", "start=a&end=b", "start=0&end=99999999", "start=²&end=4"):
        page = sign_in("patient").get(case.at(f"records/{record}/pages/1/?{query}"))
        assert page.context["page"].words == ""
    assert sign_in("patient").get(case.at(f"records/{record}/pages/7/")).status_code == 404


def _fact(case: Walk, wanted: Callable[[Fact], bool]) -> str:
    """The id of the first fact that is wanted, as links and forms name it."""
    patient = Actor(id=PersonId(case.row().case.patient), role=Role.PATIENT)
    chart = charts.load(case.row().id, patient)
    return next(chart.fact_id(fact) for reading in chart.readings for fact in reading.facts if wanted(fact))


def _about_her2(fact: Fact) -> bool:
    return fact.code == "biomarker.HER2"


def test_a_correction_stands_beside_what_was_read(case: Walk, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("patient")
    fact = _fact(case, _about_her2)
    case.post("patient", f"facts/{fact}/correct/", {"value": "positive"})
    page = client.get(case.at("facts/")).content.decode()
    assert "Corrected" in page
    assert "said by Jenny M" in page
    assert "HER2: negative" in page


def test_a_correction_sent_twice_is_kept_once(case: Walk, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("patient")
    fact = _fact(case, _about_her2)
    token = str(client.get(case.at(f"facts/{fact}/correct/")).context["form"].initial["token"])
    for _ in range(2):
        client.post(case.at(f"facts/{fact}/correct/"), {"value": "positive", "token": token})
    assert StatementRow.objects.count() == 1


def test_a_number_is_corrected_by_a_number(case: Walk, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("patient")
    case.add(upload("size.txt", b"FINAL DIAGNOSIS\nBreast: invasive ductal carcinoma. Tumor size: 2.1 cm.\n"))
    fact = _fact(case, lambda fact: fact.code == "tumor.size")
    page = client.post(case.at(f"facts/{fact}/correct/"), {"value": "large"})
    assert "Write a number" in page.content.decode()
    case.post("patient", f"facts/{fact}/correct/", {"value": "21"})


def test_a_reviewer_reads_facts_and_does_not_change_them(case: Walk, sign_in: Callable[[str], Client]) -> None:
    case.post("patient", "send/", {})
    case.ask()
    fact = _fact(case, _about_her2)
    assert sign_in("reviewer").post(case.at(f"facts/{fact}/correct/"), {"value": "positive"}).status_code == 404


@pytest.mark.requirement("B5")
def test_a_passage_that_a_person_adds_is_withheld(case: Walk, sign_in: Callable[[str], Client]) -> None:
    record = case.row().records.get().pk
    drawn = {"record": str(record), "number": "1", "what": "plan", "words": "Right breast, core biopsy."}
    case.post("patient", "marks/", drawn)
    case.post("patient", "send/", {})
    case.ask()
    page = sign_in("reviewer").get(case.at(f"records/{record}/pages/1/")).content.decode()
    assert "withheld until your first read is sealed" in page
    assert "SPECIMEN\nRight breast, core biopsy." not in page


def test_words_that_are_not_on_the_page_are_said(case: Walk, sign_in: Callable[[str], Client]) -> None:
    record = case.row().records.get().pk
    drawn = {"record": str(record), "number": "1", "what": "plan", "words": "Not there"}
    page = sign_in("patient").post(case.at("marks/"), drawn)
    assert page.context["form"].errors["words"]
    assert not MarkRow.objects.exists()


def test_a_proposed_passage_can_be_confirmed_or_rejected(case: Walk, sign_in: Callable[[str], Client]) -> None:
    lines = sign_in("patient").get(case.at("marks/")).context["lines"]
    assert {line.state for line in lines} == {"proposed"}
    case.post("patient", "marks/", {"decide": "1", f"mark-{lines[0].id}": "no"})
    decided = {line.id: line.state for line in sign_in("patient").get(case.at("marks/")).context["lines"]}
    assert decided[lines[0].id] == "rejected"
    case.post("patient", "marks/", {"decide": "1", f"mark-{lines[0].id}": "yes"})
    decided = {line.id: line.state for line in sign_in("patient").get(case.at("marks/")).context["lines"]}
    assert decided[lines[0].id] == "confirmed"


@pytest.mark.requirement("R10")
@pytest.mark.requirement("R13")
def test_an_answer_of_the_patient_changes_the_advice(case: Walk, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("patient")
    before = len(client.get(case.at("findings/")).context["noticed"].reasons)
    form = client.get(case.at("questions/")).context["form"]
    asked = next(name for name in form.fields if name not in ("token", "version"))
    case.post("patient", "questions/", {asked: "yes"})
    noticed = client.get(case.at("findings/")).context["noticed"]
    assert len(noticed.reasons) == before + 1
    case.post("patient", "questions/", {asked: "no"})
    assert len(client.get(case.at("findings/")).context["noticed"].reasons) == before


def test_what_weighs_most_is_asked_first_and_the_rest_is_folded(case: Walk, sign_in: Callable[[str], Client]) -> None:
    page = sign_in("patient").get(case.at("questions/"))
    form = page.context["form"]
    first, more = ([one.name for one in part] for part in (form.first, form.more))
    assert "uncertain_diagnosis" in first and "insurer_requires" in more and len(first) <= 8
    before, _, folded = page.content.decode().partition("More questions")
    assert all(f'name="{name}"' in before for name in first) and all(f'name="{name}"' in folded for name in more)
    case.post("patient", "questions/", {"uncertain_diagnosis": "no"})
    form = sign_in("patient").get(case.at("questions/")).context["form"]
    assert "uncertain_diagnosis" in [one.name for one in form.more], "what was answered can still be changed"


@pytest.mark.requirement("R16")
def test_the_checklist_says_what_is_here_and_what_is_missing(case: Walk, sign_in: Callable[[str], Client]) -> None:
    noticed = sign_in("patient").get(case.at("findings/")).context["noticed"]
    assert {state.value for _, state in noticed.checklist} >= {"held", "missing"}


def test_every_case_shows_how_long_it_is_safe_to_wait(case: Walk, sign_in: Callable[[str], Client]) -> None:
    assert sign_in("patient").get(case.at("")).context["clock"]


def test_equal_facts_share_a_row_and_a_record_can_be_chosen(case: Walk, sign_in: Callable[[str], Client]) -> None:
    case.add(upload("letter.txt", b"FINAL DIAGNOSIS\nLeft breast: invasive ductal carcinoma. Nottingham grade 3.\n"))
    client = sign_in("patient")
    listed = client.get(case.at("facts/")).context["listed"]
    rows = [row for some in listed.groups.values() for row in some]
    assert {len(row.lines) for row in rows if row.first.fact.code == "diagnosis.grade"} == {2}
    assert {row.first.value for row in rows if row.disputed} >= {"left", "right"}
    letter = next(id for id, name in listed.records if name == "letter.txt")
    page = client.get(case.at(f"facts/?record={letter}")).context["listed"]
    assert {line.record_name for some in page.groups.values() for row in some for line in row.lines} == {"letter.txt"}
    assert list(client.get(case.at("facts/?heading=The diagnosis")).context["listed"].groups) == ["The diagnosis"]
