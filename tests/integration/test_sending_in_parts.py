"""Files that a script sends in parts: what breaks off goes on where it stopped, and nothing is doubled or lost."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils import timezone
from walking import REPORT, Walk, people, sign_in, walk

from consilium_web import jobs
from consilium_web.actions import uploads as actions
from consilium_web.crypto import CHUNK
from consilium_web.models import AuditEvent, RecordRow, State, UploadRow
from consilium_web.storage import files
from consilium_web.storage.partial import Partial, unfinished

__all__ = ["people", "sign_in", "walk"]

BIG = bytes(range(256)) * (10 * 1024)  # two and a half pieces


@pytest.fixture
def case(walk: Walk, settings: Any, tmp_path: Path) -> Walk:
    settings.CONSILIUM_FILES = tmp_path
    return walk.tell()


@pytest.fixture
def browser(sign_in: Callable[[str], Client]) -> Client:
    return sign_in("patient")


def begin(browser: Client, case: Walk, name: str = "scan.bin", size: int = len(BIG), where: str = "") -> Any:
    told = {"name": name, "size": size, "changed": "1700000000000", "where": where}
    return browser.post(case.at("uploads/"), told)


def part(browser: Client, address: str, offset: int, data: bytes) -> Any:
    kind = "application/offset+octet-stream"
    return browser.post(address, data, content_type=kind, headers={"Upload-Offset": str(offset)})


def send(browser: Client, case: Walk, data: bytes, name: str = "scan.bin", where: str = "") -> Any:
    begun = begin(browser, case, name, len(data), where).json()
    return part(browser, begun["address"], begun["offset"], data[begun["offset"] :]).json()


def test_a_file_sent_in_parts_is_the_file_byte_for_byte(case: Walk, browser: Client) -> None:
    address = begin(browser, case).json()["address"]
    assert part(browser, address, 0, BIG[:CHUNK]).json() == {"offset": CHUNK, "taken": ""}
    assert browser.head(address)["Upload-Offset"] == str(CHUNK)
    assert part(browser, address, CHUNK, BIG[CHUNK:]).json() == {"offset": len(BIG), "taken": "new"}
    record = RecordRow.objects.get()
    assert b"".join(files.pieces(case.case, record.opener)) == BIG
    assert list(unfinished().iterdir()) == []


def test_what_arrives_is_read_as_any_record(case: Walk, browser: Client) -> None:
    assert send(browser, case, REPORT.encode(), "report.txt")["taken"] == "new"
    record = RecordRow.objects.get()
    assert (record.name, record.state) == ("report.txt", State.READ)


def test_a_part_that_breaks_off_keeps_its_whole_pieces(case: Walk, browser: Client) -> None:
    address = begin(browser, case).json()["address"]
    assert part(browser, address, 0, BIG[: CHUNK + 5000]).json()["offset"] == CHUNK
    assert begin(browser, case).json() == {"address": address, "offset": CHUNK}


def test_a_torn_piece_on_the_disk_is_sent_again(case: Walk, browser: Client) -> None:
    address = begin(browser, case).json()["address"]
    part(browser, address, 0, BIG[:CHUNK])
    with next(unfinished().iterdir()).open("ab") as torn:
        torn.write(b"half of a piece")
    assert browser.head(address)["Upload-Offset"] == str(CHUNK)
    assert part(browser, address, CHUNK, BIG[CHUNK:]).json()["taken"] == "new"
    assert b"".join(files.pieces(case.case, RecordRow.objects.get().opener)) == BIG


def test_a_part_from_the_wrong_place_is_refused_with_the_right_one(case: Walk, browser: Client) -> None:
    address = begin(browser, case).json()["address"]
    part(browser, address, 0, BIG[:CHUNK])
    answer = part(browser, address, 0, BIG[:CHUNK])
    assert (answer.status_code, answer.json()) == (409, {"offset": CHUNK})


def test_an_answer_that_was_lost_is_told_again_and_nothing_doubles(case: Walk, browser: Client) -> None:
    address = begin(browser, case).json()["address"]
    part(browser, address, 0, BIG)
    assert browser.head(address)["Upload-Offset"] == str(len(BIG))
    assert part(browser, address, len(BIG), b"").json()["taken"] == "known"
    assert RecordRow.objects.count() == 1


def test_a_crash_between_the_last_piece_and_the_record_is_mended_by_the_next_request(
    case: Walk, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = begin(browser, case).json()["address"]
    with monkeypatch.context() as crash:
        crash.setattr(actions, "keep", lambda **all: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            part(browser, address, 0, BIG)
    assert RecordRow.objects.count() == 0
    assert part(browser, address, len(BIG), b"").json()["taken"] == "new"


def test_the_same_file_again_is_one_record(case: Walk, browser: Client) -> None:
    assert send(browser, case, BIG)["taken"] == "new"
    assert send(browser, case, BIG)["taken"] == "known"
    assert send(browser, case, BIG, "other name.bin")["taken"] == "known"
    assert RecordRow.objects.count() == 1
    assert list(unfinished().iterdir()) == []


def test_two_files_of_a_disc_with_the_same_name_and_size_are_two(case: Walk, browser: Client) -> None:
    send(browser, case, b"a" * 1000, "IM1", "DISC/SERIES1/IM1")
    send(browser, case, b"b" * 1000, "IM1", "DISC/SERIES2/IM1")
    assert RecordRow.objects.count() == 2


def test_two_tabs_write_one_after_the_other(case: Walk, browser: Client) -> None:
    begin(browser, case)
    file = actions.partial(UploadRow.objects.get())
    with file._alone():
        address = begin(browser, case).json()["address"]
        assert part(browser, address, 0, BIG).status_code == 423
    assert part(browser, address, 0, BIG).json()["taken"] == "new"


def test_the_plain_bytes_and_the_name_are_never_on_the_disk(case: Walk, browser: Client) -> None:
    secret = b"Jenny M has a lump" * (CHUNK // 10)
    address = begin(browser, case, "jenny.txt", len(secret)).json()["address"]
    part(browser, address, 0, secret[:CHUNK])
    held = [path.read_bytes() for path in Path(site.CONSILIUM_FILES).rglob("*") if path.is_file()]
    assert held
    assert not any(b"Jenny" in one for one in held)
    assert b"jenny" not in bytes(UploadRow.objects.get().sealed)


@pytest.mark.parametrize(
    ("setting", "limit", "why"),
    [("CONSILIUM_UPLOAD_LIMIT", 1000, "too_large"), ("CONSILIUM_CASE_LIMIT", 1000, "full")],
)
def test_what_does_not_fit_is_refused_before_it_is_sent(
    case: Walk, browser: Client, settings: Any, setting: str, limit: int, why: str
) -> None:
    setattr(settings, setting, limit)
    answer = begin(browser, case)
    assert (answer.status_code, answer.json()) == (422, {"refused": why})
    assert UploadRow.objects.count() == 0


def test_what_the_plain_form_brings_counts_for_the_case_too(case: Walk, browser: Client, settings: Any) -> None:
    settings.CONSILIUM_CASE_LIMIT = 1000
    case.add()
    assert begin(browser, case, size=990).json() == {"refused": "full"}


def test_an_empty_file_is_refused(case: Walk, browser: Client) -> None:
    assert begin(browser, case, size=0).json() == {"refused": "empty"}


def test_a_full_disk_is_said_and_what_had_arrived_stays(
    case: Walk, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = begin(browser, case).json()["address"]
    part(browser, address, 0, BIG[:CHUNK])
    with monkeypatch.context() as disk:
        disk.setattr(Partial, "take", lambda *all: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        assert part(browser, address, CHUNK, BIG[CHUNK:]).json() == {"refused": "no_room"}
    assert browser.head(address)["Upload-Offset"] == str(CHUNK)


def test_nobody_else_reaches_an_upload(case: Walk, browser: Client, sign_in: Callable[[str], Client]) -> None:
    address = begin(browser, case).json()["address"]
    for who in ("other_patient", "coordinator", "reviewer", "administrator"):
        assert part(sign_in(who), address, 0, BIG).status_code == 404
        assert begin(sign_in(who), case).status_code == 404
    assert part(Client(), address, 0, BIG).status_code == 302
    assert UploadRow.objects.count() == 1
    assert RecordRow.objects.count() == 0


def test_nothing_is_sent_to_a_case_that_is_closed(case: Walk, browser: Client) -> None:
    address = begin(browser, case).json()["address"]
    case.add()
    case.post("patient", "send/", {})
    browser.post(case.at("withdraw/"))
    assert part(browser, address, 0, BIG).status_code in (404, 422)
    assert begin(browser, case).status_code in (404, 422)
    assert RecordRow.objects.count() == 1


def test_the_page_shows_what_has_not_arrived_whole_and_a_person_can_give_it_up(case: Walk, browser: Client) -> None:
    address = begin(browser, case, "disc.zip").json()["address"]
    part(browser, address, 0, BIG[:CHUNK])
    page = browser.get(case.at("records/")).content.decode()
    assert "disc.zip: 40 % of" in page
    assert "disc.zip" in browser.get(f"{address}forget/").content.decode()
    browser.post(f"{address}forget/")
    assert (list(unfinished().iterdir()), UploadRow.objects.count()) == ([], 0)
    assert AuditEvent.objects.filter(action="upload.forgotten").count() == 1
    assert browser.head(address).status_code == 404


def test_what_nobody_goes_on_with_is_removed_after_days(case: Walk, browser: Client) -> None:
    begin(browser, case, "old.bin")
    UploadRow.objects.update(at=timezone.now() - timedelta(days=8))
    begin(browser, case, "new.bin")
    orphan = unfinished() / str(uuid4())
    orphan.touch()
    os.utime(orphan, (0, 0))
    assert jobs.remove_old_uploads() == 1
    assert len(list(unfinished().iterdir())) == UploadRow.objects.count() == 1
    assert AuditEvent.objects.filter(action="upload.expired").count() == 1


def test_an_upload_whose_file_is_gone_begins_again(case: Walk, browser: Client) -> None:
    address = begin(browser, case).json()["address"]
    next(unfinished().iterdir()).unlink()
    assert browser.head(address).status_code == 404
    assert begin(browser, case).json()["offset"] == 0
    assert UploadRow.objects.count() == 1
