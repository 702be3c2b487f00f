"""What cannot be, inside one record or against the calendar (B2). In: a sheet; out: findings with their facts."""

from collections.abc import Iterator
from datetime import date

from consilium.checks import Finding, Severity
from consilium.checks.disease import by_record, day_of, treatments
from consilium.checks.tumors import organ_of_sex
from consilium.facts import Assertion, Fact, FactSheet
from consilium.oncology import biomarkers
from consilium.values import Answer, Quantity

_DATED = ("record.date", "diagnosis.date")
_ASCO_CAP = "ASCO–CAP guideline, estrogen and progesterone receptor testing in breast cancer, 2020"
_EARLY = 60
_GROUPS = {6: {1}, 7: {2, 3}, 8: {4}, 9: {5}, 10: {5}}


def findings(sheet: FactSheet, *, today: date) -> Iterator[Finding]:
    """Counts, sums and dates that cannot be."""
    seen: set[tuple[object, ...]] = set()
    for facts in by_record(sheet).values():
        for finding in _inside(sheet, _firsts(facts)):
            # A note often repeats a report, with its slips.
            if (finding.code, finding.params) not in seen:
                seen.add((finding.code, finding.params))
                yield finding
    yield from _sex(sheet)
    yield from _calendar(sheet, today)


def _inside(sheet: FactSheet, first: dict[tuple[str, str], Fact]) -> Iterator[Finding]:
    yield from _nodes(first)
    yield from _gleason(first)
    yield from _share(first)
    yield from _score(first)
    yield from _age(sheet, first)


def _firsts(facts: list[Fact]) -> dict[tuple[str, str], Fact]:
    """The first present fact of each code and tumor."""
    first: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        if fact.assertion is Assertion.PRESENT:
            first.setdefault((fact.code, fact.subject), fact)
    return first


def _number(fact: Fact | None) -> float | None:
    value = fact.value.value if fact and isinstance(fact.value, Quantity) else fact.value if fact else None
    return float(value) if isinstance(value, int | float) else None


def _finding(
    code: str, *facts: Fact, severity: Severity = Severity.IMPORTANT, source: str = "", **more: str
) -> Finding:
    params = (("one", facts[0].text), ("other", facts[-1].text), *more.items())
    return Finding(code=f"impossible.{code}", severity=severity, because=facts, params=params, source=source)


def _nodes(first: dict[tuple[str, str], Fact]) -> Iterator[Finding]:
    for (code, subject), positive in first.items():
        examined = first.get(("nodes.examined", subject))
        found, looked = _number(positive), _number(examined)
        if code == "nodes.positive" and examined and found is not None and looked is not None and found > looked:
            yield _finding("nodes", positive, examined)


def _gleason(first: dict[tuple[str, str], Fact]) -> Iterator[Finding]:
    for (code, subject), score in first.items():
        total = _number(score)
        if code != "gleason.score" or total is None:
            continue
        parts = [first.get((f"gleason.{part}", subject)) for part in ("primary", "secondary")]
        numbers = [number for part in parts if (number := _number(part)) is not None]
        if len(numbers) == 2 and sum(numbers) != total:
            yield _finding("gleason_sum", *(part for part in parts if part), score)
        grade = first.get(("gleason.grade_group", subject))
        group = _number(grade)
        if grade and group is not None and group not in _GROUPS.get(int(total), {group}):
            yield _finding("grade_group", score, grade)


def _share(first: dict[tuple[str, str], Fact]) -> Iterator[Finding]:
    """Receptors are positive from 1 % of the cells; 1 % itself may be "less than 1 %"."""
    for key in ("ER", "PR"):
        marker = biomarkers.markers()[key]
        for (code, subject), status in first.items():
            share = first.get((f"biomarker.{key}.percent", subject))
            amount = _number(share)
            if code != f"biomarker.{key}" or share is None or amount is None:
                continue
            said = biomarkers.says(marker, status)
            if (said is Answer.YES and amount < 1) or (said is Answer.NO and amount > 1):
                yield _finding("percent", status, share, source=_ASCO_CAP, marker=marker.name)


