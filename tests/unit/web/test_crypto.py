"""Encryption at rest: what is sealed opens in its own place only."""

import stat
from pathlib import Path
from typing import Any

import pytest

from consilium_web import crypto
from consilium_web.crypto import CaseKey, FileKey, Sealed


def test_a_sealed_value_opens_in_its_own_row() -> None:
    key, wrapped = CaseKey.new("case-1")
    blob = key.seal(b"stage IIA", kind="fact", row="7")
    assert b"IIA" not in blob
    assert CaseKey.unwrap("case-1", wrapped).open(blob, kind="fact", row="7") == b"stage IIA"


@pytest.mark.parametrize(("kind", "row"), [("fact", "8"), ("opinion", "7")])
def test_a_blob_moved_to_another_row_or_kind_does_not_open(kind: str, row: str) -> None:
    key, _ = CaseKey.new("case-1")
    blob = key.seal(b"stage IIA", kind="fact", row="7")
    with pytest.raises(Sealed):
        key.open(blob, kind=kind, row=row)


def test_a_case_key_does_not_open_under_another_case() -> None:
    _, wrapped = CaseKey.new("case-1")
    with pytest.raises(Sealed):
        CaseKey.unwrap("case-2", wrapped)


@pytest.mark.parametrize("position", [0, 5, -1])
def test_a_changed_byte_is_noticed(position: int) -> None:
    key, _ = CaseKey.new("case-1")
    blob = bytearray(key.seal(b"stage IIA", kind="fact", row="7"))
    blob[position] ^= 1
    with pytest.raises(Sealed):
        key.open(bytes(blob), kind="fact", row="7")


def test_the_same_file_has_another_fingerprint_in_each_case() -> None:
    first, _ = CaseKey.new("case-1")
    second, _ = CaseKey.new("case-2")
    assert first.fingerprint("ab") == first.fingerprint("ab")
    assert first.fingerprint("ab") != second.fingerprint("ab")


def test_a_key_shows_nothing_of_itself() -> None:
    key, _ = CaseKey.new("case-1")
    assert key._key.hex() not in repr(key)
    assert str(key._key) not in repr(key)
    assert str(FileKey.new("f")._key) not in repr(FileKey.new("f"))


def test_pieces_of_a_file_can_be_neither_swapped_nor_cut_off() -> None:
    key = FileKey.new("file-1")
    first, last = key.seal_piece(0, b"one", last=False), key.seal_piece(1, b"two", last=True)
    assert key.open_piece(0, first, last=False) + key.open_piece(1, last, last=True) == b"onetwo"
    for number, piece, is_last in ((1, first, True), (0, last, False), (0, first, True)):
        with pytest.raises(Sealed):
            key.open_piece(number, piece, last=is_last)


def test_a_file_key_travels_only_under_its_case() -> None:
    case, _ = CaseKey.new("case-1")
    other, _ = CaseKey.new("case-2")
    wrapped = FileKey.new("file-1").wrap(case)
    assert FileKey.unwrap("file-1", wrapped, case).file == "file-1"
    with pytest.raises(Sealed):
        FileKey.unwrap("file-1", wrapped, other)


def test_the_master_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    assert crypto.create_master_key(path)
    made = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not crypto.create_master_key(path)
    assert path.read_bytes() == made


def test_a_secret_of_the_site_opens_for_its_purpose_only() -> None:
    blob = crypto.seal_secret("second-factor", b"123")
    assert crypto.open_secret("second-factor", blob) == b"123"
    with pytest.raises(Sealed):
        crypto.open_secret("mail", blob)


def test_a_new_master_key_seals_from_now_on_and_the_old_one_still_opens(tmp_path: Path, settings: Any) -> None:
    path = settings.CONSILIUM_MASTER_KEY = tmp_path / "master.key"
    crypto.create_master_key(path)
    key, wrapped = CaseKey.new("case-1")
    secret = crypto.seal_secret("mail", b"123")
    blob = key.seal(b"stage IIA", kind="fact", row="7")
    crypto.add_master_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert crypto.open_secret("mail", secret) == b"123"
    again = CaseKey.unwrap("case-1", wrapped)
    path.write_bytes(path.read_bytes().split(b"\n")[0])
    assert CaseKey.unwrap("case-1", again.wrap()).open(blob, kind="fact", row="7") == b"stage IIA"
    with pytest.raises(Sealed):
        CaseKey.unwrap("case-1", wrapped)
