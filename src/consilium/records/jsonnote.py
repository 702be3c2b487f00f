"""Notes in JSON. In: bytes; out: pages of running text.

A note is an object, or a list of them, with its words under `text` (or `note`, `content`, `body`, `report`) and, if it
has them, `date` and `note_type`. JSON that holds no such words is kept as it is.
"""

import re
from typing import Any

import msgspec

from consilium.errors import Malformed
from consilium.records import Extract, Kept, Page
from consilium.values import PartialDate, RecordId

READER = "jsonnote/1"
WORDS = ("text", "note", "content", "body", "report")
KINDS = ("note_type", "type", "title", "kind")
MOST_SHOWN = 200_000
MARK = b"\xef\xbb\xbf"
START = re.compile(rb"\s*[\[{]\s*(?:[\"\[\]{}]|-?\d|true|false|null)")


def sniff(data: bytes, name: str) -> bool:
    """Whether the bytes start as JSON's objects and lists do, or the name claims JSON."""
    return bool(START.match(data.removeprefix(MARK))) or name.lower().endswith(".json")


def read(data: bytes, record: RecordId) -> Extract:
    """One page a note. Raises Malformed where the file is no JSON: RFC 8259, to the letter."""
    try:
        content = msgspec.json.decode(data.removeprefix(MARK))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed("This file is broken JSON, perhaps cut off on its way. Ask for it to be sent again.") from error
    entries = content if isinstance(content, list) else [content]
    pages = tuple(page for number, entry in enumerate(entries, 1) if (page := _note(entry, number)))
    if pages and len(pages) == len(entries):
        narrative = tuple(page.number for page in pages)
        return Extract(kind="json", reader=READER, pages=pages, narrative=narrative)
    return _other(content)


def _note(entry: Any, number: int) -> Page | None:
    if not isinstance(entry, dict):
        return None
    words = next((entry[key] for key in WORDS if isinstance(entry.get(key), str) and entry[key].strip()), None)
    if words is None:
        return None
    kind = next((entry[key] for key in KINDS if isinstance(entry.get(key), str)), "")
    return Page(number=number, text=words, label=kind, on=_day(entry.get("date")))


def _day(value: Any) -> str:
    try:
        return str(PartialDate.parse(value)) if isinstance(value, str) else ""
    except ValueError:
        return ""


def _other(content: Any) -> Extract:
    shown = msgspec.json.format(msgspec.json.encode(content), indent=2).decode()
    return Extract(
        kind="json",
        reader=READER,
        pages=(Page(number=1, text=shown[:MOST_SHOWN]),),
        kept=(Kept(path="", kind="json", label="JSON of no kind that is known here"),),
        notes=("This is JSON, but no kind of medical record that is known here. It is kept and was not interpreted.",),
    )
