"""Pictures: PNG, JPEG, TIFF, GIF, BMP, WebP, HEIC. They are recognised, kept, and said to be unread."""

from consilium.errors import Unreadable
from consilium.records import Extract
from consilium.values import RecordId

READER = "image/1"
STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
PHONE = (b"heic", b"heix", b"hevc", b"mif1", b"avif")


def sniff(data: bytes, name: str) -> bool:
    """Whether the first bytes are those of a picture."""
    if data.startswith(STARTS) or (data[:2] == b"BM" and data[6:10] == b"\x00\x00\x00\x00"):
        return True
    return (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or (data[4:8] == b"ftyp" and data[8:12] in PHONE)


def read(data: bytes, record: RecordId) -> Extract:
    """Always raises Unreadable: words in a picture are not read."""
    raise Unreadable(
        "This is a picture. Words in pictures are not read here; the picture is kept as it is. "
        "If it shows a report, ask for the report as a PDF."
    )
