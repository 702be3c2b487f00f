"""Records that contradict each other (B2). In: a sheet; out: findings, each with the two facts that do not go together.

Only what a record says first and of its main tumor is held against another record: bilateral disease, other specimens,
history and later restaging are no contradictions, nor is what an addendum changes, of which `addendum.py` tells.
`impossible.py` looks inside one record.
"""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations

from consilium.checks import Finding, Severity, addendum
from consilium.checks.disease import by_record, day_of, depth_of
from consilium.checks.tumors import UNPAIRED, one_kind, one_place
from consilium.facts import Assertion, Fact, FactSheet, Status
from consilium.oncology import biomarkers
from consilium.values import Answer, Quantity, RecordId

_GRADES = {"G1": 1.0, "G2": 2.0, "G3": 3.0, "G4": 4.0, "low": 1.5, "high": 3.5}
_MARKERS = (
    "ER",
    "PR",
    "HER2",
    "MMR",
    "EGFR",
    "ALK",
    "ROS1",
    "BRAF",
    "KRAS",
    "NRAS",
    "BRCA1",
    "BRCA2",
    "PIK3CA",
    "IDH1",
    "KIT",
)
_STAGES = ("stage.path.t", "stage.path.n", "stage.path.m", "stage.path.group", "stage.group", "stage.figo")
_CLINICAL = ("stage.clin.t", "stage.clin.n", "stage.clin.m", "stage.clin.group")
_STATES = ("stage.prefix", "diagnosis.recurrence")
_PASSING = frozenset({"imaging", "laboratory", "clinic_note", "letter", "other"})
_HALF_A_YEAR = 180
_A_YEAR = 365


class Sides:
    """What each record says first, of its main tumor, with what is needed to tell a true contradiction."""

    def __init__(self, sheet: FactSheet) -> None:
        self.sheet = sheet
        self._first: dict[tuple[RecordId | None, str], Fact] = {}
        for fact in sheet:
            self._first.setdefault((fact.source.record, fact.code), fact)
        self._changed = list(addendum.changes(sheet))

    def leaders(self, code: str) -> list[Fact]:
        """The first present fact of this code in each record, read about its main tumor; corrections replace all."""
        current = self.sheet.current(code)
        if current and current[0].status is Status.CORRECTED:
            return []
        mains: dict[RecordId | None, Fact] = {
            record: main for record, facts in by_record(current).items() if record and (main := _main(facts))
        }
        if code == "biomarker.HER2":
            genes = {record: _main(facts) for record, facts in by_record(self.sheet.current(f"{code}.ish")).items()}
            told = (biomarkers.her2(mains.get(record), genes.get(record)) for record in dict.fromkeys([*mains, *genes]))
            return [fact for fact in told if fact and fact.source.record]
        return list(mains.values())

    def pairs(self, code: str) -> Iterator[tuple[Fact, Fact]]:
        """Leaders of two records that may speak of one tumor at one time."""
        for first, second in combinations(self.leaders(code), 2):
            known = self.restaged(first, second) or self._told_as_addendum(first, second)
            if self._same_tumor(first, second) and not known:
                yield first, second

    def _told_as_addendum(self, first: Fact, second: Fact) -> bool:
        """Whether one is what an addendum says, and the other what that addendum changed, in whichever record."""
        return any(new in (first, second) and old.value in (first.value, second.value) for old, new in self._changed)

    def value(self, record: RecordId | None, code: str) -> str:
        """The first value of a code in this record, or ""."""
        fact = self._first.get((record, code))
        return fact.text if fact else ""

    def is_pathology(self, fact: Fact) -> bool:
        """Whether the fact stands in a pathology report."""
        return self.value(fact.source.record, "record.kind") == "pathology"

    def names_a_tumor(self, fact: Fact) -> bool:
        """Whether the record is about a diagnosis: a scan or a visit names many organs that hold none."""
        passing = self.value(fact.source.record, "record.kind") in _PASSING
        return not passing or bool(self.value(fact.source.record, "diagnosis.histology"))

    def tells_apart(self, one: str, other: str) -> bool:
        """Whether a single record names both sites as tumors of their own: then two cancers are known."""
        named: dict[RecordId | None, dict[str, str]] = {}
        for fact in self.sheet.all("diagnosis.site"):
            if fact.assertion in (Assertion.PRESENT, Assertion.HISTORICAL):
                named.setdefault(fact.source.record, {}).setdefault(fact.text, fact.subject or fact.assertion.value)
        return any(one in said and other in said and said[one] != said[other] for said in named.values())

    def is_prostate(self, fact: Fact) -> bool:
        """Whether the record is of the prostate, whose grade is the Gleason score."""
        return self.value(fact.source.record, "diagnosis.site").startswith("C61")

    def day(self, fact: Fact) -> date | None:
        """The day of a fact, else of its record, else None."""
        if fact.on:
            return fact.on.earliest
        written = self._first.get((fact.source.record, "record.date"))
        return day_of(written) if written else None

    def _same_tumor(self, first: Fact, second: Fact) -> bool:
        if first.code == "diagnosis.site":
            return True
        sites = [self.value(fact.source.record, "diagnosis.site") for fact in (first, second)]
        return not all(sites) or sites[0][:3] == sites[1][:3] or one_place(*sites)

    def restaged(self, first: Fact, second: Fact) -> bool:
        """Whether one record speaks of the cancer after treatment or of its return, and the other does not."""
        records = (first.source.record, second.source.record)
        states = [{code: self.value(record, code) for code in _STATES} for record in records]
        return states[0] != states[1]


