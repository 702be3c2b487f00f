"""The stage worked out again (B3): group from T, N, M; T from size; N from counts. In: a sheet; out: findings.

Each record is held against itself: its T, N and M against the group it states, its T against its tumor size, its N
against its node counts. What agrees, and what cannot be worked out, gives nothing. Where another edition of the staging
rules gives the stated group, that is a note naming both editions, not a contradiction; so is a breast cancer of the 8th
edition whose stated group may be the prognostic one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from consilium.checks import Finding, Severity
from consilium.checks.disease import by_record
from consilium.facts import Fact, FactSheet, Status
from consilium.oncology import biomarkers
from consilium.oncology.staging import Inference, StageResult, StagingCase, figo, infer_n, infer_t, notation, stage
from consilium.values import Quantity, RecordId

EDITIONS = ("8", "7", "6", "5")
_FROM_YEAR = ((2018, "8"), (2010, "7"), (2003, "6"), (1998, "5"))
_ROUNDING = (0.0, 0.5, -0.5)
"""Sizes are written in whole millimetres or half centimetres: 20 mm may have been a little more or less."""
_INPUTS = {
    "grade": "diagnosis.grade",
    "age": "patient.age",
    "psa": "lab.PSA",
    "gleason": "gleason.score",
    "gleason_primary": "gleason.primary",
    "gleason_secondary": "gleason.secondary",
    "grade_group": "gleason.grade_group",
    "ulceration": "tumor.ulceration",
    "p16": "biomarker.p16",
    "er": "biomarker.ER",
    "pr": "biomarker.PR",
    "oncotype": "biomarker.OncotypeDX",
}


def findings(sheet: FactSheet) -> Iterator[Finding]:
    """Stated groups, T and N that do not follow from what the same record says."""
    for record in by_record(fact for fact in sheet if fact.code.startswith("stage.")):
        for basis in ("path", "clin"):
            staging = _Staging.of(sheet, record, basis)
            if staging:
                yield from staging.group_findings()
                yield from staging.figo_findings()
                yield from staging.size_findings()
                yield from staging.node_findings()


@dataclass(frozen=True, slots=True)
class _Staging:
    """What one record says of one stage, with the case that staging is asked about."""

    sheet: FactSheet
    record: RecordId | None
    basis: str
    case: StagingCase
    tnm: tuple[Fact, ...]
    edition: str
    edition_stated: bool

    @classmethod
    def of(cls, sheet: FactSheet, record: RecordId | None, basis: str) -> "_Staging | None":
        tnm = tuple(fact for letter in "tnm" if (fact := _said(sheet, record, f"stage.{basis}.{letter}")))
        site = _said(sheet, record, "diagnosis.site") or sheet.best("diagnosis.site")
        if not tnm or site is None:
            return None
        stated = _said(sheet, record, "stage.edition")
        found = re.search(r"[5-8]", stated.text) if stated else None
        edition = found[0] if found else _edition_of_year(sheet, record, tnm)
        case = _case(sheet, record, basis, tnm, site)
        return cls(sheet, record, basis, replace(case, edition=edition), tnm, edition, bool(found))

    def group_findings(self) -> Iterator[Finding]:
        """The stated group against the one that follows from T, N and M."""
        stated = self._stated_group()
        wanted = notation.group(stated.text) if stated else ""
        if stated is None or not wanted or stated.status is Status.INFERRED:
            return
        result = stage(self.case)
        if not result.group or _compatible(wanted, result.group):
            return
        if f"prognostic stage {wanted}" in result.why or self._gives_as_oesophagus(wanted):
            return
        other = self._edition_that_gives(wanted)
        if other and not self.edition:
            return
        code = _code(result, other)
        yield Finding(
            code=code,
            severity=Severity.IMPORTANT if code == "restaging.group" else Severity.NOTE,
            because=(stated, *self.tnm),
            params=(*self._params(wanted, result), *((("other_edition", other),) if other else ())),
            source=_source(result),
        )

    def figo_findings(self) -> Iterator[Finding]:
        """A stated FIGO stage that neither FIGO nor any edition of TNM gives for this T, N and M."""
        stated = self._own("stage.figo")
        years = figo.years(self.case.site)
        if stated is None or not figo.comparable(self.case.site, self.basis, _year(self.sheet, self.record, self.tnm)):
            return
        known = [figo.figo(self.case.site, year, self.case.t, self.case.n, self.case.m) for year in years]
        groups = [one.group for one in known] + [stage(replace(self.case, edition=one)).group for one in EDITIONS]
        wanted = figo.read(stated.text)
        if not all(one.group for one in known) or any(one and _compatible(wanted, one) for one in groups):
            return
        yield Finding(
            code="restaging.group",
            severity=Severity.IMPORTANT,
            because=(stated, *self.tnm),
            params=self._params(wanted, known[0]),
            source=figo.source(self.case.site, years[0]),
        )

    def size_findings(self) -> Iterator[Finding]:
        """T against the tumor's size or thickness in the same record."""
        t, size, depth = self._fact("t"), self._own("tumor.size"), self._own("tumor.breslow")
        mm, deep = _mm(size), _mm(depth)

        def inferred(edition: str, rounding: float = 0) -> Inference | None:
            add = (mm + rounding if mm else None, deep + rounding / 10 if deep else None)
            return infer_t(self.case.site, self.case.histology, edition, *add)

        found = inferred(self.edition)
        measure = depth if found and found.rule.startswith("T by depth") else size
        if t and measure and not any(self._fits(t, inferred(e, by)) for e in self._editions() for by in _ROUNDING):
            yield from self._misfit("restaging.t_size", t, measure, found)

    def node_findings(self) -> Iterator[Finding]:
        """N of the specimen against the nodes counted in the same record."""
        n, positive = self._fact("n"), self._own("nodes.positive")
        if self.basis != "path" or n is None or positive is None or not isinstance(positive.value, int):
            return
        count = positive.value
        found = [infer_n(self.case.site, edition, count, self.case.histology) for edition in self._editions()]
        if not any(self._fits(n, one) for one in found):
            yield from self._misfit("restaging.n_count", n, positive, found[0])

    def _editions(self) -> tuple[str, ...]:
        """The edition that the record states; else every one, the likeliest first: a rule that one keeps is kept."""
        return (self.edition,) if self.edition_stated else tuple(dict.fromkeys((self.edition, *EDITIONS)))

    @staticmethod
    def _fits(stated: Fact, inferred: Inference | None) -> bool:
        category = notation.category(stated.text, stated.code[-1].upper())
        return inferred is not None and category is not None and inferred.agrees(category.value)

    def _misfit(self, code: str, stated: Fact, measure: Fact, inferred: Inference | None) -> Iterator[Finding]:
        category = notation.category(stated.text, stated.code[-1].upper())
        unclear = category is None or category.value[1:] in {"X", "is", "a"} or stated.status is Status.INFERRED
        if inferred is None or category is None or unclear:
            return
        yield Finding(
            code=code,
            severity=Severity.IMPORTANT,
            because=(stated, measure),
            params=(
                ("stated", category.value),
                ("expected", inferred.categories[0]),
                ("measure", measure.text),
                ("rule", inferred.rule),
            ),
            source=inferred.source,
        )

    def _fact(self, letter: str) -> Fact | None:
        return next((fact for fact in self.tnm if fact.code.endswith(f".{letter}")), None)

    def _own(self, code: str) -> Fact | None:
        return _said(self.sheet, self.record, code)

    def _stated_group(self) -> Fact | None:
        return self._own(f"stage.{self.basis}.group") or self._own("stage.group")

    def _edition_that_gives(self, wanted: str) -> str:
        others = (edition for edition in EDITIONS if edition != self.edition)
        return next((edition for edition in others if self._gives(edition, wanted)), "")

    def _gives_as_oesophagus(self, wanted: str) -> bool:
        """A tumor of the junction (C16.0) may rightly be staged as oesophagus; its code does not tell."""
        group = stage(replace(self.case, site="C15.5")).group if self.case.site == "C16.0" else ""
        return bool(group) and _compatible(wanted, group)

    def _gives(self, edition: str, wanted: str) -> bool:
        group = stage(replace(self.case, edition=edition)).group
        return bool(group) and _compatible(wanted, group)

    def _params(self, wanted: str, result: StageResult) -> tuple[tuple[str, str], ...]:
        return (
            ("stated", wanted),
            ("expected", result.group),
            ("tnm", " ".join(fact.text for fact in self.tnm)),
            ("edition", result.edition),
            ("edition_stated", "yes" if self.edition_stated else "no"),
            ("why", result.why),
        )


