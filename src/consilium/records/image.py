"""Pictures: PNG, JPEG, TIFF, GIF, BMP, WebP, HEIC. In: bytes; out: one page a picture, whose words are read afterwards.

A photograph of a report and a page from a scanner are the same here: `picture` gives the upright page to
`consilium.recognition`, `render` gives it to a person.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from consilium.errors import Malformed, TooLarge
from consilium.records import Extract, Page
from consilium.values import RecordId

if TYPE_CHECKING:
    from PIL.Image import Image

    from consilium.recognition import Picture

READER = "image/2"
STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
PHONE = (b"heic", b"heix", b"hevc", b"mif1", b"avif")
MOST_PICTURES = 500
MOST_PIXELS = 120_000_000
SHOWN = 1_600


def sniff(data: bytes, name: str) -> bool:
    """Whether the first bytes are those of a picture."""
    if data.startswith(STARTS) or (data[:2] == b"BM" and data[6:10] == b"\x00\x00\x00\x00"):
        return True
    return (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or (data[4:8] == b"ftyp" and data[8:12] in PHONE)


def read(data: bytes, record: RecordId) -> Extract:
    """One empty page for each picture in the file. Raises Malformed or TooLarge."""
    with _opened(data) as opened:
        count = int(getattr(opened, "n_frames", 1))
    if count > MOST_PICTURES:
        raise TooLarge(f"This file holds more than {MOST_PICTURES} pictures. Add them in smaller parts.")
    pages = tuple(Page(number=number, text="") for number in range(1, count + 1))
    return Extract(kind="image", reader=READER, pages=pages, unread=tuple(page.number for page in pages))


def picture(data: bytes, page: int) -> "Picture":
    """Page `page` (from 1), upright as its camera says, as red, green and blue of 8 bits."""
    import numpy as np

    with _opened(data) as opened:
        return np.asarray(_upright(opened, page))


def render(data: bytes, page: int, scale: float) -> bytes:
    """Page `page` (from 1) as PNG, its longer side at most 1,600 dots; `scale` is of no use here."""
    out = BytesIO()
    with _opened(data) as opened:
        shown = _upright(opened, page)
        shown.thumbnail((SHOWN, SHOWN))
        shown.save(out, "PNG")
    return out.getvalue()


@contextmanager
def _opened(data: bytes) -> "Iterator[Image]":
    import pi_heif
    from PIL import Image, UnidentifiedImageError

    pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data)) as opened:
                yield opened
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge("This picture has more dots than may be read. Save it smaller, then add it again.") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, KeyError) as error:
        raise Malformed("This picture is broken or of an unknown kind. Save it as JPEG, then add it again.") from error


def _upright(opened: "Image", page: int) -> "Image":
    from PIL import ImageOps

    opened.seek(page - 1)
    turned = ImageOps.exif_transpose(opened)
    return turned.convert("RGB")
