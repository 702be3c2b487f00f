"""The one cancer that a sheet is about: which, how far spread, in whom. In: facts; out: a Disease."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from consilium.facts import Assertion, Fact, FactSheet
from consilium.oncology.cancers import Cancer, classify, named
from consilium.values import Answer, PartialDate, RecordId

_GROUP = re.compile(r"^(IV|III|II|I|0)", re.IGNORECASE)
_DEPTHS = {"0": 0, "I": 1, "II": 2, "III": 3, "IV": 4}
_GROUPS = ("stage.path.group", "stage.clin.group", "stage.group", "stage.figo")
_METASTASES = ("stage.path.m", "stage.clin.m", "stage.m")


@dataclass(frozen=True, slots=True, kw_only=True)
class Disease:
    """What the tables are asked about. `stage`: 0 to 4, the deepest stated, None unknown; `because`: what says so."""

    cancer: Cancer | None = None
    site: str = ""
    histology: str = ""
    stage: int | None = None
    metastatic: Answer = Answer.UNKNOWN
    sex: str = ""
    age: int | None = None
    because: tuple[Fact, ...] = ()

    @property
    def key(self) -> str:
        """The cancer's key in the tables, or ""."""
        return self.cancer.key if self.cancer else ""

    @property
    def name(self) -> str:
        """How a patient reads the cancer's name; "this cancer" where it is not known."""
        return self.cancer.name if self.cancer else "this cancer"


def by_record(facts: Iterable[Fact]) -> dict[RecordId | None, list[Fact]]:
    """Facts grouped by the record they were read in, in order."""
    groups: dict[RecordId | None, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.source.record, []).append(fact)
    return groups


def leaders(sheet: FactSheet, code: str) -> Iterator[Fact]:
    """The best current fact of this code in each record."""
    for facts in by_record(sheet.current(code)).values():
        yield facts[0]


def disease(sheet: FactSheet, *, today: date, called: str = "") -> Disease:
    """The disease of this sheet on this day. `called` is the person's own name for it, used where no record tells."""
    site, histology = _commonest(sheet)
    cancer = classify(_text(site), _text(histology)) or named(called)
    stage, stage_facts = _stage(sheet)
    spread, spread_facts = _metastatic(sheet, stage)
    basis = (site, histology, *stage_facts, *spread_facts)
    return Disease(
        cancer=cancer,
        site=_text(site),
        histology=_text(histology),
        stage=4 if spread is Answer.YES and stage is None else stage,
        metastatic=spread,
        sex=_text(sheet.best("patient.sex")),
        age=age(sheet, today),
        because=tuple(dict.fromkeys(fact for fact in basis if fact)),
    )


def _text(fact: Fact | None) -> str:
    return fact.text if fact else ""


def _commonest(sheet: FactSheet) -> tuple[Fact | None, Fact | None]:
    """Site and kind of the cancer that most records name; corrections of a person count before all records."""
    sites = {fact.source.record: fact for fact in leaders(sheet, "diagnosis.site")}
    kinds = {fact.source.record: fact for fact in leaders(sheet, "diagnosis.histology")}
    if None in sites or None in kinds or not (sites and kinds):
        return sheet.best("diagnosis.site"), sheet.best("diagnosis.histology")
    return _most(sites, weight=lambda fact: fact.text[:3]), _most(kinds, weight=lambda fact: fact.text[:4])


def _most(facts: Mapping[RecordId | None, Fact], weight: Callable[[Fact], str]) -> Fact:
    counts = Counter(weight(fact) for fact in facts.values() if not _is_vague(fact))
    return max(facts.values(), key=lambda fact: counts[weight(fact)])


def _is_vague(fact: Fact) -> bool:
    return fact.text.startswith(("C80", "C76", "8000", "8010"))


def _stage(sheet: FactSheet) -> tuple[int | None, tuple[Fact, ...]]:
    found = [(depth, fact) for code in _GROUPS for fact in leaders(sheet, code) if (depth := depth_of(fact.text)) >= 0]
    deepest = max((depth for depth, _ in found), default=None)
    return deepest, tuple(fact for depth, fact in found if depth == deepest)


def depth_of(group: str) -> int:
    """0 to 4 for a stage group (`IIB` is 2), -1 where it is none."""
    found = _GROUP.match(group.removeprefix("Stage ").strip())
    return _DEPTHS[found[1].upper()] if found else -1


def _metastatic(sheet: FactSheet, stage: int | None) -> tuple[Answer, tuple[Fact, ...]]:
    spread = [fact for code in _METASTASES for fact in sheet.current(code) if fact.text.startswith("M1")]
    spread += sheet.current("diagnosis.metastasis_site")
    if spread:
        return Answer.YES, tuple(spread)
    if any(fact.text.startswith("M0") for code in _METASTASES for fact in sheet.current(code)) or stage is not None:
        return (Answer.UNKNOWN if stage == 4 else Answer.NO), ()
    return Answer.UNKNOWN, ()


def age(sheet: FactSheet, today: date) -> int | None:
    """Age in whole years on `today`, from the birth date, else as a record states it."""
    born = sheet.best("patient.birth_date")
    if born and (when := day_of(born)):
        return today.year - when.year - ((today.month, today.day) < (when.month, when.day))
    stated = sheet.best("patient.age")
    return int(stated.value) if stated and isinstance(stated.value, int | float) else None


def day_of(fact: Fact) -> date | None:
    """The earliest day that a fact whose value is a date can mean, or None where it is no date."""
    try:
        return PartialDate.parse(fact.text).earliest
    except ValueError:
        return None


def treatments(sheet: FactSheet) -> Iterator[Fact]:
    """Treatments that were given or are being given."""
    given = (Assertion.PRESENT, Assertion.HISTORICAL)
    starts = _starts(sheet)
    for code in ("treatment.drug", "treatment.surgery", "treatment.radiation"):
        yield from (fact for fact in sheet.all(code) if fact.assertion in given and str(fact.on) not in starts)


def plans(sheet: FactSheet, code: str) -> Iterator[Fact]:
    """Facts `plan.<code>`, and treatments that a record only plans."""
    unlikely = (Assertion.ABSENT, Assertion.FAMILY, Assertion.HISTORICAL)
    yield from (fact for fact in sheet.all(f"plan.{code}") if fact.assertion not in unlikely)
    starts = _starts(sheet)
    for fact in sheet.all(f"treatment.{code}"):
        if fact.assertion is Assertion.PLANNED or (fact.assertion is Assertion.PRESENT and str(fact.on) in starts):
            yield fact


def _starts(sheet: FactSheet) -> frozenset[str]:
    """Days on which treatment is planned to start; a treatment of that day is a plan, however it is worded."""
    return frozenset(fact.text for fact in sheet.all("plan.start"))
