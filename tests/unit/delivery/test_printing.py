"""Report, letters and packet: they say what people wrote, in plain words, and no word of a person becomes markup."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import case_for_tests as made
import pypdfium2
import pytest
import textstat

from consilium.assessment import assess
from consilium.cases import Intent
from consilium.concordance import Concordance, Gap, Grade, compare
from consilium.concordance.table import rules
from consilium.delivery import document, letters, packet, pdf
from consilium.delivery.document import Bullets, Document, Notice, Pairs, Paragraph, Section, Table
from consilium.delivery.reconciliation import Side
from consilium.delivery.report import report
from consilium.delivery.words import words
from consilium.errors import Unknown
from consilium.facts import Fact, Provenance
from consilium.opinions import Judgement, Override, Part, PartOpinion, Verdict
from consilium.reading.shapes import Reading
from consilium.records import Page
from consilium.values import RecordId

TODAY = date(2026, 3, 5)
NASTY = '<script>alert(1)</script> #strong[x] $x^2$ \\ *b* _i_ @ref {braces} "quoted" José Ñandú Łódź'
SECOND = Judgement(histology="8520/3", treatments=("lumpectomy", "radiation"))
FIRST = Judgement(histology="8500/3", treatments=("mastectomy",))


def differing() -> Concordance:
    return compare(FIRST, SECOND, cancer="breast", gap=Gap(missing_for_second=("the slides",)))


def text_of(data: bytes) -> str:
    pages = pypdfium2.PdfDocument(data)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages)


def everything(text: str) -> Document:
    blocks = (
        Paragraph(text, text),
        Notice(text),
        Bullets(((text, text),)),
        Table(text, (text, text), ((text, text),)),
        Pairs(text, ((text, text), ("", text))),
    )
    return Document(title=text, lead=(text,), notice=text, sections=(Section(text, blocks),), footer=text)


def test_no_word_of_a_person_becomes_markup_in_html() -> None:
    page = document.page(everything(NASTY))
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == page.count("alert(1)") > 10
    assert "$x^2$" in page


def test_no_word_of_a_person_becomes_markup_in_pdf() -> None:
    text = text_of(pdf.of(everything(NASTY)))
    assert "#strong[x] $x^2$ \\ *b* _i_ @ref {braces}" in text
    assert "José Ñandú Łódź" in text


def test_a_letter_that_no_font_has_does_not_keep_a_person_from_their_pages() -> None:
    assert "Title" in text_of(pdf.of(Document(title="Title \U0001f9ec \u4e00 \ue000", sections=())))


def test_the_pdf_is_tagged_and_names_its_language() -> None:
    data = pdf.of(everything("Hello"))
    assert b"/MarkInfo" in data
    assert b"/Lang" in data
    assert b"pdfuaid" in data


def test_the_same_words_give_the_same_pdf() -> None:
    assert pdf.of(everything("Hello"), at=made.AT) == pdf.of(everything("Hello"), at=made.AT)


def test_a_page_needs_nothing_else_and_runs_no_script() -> None:
    page = document.page(everything("Hello"))
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<link|<img|https?://|\son\w+=", page)
    assert page.count("<h1>") == page.count("<main>") == 1
    assert '<html lang="en">' in page
    assert 'scope="col"' in page and 'scope="row"' in page


def test_page_pdf_and_plain_text_say_the_same() -> None:
    one = report(made.opened(), made.opinion(), differing())
    said = [block.text for part in one.sections for block in part.blocks if isinstance(block, Paragraph)]
    page, plain, printed = document.page(one), " ".join(document.text(one).split()), text_of(pdf.of(one))
    for sentence in said:
        assert sentence in page
        assert sentence in plain
        assert sentence.split()[0] in printed


@pytest.mark.requirement("R37")
@pytest.mark.requirement("R22")
@pytest.mark.requirement("R6")
def test_the_report_holds_all_that_the_reviewer_wrote() -> None:
    form = replace(made.FORM, nothing_missing=False, missing_information=("the slides of the biopsy",))
    text = document.text(report(made.opened(), replace(made.opinion(), form=form), differing()))
    text = " ".join(text.split())
    for said in (
        "Dr. Łucja Maj, MD, board certified",
        "It can be cured.",
        "92 of 100 live ten years",
        "Tired skin",
        "Most people work through it",
        "None that fits",
        "Survival is equal",
        "Teaching can go on",
        "Will I lose my hair?",
        "the slides of the biopsy",
        "1 February 2026",
        "gives no opinion of its own",
    ):
        assert said in text + report(made.opened(), made.opinion(), differing()).footer


@pytest.mark.requirement("R21")
@pytest.mark.parametrize("reader", ["patient", "clinician"])
def test_the_report_shows_all_five_parts_with_reasons(reader: str) -> None:
    part = PartOpinion(part=Part.PLAN, verdict=Verdict.DIFFERS, what="The breast can stay", why="It is small")
    parts = (*(one for one in made.FORM.parts if one.part is not Part.PLAN), part)
    opinion = replace(made.opinion(), form=replace(made.FORM, parts=parts))
    text = document.text(report(made.opened(), opinion, differing(), reader=reader))
    say = words("en", reader)
    assert all(say.say(f"part.{one.value}") in text for one in Part)
    assert "The breast can stay" in text and "It is small" in text


@pytest.mark.requirement("R3")
@pytest.mark.parametrize("reader", ["patient", "clinician"])
def test_not_independent_stands_on_every_face_of_the_opinion(reader: str) -> None:
    allowed = Override(by=made.COORDINATOR.id, name="Maria Koch", reason="None else knows it", at=made.AT)
    opinion = replace(made.opinion(), override=allowed)
    one = report(made.opened(), opinion, differing(), reader=reader)
    side = Side(number=1, opinion=opinion, comparison=differing())
    letter = letters.result(made.opened(), [side], patient="Zoë Peña", on=TODAY)
    for face in (document.page(one), document.text(one), text_of(pdf.of(one)), document.text(letter)):
        assert "Not independent" in face
        assert "Maria Koch" in face
    assert "Not independent" not in document.page(report(made.opened(), made.opinion(), differing()))


@pytest.mark.requirement("B5")
def test_the_report_says_what_changed_after_unblinding() -> None:
    opinion = replace(made.opinion(), changed_after_unblinding=("grade", "stage_t"))
    assert "they changed: grade, size and depth (t)." in " ".join(
        document.text(report(made.opened(), opinion, differing())).split()
    )


@pytest.mark.requirement("R41")
@pytest.mark.requirement("R39")
def test_a_major_difference_shows_the_gap_before_both_doctors() -> None:
    text = " ".join(document.text(report(made.opened(), made.opinion(), differing())).split())
    assert text.index("What the second doctor did not have: the slides") < text.index("Talk to both doctors")
    assert text.index("Big difference") < text.index("Small difference")


@pytest.mark.requirement("R42")
def test_agreement_is_said_with_its_honest_remark() -> None:
    same = compare(FIRST, FIRST, cancer="breast")
    text = " ".join(document.text(report(made.opened(), made.opinion(), same)).split())
    assert "a further one rarely adds anything new" in text
    assert "Talk to both doctors" not in text


def test_an_addendum_is_shown_with_its_author_and_day() -> None:
    from consilium.opinions import amend

    opinion = amend(made.opinion(), "A later result came.", by=made.WHO, at=made.AT)
    text = document.text(report(made.opened(), opinion, differing()))
    assert "Dr. Łucja Maj, 5 March 2026: A later result came." in " ".join(text.split())


@pytest.mark.requirement("R8")
@pytest.mark.parametrize(("intent", "says"), [(Intent.RETURN, "with you."), (Intent.TRANSFER, "moving my care")])
def test_the_early_letter_informs_and_asks_no_permission(intent: Intent, says: str) -> None:
    text = " ".join(document.text(letters.early(replace(made.draft(), intent=intent), patient="Zoë", on=TODAY)).split())
    assert "Dear Dr. Ana Núñez," in text
    assert says in text
    assert "permission" not in text and "allow" not in text


@pytest.mark.requirement("R16")
def test_the_letter_for_records_names_each_that_is_missing() -> None:
    letter = letters.records(
        ["Pathology report", "CT images"], doctor="", patient="Zoë", on=TODAY, needed_by=date(2026, 4, 1)
    )
    text = document.text(letter)
    assert "- Pathology report" in text and "- CT images" in text and "1 April 2026" in text
    assert "Dear Doctor," in text


def test_every_rule_step_and_grade_has_its_words_for_both_readers() -> None:
    for reader in ("patient", "clinician"):
        table = words("en", reader).table
        assert all(table["reason"][code][reader] for code in rules())
        assert all(table["grade"][grade.value] and table["overall"][grade.value] for grade in Grade)


def test_a_language_without_words_is_refused() -> None:
    for language in ("xx", "../en"):
        with pytest.raises(Unknown):
            words(language)


def test_a_twelve_year_old_can_read_what_the_patient_reads() -> None:
    table = words().table
    texts = [row["patient"] for row in table["reason"].values()]
    texts += [text for name in ("step", "overall") for key, text in table[name].items() if "clinician" not in key]
    texts += [*table["letter"]["early"]["body"], table["report"]["unchanged"], table["packet"]["no_software"]]
    assert textstat.automated_readability_index(" ".join(texts)) <= 7


RECORD = RecordId("b" * 64)


def a_reading() -> Reading:
    page = Page(number=1, text="Histology: invasive carcinoma. HER2: negative.")
    source = Provenance(record=RECORD, reader="test", page=1, start=37, end=45, quote="negative")
    fact = Fact(code="biomarker.HER2", value="negative", source=source)
    return Reading(record=RECORD, name="Befund José.txt", size=1, kind="note", pages=(page,), facts=(fact,))


@pytest.mark.requirement("B1")
@pytest.mark.requirement("B8")
def test_the_packet_holds_each_fact_with_its_source(tmp_path: Path) -> None:
    refused = Reading(record=RecordId("c" * 64), name="locked.pdf", size=1, refused="A password is needed.")
    readings = [a_reading(), refused]
    files = packet.write(tmp_path / "new" / "folder", assess(readings, today=TODAY), readings, patient="Zoë Peña")
    found = {path.name: path.read_bytes() for path in files}
    assert set(found) >= {"packet.pdf", "packet.html", "facts.json", "bundle.json", "letter-to-first-doctor.pdf"}
    for face in (found["packet.html"].decode(), text_of(found["packet.pdf"])):
        for said in ("HER2", "negative", "Befund José.txt", "locked.pdf", "A password is needed."):
            assert said in face
    (fact,) = json.loads(found["facts.json"])["facts"]
    assert (fact["code"], fact["quote"], fact["record"]) == ("biomarker.HER2", "negative", "Befund José.txt")
    assert json.loads(found["bundle.json"])["resourceType"] == "Bundle"
    assert "Zoë Peña" in found["letter-to-first-doctor.txt"].decode()


def test_a_packet_that_fails_leaves_the_old_one_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = [a_reading()]
    packet.write(tmp_path, assess(readings, today=TODAY), readings)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        packet.write(tmp_path, assess([], today=TODAY), [])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_same_records_give_the_same_packet() -> None:
    readings = [a_reading()]
    made_once = dict(packet.contents(assess(readings, today=TODAY), readings))
    assert dict(packet.contents(assess(readings, today=TODAY), readings)) == made_once
