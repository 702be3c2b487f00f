"""What every part of a DICOM file is read with: its header opened safely, and single values as clean text."""

import logging
from io import BytesIO
from typing import TYPE_CHECKING

from consilium.errors import Malformed, TooLarge
from consilium.values import PartialDate

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

BROKEN = "This DICOM file is broken and could not be read. Ask the hospital for the disc again."


def opened(data: bytes, *, pixels: bool = False) -> "Dataset":
    """The header, with its pixels still packed where asked for. Raises Malformed or TooLarge."""
    # Imported here because it doubles the start of a child, and most children never see an image.
    import pydicom
    from pydicom import config
    from pydicom.errors import InvalidDicomError

    logging.getLogger("pydicom").disabled = True
    config.settings.reading_validation_mode = config.IGNORE
    try:
        return pydicom.dcmread(BytesIO(data), force=True, stop_before_pixels=not pixels)
    except MemoryError as error:
        raise TooLarge("This DICOM file unfolds to more than may be read. Ask the hospital for it again.") from error
    except InvalidDicomError as error:
        raise Malformed("This file is not DICOM.") from error
    except Exception as error:  # pydicom raises many kinds on broken bytes, none of them ours to tell apart
        raise Malformed(BROKEN) from error


def text(value: object) -> str:
    """A header value as one clean line: control characters and backslashed repeats would break the page."""
    said = "" if value is None else str(value)
    return " ".join("".join(mark if mark.isprintable() else " " for mark in said[:2_000]).split())[:200]


def day(header: "Dataset", keyword: str) -> PartialDate | None:
    """A date of the header, where it is a whole one."""
    said = text(header.get(keyword)).replace(".", "").replace("-", "")
    try:
        return PartialDate(int(said[:4]), int(said[4:6]), int(said[6:8])) if len(said) == 8 else None
    except ValueError:
        return None


def number(value: object) -> int:
    """A count, or 0 where there is none."""
    said = text(value)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 8 else 0


def meaning(item: "Dataset", keyword: str) -> str:
    """The words of a coded entry."""
    return next((text(code.get("CodeMeaning")) for code in item.get(keyword) or []), "")


def code(item: "Dataset", keyword: str) -> str:
    """The code of a coded entry."""
    return next((text(one.get("CodeValue")) for one in item.get(keyword) or []), "")
