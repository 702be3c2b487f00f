"""PDF: the text layer page by page, where words stand on a page, and a page as a picture. In: bytes; out: pages.

Text is what pdfium finds, with lines ended by "\\n" and words that were broken at a line's end joined again. Nothing in
a PDF is ever run: this build of pdfium has no JavaScript, and actions and links are not looked at.
"""

import ctypes
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as native

from consilium import hyphens
from consilium.errors import Encrypted, Malformed, TooLarge
from consilium.records import Extract, Page
from consilium.values import RecordId

READER = "pdf/3"
MOST_PAGES = 3_000
MOST_PIXELS = 30_000_000
SPARSE = 150
PICTURED = 0.3
SCAN_SCALE = 150 / 72
NEAR = 0.03
PASSWORD_ERRORS = (native.FPDF_ERR_PASSWORD, native.FPDF_ERR_SECURITY)

# pdfium ends lines with \r\n, and puts \ufffe where a hyphen ended one.
ODD = re.compile("\r\n?|\ufffe|\x02|\x00")

if TYPE_CHECKING:
    from consilium.recognition import Picture

Box = tuple[float, float, float, float]
Span = tuple[int, int, int]


def sniff(data: bytes, name: str) -> bool:
    """Whether a PDF's head stands in the first kilobyte."""
    return b"%PDF-" in data[:1024]


def read(data: bytes, record: RecordId) -> Extract:
    """Every page's text. Raises Encrypted, Malformed or TooLarge."""
    with _opened(data) as document:
        count = len(document)
        if not count:
            raise Malformed("This PDF has no pages. Ask for it to be sent again.")
        if count > MOST_PAGES:
            raise TooLarge(f"This PDF has more than {MOST_PAGES} pages. Ask for it in smaller parts.")
        read = [_read_page(document, number) for number in range(1, count + 1)]
        attached = native.FPDFDoc_GetAttachmentCount(document)
    notes = [note for _, note, _ in read if note]
    if attached > 0:
        notes.append(f"{attached} files are attached inside this PDF; they were not read. Save them and add them.")
    pages = tuple(page for page, _, _ in read)
    narrative = tuple(page.number for page in pages if page.text.strip())
    unread = tuple(page.number for page, _, scan in read if scan)
    return Extract(kind="pdf", reader=READER, pages=pages, narrative=narrative, unread=unread, notes=tuple(notes))


def boxes(data: bytes, spans: Iterable[Span]) -> tuple[tuple[Box, ...], ...]:
    """Where each `(page, start, end)`, pages from 1, stands: `(x0, y0, x1, y1)` for each line of its words.

    Shares (0 to 1) of the page's width and height from its upper left corner. Empty where it cannot be told.
    """
    with _opened(data) as document:
        sheets: dict[int, _Sheet | None] = {}
        return tuple(_boxes(document, sheets, *span) for span in spans)


class _Sheet(NamedTuple):
    """One page with its words, opened once for all that is looked for on it."""

    page: pdfium.PdfPage
    words: pdfium.PdfTextPage
    raw: str


def _boxes(
    document: pdfium.PdfDocument, sheets: dict[int, _Sheet | None], page: int, start: int, end: int
) -> tuple[Box, ...]:
    if page not in sheets:
        sheets[page] = _sheet(document, page)
    sheet = sheets[page]
    if sheet is None:
        return ()
    first = _units(sheet.raw[: _before(sheet.raw, start)])
    last = _units(sheet.raw[: _before(sheet.raw, end)])
    count = native.FPDFText_CountRects(sheet.words, first, max(last - first, 0))
    return tuple(_lines(_on_page(sheet.page, sheet.words.get_rect(index)) for index in range(count)))


def _sheet(document: pdfium.PdfDocument, page: int) -> _Sheet | None:
    """None where there is no such page, or where pdfium counts its signs otherwise than we do."""
    if not 1 <= page <= len(document):
        return None
    sheet = _page(document, page)
    words = sheet.get_textpage()
    raw = words.get_text_range()
    return _Sheet(sheet, words, raw) if _units(raw) == words.count_chars() else None


def render(data: bytes, page: int, scale: float) -> bytes:
    """Page `page` (from 1) as PNG at `scale` times 72 dots an inch, smaller where it would be huge."""
    out = BytesIO()
    with _drawn(data, page, scale) as bitmap:
        bitmap.to_pil().save(out, "PNG")
    return out.getvalue()


def picture(data: bytes, page: int) -> "Picture":
    """Page `page` (from 1) at 150 dots an inch, as red, green and blue of 8 bits."""
    with _drawn(data, page, SCAN_SCALE) as bitmap:
        drawn: Picture = bitmap.to_numpy().copy()
    return drawn


