"""DICOMDIR: a disc's table of contents (DICOM PS3.3, F.3). In: its header; out: the entries, each with its depth.

Entries are chained by their place in the file. Where the chain is broken, the order in which they stand is taken.
"""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from consilium.records.dicom.header import day, meaning, text

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

DEPTH = {"PATIENT": 0, "STUDY": 1, "SERIES": 2}
MOST_ENTRIES = 100_000
FIRST = "OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity"
NEXT, BELOW = "OffsetOfTheNextDirectoryRecord", "OffsetOfReferencedLowerLevelDirectoryEntity"


def entries(header: "Dataset") -> tuple["Dataset", ...]:
    """Patients, each followed by their studies, each by its series, each by its images."""
    stored = list(header.DirectoryRecordSequence)[:MOST_ENTRIES]
    chained = tuple(_chained(header, stored))
    return chained if len(chained) == len(stored) else tuple(stored)


def _chained(header: "Dataset", stored: list["Dataset"]) -> Iterator["Dataset"]:
    places = {item.seq_item_tell: item for item in stored}
    waiting = [_offset(header, FIRST)]
    while waiting:
        # Taken out as it is met, so that a chain that bites its own tail ends.
        item = places.pop(waiting.pop(), None)
        if item is not None:
            yield item
            waiting += [_offset(item, NEXT), _offset(item, BELOW)]


def _offset(item: "Dataset", keyword: str) -> int:
    value = item.get(keyword)
    return value if isinstance(value, int) else 0


def kind(item: "Dataset") -> str:
    """PATIENT, STUDY, SERIES, IMAGE …"""
    return text(item.get("DirectoryRecordType"))


def lines(found: tuple["Dataset", ...]) -> Iterator[tuple["Dataset", str]]:
    """One line for each study and each series, the latter with its number of images."""
    for place, item in enumerate(found):
        if kind(item) == "STUDY":
            on = day(item, "StudyDate")
            yield item, "Study: " + (_joined(str(on or ""), text(item.get("StudyDescription"))) or "no description")
        elif kind(item) == "SERIES":
            count = _images(found, place)
            said = _joined(text(item.get("Modality")), text(item.get("SeriesDescription")) or _body(item))
            yield item, f"  Series: {said}, {count} image{'' if count == 1 else 's'}"


def _images(found: tuple["Dataset", ...], place: int) -> int:
    """How many entries stand under this series."""
    count = 0
    for item in found[place + 1 :]:
        if kind(item) in DEPTH:
            break
        count += 1
    return count


def counted(found: tuple["Dataset", ...]) -> str:
    """The sum of it in one sentence."""
    kinds = Counter(map(kind, found))
    studies, series = kinds["STUDY"], kinds["SERIES"]
    return f"A disc's table of contents: {studies} studies, {series} series, {kinds['IMAGE']} images."


def _body(item: "Dataset") -> str:
    return text(item.get("BodyPartExamined")).lower() or meaning(item, "AnatomicRegionSequence")


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
