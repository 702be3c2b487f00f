"""Whole slides as scanners save them (TIFF in tiles: Aperio SVS and its kin). In: bytes, or an open file; out: tiles.

Reading looks at the first header alone. The label of the glass and the overview that shows it may hold a name: they are
never drawn. OpenSlide opens files by their path, so those who draw give the path of a file that lies in memory.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from consilium.errors import Malformed, TooLarge, Unreadable
from consilium.facts import Fact, Provenance
from consilium.records import Extract, Layout
from consilium.values import RecordId

if TYPE_CHECKING:
    from openslide import OpenSlide
    from openslide.deepzoom import DeepZoomGenerator
    from PIL.TiffImagePlugin import ImageFileDirectory_v2

READER = "slide/1"
STARTS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
SCANNERS = {"aperio": "Aperio", "leica": "Leica", "ventana": "Ventana", "iscan": "Ventana", "philips": "Philips"}
DESCRIPTION, SOFTWARE, TILE_WIDTH, WIDTH, HEIGHT = 270, 305, 322, 256, 257
TILE, OVERLAP = 254, 1
MOST_DOTS = 32_000_000
"""Of the slide, behind one tile: a slide without smaller copies of itself would be unpacked whole for its overview."""
OVERVIEW = 1_024
NAMES = "The label of this slide may hold a name. It is never shown here, but it is in the file."
BROKEN = "This slide is broken, perhaps cut off on its way. Ask for it to be sent again."
FLAT = "This slide holds no smaller copies of itself, so it cannot be shown here. Ask for it as SVS or as a tiled TIFF."


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """The size of a slide in dots, micrometres from dot to dot (None where not known), and its magnification or ""."""

    width: int
    height: int
    tile: int
    overlap: int
    levels: int
    microns: tuple[float, float] | None
    magnification: str


def sniff(data: bytes, name: str) -> bool:
    """A TIFF whose first picture lies in tiles and was made by a scanner of slides, or is a pile of sizes."""
    header = _header(data) if data.startswith(STARTS) else None
    return header is not None and TILE_WIDTH in header and bool(_scanner(header) or _has_smaller_copies(data))


def read(data: bytes, record: RecordId) -> Extract:
    """What the header says of the scan. Raises Malformed."""
    header = _header(data)
    if header is None:
        raise Malformed(BROKEN)
    layout, facts = Layout(label="Slide"), []
    for label, words in _said(header):
        page, start = layout.add(f"{label}: {words}")
        if label == "Kind":
            at = start + len(label) + 2
            source = Provenance(
                record=record, reader=READER, page=page, start=at, end=at + len(words), quote=words, path="TIFF"
            )
            facts.append(Fact(code="record.kind", value="slide", source=source))
    return Extract(kind="slide", reader=READER, pages=layout.pages(), facts=tuple(facts), notes=(NAMES,))


def _header(data: bytes) -> "ImageFileDirectory_v2 | None":
    """The tags of the first picture, or None where there are none that can be read."""
    from PIL import TiffImagePlugin

    try:
        with TiffImagePlugin.TiffImageFile(BytesIO(data)) as opened:
            return opened.tag_v2
    except Exception:  # a broken directory breaks Pillow in many ways, none of them ours to tell apart
        return None


def _has_smaller_copies(data: bytes) -> bool:
    from PIL import TiffImagePlugin

    try:
        with TiffImagePlugin.TiffImageFile(BytesIO(data)) as opened:
            wide = opened.tag_v2.get(WIDTH, 0)
            opened.seek(1)
            return TILE_WIDTH in opened.tag_v2 and 0 < opened.tag_v2.get(WIDTH, 0) < wide
    except Exception:
        return False


def _scanner(header: "ImageFileDirectory_v2") -> str:
    words = f"{header.get(DESCRIPTION, '')} {header.get(SOFTWARE, '')}"[:20_000].casefold()
    return next((name for word, name in SCANNERS.items() if word in words), "")


def _said(header: "ImageFileDirectory_v2") -> Iterator[tuple[str, str]]:
    """Names and values; nothing of what a laboratory typed, which may be a name."""
    words = str(header.get(DESCRIPTION, ""))
    yield "Kind", "Whole slide"
    if scanner := _scanner(header):
        yield "Scanner", scanner
    yield "Size", f"{header.get(WIDTH, 0)} by {header.get(HEIGHT, 0)} dots"
    for label, pattern in (
        ("Magnification", r"\bAppMag = (\d+(?:\.\d+)?)\b"),
        ("Micrometres from dot to dot", r"\bMPP = (\d+\.\d+)\b"),
    ):
        if found := re.search(pattern, words):
            yield label, found[1]


# --- Drawing, from a path


def look(path: str) -> Slide:
    """How large the slide is. Raises Malformed or Unreadable."""
    slide, zoom = _opened(path)
    said = slide.properties
    width, height = slide.dimensions
    return Slide(
        width=width,
        height=height,
        tile=TILE,
        overlap=OVERLAP,
        levels=zoom.level_count,
        microns=_microns(said.get("openslide.mpp-x"), said.get("openslide.mpp-y")),
        magnification=str(said.get("openslide.objective-power") or "")[:8],
    )


def _microns(across: str | None, down: str | None) -> tuple[float, float] | None:
    try:
        found = float(across or ""), float(down or "")
    except ValueError:
        return None
    return found if all(0.01 < one < 100 for one in found) else None


def tile(path: str, level: int, column: int, row: int) -> bytes:
    """One tile as JPEG; level 0 is one dot, each level twice as wide. Raises Malformed, TooLarge or Unreadable."""
    from openslide import OpenSlideError

    _, zoom = _opened(path)
    try:
        _check(zoom, level, column, row)
        drawn = zoom.get_tile(level, (column, row)).convert("RGB")
    except OpenSlideError as error:
        _opened.cache_clear()
        raise Malformed(BROKEN) from error
    except ValueError as error:
        raise Malformed("This slide has no such part.") from error
    out = BytesIO()
    drawn.save(out, "JPEG", quality=80)
    return out.getvalue()


def overview(path: str) -> bytes:
    """The whole slide small, as PNG. Raises what `tile` raises."""
    from PIL import Image

    _, zoom = _opened(path)
    level = max(at for at, size in enumerate(zoom.level_dimensions) if max(size) <= OVERVIEW or at == 0)
    sheet = Image.new("RGB", zoom.level_dimensions[level], "white")
    columns, rows = zoom.level_tiles[level]
    for column in range(columns):
        for row in range(rows):
            piece = Image.open(BytesIO(tile(path, level, column, row)))
            sheet.paste(piece, (max(column * TILE - OVERLAP, 0), max(row * TILE - OVERLAP, 0)))
    out = BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


@lru_cache(maxsize=1)
def _opened(path: str) -> "tuple[OpenSlide, DeepZoomGenerator]":
    from openslide import OpenSlide, OpenSlideError
    from openslide.deepzoom import DeepZoomGenerator

    try:
        slide = OpenSlide(path)
        return slide, DeepZoomGenerator(slide, tile_size=TILE, overlap=OVERLAP)
    except OpenSlideError as error:
        raise Malformed(BROKEN) from error
    except OSError as error:
        raise Unreadable("This kind of slide cannot be shown here. The file is kept as it is.") from error


def _check(zoom: "DeepZoomGenerator", level: int, column: int, row: int) -> None:
    if not 0 <= level < zoom.level_count:
        raise ValueError("no such level")
    _, _, (wide, high) = zoom.get_tile_coordinates(level, (column, row))
    if wide * high > MOST_DOTS:
        raise TooLarge(FLAT)