@contextmanager
def _drawn(data: bytes, page: int, scale: float) -> Iterator[pdfium.PdfBitmap]:
    with _opened(data) as document:
        if not 1 <= page <= len(document):
            raise Malformed("This PDF has no such page.")
        sheet = _page(document, page)
        width, height = sheet.get_size()
        bounded = min(scale, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
        yield sheet.render(
            scale=bounded, rev_byteorder=True, prefer_bgrx=False, force_bitmap_format=native.FPDFBitmap_BGR
        )


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in PASSWORD_ERRORS:
            raise Encrypted("This PDF is locked with a password. Save it without one, then add it again.") from error
        raise Malformed("This PDF is broken, perhaps cut off on its way. Ask for it to be sent again.") from error
    try:
        if document.get_formtype() != native.FORMTYPE_NONE:
            document.init_forms()
        yield document
    finally:
        document.close()


def _page(document: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    """One page; what was typed into a form becomes part of its text."""
    page = document[number - 1]
    if document.formenv:
        page.flatten()
        page.close()
        page = document[number - 1]
    return page


def _read_page(document: pdfium.PdfDocument, number: int) -> tuple[Page, str, bool]:
    """The page, a note where it is broken, and whether it is a picture whose words are still to be recognised."""
    try:
        sheet = _page(document, number)
        words = sheet.get_textpage()
        text = _mended(words.get_text_range())
        scan = _is_scan(sheet, text)
    except pdfium.PdfiumError:
        return Page(number=number, text=""), f"Page {number} is broken and was not read.", False
    words.close()
    sheet.close()
    return Page(number=number, text=text), "", scan


def _is_scan(sheet: pdfium.PdfPage, text: str) -> bool:
    """No words but something drawn, or few words beside pictures that fill much of the page."""
    length = len(text.strip())
    if length > SPARSE:
        return False
    if not length:
        return int(native.FPDFPage_CountObjects(sheet)) > 0
    pictures = sheet.get_objects(filter=[native.FPDF_PAGEOBJ_IMAGE], max_depth=2)
    width, height = sheet.get_size()
    return sum(map(_area, pictures)) > PICTURED * float(width) * float(height)


def _area(drawn: pdfium.PdfObject) -> float:
    left, bottom, right, top = drawn.get_bounds()
    return float(right - left) * float(top - bottom)


def _mended(raw: str) -> str:
    # The ends of lines, which are most of them, need no look around.
    return ODD.sub(_instead, raw.replace("\r\n", "\n"))


def _instead(odd: re.Match[str]) -> str:
    """What stands for one odd sign: a line's end, a kept hyphen, or nothing where a word was only broken."""
    if odd[0][0] == "\r":
        return "\n"
    if odd[0] == "\x00":
        return " "
    before, after = odd.string[max(odd.start() - 12, 0) : odd.start()], odd.string[odd.end() : odd.end() + 16]
    broken = before[-1:].islower() and after[:1].islower() and not hyphens.stays(before, after)
    return "" if broken else "-"


def _before(raw: str, offset: int) -> int:
    """How much of `raw` lies before `offset` in the mended text."""
    taken = given = 0
    for odd in ODD.finditer(raw):
        straight = odd.start() - taken
        if given + straight > offset:
            break
        instead = len(_instead(odd))
        if given + straight + instead > offset:
            return odd.start()
        given, taken = given + straight + instead, odd.end()
    return taken + offset - given


def _units(text: str) -> int:
    """pdfium counts signs as UTF-16 does."""
    return len(text) + sum(1 for sign in text if sign > "\uffff")


def _on_page(sheet: pdfium.PdfPage, rectangle: tuple[float, float, float, float]) -> Box:
    """From points, y upwards, to shares of the page as it is shown, y downwards; a turned page is turned."""
    left, bottom, right, top = rectangle
    (x0, y0), (x1, y1) = _share(sheet, left, top), _share(sheet, right, bottom)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _lines(pieces: Iterable[Box]) -> Iterator[Box]:
    """One box a line: pdfium gives one for each change of font, and one for a hyphen."""
    line: Box | None = None
    for piece in pieces:
        if line and line[1] <= (piece[1] + piece[3]) / 2 <= line[3] and piece[0] - line[2] < NEAR:
            line = (min(line[0], piece[0]), min(line[1], piece[1]), max(line[2], piece[2]), max(line[3], piece[3]))
            continue
        if line:
            yield line
        line = piece
    if line:
        yield line


def _share(sheet: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    grid = 100_000
    across, down = ctypes.c_int(), ctypes.c_int()
    native.FPDF_PageToDevice(sheet, 0, 0, grid, grid, 0, x, y, across, down)
    return across.value / grid, down.value / grid