def _main(facts: list[Fact]) -> Fact | None:
    return next(
        (fact for fact in facts if not fact.subject), facts[0] if len({f.subject for f in facts}) == 1 else None
    )


def findings(sheet: FactSheet) -> Iterator[Finding]:
    """Everything in which two records of this sheet disagree; at most one finding a subject."""
    sides = Sides(sheet)
    for check in (_laterality, _site, _histology, _grade, _gleason, _size, _nodes, _spread, _certainty):
        found = next(check(sides), None)
        if found:
            yield found
    yield from _markers(sides)
    yield from _stage(sides)


def _finding(code: str, first: Fact, second: Fact, severity: Severity = Severity.IMPORTANT, **more: str) -> Finding:
    params = (("one", first.text), ("other", second.text), *more.items())
    return Finding(code=f"contradiction.{code}", severity=severity, because=(first, second), params=params)


def _clash(sides: Sides, code: str, differ: Callable[[Fact, Fact], bool]) -> Iterator[tuple[Fact, Fact]]:
    yield from (pair for pair in sides.pairs(code) if differ(*pair))


def _laterality(sides: Sides) -> Iterator[Finding]:
    said = {fact.text for fact in sides.leaders("diagnosis.laterality")}
    sites = [fact.text[:3] for fact in sides.leaders("diagnosis.site")]
    if said >= {"left", "right"} and "bilateral" not in said and not any(site in UNPAIRED for site in sites):
        for first, second in _clash(sides, "diagnosis.laterality", lambda a, b: {a.text, b.text} == {"left", "right"}):
            yield _finding("laterality", first, second)


def _site(sides: Sides) -> Iterator[Finding]:
    for first, second in _clash(sides, "diagnosis.site", lambda a, b: not one_place(a.text, b.text)):
        spread = any(sides.value(fact.source.record, "diagnosis.metastasis_site") for fact in (first, second))
        if spread or not (sides.names_a_tumor(first) and sides.names_a_tumor(second)):
            continue
        if sides.tells_apart(first.text, second.text):
            continue
        if _perhaps_two(sides, first, second):
            yield _finding("two_tumors", first, second, Severity.NOTE)
        else:
            yield _finding("site", first, second)


def _perhaps_two(sides: Sides, first: Fact, second: Fact) -> bool:
    """Whether two organs may be two cancers: each read from tissue of its own, or other cells more than a year apart.

    A question, not an answer: a page of somebody else, or a slip, looks the same.
    """
    kinds = [sides.value(fact.source.record, "diagnosis.histology") for fact in (first, second)]
    if not all(kind[:4].isdecimal() for kind in kinds):
        return False
    if sides.is_pathology(first) and sides.is_pathology(second):
        return True
    one, other = sides.day(first), sides.day(second)
    apart = bool(one and other and abs((one - other).days) > _A_YEAR)
    return apart and kinds[0][:4] != kinds[1][:4]


def _histology(sides: Sides) -> Iterator[Finding]:
    def differ(a: Fact, b: Fact) -> bool:
        return a.text[:4].isdecimal() and b.text[:4].isdecimal() and not one_kind(a.text, b.text)

    for first, second in _clash(sides, "diagnosis.histology", differ):
        yield _finding("histology", first, second)


