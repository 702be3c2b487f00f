"""Files as people really send them: each gets a clear answer, none is lost, none is doubled."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from walking import REPORT, Walk, upload

from consilium_web import jobs
from consilium_web.actions import records as actions
from consilium_web.crypto import Sealed
from consilium_web.models import ReadingRow, RecordRow, State
from consilium_web.storage import files


def said(client: Client, walk: Walk, *uploads: SimpleUploadedFile) -> list[str]:
    """What the page says after these files were sent."""
    response = client.post(walk.at("records/"), {"files": list(uploads)})
    return [str(message) for message in get_messages(response.wsgi_request)][-(len(uploads) or 1) :]


@pytest.fixture
def case(walk: Walk) -> Walk:
    return walk.tell()


def stored() -> list[Path]:
    """Every file that the site holds on disk."""
    return [path for path in Path(site.CONSILIUM_FILES).rglob("*") if path.is_file()]


def test_several_files_at_once_are_each_added(case: Walk, sign_in: Callable[[str], Client]) -> None:
    words = said(sign_in("patient"), case, upload("a.txt", b"one"), upload("b.txt", b"two"))
    assert words == ["a.txt was added.", "b.txt was added."]


def test_an_empty_file_is_said_and_the_others_go_on(case: Walk, sign_in: Callable[[str], Client]) -> None:
    words = said(sign_in("patient"), case, upload("empty.pdf", b""), upload())
    assert words[0].startswith("empty.pdf is empty")
    assert words[1] == "report.txt was added."
    assert RecordRow.objects.count() == 1


def test_a_file_that_is_too_large_is_said_and_leaves_nothing(
    case: Walk, sign_in: Callable[[str], Client], settings: Any
) -> None:
    settings.CONSILIUM_UPLOAD_LIMIT = 1000
    before = stored()
    words = said(sign_in("patient"), case, upload("scan.dcm", b"x" * 200_000))
    assert words[0].startswith("scan.dcm is too large")
    assert stored() == before


@pytest.mark.parametrize("at", ["write", "finish"])
def test_a_full_disk_is_said_and_leaves_nothing(
    case: Walk, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    before, real = len(stored()), getattr(files.Arriving, at)

    def full(arriving: files.Arriving, *data: bytes) -> None:
        if at == "finish" or b"this one" in data[0]:
            raise OSError(28, "No space left on device")
        real(arriving, *data)

    monkeypatch.setattr(files.Arriving, at, full)
    sent = [upload("a.txt", b"this one does not fit")] + [upload("b.txt", b"fits")] * (at == "write")
    answers = said(sign_in("patient"), case, *sent)
    assert "a.txt could not be kept" in answers[0]
    assert len(stored()) - before == len(sent) - 1 == RecordRow.objects.count()


def test_the_same_file_twice_is_one_record(case: Walk, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("patient")
    said(client, case, upload("first.txt"))
    before = stored()
    words = said(client, case, upload("second.txt"), upload("third.txt"))
    assert all("already here" in line for line in words)
    assert RecordRow.objects.count() == 1
    assert stored() == before


def test_the_same_file_in_two_cases_cannot_be_recognised(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.tell().add()
    walk.tell().add()
    first, second = RecordRow.objects.all()
    assert first.fingerprint != second.fingerprint


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\boot.ini", "/etc/shadow"])
def test_a_name_that_climbs_stays_a_name(case: Walk, sign_in: Callable[[str], Client], name: str) -> None:
    said(sign_in("patient"), case, upload(name))
    row = RecordRow.objects.get()
    assert "/" not in row.name
    assert files.place(case.case, str(row.pk)).is_file()


def test_a_wrong_extension_is_read_by_its_content(case: Walk, sign_in: Callable[[str], Client]) -> None:
    said(sign_in("patient"), case, upload("report.pdf", REPORT.encode()))
    assert RecordRow.objects.get().state == State.READ


def test_a_file_that_cannot_be_read_is_kept_and_said(case: Walk, sign_in: Callable[[str], Client]) -> None:
    data = b"%PDF-1.7 broken" + bytes(range(256))
    said(sign_in("patient"), case, upload("broken.pdf", data))
    row = RecordRow.objects.get()
    assert row.state == State.REFUSED
    assert "Not read" in sign_in("patient").get(case.at("records/")).content.decode()
    original = sign_in("patient").get(case.at(f"records/{row.pk}/original/"))
    assert b"".join(original.streaming_content) == data


def test_sending_no_file_is_said(case: Walk, sign_in: Callable[[str], Client]) -> None:
    assert said(sign_in("patient"), case) == ["No file was chosen."]


def test_a_file_sent_to_another_page_is_dropped_as_it_comes(case: Walk, sign_in: Callable[[str], Client]) -> None:
    before = stored()
    sign_in("patient").post(case.at("wishes/"), {"goals": "x", "file": upload()})
    Client().post(case.at("records/"), {"files": upload()})
    assert stored() == before


def test_a_strangers_file_leaves_nothing(case: Walk, sign_in: Callable[[str], Client]) -> None:
    before = stored()
    assert sign_in("other_patient").post(case.at("records/"), {"files": upload()}).status_code == 404
    assert (stored(), RecordRow.objects.count()) == (before, 0)


class _ClosedHalfWay:
    """What a server reads from a browser that was closed while it sent a file."""

    def __init__(self) -> None:
        self.parts = [b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' + b"a" * 200_000]

    def readline(self, size: int = -1) -> bytes:
        return self.read(size)

    def read(self, size: int = -1) -> bytes:
        if not self.parts:
            raise OSError("the connection was closed")
        return self.parts.pop()


def test_an_upload_that_breaks_off_leaves_nothing(case: Walk, sign_in: Callable[[str], Client]) -> None:
    before, client = stored(), sign_in("patient")
    client.raise_request_exception = False
    sent = {"content_type": "multipart/form-data; boundary=x", "CONTENT_LENGTH": "900000"}
    client.generic("POST", case.at("records/"), b"", **sent, **{"wsgi.input": _ClosedHalfWay()})  # type: ignore[arg-type]
    assert (stored(), RecordRow.objects.count()) == (before, 0)


def test_the_original_comes_back_byte_for_byte_as_a_download(case: Walk, sign_in: Callable[[str], Client]) -> None:
    data = bytes(range(256)) * 9000
    said(sign_in("patient"), case, upload("odd.bin", data))
    answer = sign_in("patient").get(case.at(f"records/{RecordRow.objects.get().pk}/original/"))
    assert b"".join(answer.streaming_content) == data
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"


def test_a_record_that_was_taken_out_can_come_back(case: Walk, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("patient")
    said(client, case, upload())
    row = RecordRow.objects.get()
    client.post(case.at(f"records/{row.pk}/remove/"), {})
    assert "report.txt" not in client.get(case.at("records/")).content.decode().split("<main")[1].split("was taken")[1]
    said(client, case, upload())
    assert RecordRow.objects.get().removed_at is None


def test_a_crash_between_file_and_row_leaves_a_file_that_sweeping_removes(
    case: Walk, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("patient")
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr(RecordRow, "save", _crash)
        client.post(case.at("records/"), {"files": upload("lost.txt", b"lost")})
    assert RecordRow.objects.count() == 0
    orphans = list(files.kept())
    said(client, case, upload("kept.txt", b"kept"))
    call_command("sweep", "--older-than", "-1", verbosity=0)
    assert not set(orphans) & set(files.kept())
    assert (case.case, str(RecordRow.objects.get().pk)) in set(files.kept())


def _crash(*args: Any, **kwargs: Any) -> None:
    raise RuntimeError("power cut")


def test_reading_twice_changes_nothing(case: Walk, sign_in: Callable[[str], Client]) -> None:
    said(sign_in("patient"), case, upload())
    row = RecordRow.objects.get()
    before = bytes(ReadingRow.objects.get().sealed)
    jobs.read_record.call(str(row.pk))
    assert bytes(ReadingRow.objects.get().sealed) == before


def test_a_record_whose_worker_died_is_read_after_all(case: Walk, sign_in: Callable[[str], Client]) -> None:
    said(sign_in("patient"), case, upload())
    row = RecordRow.objects.get()
    ReadingRow.objects.all().delete()
    RecordRow.objects.update(state=State.READING, read_at=None, reading_since=row.at - 2 * actions.OVERDUE)
    jobs.read_record.call(str(row.pk))
    assert RecordRow.objects.get().state == State.READ


def test_a_record_whose_reading_fails_is_tried_again_and_at_last_given_up(
    case: Walk, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key file or a disk that is away for a moment must not leave a record being read for ever."""
    monkeypatch.setattr(jobs.files, "read", lambda *_: (_ for _ in ()).throw(OSError("away")))
    said(sign_in("patient"), case, upload())
    assert RecordRow.objects.get().state == State.QUEUED
    monkeypatch.undo()
    jobs.read_record.call(str(RecordRow.objects.get().pk))
    assert RecordRow.objects.get().state == State.READ


