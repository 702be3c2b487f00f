"""Word-processor documents: the words come out in reading order, broken files are refused."""

from io import BytesIO

import docx as word
import pytest

from consilium.errors import Malformed
from consilium.records import docx, rtf
from consilium.values import RecordId


def a_document() -> bytes:
    document = word.Document()
    document.sections[0].header.paragraphs[0].text = "Lakeside General Hospital"
    document.add_paragraph("FINAL DIAGNOSIS")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "pT", "pT2"
    document.add_paragraph("Signed by: I. Haupt, MD")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_header_paragraphs_and_tables_stand_in_reading_order() -> None:
    data = a_document()
    assert docx.sniff(data, "x.bin")
    (page,) = docx.read(data, RecordId("r")).pages
    assert page.text.splitlines() == [
        "Lakeside General Hospital", "FINAL DIAGNOSIS", "pT\tpT2", "Signed by: I. Haupt, MD",
    ]  # fmt: skip


def test_a_cut_document_is_refused_in_words() -> None:
    with pytest.raises(Malformed, match="could not be opened"):
        docx.read(a_document()[:900], RecordId("r"))


def test_rtf_gives_its_words_without_its_marks() -> None:
    data = rb"{\rtf1\ansi{\fonttbl\f0 Arial;}\f0\fs20 FINAL DIAGNOSIS:\par Adenocarcinoma, caf\'e9.\par}"
    assert rtf.sniff(data, "x")
    assert rtf.read(data, RecordId("r")).pages[0].text.splitlines() == ["FINAL DIAGNOSIS:", "Adenocarcinoma, café."]


def test_rtf_without_words_is_refused() -> None:
    with pytest.raises(Malformed, match="no text"):
        rtf.read(rb"{\rtf1}", RecordId("r"))
