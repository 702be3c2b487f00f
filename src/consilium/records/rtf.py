"""RTF: reports as older hospital systems print them. In: the file's bytes; out: its running text as one page."""

from striprtf.striprtf import rtf_to_text

from consilium.errors import Malformed
from consilium.records import Extract, Page
from consilium.values import RecordId

READER = "rtf/1"


def sniff(data: bytes, name: str) -> bool:
    """The opening group that every RTF file has."""
    return data.lstrip()[:5] == b"{\\rtf"


def read(data: bytes, record: RecordId) -> Extract:
    """Raises Malformed where no text comes out."""
    try:
        text = str(rtf_to_text(data.decode("cp1252", errors="replace"), errors="replace")).strip()  # type: ignore[no-untyped-call]
    except Exception as error:  # striprtf raises whatever its state machine trips on
        raise Malformed("This RTF document is broken. Save it again, or save it as PDF.") from error
    if not text:
        raise Malformed("This RTF document holds no text. Save it again, or save it as PDF.")
    return Extract(kind="rtf", reader=READER, pages=(Page(number=1, text=text),), narrative=(1,))