def test_a_record_that_kills_its_worker_each_time_is_given_up_and_kept(
    case: Walk, sign_in: Callable[[str], Client]
) -> None:
    said(sign_in("patient"), case, upload())
    row = RecordRow.objects.get()
    ReadingRow.objects.all().delete()
    RecordRow.objects.update(state=State.QUEUED, read_at=None, attempts=actions.ATTEMPTS)
    jobs.read_record.call(str(row.pk))
    assert RecordRow.objects.get().state == State.REFUSED
    assert "could not read this file" in sign_in("patient").get(case.at("records/")).content.decode()


def test_files_inside_an_archive_are_records_of_their_own(case: Walk, sign_in: Callable[[str], Client]) -> None:
    from io import BytesIO
    from zipfile import ZipFile

    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("letters/report.txt", REPORT)
    said(sign_in("patient"), case, upload("all.zip", packed.getvalue()))
    member = RecordRow.objects.get(parent__isnull=False)
    assert member.name == "letters/report.txt"
    assert member.state == State.READ


def test_a_file_inside_two_archives_is_there_while_one_of_them_is(case: Walk, sign_in: Callable[[str], Client]) -> None:
    from io import BytesIO
    from zipfile import ZipFile

    def pack(name: str) -> bytes:
        packed = BytesIO()
        with ZipFile(packed, "w") as archive:
            archive.writestr(name, REPORT)
        return packed.getvalue()

    said(sign_in("patient"), case, upload("one.zip", pack("report.txt")))
    first = RecordRow.objects.get(parent=None)
    case.post("patient", f"records/{first.pk}/remove/", {})
    said(sign_in("patient"), case, upload("two.zip", pack("again.txt")))
    assert RecordRow.objects.filter(parent__isnull=False, removed_at=None).count() == 1


@pytest.mark.parametrize(
    "damage", [lambda kept: b"", lambda kept: kept[:-1], lambda kept: bytes([kept[0] ^ 1]) + kept[1:]]
)
def test_a_damaged_file_is_an_error_page_and_never_half_a_record(
    case: Walk, sign_in: Callable[[str], Client], damage: Callable[[bytes], bytes]
) -> None:
    said(sign_in("patient"), case, upload())
    (path,) = [path for path in stored() if path.parent.name == case.case]
    path.write_bytes(damage(path.read_bytes()))
    row = RecordRow.objects.get()
    with pytest.raises(Sealed):
        files.read(case.case, row.opener)
    client = sign_in("patient")
    client.raise_request_exception = False
    assert client.get(case.at(f"records/{row.pk}/original/")).status_code == 500
