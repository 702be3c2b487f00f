"""The staging tables, read from `oncology/tables/staging/*.toml` into frozen values.

A row of a table is: group, T, N, M, then one cell per input named in `needs`. In the T, N and M cells `T1*` stands for
T1 and all its subdivisions, `any` for every category of the edition. A number's cell reads `under 10`, `10 to 20`
(10 or more, less than 20), `20 up` or a single value, several with commas; `unknown` stands for a value that is not
given. An input that takes words lists them with spaces between.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import inf
from typing import Any

from consilium import tables
from consilium.oncology.staging.ranges import Scale

NUMBERS = frozenset({"age", "psa", "gleason", "grade_group", "oncotype", "mitoses"})
_LESS = 1e-6


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: the categories it holds for, and for each needed input the bands it holds for."""

    group: str
    t: frozenset[str]
    n: frozenset[str]
    m: frozenset[str]
    inputs: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A category that follows from a number: over `low`, up to `high` (mm, or nodes counted)."""

    category: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Definitions:
    """What a size, depth or count alone says about T or N, and which categories something else can add."""

    measures: tuple[Measure, ...] = ()
    raised: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Letters:
    """A subdivision that another input supplies: T3 with ulceration is T3b."""

    input: str
    t: frozenset[str]
    present: str
    absent: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition's groups for one site, with the source they come from."""

    edition: str
    source: str
    t: tuple[str, ...]
    n: tuple[str, ...]
    m: tuple[str, ...]
    rows: tuple[Row, ...]
    needs: tuple[str, ...] = ()
    scales: tuple[Scale, ...] = ()
    letters: Letters | None = None
    assume: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    note: str = ""
    prognostic: bool = False
    size: Definitions = Definitions()
    depth: Definitions = Definitions()
    nodes: Definitions = Definitions()

    @property
    def reads(self) -> tuple[str, ...]:
        """The inputs to read from a case, in the order of `scales`: those of the columns, then that of the letters."""
        return self.needs + ((self.letters.input,) if self.letters else ())


@dataclass(frozen=True, slots=True)
class Schema:
    """One site's tables: which ICD-O-3 codes it is for, and its editions."""

    id: str
    name: str
    sites: tuple[str, ...]
    histologies: tuple[str, ...]
    editions: Mapping[str, Edition]
    assumed_sites: tuple[str, ...] = ()
    assumed_why: str = ""


@cache
def schemas() -> tuple[Schema, ...]:
    """Every schema that comes with Consilium, in the order of its file names."""
    folder = "oncology/tables/staging"
    names = sorted(entry.name for entry in files("consilium").joinpath(folder).iterdir())
    raw = {name.removesuffix(".toml"): tables.load(f"{folder}/{name}") for name in names if name.endswith(".toml")}
    return tuple(_schema(name, raw) for name in raw if "sites" in raw[name])


def _schema(name: str, raw: Mapping[str, Any]) -> Schema:
    table = raw[name]
    assumed = table.get("assumed", {})
    return Schema(
        id=name,
        name=table["name"],
        sites=tuple(table["sites"]),
        histologies=tuple(table["histologies"]),
        editions={edition.edition: edition for edition in _editions(table, raw)},
        assumed_sites=tuple(assumed.get("sites", ())),
        assumed_why=assumed.get("why", ""),
    )


def _editions(table: Mapping[str, Any], raw: Mapping[str, Any]) -> Iterator[Edition]:
    for entry in table["edition"]:
        lent = _lent(entry, raw)
        for number in str(entry["edition"]).split():
            yield edition({**lent, **entry, "edition": number})


def _lent(entry: Mapping[str, Any], raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The entry of another file whose groups this one shares (`same_groups = "lip_oral_cavity"`)."""
    if "same_groups" not in entry:
        return {}
    name, _, edition = str(entry["same_groups"]).partition(" ")
    wanted = edition or str(entry["edition"]).split()[0]
    found = next(other for other in raw[name]["edition"] if wanted in str(other["edition"]).split())
    return {key: found[key] for key in ("needs", "t", "n", "m", "groups", "letters", "assume") if key in found}


def edition(entry: Mapping[str, Any]) -> Edition:
    """One edition as it stands in a file."""
    needs = tuple(entry.get("needs", ()))
    categories = [tuple(entry[letter].split()) for letter in "tnm"]
    columns = list(zip(*(row[4:] for row in entry["groups"]), strict=True)) or [()] * len(needs)
    scales = tuple(Scale.of(need in NUMBERS, column) for need, column in zip(needs, columns, strict=True))
    letters = _letters(entry["letters"]) if "letters" in entry else None
    return Edition(
        edition=str(entry["edition"]),
        source=entry["source"],
        t=categories[0],
        n=categories[1],
        m=categories[2],
        rows=tuple(_row(row, categories, scales) for row in entry["groups"]),
        needs=needs,
        scales=scales + ((Scale(words=("absent", "present")),) if letters else ()),
        letters=letters,
        assume={name: (str(value), str(why)) for name, (value, why) in entry.get("assume", {}).items()},
        note=entry.get("note", ""),
        prognostic=entry.get("prognostic", False),
        size=_definitions(entry, "size", "raised", "size_lower"),
        depth=_definitions(entry, "depth", "depth_raised", "depth_lower"),
        nodes=_definitions(entry, "nodes", "nodes_raised", "nodes_raised_zero"),
    )


def _row(cells_: list[str], categories: list[tuple[str, ...]], scales: tuple[Scale, ...]) -> Row:
    t, n, m = (expand(cell, known) for cell, known in zip(cells_[1:4], categories, strict=True))
    return Row(cells_[0], t, n, m, tuple(scale.bands(cell) for scale, cell in zip(scales, cells_[4:], strict=True)))


def expand(cell: str, known: tuple[str, ...]) -> frozenset[str]:
    """The categories that a cell stands for; raises ValueError where it names one that the edition does not have."""
    if cell == "any":
        return frozenset(known)
    named: set[str] = set()
    for word in cell.split():
        matching = {value for value in known if value == word or (word[-1] == "*" and value.startswith(word[:-1]))}
        if not matching:
            raise ValueError(f"no such category: {word}")
        named |= matching
    return frozenset(named)


def _letters(entry: Mapping[str, str]) -> Letters:
    return Letters(entry["input"], frozenset(entry["t"].split()), entry["present"], entry["absent"])


def _definitions(entry: Mapping[str, Any], key: str, raised: str, lower: str) -> Definitions:
    return Definitions(
        measures=tuple(_measure(category, text) for category, text in entry.get(key, ())),
        raised=tuple(entry.get(raised, "").split()),
        lower=tuple(entry.get(lower, "").split()),
        note=entry.get(f"{key}_note", ""),
    )


def _measure(category: str, text: str) -> Measure:
    """A measure from `to 10`, `below 10`, `over 10`, `over 10 to 20`, `from 10 below 20`, `4 up`, `1 to 3` or `1`.

    Bounds are kept as "over low, up to high"; the ends that differ are shifted by less than any measure shows.
    """
    words = text.split()
    numbers = [float(word) for word in words if word[0].isdigit()]
    low, high = numbers[0], numbers[-1]
    if words[0] in {"to", "below"}:
        low = -inf
    elif words[0] != "over":
        low -= _LESS
    if words[-1] == "up" or (words[0] == "over" and len(numbers) == 1):
        high = inf
    return Measure(category, low, high - _LESS if "below" in words else high)
