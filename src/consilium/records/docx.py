"""DOCX: letters and reports written in a word processor. In: the file's bytes; out: its running text as one page.

Paragraphs and tables are taken in the order a reader meets them, headers of the first section in front. Macros, links
and pictures are never followed.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from consilium.errors import Malformed, TooLarge
from consilium.records import Extract, Page
from consilium.values import RecordId

if TYPE_CHECKING:
    from docx.document import Document

READER = "docx/1"
_MAX_CHARACTERS = 5_000_000


def sniff(data: bytes, name: str) -> bool:
    """A zip whose listing names the main part of a word document."""
    return data.startswith(b"PK\x03\x04") and b"word/document.xml" in data


def read(data: bytes, record: RecordId) -> Extract:
    """Raises Malformed where it is no document that opens, TooLarge above five million characters."""
    # Imported here because it is slow to load, and most records are no word documents.
    import docx

    try:
        text = "\n".join(_lines(docx.Document(BytesIO(data))))
    except MemoryError as error:
        raise TooLarge("This document unfolds to more than may be read. Save it again as PDF.") from error
    except Exception as error:  # python-docx raises many kinds on broken files, none of them ours to tell apart
        raise Malformed("This document could not be opened. Save it again, or save it as PDF.") from error
    if len(text) > _MAX_CHARACTERS:
        raise TooLarge("This document is longer than may be read. Split it, or save it as PDF.")
    return Extract(kind="docx", reader=READER, pages=(Page(number=1, text=text),), narrative=(1,))


def _lines(document: "Document") -> Iterator[str]:
    from docx.table import Table

    for section in document.sections[:1]:
        yield from (paragraph.text for paragraph in section.header.paragraphs)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield "\t".join(dict.fromkeys(cell.text for cell in row.cells))
        else:
            yield block.text
