"""Studies and series: what many image files are together. In: facts; out: one study for each examination, oldest first.

This is the list that a viewer opens from: for each series its pictures in the order of their pile, by record.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from consilium.facts import Fact
from consilium.values import PartialDate, Quantity, RecordId

READ_BY = "dicom/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Pictures made in one go. Records stand in the order of the pile; `frames` says how many pictures each holds,
    and `pictures` how many all hold."""

    uid: str
    modality: str
    body_part: str
    description: str
    pictures: int
    records: tuple[RecordId, ...]
    frames: tuple[int, ...]

    @property
    def middle(self) -> RecordId:
        """The record that shows best what the series is of: the ends of a scan often show little."""
        return self.records[len(self.records) // 2]

    @property
    def name(self) -> str:
        """Such as "CT chest 5mm"."""
        return " ".join(part for part in (self.modality, self.body_part, self.description) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One examination. `description` is as the hospital wrote it: "CT Chest"."""

    uid: str
    on: PartialDate | None
    description: str
    series: tuple[Series, ...]


def studies(facts: Iterable[Fact]) -> tuple[Study, ...]:
    """The studies that these facts of image files make up, oldest first, those without a date last."""
    found: dict[str, dict[str, dict[RecordId, dict[str, Fact]]]] = {}
    for path, record, fact in _pictured(facts):
        study, _, series = path.partition("/")
        found.setdefault(study, {}).setdefault(series, {}).setdefault(record, {})[fact.code] = fact
    return tuple(sorted((_study(uid, inside) for uid, inside in found.items()), key=_when))


def series_of(facts: Iterable[Fact]) -> dict[RecordId, str]:
    """Record -> the series it is a picture of, for those who list files."""
    return {record: series.uid for study in studies(facts) for series in study.series for record in series.records}


def _pictured(facts: Iterable[Fact]) -> Iterator[tuple[str, RecordId, Fact]]:
    for fact in facts:
        at = fact.source
        if fact.code.startswith("imaging.") and at.reader.startswith(READ_BY) and at.record:
            yield at.path, at.record, fact


def _when(study: Study) -> tuple[bool, PartialDate, str]:
    return study.on is None, study.on or PartialDate(1), study.uid


def _study(uid: str, found: dict[str, dict[RecordId, dict[str, Fact]]]) -> Study:
    said = [fact for series in found.values() for record in series.values() for fact in record.values()]
    return Study(
        uid=uid,
        on=next((fact.on for fact in said if fact.on), None),
        description=next((fact.text for fact in said if fact.code == "imaging.study"), ""),
        series=tuple(_series(uid, records) for uid, records in found.items()),
    )


def _series(uid: str, found: dict[RecordId, dict[str, Fact]]) -> Series:
    records = _in_order(found)
    first = next(iter(records.values()))

    def said(code: str) -> str:
        return first[code].text if code in first else ""

    return Series(
        uid=uid,
        modality=said("imaging.modality"),
        body_part=said("imaging.body_part"),
        description=said("imaging.series"),
        pictures=sum(_frames(record) for record in records.values()),
        records=tuple(records),
        frames=tuple(_frames(record) for record in records.values()),
    )


def _in_order(found: dict[RecordId, dict[str, Fact]]) -> dict[RecordId, dict[str, Fact]]:
    """By their place in the body, in the direction in which they are numbered; else by number; else as they came."""
    places, numbers = (_numbers(found, code) for code in ("imaging.position", "imaging.number"))
    if len(places) == len(found) and len(set(places.values())) > 1:
        first, last = (end(numbers, key=numbers.__getitem__, default=None) for end in (min, max))
        down = first is not None and last is not None and places[first] > places[last]
        return {id: found[id] for id in sorted(found, key=places.__getitem__, reverse=down)}
    if len(numbers) == len(found):
        return {id: found[id] for id in sorted(found, key=numbers.__getitem__)}
    return found


def _numbers(found: dict[RecordId, dict[str, Fact]], code: str) -> dict[RecordId, float]:
    said = ((id, facts[code].value) for id, facts in found.items() if code in facts)
    plain = ((id, value.value if isinstance(value, Quantity) else value) for id, value in said)
    return {id: float(value) for id, value in plain if isinstance(value, int | float)}


def _frames(record: dict[str, Fact]) -> int:
    frames = record.get("imaging.frames")
    return int(frames.value) if frames and isinstance(frames.value, int) else 1
