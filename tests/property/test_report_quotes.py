"""Whatever the text, every fact's words stand where it says, on the page it says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from consilium.records import Page, report
from consilium.records.report import checkboxes, markup
from consilium.records.report.document import Document
from consilium.values import RecordId

PIECES = st.sampled_from(
    [
        "Final diagnosis: ",
        "Lung, left upper lobe",
        "adenocarcinoma",
        "squamous\ncell carcinoma",
        "pT2a pN0",
        "p T 1 ",
        "lymph nodes (0/12)",
        "two of. four lymph nodes",
        "margins free of tumor",
        "No perineural invasion",
        "Gleason 4+3=7",
        "ER: positive (90%)",
        "HER2 2+",
        ". ",
        "\n",
        "  ",
        "\t",
        "3. 5 cm",
        "İstanbul ẞ ﬁ",
        "Assessment and plan:",
        "start carboplatin on 2021-03-04",
        "Name: Jane M. Doe",
        "DOB 3/4/1960",
        "\r\n",
        "\x00",
        "Tumor size: 3.0 x 2 cm",
        "[ ] present ",
        "[x] absent ",
        "___ ",
        "☒ not identi-\nfied",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=25).map("".join)


SPELLED = st.lists(
    st.sampled_from(
        [
            *(
                "Distal oesophagus",
                "Gastro-oesophageal",
                "Tumour",
                "TUMOURS",
                "leukaemia",
                "caecum",
                "oestrogen",
                "favour",
            ),
            *(
                "G R O S S",
                "D I A G N O S I S:",
                "adenocarcinoma",
                "pTisN0",
                "metastases",
                "margins",
                "free.",
                ":",
                "-",
                "\n",
            ),
            *(". ", "No. ", "tu-", "mour", "a b c"),
        ]
    ),
    max_size=12,
).map(" ".join)
"""Words of which the flat text leaves letters out."""


@given(st.lists(TEXTS | SPELLED, min_size=1, max_size=4))
@settings(max_examples=300)
def test_quotes_are_where_they_claim_to_be(texts: list[str]) -> None:
    pages = [Page(number=number, text=text) for number, text in enumerate(texts, 3)]
    for fact in report.read_pages(pages, RecordId("r")):
        page = next(page for page in pages if page.number == fact.source.page)
        assert page.text[fact.source.start : fact.source.end] == fact.source.quote
        assert fact.source.quote


@given(st.lists(st.text() | SPELLED, min_size=1, max_size=4))
@settings(max_examples=300)
def test_the_flat_text_keeps_every_letter_in_its_place(texts: list[str]) -> None:
    document = Document.of([Page(number=number, text=text) for number, text in enumerate(texts, 1)])
    assert len(document.flat) == len(document.cased)
    for at, letter in enumerate(document.cased):
        page, start, end, quote = document.place(at, at + 1)
        assert texts[page - 1][start:end] == quote
        if letter.isalnum() and quote != "×":
            assert quote == letter


@given(TEXTS)
def test_what_is_not_said_leaves_its_place_blank(text: str) -> None:
    said = checkboxes.said(text)
    assert len(said) == len(text)
    assert all(kept in (letter, " ", "\n") for kept, letter in zip(said, text, strict=True))


SET = st.lists(
    st.sampled_from(
        ["| Size | 3 cm |", "|---|:--|", "Grade ..... 2", "T . . . . 2", "**pT2**", "|", "||", "\n", " ", "…", "a|b"]
    )
).map("".join)


@given(SET)
def test_signs_that_set_a_text_leave_every_letter_in_its_place(text: str) -> None:
    plain = markup.without(text)
    assert len(plain) == len(text)
    assert all(kept in (letter, " ", ":") for kept, letter in zip(plain, text, strict=True))


@given(TEXTS)
@settings(max_examples=100)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert report.read_text(text, RecordId("r")) == report.read_text(text, RecordId("r"))
