"""Plain text, in whatever encoding it came. In: bytes; out: pages of running text, one for each form feed."""

import re

from consilium.records import Extract, Page
from consilium.values import RecordId

READER = "note/1"
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
OLD = "The letters of this file are in an old encoding; accents may be shown wrongly."


def sniff(data: bytes, name: str) -> bool:
    """Whether the bytes can be text that a person wrote: hardly a control sign, and no markup of a machine's."""
    head, _ = decode(data[:65536])
    if not head.strip() or head.lstrip()[:5].lower() == "<?xml":
        return False
    return len(CONTROL.findall(head)) * 1000 <= len(head)


def read(data: bytes, record: RecordId) -> Extract:
    """The words as they stand."""
    text, guessed = decode(data)
    pages = tuple(Page(number=number, text=part) for number, part in enumerate(text.split("\f"), 1))
    narrative = tuple(page.number for page in pages if page.text.strip())
    return Extract(kind="note", reader=READER, pages=pages, narrative=narrative, notes=(OLD,) if guessed else ())


def decode(data: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding had to be guessed."""
    encoding, start = _encoding(data)
    if encoding:
        return data[start:].decode(encoding, errors="replace"), False
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > len(data) - 4:
            return data[: error.start].decode("utf-8"), False
        return data.decode("cp1252", errors="replace"), True


def _encoding(data: bytes) -> tuple[str, int]:
    """The encoding that the first bytes show, and where the text starts; "" where they show none."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    head = data[:2000]
    half = max(len(head) // 2, 1)
    for zeros, encoding in ((head[1::2].count(0), "utf-16-le"), (head[::2].count(0), "utf-16-be")):
        if zeros > half * 0.6:
            return encoding, 0
    return "", 0
