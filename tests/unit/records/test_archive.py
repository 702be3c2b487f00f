"""Files packed together: each comes out as it went in, and nothing that an archive claims is believed."""

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile

import py7zr
import pytest

from consilium.errors import Encrypted, Malformed, TooLarge, Unreadable
from consilium.records import Extract, archive
from consilium.values import RecordId

RECORD = RecordId("0" * 64)
NOTE = b"Invasive ductal carcinoma. pT2 pN1a."


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, data in files:
            packed.writestr(name, data)
    return out.getvalue()


def tarred(*files: tuple[tarfile.TarInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as packed:
        for entry, data in files:
            entry.size = len(data)
            packed.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def sevened(*files: tuple[str, bytes], password: str | None = None) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password) as packed:
        for name, data in files:
            packed.writestr(data, name)
    return out.getvalue()


def opened(data: bytes) -> Extract:
    assert archive.sniff(data, "anything")
    return archive.read(data, RECORD)


def names(data: bytes) -> list[str]:
    return [member.name for member in opened(data).members]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_files_of_a_zip_come_out_whole(method: int) -> None:
    (one, two) = opened(zipped(("a/report.txt", NOTE), ("b.txt", b"x" * 3_000_000), method=method)).members
    assert (one.name, one.data) == ("a/report.txt", NOTE) and two.data == b"x" * 3_000_000


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_file_comes_out_whole(pack) -> None:  # type: ignore[no-untyped-def]
    (member,) = opened(pack(NOTE * 100_000)).members
    assert member.data == NOTE * 100_000


def test_gzip_in_several_pieces_is_one_file() -> None:
    assert opened(gzip.compress(b"one ") + gzip.compress(b"two")).members[0].data == b"one two"


def test_a_packed_file_that_was_cut_off_is_refused() -> None:
    for pack in (gzip.compress, bz2.compress, lzma.compress):
        with pytest.raises(Malformed):
            opened(pack(bytes(range(256)) * 100)[:-12])


def test_litter_of_computers_is_no_record() -> None:
    litter = ["__MACOSX/._a.txt", ".DS_Store", "b/Thumbs.db", "._c", "desktop.ini"]
    assert names(zipped(*((name, b"x") for name in [*litter, "a.txt"]))) == ["a.txt"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/x", "etc/x"),
        ("/etc/x", "etc/x"),
        ("..\\..\\x", "x"),
        ("C:\\x\\y", "x/y"),
        ("a\r\nb", "a__b"),
        ("..", "unnamed"),
    ],
)
def test_a_name_that_climbs_is_shown_without_climbing(name: str, shown: str) -> None:
    extract = opened(tarred((tarfile.TarInfo(name), NOTE)))
    assert extract.members[0].name == shown and shown in extract.notes[0]


def test_links_and_devices_are_not_followed_and_are_listed() -> None:
    link, device = tarfile.TarInfo("link"), tarfile.TarInfo("device")
    link.type, link.linkname, device.type = tarfile.SYMTYPE, "/etc/passwd", tarfile.CHRTYPE
    zip_link = zipfile.ZipInfo("link")
    zip_link.external_attr = (stat.S_IFLNK | 0o777) << 16
    for extract in (opened(tarred((link, b""), (device, b""))), opened(zipped((zip_link, b"/etc/passwd")))):
        assert not extract.members and len(extract.kept) == len(extract.notes) > 0


def test_what_unpacks_to_too_much_is_refused_whatever_it_declares() -> None:
    bomb = bytearray(zipped(("a", b"\0" * 2_000_000)))
    for data in (bytes(bomb), gzip.compress(b"\0" * 2_000_000), bz2.compress(b"\0" * 2_000_000)):
        with pytest.raises(TooLarge):
            archive.read(data, RECORD, most_bytes=1_000_000)


def test_a_zip_that_understates_a_size_gives_no_half_file() -> None:
    data = zipped(("a", NOTE * 1000))
    lied = data.replace(struct.pack("<I", len(NOTE) * 1000), struct.pack("<I", 10))
    extract = opened(lied)
    assert not extract.members and extract.kept[0].kind == "broken"


def test_too_many_files_are_refused() -> None:
    with pytest.raises(TooLarge):
        archive.read(zipped(*((str(number), b"") for number in range(11))), RECORD, most_members=10)


def test_entries_that_share_bytes_are_refused() -> None:
    data = zipped(("a", b"x" * 5000), ("b", b"y" * 5000), method=zipfile.ZIP_STORED)
    second = data.rindex(b"PK\x01\x02")
    overlapping = data[: second + 42] + struct.pack("<I", 0) + data[second + 46 :]
    with pytest.raises(Malformed):
        opened(overlapping)


def test_a_locked_zip_asks_to_be_unpacked() -> None:
    data = bytearray(zipped(("a", NOTE)))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Encrypted, match="password"):
        opened(bytes(data))


def test_one_broken_file_leaves_the_others() -> None:
    data = zipped(("good", NOTE), ("bad", b"Z" * 50), method=zipfile.ZIP_STORED).replace(b"Z" * 50, b"Q" * 50)
    extract = opened(data)
    assert [member.name for member in extract.members] == ["good"]
    assert extract.notes == ("“bad” is broken, and was not read; ask for it again.",)


def test_an_office_document_is_not_taken_apart() -> None:
    with pytest.raises(Unreadable, match="Save it as a PDF"):
        opened(zipped(("[Content_Types].xml", b""), ("xl/workbook.xml", b"")))


def test_text_is_no_archive() -> None:
    assert not archive.sniff(NOTE * 100, "a.zip")


def test_files_of_a_7z_come_out_whole() -> None:
    extract = opened(sevened(("a/report.txt", NOTE), ("b.txt", b"x" * 3_000_000), ("empty.txt", b"")))
    held = {member.name: member.data for member in extract.members}
    assert held == {"a/report.txt": NOTE, "b.txt": b"x" * 3_000_000, "empty.txt": b""}


def test_a_7z_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(TooLarge):
        archive.read(sevened(("a", b"\0" * 2_000_000)), RECORD, most_bytes=1_000_000)
    with pytest.raises(TooLarge):
        archive.read(sevened(*((str(number), b"x") for number in range(11))), RECORD, most_members=10)


@pytest.mark.parametrize("evil", ["../../x", "/etc/passwd", "a/../../x"])
def test_a_name_in_a_7z_that_climbs_is_left_and_the_others_are_read(evil: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The library refuses to write such a name itself, so its check is off while the hostile file is made.
    monkeypatch.setattr("py7zr.py7zr.check_archive_path", lambda name: True)
    data = sevened((evil, b"evil"), ("good.txt", NOTE))
    extract = opened(data)
    assert [member.name for member in extract.members] == ["good.txt"]
    assert "not safe" in extract.notes[0] and ".." not in extract.kept[0].path


def test_a_7z_that_is_cut_off_or_scrambled_is_refused() -> None:
    data = sevened(("a.txt", NOTE * 100))
    for broken in (data[:-9], data[:40], data[:32] + b"\xff" * 30 + data[62:]):
        with pytest.raises((Malformed, TooLarge)):
            opened(broken)


def test_a_locked_7z_asks_to_be_unpacked() -> None:
    with pytest.raises(Encrypted, match="password"):
        opened(sevened(("a.txt", NOTE), password="secret"))


def test_litter_in_a_7z_is_no_record() -> None:
    assert names(sevened(("__MACOSX/._a.txt", b"x"), ("a.txt", NOTE))) == ["a.txt"]