def _score(first: dict[tuple[str, str], Fact]) -> Iterator[Finding]:
    """HER2 3+ is positive, 0 and 1+ are negative; 2+ is settled by another test."""
    marker = biomarkers.markers()["HER2"]
    for (code, subject), status in first.items():
        score = first.get(("biomarker.HER2.score", subject))
        if code == "biomarker.HER2" and score:
            said = {biomarkers.says(marker, status), biomarkers.says(marker, score)}
            if said == {Answer.YES, Answer.NO}:
                yield _finding("her2_score", status, score, source="ASCO–CAP guideline, HER2 testing, 2023")


def _age(sheet: FactSheet, first: dict[tuple[str, str], Fact]) -> Iterator[Finding]:
    """An age that the birth date and the day of the record do not give; a year either way is allowed."""
    stated, born = first.get(("patient.age", "")), sheet.best("patient.birth_date")
    written = first.get(("record.date", ""))
    years, birth, day = _number(stated), born and day_of(born), written and day_of(written)
    if stated and born and years is not None and birth and day and abs((day - birth).days / 365.25 - years - 0.5) > 2:
        yield _finding("age", stated, born)


def _sex(sheet: FactSheet) -> Iterator[Finding]:
    sex, site = sheet.best("patient.sex"), sheet.best("diagnosis.site")
    if sex and site and sex.text in ("female", "male") and site.text[1:3].isdecimal():
        for organ in organ_of_sex(site.text):
            if organ != sex.text:
                yield _finding("sex", sex, site)


def _calendar(sheet: FactSheet, today: date) -> Iterator[Finding]:
    born = sheet.best("patient.birth_date")
    birth = day_of(born) if born else None
    for fact, day in _days(sheet):
        if born and birth and day < birth:
            yield _finding("before_birth", fact, born)
        elif day > today:
            yield _finding("future", fact, severity=Severity.NOTE, day=day.isoformat())
    yield from _collected(sheet)
    yield from _treated_first(sheet)


def _days(sheet: FactSheet) -> Iterator[tuple[Fact, date]]:
    """Days on which something is said to have happened, each fact once."""
    for code in _DATED:
        yield from ((fact, day) for fact in sheet.current(code) if (day := day_of(fact)))
    for fact in (*treatments(sheet), *sheet.current("specimen"), *sheet.current("procedure")):
        if fact.on:
            yield fact, fact.on.earliest


def _collected(sheet: FactSheet) -> Iterator[Finding]:
    """A report that is older than the tissue it reports on."""
    for facts in by_record(fact for fact in sheet if fact.code in ("specimen", "record.date")).values():
        specimen = next((fact for fact in facts if fact.code == "specimen" and fact.on and fact.on.day), None)
        report = next((fact for fact in facts if fact.code == "record.date"), None)
        reported = day_of(report) if report else None
        if specimen and specimen.on and report and reported and reported < specimen.on.earliest:
            yield _finding("collected_later", report, specimen)


def _treated_first(sheet: FactSheet) -> Iterator[Finding]:
    """Treatment that began long before the diagnosis of the same record's cancer."""
    dated = [(day, fact) for fact in sheet.current("diagnosis.date") if (day := day_of(fact))]
    given = [fact for fact in treatments(sheet) if fact.assertion is Assertion.PRESENT and fact.on and fact.on.day]
    if not dated or not given:
        return
    diagnosed, why = min(dated, key=lambda item: item[0])
    earliest = min(given, key=lambda fact: fact.on.earliest if fact.on else diagnosed)
    if earliest.on and (diagnosed - earliest.on.earliest).days > _EARLY:
        yield _finding("treated_first", earliest, why, severity=Severity.NOTE)
