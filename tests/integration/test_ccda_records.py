"""C-CDA files of HL7 and of eleven vendors, and XML made to do harm."""

import tarfile
from collections import Counter
from pathlib import Path

import pytest

from consilium.errors import Malformed, Unreadable
from consilium.facts import FactSheet
from consilium.records import Extract, ccda
from consilium.records.ccda.parsing import parse
from consilium.values import RecordId

pytestmark = pytest.mark.shared
RECORD = RecordId("0a" * 32)
_STATEMENTS = {"observation", "substanceAdministration", "procedure", "encounter", "supply"}


def _files(shared: Path, folder: str) -> list[Path]:
    endings = {".xml", ".ccd"}
    return sorted(one for one in (shared / "data/ccda" / folder).rglob("*") if one.suffix.lower() in endings)


def _check_quotes(extract: Extract) -> None:
    for fact in extract.facts:
        text = extract.pages[(fact.source.page or 0) - 1].text
        assert text[fact.source.start : fact.source.end] == fact.source.quote != ""


@pytest.mark.requirement("B10")
def test_every_vendors_document_tells_whose_it_is_and_what_is_wrong(shared: Path) -> None:
    files = _files(shared, "vendors")
    assert len(files) > 55
    for path in files:
        data = path.read_bytes()
        assert ccda.sniff(data, path.name)
        extract = ccda.read(data, RECORD)
        _check_quotes(extract)
        sheet = FactSheet.of(extract.facts)
        assert sheet.best("patient.name"), path.name
        assert sheet.best("patient.birth_date"), path.name


def test_every_coded_entry_is_a_fact_or_kept(shared: Path) -> None:
    for path in _files(shared, "vendors"):
        data = path.read_bytes()
        extract = ccda.read(data, RECORD)
        spoken = {fact.source.path for fact in extract.facts} | {kept.path for kept in extract.kept}
        for number, section in enumerate(parse(data).iter("section"), 1):
            for entry in section.findall("entry"):
                at = f"section[{number}]/entry[{section.index(entry)}]/"
                if any(one.tag in _STATEMENTS for one in entry):
                    assert any(path_of.startswith(at) for path_of in spoken), (path.name, at)


def test_hl7s_examples_are_read_and_only_broken_ones_are_refused(shared: Path) -> None:
    told: Counter[str] = Counter()
    for path in _files(shared, "hl7"):
        try:
            _check_quotes(ccda.read(path.read_bytes(), RECORD))
            told["read"] += 1
        except Unreadable:
            told["refused"] += 1
    assert told["read"] > 400
    assert told["refused"] == 1


def test_xml_made_to_do_harm_is_refused_or_read_without_it(shared: Path) -> None:
    doctypes = 0
    for name in ("xml-defused.tar.gz", "own.tar.gz"):
        with tarfile.open(shared / "hostile" / name) as archive:
            for member in archive:
                if not member.isfile() or not member.name.endswith(".xml"):
                    continue
                stream = archive.extractfile(member)
                assert stream is not None
                data = stream.read()
                if b"<!DOCTYPE" in data:
                    doctypes += 1
                    with pytest.raises(Malformed):
                        ccda.read(data, RECORD)
                    continue
                try:
                    _check_quotes(ccda.read(data, RECORD))
                except Unreadable as error:
                    assert str(error)
    assert doctypes > 5
