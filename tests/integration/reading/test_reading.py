"""Files through the children and back: order, archives, kinds, the cache, places on a page."""

import gzip
import io
import json
import time
import zipfile
from pathlib import Path

import msgspec
import py7zr
import pydicom
import pytest
import typst
from pydicom.data import get_testdata_file

from consilium import imaging, reading
from consilium.reading import cache as caches
from consilium.reading import pool, process
from consilium.reading.shapes import Limits, Reading, Task

NOTE = b"Final diagnosis: invasive ductal carcinoma, left breast. pT2 pN1a. ER positive."
PDF = typst.compile(b"Final diagnosis: invasive ductal carcinoma. pT2 pN1a.")


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("workers", [1, 3])
def test_readings_come_in_the_order_of_the_files(workers: int) -> None:
    files = [(f"{number}.txt", NOTE + b" %d" % number) for number in range(100)]
    read = list(reading.read(files, workers=workers))
    assert [one.name for one in read] == [name for name, _ in files]
    assert all(one.record == reading.record_id(data) for one, (_, data) in zip(read, files, strict=True))


def test_files_are_drawn_only_as_they_are_needed() -> None:
    drawn: list[int] = []

    def files():  # type: ignore[no-untyped-def]
        for number in range(1000):
            drawn.append(number)
            yield f"{number}.txt", NOTE

    readings = reading.read(files())
    next(readings)
    assert len(drawn) < 100
    readings.close()


@pytest.mark.requirement("B10")
@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (NOTE, "scan.pdf", "note"),
        (PDF, "note.txt", "pdf"),
        (json.dumps({"text": NOTE.decode()}).encode(), "x", "json"),
        (b"<html><body><p>" + NOTE + b"</p></body></html>", "report.doc", "webpage"),
        (b'{"resourceType": "Patient", "id": "a", "gender": "female"}', "picture.png", "fhir"),
        (zipped({"a.txt": NOTE}), "report.txt", "archive"),
    ],
)
def test_the_kind_is_judged_by_content_and_not_by_name(data: bytes, name: str, kind: str) -> None:
    one = reading.read_one(data, name)
    assert (one.kind, one.refusal) == (kind, "")
    assert one.size == len(data)


@pytest.mark.requirement("B1")
@pytest.mark.parametrize("data", [NOTE, PDF, b"<html><p>" + NOTE + b"</p></html>"])
def test_running_text_of_every_kind_gives_facts_with_their_words(data: bytes) -> None:
    one = reading.read_one(data, "x")
    (t,) = [fact for fact in one.facts if fact.code == "stage.path.t"]
    assert t.value == "T2" and t.source.record == one.record
    assert one.pages[(t.source.page or 0) - 1].text[t.source.start : t.source.end] == t.source.quote
    assert t.source.reader in one.readers and len(one.readers) >= 2


def test_files_inside_archives_follow_their_archive_and_name_their_way() -> None:
    inner = zipped({"b.txt": NOTE, "c.pdf": b"%PDF-broken"})
    outer, a, packed, b, c, last = reading.read([("o.zip", zipped({"a.txt": NOTE, "in.zip": inner})), ("z", b"last")])
    assert [one.inside for one in (outer, a, packed, b, c, last)] == [
        "",
        "a.txt",
        "in.zip",
        "in.zip › b.txt",
        "in.zip › c.pdf",
        "",
    ]
    assert a.parent == packed.parent == outer.record and b.parent == packed.record
    assert b.facts and c.refusal == "malformed" and not last.refusal


def test_a_7z_is_unpacked_inside_the_walls_and_a_bomb_of_it_is_refused() -> None:
    def sevened(data: bytes) -> bytes:
        out = io.BytesIO()
        with py7zr.SevenZipFile(out, "w") as packed:
            packed.writestr(data, "disc/note.txt")
        return out.getvalue()

    files = [("a.7z", sevened(NOTE)), ("b.7z", sevened(bytes(2 << 20)))]
    whole, inside, bomb = reading.read(files, limits=Limits(unpacked=1 << 20))
    assert (whole.kind, inside.inside) == ("archive", "disc/note.txt") and inside.facts
    assert bomb.refusal == "too_large"


@pytest.mark.requirement("B10")
def test_a_disc_of_a_hospital_is_known_by_content_and_its_pictures_are_grouped() -> None:
    """Files of a disc have no endings, and the series stand mixed, as cameras write them."""
    disc = {"DISC1/DICOMDIR": _file("DICOMDIR")}
    for number, name in enumerate(("CT_small.dcm", "MR_small.dcm", "CT_small.dcm", "MR_small.dcm")):
        header = pydicom.dcmread(io.BytesIO(_file(name)))
        header.SOPInstanceUID = f"1.2.{number}"
        out = io.BytesIO()
        header.save_as(out)
        disc[f"DISC1/IMAGES/I{number:03}"] = out.getvalue()
    read = list(reading.read([("disc.zip", zipped(disc))]))
    assert [one.kind for one in read] == ["archive", "dicomdir", "dicom", "dicom", "dicom", "dicom"]
    found = imaging.studies(fact for one in read for fact in one.facts)
    assert sorted((one.modality, one.pictures) for study in found for one in study.series) == [("CT", 2), ("MR", 2)]


def _file(name: str) -> bytes:
    return Path(str(get_testdata_file(name))).read_bytes()


@pytest.mark.requirement("B10")
def test_a_picture_of_a_scanner_is_drawn_inside_the_walls() -> None:
    data = _file("JPEG2000.dcm")
    assert reading.render(data, 1, 0.25).image.startswith(b"\x89PNG")
    assert "no such picture" in reading.render(data, 2).refused


