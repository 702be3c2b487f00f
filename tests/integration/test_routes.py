"""The four routes, and what is handed over besides the opinion: export, letters, teaching."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from walking import PASSWORD, Walk, opinion

from consilium.cases import Status
from consilium_web.models import OpinionRow, User

BOARD = {
    "board.presenter": "Dr. Okafor",
    "board.disciplines": "Surgery\nPathology\nRadiology",
    "board.views": "Dr. Sy: agrees\nDr. Lund: would wait",
    "board.dissent": "Dr. Lund would wait.",
}


def ask(walk: Walk, reviewer: User, route: str) -> None:
    walk.post("coordinator", "assign/", {"route": route, "reviewer": str(reviewer.pk)})


@pytest.mark.requirement("R25")
@pytest.mark.parametrize("route", ["specialist", "board", "pathologist", "expert"])
def test_a_case_takes_each_of_the_four_routes(walk: Walk, people: dict[str, User], route: str) -> None:
    walk.send()
    ask(walk, people["reviewer"], route)
    assert walk.row().case.route == route


@pytest.mark.requirement("R26")
def test_a_board_names_who_was_there_and_what_each_thought(
    walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]
) -> None:
    walk.send()
    ask(walk, people["reviewer"], "board")
    walk.seal().write()
    sign_in("reviewer").post(walk.at("opinion/sign/"), {"password": PASSWORD})
    assert not OpinionRow.objects.exists(), "a board's opinion names its board"
    walk.write(version="1", **BOARD).sign().release()
    page = sign_in("patient").get(walk.at("report/")).content.decode()
    assert "Dr. Lund would wait." in page
    assert "Radiology" in page


@pytest.mark.requirement("R28")
def test_a_specialist_of_each_field_can_be_asked_and_each_reads_blinded(
    walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]
) -> None:
    User.objects.filter(pk=people["other_reviewer"].pk).update(institution="Third Place", field="Surgical oncology")
    walk.send()
    for who in ("reviewer", "other_reviewer"):
        ask(walk, people[who], "specialist")
    walk.seal()
    assert sign_in("other_reviewer").get(walk.at("opinion/")).status_code == 409, "the other still reads blinded"
    walk.write().sign()
    assert walk.row().status == Status.OPEN, "one of two has signed"
    other = sign_in("other_reviewer")
    walk.seal("other_reviewer")
    other.post(walk.at("opinion/"), opinion())
    other.post(walk.at("opinion/sign/"), {"password": PASSWORD})
    walk.release()
    assert len(sign_in("patient").get(walk.at("report/")).context["reports"]) == 2


@pytest.mark.requirement("R4")
def test_a_reviewer_of_another_field_is_flagged_to_the_coordinator(
    walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]
) -> None:
    User.objects.filter(pk=people["reviewer"].pk).update(field="Radiation oncology")
    walk.send()
    assert "Another field" in sign_in("coordinator").get(walk.at("assign/")).content.decode()


@pytest.mark.requirement("B10")
def test_the_patient_takes_everything_along_as_fhir(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal().write().sign()
    before = sign_in("patient").get(walk.at("export.json"))
    bundle: dict[str, Any] = json.loads(before.content)
    assert bundle["resourceType"] == "Bundle"
    assert "Your cancer can be taken out" not in before.content.decode(), "it is not released yet"
    walk.release()
    assert "Your cancer can be taken out" in sign_in("patient").get(walk.at("export.json")).content.decode()


@pytest.mark.requirement("R16")
def test_missing_records_are_asked_for_by_a_ready_letter(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.tell().add()
    client = sign_in("patient")
    assert client.get(walk.at("ask-for-records.pdf")).content.startswith(b"%PDF")
    missing = len(client.get(walk.at("ask-for-records/")).context["missing"])
    assert missing
    walk.post("patient", "ask-for-records/", {})
    states = [state.value for _, state in client.get(walk.at("findings/")).context["noticed"].checklist]
    assert states.count("requested") == missing
    assert "missing" not in states


@pytest.mark.requirement("R47")
def test_everybody_can_read_about_second_opinions_without_an_account(db: None) -> None:
    page = Client().get("/about-second-opinions/")
    assert page.status_code == 200
    assert len(page.context["topics"]) >= 4


@pytest.mark.requirement("R19")
@pytest.mark.requirement("R36")
def test_questions_for_the_first_doctor_and_the_insurer_are_offered(
    walk: Walk, sign_in: Callable[[str], Client]
) -> None:
    noticed = walk.tell().add() and sign_in("patient").get(walk.at("findings/")).context["noticed"]
    assert noticed.for_first_doctor
    assert noticed.for_insurer
