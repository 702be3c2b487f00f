"""Text of PDF pages, where it stands, and what is said where it cannot be read."""

import struct
import zlib

import pytest
import typst

from consilium.errors import Encrypted, Malformed
from consilium.records import pdf
from consilium.values import RecordId

RECORD = RecordId("0" * 64)
NARROW = b"""
#set page(width: 220pt, height: 400pt, margin: 20pt)
#set text(hyphenate: true, lang: "en")
#set par(justify: true)
Invasive ductal adenocarcinoma, poorly differentiated, with extraordinarily complicated histomorphological features and
immunohistochemistry. \xf0\x9f\x98\x80 Estrogen receptor positive. pT2 pN1a.
#pagebreak()
Second page.
"""


def made(source: bytes) -> bytes:
    return bytes(typst.compile(source))


def by_hand(*objects: str) -> bytes:
    """A PDF of these objects, numbered from 1; object 1 is the catalog. pdfium finds them without a table."""
    body = "".join(f"{number} 0 obj\n{one}\nendobj\n" for number, one in enumerate(objects, 1))
    return f"%PDF-1.7\n{body}trailer\n<< /Root 1 0 R /Size {len(objects) + 1} >>\n%%EOF\n".encode("latin-1")


def stream(entries: str, content: str) -> str:
    return f"<< {entries} /Length {len(content)} >>\nstream\n{content}\nendstream"


PAGES = ("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def boxes(data: bytes, page: int, start: int, end: int) -> tuple[pdf.Box, ...]:
    (found,) = pdf.boxes(data, [(page, start, end)])
    return found


def test_a_word_broken_at_a_line_is_whole_again() -> None:
    first, second = pdf.read(made(NARROW), RECORD).pages
    for word in ("extraordinarily", "histomorphological", "immunohistochemistry"):
        assert word in first.text
    assert second.text.strip() == "Second page." and second.number == 2


def test_a_hyphen_that_belongs_to_a_word_stays() -> None:
    broken = "non\ufffesmall cell, HER2\ufffenegative, receptor\ufffepositive, PD\ufffeL1, carci\ufffenoma"
    assert pdf._mended(broken) == "non-small cell, HER2-negative, receptor-positive, PD-L1, carcinoma"


@pytest.mark.requirement("B1")
def test_every_quote_is_found_on_its_page() -> None:
    data = made(NARROW)
    text = pdf.read(data, RECORD).pages[0].text
    (stage,) = boxes(data, 1, text.index("pT2"), text.index("pN1a") + 4)
    (start,) = boxes(data, 1, 0, len("Invasive"))
    assert 0 < start[0] < stage[2] < 1 and start[3] < stage[1] < stage[3] < 1
    broken = text.index("immunohistochemistry")
    assert len(boxes(data, 1, broken, broken + len("immunohistochemistry"))) in (1, 2)


def test_offsets_into_mended_text_lead_back_to_the_same_letter() -> None:
    raw = "A\r\nB carci\ufffenoma \U0001f600 C\r\nD"
    mended = pdf._mended(raw)
    for offset, letter in enumerate(mended):
        assert raw[pdf._before(raw, offset)] == ("\r" if letter == "\n" else letter)


def test_a_turned_page_has_its_boxes_where_they_are_seen() -> None:
    content = stream("", "BT /F 20 Tf 10 180 Td (pT2) Tj ET")
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Rotate {} /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"  # noqa: E501
    (upright,) = boxes(by_hand(*PAGES, page.format(0), content, FONT), 1, 0, 3)
    (turned,) = boxes(by_hand(*PAGES, page.format(90), content, FONT), 1, 0, 3)
    assert upright[0] < 0.2 and upright[3] < 0.2, "upper left"
    assert turned[2] > 0.8 and turned[1] < 0.2, "upper right"


def test_a_scan_is_left_for_its_words_to_be_recognised() -> None:
    image = stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "x")
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>"
    )
    extract = pdf.read(by_hand(*PAGES, page, stream("", "99 0 0 99 0 0 cm /I Do"), image), RECORD)
    assert extract.unread == (1,)
    assert extract.narrative == ()


def test_what_was_typed_into_a_form_is_read() -> None:
    looks = stream("/Type /XObject /Subtype /Form /BBox [0 0 90 20] /Resources << /Font << /F 5 0 R >> >>",
                   "BT /F 12 Tf 2 5 Td (Jane Doe) Tj ET")  # fmt: skip
    data = by_hand(
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
        PAGES[1],
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Annots [4 0 R] >>",
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Jane Doe) /F 4 /Rect [10 10 100 30] /AP << /N 6 0 R >> >>",  # noqa: E501
        FONT,
        looks,
    )
    assert "Jane Doe" in pdf.read(data, RECORD).pages[0].text


def test_a_locked_pdf_asks_for_an_unlocked_one() -> None:
    locked = by_hand(*PAGES, "<< /Type /Page /Parent 2 0 R >>").replace(
        b"/Root 1 0 R", b"/Root 1 0 R /ID [(a)(a)] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O ("
        + b"o" * 32 + b") /U (" + b"u" * 32 + b") >>",
    )  # fmt: skip
    with pytest.raises(Encrypted, match="password"):
        pdf.read(locked, RECORD)


def test_a_broken_pdf_is_refused() -> None:
    with pytest.raises(Malformed, match="Ask for it to be sent again"):
        pdf.read(b"%PDF-1.7\nnothing", RECORD)


def test_a_page_can_be_drawn() -> None:
    picture = pdf.render(made(NARROW), 1, 2)
    width, height = struct.unpack(">II", picture[16:24])
    assert picture.startswith(b"\x89PNG") and (width, height) == (440, 800)
    pixels = zlib.decompress(picture[picture.index(b"IDAT") + 4 :])
    assert len(pixels) == height * (3 * width + 1) and 0 in pixels and 255 in pixels


def test_a_huge_page_is_drawn_smaller() -> None:
    data = by_hand(*PAGES, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 14000 14000] >>")
    width, height = struct.unpack(">II", pdf.render(data, 1, 10)[16:24])
    assert width * height <= pdf.MOST_PIXELS * 1.01


def test_a_page_that_is_not_there_has_no_boxes() -> None:
    assert boxes(made(NARROW), 9, 0, 3) == ()