def _grade(sides: Sides) -> Iterator[Finding]:
    for first, second in sides.pairs("diagnosis.grade"):
        apart = abs(_GRADES.get(first.text, 0) - _GRADES.get(second.text, 0))
        if first.text not in _GRADES or second.text not in _GRADES or sides.is_prostate(first):
            continue
        # A biopsy and the operation often differ by one step, because a biopsy sees less of the tumor.
        two_samples = sides.is_pathology(first) and sides.is_pathology(second)
        if apart >= 2 or (apart >= 1 and not two_samples):
            yield _finding("grade", first, second, Severity.IMPORTANT if apart >= 2 else Severity.NOTE)


def _gleason(sides: Sides) -> Iterator[Finding]:
    for first, second in sides.pairs("gleason.score"):
        apart = abs(_number(first) - _number(second))
        two_samples = sides.is_pathology(first) and sides.is_pathology(second)
        if apart > (1 if two_samples else 0):
            yield _finding("gleason", first, second)


def _number(fact: Fact) -> float:
    value = fact.value.value if isinstance(fact.value, Quantity) else fact.value
    try:
        return float(value)
    except ValueError:
        return 0.0


def _size(sides: Sides) -> Iterator[Finding]:
    """Sizes ten times apart, as a slipped unit makes them; between two specimens, three times and 20 mm apart."""
    for first, second in sides.pairs("tumor.size"):
        small, large = sorted((_number(first), _number(second)))
        kinds = {sides.value(fact.source.record, "record.kind") for fact in (first, second)}
        # Scans and visits follow a tumor as it grows or shrinks, and measure other lesions too.
        apart = kinds <= {"pathology", ""} and large - small >= 20 and large >= 3 * small
        if small > 0 and (apart or abs(large / small - 10) < 0.01):
            yield _finding("size", first, second)


def _nodes(sides: Sides) -> Iterator[Finding]:
    """A count of nodes with cancer that differs between records which counted equally many."""
    for first, second in sides.pairs("nodes.positive"):
        examined = [sides.value(fact.source.record, "nodes.examined") for fact in (first, second)]
        if first.text != second.text and all(examined) and examined[0] == examined[1]:
            yield _finding("nodes", first, second)


def _spread(sides: Sides) -> Iterator[Finding]:
    """One record says that nothing has spread (M0), another names an organ that it spread to."""
    none = [
        fact for code in ("stage.clin.m", "stage.path.m") for fact in sides.leaders(code) if fact.text.startswith("M0")
    ]
    spread = [fact for fact in sides.leaders("diagnosis.metastasis_site") if "node" not in fact.text.casefold()]
    for first in none:
        for second in spread:
            if not sides.restaged(first, second) and not _far_apart(sides, first, second):
                yield _finding("spread", first, second)


def _far_apart(sides: Sides, first: Fact, second: Fact) -> bool:
    one, other = sides.day(first), sides.day(second)
    return bool(one and other and abs((one - other).days) > _HALF_A_YEAR)


def _markers(sides: Sides) -> Iterator[Finding]:
    for key in _MARKERS:
        marker = biomarkers.markers()[key]
        for first, second in sides.pairs(f"biomarker.{key}"):
            if {biomarkers.says(marker, first), biomarkers.says(marker, second)} == {Answer.YES, Answer.NO}:
                yield _finding("biomarker", first, second, marker=marker.name, key=key)
                break


def _stage(sides: Sides) -> Iterator[Finding]:
    for code in _STAGES + _CLINICAL:
        for first, second in sides.pairs(code):
            if _other_stage(first, second) and not (code in _CLINICAL and _far_apart(sides, first, second)):
                yield _finding("stage", first, second, part=code.rsplit(".", 1)[-1])
                break


def _other_stage(first: Fact, second: Fact) -> bool:
    """Whether the category itself differs (T1, T2), not only its subdivision; X and unread ones do not count."""
    if first.code.endswith(("group", "figo")):
        depths = depth_of(first.text), depth_of(second.text)
        return min(depths) >= 0 and depths[0] != depths[1]
    a, b = first.text[1:2], second.text[1:2]
    return a.isdigit() and b.isdigit() and a != b


def _certainty(sides: Sides) -> Iterator[Finding]:
    """A diagnosis that was unsure where the tissue was read, and sure in a record that brings no new tissue."""
    kinds = sides.sheet.all("diagnosis.histology")
    sure = [fact for fact in kinds if fact.assertion is Assertion.PRESENT and fact.source.record]
    if any(sides.is_pathology(fact) for fact in sure):
        return
    for unsure in (fact for fact in kinds if fact.assertion is Assertion.UNCERTAIN and sides.is_pathology(fact)):
        for later in sure:
            if later.source.record != unsure.source.record:
                yield _finding("certainty", unsure, later)