def _said(sheet: FactSheet, record: RecordId | None, code: str) -> Fact | None:
    """What this record says first of its main tumor; a person's correction counts before all records."""
    current = sheet.current(code)
    if current and current[0].status is Status.CORRECTED:
        return current[0]
    own = [fact for fact in current if fact.source.record == record]
    return next((fact for fact in own if not fact.subject), own[0] if own else None)


def _case(sheet: FactSheet, record: RecordId | None, basis: str, tnm: tuple[Fact, ...], site: Fact) -> StagingCase:
    histology = _said(sheet, record, "diagnosis.histology") or sheet.best("diagnosis.histology")
    prefix = _said(sheet, record, "stage.prefix")
    after = prefix is not None and prefix.text.startswith("y")
    inputs = {name: fact.text for name, code in _INPUTS.items() if (fact := _said(sheet, record, code))}
    status = biomarkers.her2(_said(sheet, record, "biomarker.HER2"), _said(sheet, record, "biomarker.HER2.ish"))
    if status:
        inputs["her2"] = status.text
    return StagingCase(
        site=site.text,
        histology=histology.text if histology else "",
        basis="y" if after else basis[0],
        **{fact.code[-1]: fact.text for fact in tnm},
        **inputs,
    )


def _edition_of_year(sheet: FactSheet, record: RecordId | None, tnm: tuple[Fact, ...]) -> str:
    """The edition in force in the United States when the record was written, "" where no date tells.

    Source: the AJCC's effective dates (5th 1998, 6th 2003, 7th 2010, 8th 2018).
    """
    year = _year(sheet, record, tnm)
    return next((edition for first, edition in _FROM_YEAR if year >= first), "")


