"""People who want more of a case than it gives them: what an invitation, a consent or an odd address does not open."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from walking import FIRST_OPINION, WISHES, Walk, upload

from consilium_web.models import Invitation, RecordRow, User


def invited(walk: Walk, by: str, role: str) -> tuple[str, dict[str, str]]:
    """The link that this person hands out, and the code as the form takes it."""
    page = walk.sign_in(by).post(walk.at("invite/"), {"role": role, "name": "Somebody", "acts_by": "consent"})
    return str(page.context["link"]).removeprefix("http://testserver"), {"code": page.context["handed"].code}


@pytest.mark.requirement("B9")
@pytest.mark.parametrize("closing", ["consents/", "withdraw/"])
def test_without_consent_a_coordinator_knows_only_that_the_case_exists(
    walk: Walk, sign_in: Callable[[str], Client], closing: str
) -> None:
    walk.send().post("patient", closing, {})
    page = sign_in("coordinator").get(walk.at(""))
    assert page.status_code == 200
    text = page.content.decode()
    told = (FIRST_OPINION["diagnosis"], FIRST_OPINION["plan"], "Breast cancer", "Keep my hair", WISHES["questions"])
    assert not [words for words in told if words in text]


def test_a_proxy_cannot_put_another_person_in_the_place_of_the_patient(
    walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]
) -> None:
    walk.start().post("patient", "first-opinion/", FIRST_OPINION)
    sign_in("other_patient").post(*invited(walk, "patient", "proxy"))
    sign_in("first_doctor").post(*invited(walk, "other_patient", "patient"))
    assert walk.row().case.patient == str(people["patient"].pk)
    assert sign_in("patient").get(walk.at("")).status_code == 200
    assert sign_in("first_doctor").get(walk.at("")).status_code == 404


def test_an_invitation_is_used_once(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    link, code = invited(walk.tell(), "patient", "proxy")
    assert sign_in("other_patient").post(link, code).status_code == 302
    assert sign_in("first_doctor").post(link, code).status_code == 404
    assert sign_in("first_doctor").get(walk.at("")).status_code == 404


def test_an_invitation_ends(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    link, code = invited(walk.tell(), "patient", "proxy")
    one = Invitation.objects.get()
    Invitation.objects.update(ends_at=one.at)
    assert sign_in("other_patient").get(link).status_code == 404
    assert sign_in("other_patient").post(link, code).status_code == 404


def test_whoever_takes_part_as_a_doctor_sets_up_a_second_step_before_anything(
    walk: Walk, sign_in: Callable[[str], Client], settings: Any
) -> None:
    """An account of a patient has no second factor, which whoever sees another's records must have."""
    link, code = invited(walk.tell(), "patient", "first_doctor")
    settings.DEMO = False
    client = sign_in("other_patient")
    assert client.post(link, code).status_code == 302
    assert client.get(walk.at("records/")).headers["Location"] == "/account/2fa/"


def test_a_record_of_another_case_is_not_found_under_ones_own(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.tell().add(upload())
    record = RecordRow.objects.get().pk
    own = Walk(sign_in)
    own.case = sign_in("other_patient").post("/cases/new/", {"who": "patient"}).url.split("/")[2]
    for page in ("pages/1/", "pages/1.png", "original/"):
        assert sign_in("other_patient").get(own.at(f"records/{record}/{page}")).status_code == 404
    sign_in("other_patient").post(own.at(f"records/{record}/remove/"))
    assert RecordRow.objects.get().removed_at is None


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "0", "x"])
def test_an_odd_number_of_a_page_is_no_error(walk: Walk, sign_in: Callable[[str], Client], number: str) -> None:
    walk.send()
    assert sign_in("coordinator").get("/queue/", {"page": number}).status_code == 200
    assert sign_in("patient").get(walk.at("audit/"), {"page": number}).status_code == 200


@pytest.mark.parametrize("number", ["0", "99", str(10**20)])
def test_a_page_that_is_not_there_is_not_found(walk: Walk, sign_in: Callable[[str], Client], number: str) -> None:
    walk.tell().add(upload())
    record = RecordRow.objects.get().pk
    for page in (f"pages/{number}/", f"pages/{number}.png"):
        assert sign_in("patient").get(walk.at(f"records/{record}/{page}")).status_code == 404
