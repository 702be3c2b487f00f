"""From the queue to the released opinion: independence, blinding, the five parts, the signature."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from walking import PASSWORD, Walk, join_first_doctor, opinion

from consilium.cases import Actor, Role, Status
from consilium.opinions import Opinion
from consilium.values import PersonId
from consilium_web.actions import cases as actions
from consilium_web.actions import saving
from consilium_web.models import BlindedReadRow, OpinionRow, User


def errors(response: object) -> dict[str, object]:
    return dict(response.context["form"].errors)  # type: ignore[attr-defined]


@pytest.mark.requirement("R3")
def test_a_reviewer_from_the_same_hospital_is_refused(
    walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]
) -> None:
    walk.send()
    asked = {"route": "specialist", "reviewer": str(people["other_reviewer"].pk)}
    page = sign_in("coordinator").post(walk.at("assign/"), asked)
    assert "belongs to the first doctor" in str(errors(page)["reviewer"])
    assert walk.row().status == Status.SENT


@pytest.mark.requirement("R3")
def test_an_override_needs_a_reason_and_labels_the_opinion_wherever_it_shows(
    walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]
) -> None:
    walk.send()
    asked = {"route": "specialist", "reviewer": str(people["other_reviewer"].pk), "override": "on"}
    assert "reason" in errors(sign_in("coordinator").post(walk.at("assign/"), asked))
    walk.post("coordinator", "assign/", asked | {"reason": "The only sarcoma specialist in the country."})
    client = sign_in("other_reviewer")
    walk.seal("other_reviewer")
    client.post(walk.at("opinion/"), opinion())
    client.post(walk.at("opinion/sign/"), {"password": PASSWORD})
    walk.release()
    page = sign_in("patient").get(walk.at("report/")).content.decode()
    assert "Not independent (allowed by Carla J)" in page
    signed = OpinionRow.objects.get().value(walk.row().key, Opinion)
    assert not signed.independent


@pytest.mark.requirement("B5")
def test_the_opinion_is_closed_until_the_first_read_is_sealed(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask()
    assert sign_in("reviewer").get(walk.at("opinion/")).status_code == 409
    walk.seal()
    page = sign_in("reviewer").get(walk.at("opinion/")).content.decode()
    assert "Mastectomy, then doxorubicin" in page


@pytest.mark.requirement("B5")
def test_a_sealed_read_is_sealed_once_and_never_changed(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal()
    later = {"judgement.diagnosis": "Something else", "reasons": "Later."}
    for page in ("first-read/", "first-read/seal/"):
        sign_in("reviewer").post(walk.at(page), later | {"version": "1"})
    row = BlindedReadRow.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        BlindedReadRow.objects.update(sealed=b"other")
    with pytest.raises(DatabaseError), transaction.atomic():
        BlindedReadRow.objects.all().delete()
    assert bytes(BlindedReadRow.objects.get().sealed) == bytes(row.sealed)


def test_a_first_read_without_reasons_is_not_sealed(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask()
    walk.post("reviewer", "first-read/", {"judgement.diagnosis": "IDC", "reasons": ""})
    page = sign_in("reviewer").post(walk.at("first-read/seal/"), {"version": "1"})
    assert "Write your reasons in a sentence or two." in page.content.decode()
    assert not BlindedReadRow.objects.exists()


@pytest.mark.requirement("R17", "R18", "R21", "R22", "R23")
def test_what_is_missing_is_named_and_stops_the_signature(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal()
    parts = [f"part.{part}" for part in ("pathology", "testing", "stage", "condition", "plan")]
    others = ["answers.own-1", "options.0.chance", "options.0.quality_of_life", "missing_information", "evidence_date"]
    for version, field in enumerate(parts + others):
        walk.write(**{field: "", "version": str(version)})
        page = sign_in("reviewer").get(walk.at("opinion/sign/")).content.decode()
        assert field in others or f"opinion/#id_{field}" in page
        sign_in("reviewer").post(walk.at("opinion/sign/"), {"password": PASSWORD})
        assert not OpinionRow.objects.exists(), field
    assert walk.row().status == Status.OPEN


@pytest.mark.requirement("R6")
def test_signing_asks_again_for_the_password(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal().write()
    page = sign_in("reviewer").post(walk.at("opinion/sign/"), {"password": "not mine"})
    assert "password" in errors(page)
    assert not OpinionRow.objects.exists()


@pytest.mark.requirement("R6")
def test_an_opinion_carries_the_name_and_credentials_of_who_signed(
    walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]
) -> None:
    User.objects.filter(pk=people["reviewer"].pk).update(credentials="")
    walk.send().ask().seal().write()
    sign_in("reviewer").post(walk.at("opinion/sign/"), {"password": PASSWORD})
    assert not OpinionRow.objects.exists()
    User.objects.filter(pk=people["reviewer"].pk).update(credentials="MD, FRCP")
    walk.sign().release()
    assert "Dr. Okafor, MD, FRCP" in sign_in("patient").get(walk.at("report/")).content.decode()


def test_a_draft_is_kept_empty_or_not(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal()
    walk.post("reviewer", "opinion/", {"version": "0", "summary": "Half a thought"})
    assert "Half a thought" in sign_in("reviewer").get(walk.at("opinion/")).content.decode()


def test_a_second_window_does_not_overwrite_a_draft(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal()
    walk.post("reviewer", "opinion/", {"version": "0", "summary": "First window"})
    late = sign_in("reviewer").post(walk.at("opinion/"), {"version": "0", "summary": "Second window"})
    assert "changed in another window" in late.content.decode()
    assert "First window" in sign_in("reviewer").get(walk.at("opinion/")).content.decode()


@pytest.mark.requirement("B5")
def test_what_changed_after_unblinding_is_kept_and_told(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal().write(**{"judgement.treatments": "mastectomy"}).sign()
    signed = OpinionRow.objects.get().value(walk.row().key, Opinion)
    assert signed.changed_after_unblinding == ("treatments",)


@pytest.mark.requirement("R37")
def test_nobody_but_the_reviewer_and_the_centre_reads_an_opinion_before_its_release(
    walk: Walk, sign_in: Callable[[str], Client]
) -> None:
    walk.send()
    join_first_doctor(walk)
    walk.ask().seal().write().sign()
    words = "Your cancer can be taken out"
    for who in ("patient", "first_doctor"):
        assert words not in sign_in(who).get(walk.at("report/")).content.decode()
        assert sign_in(who).get(walk.at("report/1.pdf")).status_code == 404
    walk.release()
    for who in ("patient", "first_doctor"):
        assert words in sign_in(who).get(walk.at("report/")).content.decode()
        assert sign_in(who).get(walk.at("report/1.pdf")).content.startswith(b"%PDF")


@pytest.mark.requirement("R37")
def test_the_reviewer_can_release_too(walk: Walk) -> None:
    walk.send().ask().seal().write().sign().release("reviewer")
    assert walk.row().status == Status.RELEASED


@pytest.mark.requirement("R39")
@pytest.mark.requirement("R41")
def test_a_major_difference_is_shown_as_major(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal().write(**{"judgement.laterality": "left"}).sign().release()
    page = sign_in("patient").get(walk.at("report/"))
    assert "both doctors" in page.content.decode()


def test_a_signed_opinion_is_added_to_and_never_changed(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal().write().sign().release()
    before = bytes(OpinionRow.objects.get().sealed)
    sign_in("reviewer").post(walk.at("opinion/"), opinion(summary="Rewritten", version="1"))
    walk.post("reviewer", "opinion/addendum/", {"text": "The gene test came back low."})
    page = sign_in("patient").get(walk.at("report/")).content.decode()
    assert "The gene test came back low." in page
    assert "Rewritten" not in page
    assert bytes(OpinionRow.objects.get().sealed) == before
    with pytest.raises(DatabaseError), transaction.atomic():
        OpinionRow.objects.update(sealed=b"other")


@pytest.mark.requirement("R35")
def test_the_patient_can_ask_for_another_reviewer(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask()
    walk.post("patient", "change-reviewer/", {})
    assert walk.row().status == Status.SENT
    assert sign_in("reviewer").get(walk.at("records/")).status_code == 404


@pytest.mark.requirement("R43")
def test_a_third_opinion_can_be_asked_for_and_the_next_reviewer_starts_blinded(
    walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]
) -> None:
    User.objects.filter(pk=people["other_reviewer"].pk).update(institution="Third Place")
    walk.send().ask().seal().write().sign().release()
    walk.post("patient", "third-opinion/", {})
    walk.ask("other_reviewer")
    page = sign_in("other_reviewer").get(walk.at("report/")).content.decode()
    assert "Your cancer can be taken out" not in page
    assert "Your cancer can be taken out" in sign_in("patient").get(walk.at("report/")).content.decode()


def test_the_queue_shows_the_most_urgent_first_and_is_paged(
    walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]
) -> None:
    template = walk.send().row()
    by = Actor(id=PersonId(str(people["patient"].pk)), role=Role.PATIENT)
    for _ in range(30):
        started = actions.start(by=by, at=datetime.now(UTC))
        with transaction.atomic():
            row, case = saving.load(started)
            saving.save(row, replace(template.case, id=case.id, planned_start=None), at=datetime.now(UTC))
    page = sign_in("coordinator").get("/queue/")
    first = page.content.decode().split("<tbody>")[1]
    assert f"{template.id.hex[:4]}".upper() in first.split("</tr>")[0]
    assert "Next page" in page.content.decode()
    assert sign_in("coordinator").get("/queue/?page=2&order=age&status=sent").status_code == 200
    assert sign_in("coordinator").get("/queue/?page=x&status=nonsense").status_code == 200


def test_somebody_who_takes_part_in_another_way_is_not_asked_to_review(
    walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]
) -> None:
    walk.send()
    sign_in("coordinator").post(walk.at("assign/"), {"route": "specialist", "reviewer": str(people["patient"].pk)})
    assert walk.row().status == Status.SENT
    assert UUID(walk.case)


def test_what_a_reviewer_types_saves_itself(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal()
    client, typed = sign_in("reviewer"), {"version": "0", "summary": "Half a sentence"}
    saved = client.post(walk.at("opinion/"), typed, headers={"HX-Request": "true"})
    assert 'name="version" value="1"' in saved.content.decode()
    again = client.post(walk.at("opinion/"), typed, headers={"HX-Request": "true"})
    assert 'value="1"' in again.content.decode(), "the same words twice are no conflict"
    late = client.post(walk.at("opinion/"), typed | {"summary": "Old"}, headers={"HX-Request": "true"})
    assert "Not saved: this was changed in another window." in late.content.decode()
    assert "Half a sentence" in client.get(walk.at("opinion/")).content.decode()


@pytest.mark.requirement("R39")
@pytest.mark.requirement("R40")
def test_the_reviewer_sees_item_by_item_how_the_opinions_compare(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal().write(**{"judgement.laterality": "left"})
    rows = sign_in("reviewer").get(walk.at("opinion/sign/")).context["draft"].comparison
    assert rows[0].grade == "major"
    assert {row.grade for row in rows} <= {"major", "minor", "same", "not_comparable"}


@pytest.mark.requirement("R6")
def test_guessing_the_password_at_the_signature_is_slowed_down(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal().write()
    for _ in range(12):
        page = sign_in("reviewer").post(walk.at("opinion/sign/"), {"password": "a guess"})
    assert "Too many tries" in str(errors(page))
    sign_in("reviewer").post(walk.at("opinion/sign/"), {"password": PASSWORD})
    assert not OpinionRow.objects.exists()