def _year(sheet: FactSheet, record: RecordId | None, tnm: tuple[Fact, ...]) -> int:
    """The year in which the record was written, 0 where no date tells."""
    written = _said(sheet, record, "record.date") or _said(sheet, record, "diagnosis.date")
    year = next((fact.on.year for fact in tnm if fact.on), 0)
    return year or int(written.text[:4]) if written and written.text[:4].isdigit() else year


def _code(result: StageResult, other: str) -> str:
    """Which finding it is: another edition's group, perhaps a prognostic stage that lacks something, or neither."""
    if other:
        return "restaging.edition"
    return "restaging.prognostic" if "the prognostic stage is not known here" in result.why else "restaging.group"


def _compatible(stated: str, worked_out: str) -> bool:
    """Whether one is the other, or the other less finely: II and IIA."""
    shorter, longer = sorted((notation.parts(stated), notation.parts(worked_out)), key=len)
    return longer[: len(shorter)] == shorter


def _mm(fact: Fact | None) -> float | None:
    if fact is None or not isinstance(fact.value, Quantity) or fact.value.unit not in {"mm", "cm"}:
        return None
    return fact.value.value * (10 if fact.value.unit == "cm" else 1)


def _source(result: StageResult) -> str:
    return f"AJCC/UICC staging, {result.why.split(';')[0]}"
