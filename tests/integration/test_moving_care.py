"""Tertiary referral as its own path: where to, sent, acknowledged, closed."""

import io
import zipfile

import pytest
from walking import Walk

from consilium.cases import Status
from consilium_web.models import ReferralRow
from consilium_web.queries import moves

WHERE = {"place": "Bandicoot Cancer Centre", "doctor": "Dr. Dingo", "reason": "A trial is open there."}


@pytest.fixture
def moving(walk: Walk) -> Walk:
    """A patient who wants to move care."""
    walk.tell(intent="transfer").add()
    walk.post("patient", "send/", {})
    assert walk.row().status == Status.REFERRED
    return walk


def text(walk: Walk, who: str, page: str = "move/") -> str:
    return str(walk.sign_in(who).get(walk.at(page)).content.decode())


@pytest.mark.requirement("R5")
def test_care_is_moved_step_by_step_and_the_patient_sees_each(moving: Walk) -> None:
    assert "We look for the new place" in text(moving, "patient")
    assert moving.sign_in("patient").get(moving.at("move/letter.pdf")).status_code == 409
    moving.post("coordinator", "move/", WHERE)
    assert "Bandicoot Cancer Centre" in text(moving, "patient")
    moving.post("coordinator", "move/", {"on": "2026-11-20"})
    moving.post("coordinator", "move/", {"on": "2026-11-21", "words": "She can come on Monday."})
    assert "She can come on Monday." in text(moving, "patient")
    moving.post("coordinator", "move/", {"close": ""})
    assert moving.row().status == Status.CLOSED
    assert "Your care has moved." in text(moving, "patient")
    assert b"Bandicoot" not in b"".join(bytes(row.sealed) for row in ReferralRow.objects.all())


@pytest.mark.requirement("R5")
def test_the_referral_goes_with_its_records(moving: Walk) -> None:
    moving.post("coordinator", "move/", WHERE)
    for who in ("patient", "coordinator"):
        assert moving.sign_in(who).get(moving.at("move/letter.pdf")).content.startswith(b"%PDF")
    packed = moving.sign_in("coordinator").get(moving.at("move/packet.zip")).content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["referral.pdf", "bundle.json", "records/001-report.txt"]
        assert b"Invasive ductal carcinoma" in archive.read("records/001-report.txt")


def test_what_is_too_large_is_named_and_sent_apart(moving: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    moving.post("coordinator", "move/", WHERE)
    monkeypatch.setattr(moves, "MOST_BYTES", 10)
    packed = moving.sign_in("coordinator").get(moving.at("move/packet.zip")).content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["referral.pdf", "bundle.json"]


@pytest.mark.parametrize("left", ["place", "reason"])
def test_a_step_that_says_too_little_is_not_kept(moving: Walk, left: str) -> None:
    page = moving.sign_in("coordinator").post(moving.at("move/"), WHERE | {left: ""})
    assert left in page.context["form"].errors
    assert not ReferralRow.objects.exists()


def test_the_patient_does_not_write_the_steps(moving: Walk) -> None:
    moving.sign_in("patient").post(moving.at("move/"), WHERE)
    assert not ReferralRow.objects.exists()


def test_a_case_that_does_not_move_care_has_no_such_page(walk: Walk) -> None:
    walk.send()
    for who in ("patient", "coordinator"):
        assert walk.sign_in(who).get(walk.at("move/")).status_code == 404
