"""Two plans compared. In: short phrases ("lumpectomy", "FOLFOX"). Out: which rule fires, and which ways differ."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from consilium.concordance.table import Found, cancer_name, table
from consilium.oncology import drug_names

_SURGERY = ("removal", "surgery", "mastectomy", "scraping", "operation", "biopsy", "transplant")


@dataclass(frozen=True, slots=True, order=True)
class Treatment:
    """One treatment: the `way` it goes, its name, the manner in which it is given; `whole` names only the way."""

    way: str
    name: str
    manner: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The treatments that phrases name, and the phrases in which no treatment was known."""

    treatments: frozenset[Treatment]
    unknown: tuple[str, ...]

    @property
    def ways(self) -> frozenset[str]:
        """The ways it goes, support aside."""
        return frozenset(one.way for one in self.treatments if one.way != "support")


@cache
def _drug_ways() -> dict[str, str]:
    return {name: row["way"] for row in table()["drugs"] for name in row["names"]}


@cache
def _words() -> dict[str, tuple[Treatment, ...]]:
    """Every word we know -> the treatments it names."""
    ways = _drug_ways()
    drugs = dict(drug_names.terms())
    drugs |= {row["name"]: tuple(row["drugs"]) for row in table()["regimen"] if row["name"] not in drugs}
    known = {word: tuple(Treatment(ways.get(name, name), name) for name in names) for word, names in drugs.items()}
    for row in table()["treatment"]:
        one = Treatment(row["way"], row["name"], whole=row.get("whole", False))
        known |= dict.fromkeys(row["words"], (one,))
    wholes = {one.name: one for treatments in known.values() for one in treatments if one.whole}
    both = tuple(wholes[name] for name in table()["both_at_once"]["means"])
    return known | dict.fromkeys(table()["both_at_once"]["words"], both)


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_words(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def plan(phrases: Iterable[str]) -> Plan:
    """The treatments that these phrases name. `no chemotherapy` names nothing, and is not unknown."""
    named: set[Treatment] = set()
    unknown = []
    for phrase in phrases:
        said = " ".join(phrase.casefold().split())
        found = list(_named(said))
        if not found and said and not _is_absence(said):
            unknown.append(phrase)
        named.update(() if _is_absence(said) else found)
    return Plan(frozenset(named), tuple(unknown))


def _named(said: str) -> Iterator[Treatment]:
    manner = tuple(word for word in table()["manner"]["words"] if re.search(rf"(?<!\w){word}(?!\w)", said))
    for found in _pattern().finditer(said):
        for one in _words()[found[0]]:
            yield Treatment(one.way, one.name, manner, one.whole)


def _is_absence(said: str) -> bool:
    return said.split()[0] in table()["absence"]["words"] and said != "no treatment" if said else True


def compare_plans(first: Iterable[str], second: Iterable[str], cancer: str = "") -> Found:
    """Which rule fires for two plans at this cancer."""
    one, other = plan(first), plan(second)
    if one.unknown or other.unknown:
        return Found("same" if _same_words(first, second) else "unknown.words")
    if one.treatments == other.treatments:
        return Found("same")
    if _leaves_open(one, other):
        return Found("treatment.more_exact")
    if one.ways == other.ways:
        return _alike(one, other)
    if source := _equal_choices(one, other, cancer):
        return Found("treatment.like", source)
    return _apart(one, other)


def _equal_choices(one: Plan, other: Plan, cancer: str) -> str:
    """The source that names these plans as choices beside each other at this cancer; what both share is left out."""
    shared = one.treatments & other.treatments
    for row in table()["equal"]:
        pair = set(row["one"]), set(row["other"])
        common = {t for t in shared if t.name not in pair[0] | pair[1]}
        names = [{t.name for t in side.treatments - common} for side in (one, other)]
        if row["cancer"] == cancer_name(cancer) and names in ([pair[0], pair[1]], [pair[1], pair[0]]):
            return str(row["source"])
    return ""


def _same_words(first: Iterable[str], second: Iterable[str]) -> bool:
    mine, yours = ({" ".join(phrase.casefold().split()) for phrase in plan} for plan in (first, second))
    return mine == yours


def _alike(one: Plan, other: Plan) -> Found:
    mine, yours = ({t for t in side.treatments if t.way != "support"} for side in (one, other))
    return Found("treatment.support" if mine == yours else "treatment.like")


def _leaves_open(one: Plan, other: Plan) -> bool:
    """One names a way only ("chemotherapy"), the other which; and nothing else differs."""
    only_mine, only_yours = one.treatments - other.treatments, other.treatments - one.treatments
    for open_side, exact_side in ((only_mine, only_yours), (only_yours, only_mine)):
        if (
            open_side
            and exact_side
            and all(t.whole for t in open_side)
            and all(any(_fits(whole, exact) for whole in open_side) for exact in exact_side)
        ):
            return all(any(_fits(whole, exact) for exact in exact_side) for whole in open_side)
    return False


def _fits(whole: Treatment, exact: Treatment) -> bool:
    if whole.way == "surgery":
        return any(word in exact.way for word in _SURGERY)
    if whole.way == "targeted":
        return exact.way.endswith(("drug", "antibody"))
    return whole.way == exact.way


def _apart(one: Plan, other: Plan) -> Found:
    if "watching" in one.ways ^ other.ways:
        return Found("treatment.watching")
    if one.ways < other.ways:
        return Found("treatment.added")
    return Found("treatment.left_out" if other.ways < one.ways else "treatment.other")