def test_a_picture_inside_an_archive_is_drawn_too() -> None:
    inner = zipped({"IMAGES/I1": _file("JPEG2000.dcm")})
    disc = zipped({"inner.zip": inner})
    drawn = reading.render(disc, 1, inside="inner.zip › IMAGES/I1")
    assert drawn == reading.render(_file("JPEG2000.dcm"), 1) and drawn.image
    assert "no such file" in reading.render(disc, 1, inside="inner.zip › IMAGES/I2").refused


def test_archives_within_archives_end_at_the_limit_of_depth() -> None:
    data = NOTE
    for _ in range(3):
        data = zipped({"in": data})
    assert [one.refusal for one in reading.read([("a", data)], limits=Limits(depth=3))] == ["", "", "", ""]
    assert [one.refusal for one in reading.read([("a", data)], limits=Limits(depth=2))] == ["", "", "too_large"]


def test_what_all_archives_of_one_file_unfold_to_is_bounded_together() -> None:
    parts = {f"{number}.gz": gzip.compress(b"x" * 400_000) for number in range(5)}
    read = list(reading.read([("a.zip", zipped(parts))], limits=Limits(unpacked=1_000_000)))
    assert [one.refusal for one in read].count("too_large") == 3
    assert [one.kind for one in read].count("note") == 2


def test_a_file_above_the_limit_of_size_is_refused_without_being_sent() -> None:
    large, small = reading.read([("large", b"x" * 2_000_000), ("small", NOTE)], limits=Limits(size=1024 * 1024))
    assert large.refusal == "too_large" and "1 MiB" in large.refused and not small.refusal


def test_a_refused_file_says_what_a_person_can_do() -> None:
    for data in (b"", b"%PDF-1.4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Rar!\x1a\x07\0", bytes(range(256))):
        one = reading.read_one(data, "x")
        assert one.refusal and any(word in one.refused for word in ("Ask for", "Save it", "Unpack it"))


def test_a_child_may_wait_longer_than_a_file_may_take() -> None:
    def files():  # type: ignore[no-untyped-def]
        yield "a" * 300_000, NOTE * 4000
        time.sleep(4)
        yield "b", NOTE

    assert [one.refusal for one in reading.read(files(), limits=Limits(seconds=1.5))][-1] == ""


def test_progress_hears_of_every_reading() -> None:
    heard: list[Reading] = []
    assert list(reading.read([("a", NOTE), ("b", b"")], progress=heard.append)) == heard


def test_a_reading_survives_json() -> None:
    one = reading.read_one(PDF, "a.pdf")
    assert msgspec.json.decode(msgspec.json.encode(one), type=Reading) == one


@pytest.mark.shared
def test_hostile_names_do_no_harm(shared: Path) -> None:
    from hostile import mutations

    names = json.loads(dict(mutations.members(shared / "hostile/own.tar.gz"))["own/filenames.json"])
    read = list(reading.read([(name, NOTE) for name in [*names, "\udcff.txt"]]))
    assert [one.refusal for one in read] == [""] * (len(names) + 1)


@pytest.mark.requirement("B1")
def test_a_quote_of_a_pdf_is_found_on_its_picture() -> None:
    one = reading.read_one(PDF, "a.pdf")
    start = one.pages[0].text.index("pT2")
    ((box,),) = reading.boxes(PDF, [(1, start, start + 3)])
    assert 0 < box[0] < box[2] < 1 and 0 < box[1] < box[3] < 1
    assert reading.render(PDF, 1).image.startswith(b"\x89PNG")
    assert reading.boxes(b"no PDF", [(1, 0, 3)]) == ((),) and "PDF is broken" in reading.render(b"no PDF", 1).refused


def test_what_was_read_before_needs_no_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [("a.txt", NOTE), ("b.pdf", b"%PDF-broken"), ("c.zip", zipped({"d.txt": NOTE + b"!"}))]
    first = list(reading.read(files[:2], cache=tmp_path))
    monkeypatch.setattr(process, "COMMAND", ("/bin/false",))
    monkeypatch.setattr(pool, "NURSERY", process.Nursery())
    assert list(reading.read(files[:2], cache=tmp_path)) == first
    (renamed,) = reading.read([("other.txt", NOTE)], cache=tmp_path)
    assert renamed.name == "other.txt" and renamed.facts == first[0].facts


def test_a_change_of_any_reader_reads_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    task = Task(what="read", record=reading.record_id(NOTE), name="a.txt", data=NOTE)
    list(reading.read([("a.txt", NOTE)], cache=tmp_path))
    assert caches.Cache(tmp_path).get(task)
    monkeypatch.setattr(caches, "versions", lambda: "another")
    assert caches.Cache(tmp_path).get(task) is None


def test_a_broken_cache_is_read_over(tmp_path: Path) -> None:
    (first,) = reading.read([("a.txt", NOTE)], cache=tmp_path)
    for file in tmp_path.rglob("*"):
        if file.is_file():
            file.write_bytes(b"\xc1 broken")
    assert list(reading.read([("a.txt", NOTE)], cache=tmp_path)) == [first]


def test_what_failed_for_want_of_time_is_not_kept(tmp_path: Path) -> None:
    task = Task(what="read", record=reading.record_id(NOTE), name="a.txt", data=NOTE)
    failed = Reading(record=task.record, name="a.txt", size=1, refusal="too_large", refused="…")
    caches.Cache(tmp_path).keep(task, failed)
    assert caches.Cache(tmp_path).get(task) is None
