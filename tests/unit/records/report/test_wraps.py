"""Lines that were only full, as paper and scans have them: the words on both sides are one sentence."""

import textwrap

import pytest

from consilium.records import Page
from consilium.records.report.document import Document
from consilium.records.report.wraps import Lines

PROSE = (
    "THE SPECIMEN IS RECEIVED IN FORMALIN AND CONSISTS OF A SEGMENT OF COLON WITH ATTACHED FAT, IN ALL "
    "TWENTY CENTIMETERS IN LENGTH AND FIVE IN WIDTH, WITH A FIRM AND ULCERATED TUMOR NEAR THE DISTAL END "
    "OF THE SPECIMEN, WHICH EXTENDS INTO THE FAT BUT NOT TO THE SEROSA. LYMPHOVASCULAR INVASION IS PRESENT "
    "IN SEVERAL VESSELS OF THE SUBMUCOSA AND OF THE MUSCLE, BUT PERINEURAL INVASION IS NOT SEEN ANYWHERE "
    "IN THE SECTIONS EXAMINED."
)
FORM = """Procedure: Right hemicolectomy with terminal ileum and appendix, received fresh
Tumor site: Cecum, and the first centimeters of the ascending colon beside it
Histologic type: Adenocarcinoma, of no special kind, with areas of mucin, as
is often seen in this part of the bowel
Perineural invasion: Not identified in any of the sections that were taken
Lymphovascular invasion: Present, in small vessels of the submucosa, where
it was looked for with a stain
Margins: Uninvolved by invasive carcinoma, the nearest one is the radial one,
which is five millimeters away from the tumor, and free
of dysplasia"""


def flat(text: str) -> str:
    return Document.of([Page(number=1, text=text)]).flat


@pytest.mark.parametrize("width", [60, 75, 90])
@pytest.mark.parametrize("text", [PROSE, PROSE.lower()])
def test_prose_has_the_same_sentences_however_wide_it_is_set(text: str, width: int) -> None:
    whole = " ".join([text] * 5)
    lines = textwrap.wrap(whole, width)
    for between in ("\n", "\r\n", "  \n", "\n    ", "\n\n"):
        assert flat(between.join(lines)) == flat(whole)


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n\n", "\n\f"])
def test_the_last_line_may_be_full_and_ended(end: str) -> None:
    lines = textwrap.wrap(" ".join([PROSE] * 5), 72)
    full = [line for line in lines if len(line) > 68]
    text = "\n".join([*lines, full[0]])
    assert flat(text + end).rstrip() == flat(text)


def test_a_blank_at_a_lines_end_tells_that_it_goes_on_where_the_others_have_none() -> None:
    lines = [" \n".join(textwrap.wrap(PROSE.lower(), width)) for width in (45, 60, 80, 52, 70, 56)]
    ragged = "LYMPHOVASCULAR AND \nPERINEURAL INVASION IS SUSPICIOUS BUT \nNOT CERTAIN."
    assert "\nlymphovascular and perineural invasion is suspicious but not certain." in flat(
        "\n".join([*lines, ragged])
    )
    everywhere = " \n".join([*lines, *ragged.split("\n")])
    assert not Lines.of(everywhere).blanks


def test_each_line_of_a_form_stays_a_line_of_its_own() -> None:
    labels = [line.split(":")[0].lower() for line in flat(FORM).split("\n")]
    assert labels == [
        "procedure", "tumor site", "histologic type", "perineural invasion", "lymphovascular invasion", "margins",
    ]  # fmt: skip


def test_too_few_lines_and_lines_of_two_widths_tell_nothing() -> None:
    assert Lines.of("One line.\nAnother.") == (0, 0, 1, False)
    narrow, wide = ("\n".join(textwrap.wrap(PROSE.lower(), width)) for width in (45, 110))
    assert Lines.of(f"{narrow}\n\n{wide}") == (0, 0, 1, False)
