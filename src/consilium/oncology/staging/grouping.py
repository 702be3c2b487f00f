"""T, N, M and the needed inputs to a group by one edition's table; what is not known is tried in every possible way.

A group is given only where every way leads to it, or where all share its number (IIA and IIB are II). T0 that no line
names counts as not assessed, and an in situ tumor with NX has N0, as the SEER staging tables have it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from consilium.oncology.staging.notation import common
from consilium.oncology.staging.ranges import UNKNOWN
from consilium.oncology.staging.tables import Edition

Bands = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`group` is "" where none follows; `between`: the groups it could be where more than one; `open`: what decides.

    Where the table gives what is not known a group of its own, `between` is empty and `open` is what could change it.
    """

    group: str
    between: tuple[str, ...] = ()
    open: tuple[int, ...] = ()


def group(edition: Edition, t: str, n: str, m: str, bands: Bands) -> Outcome:
    """The group of these categories. `bands` gives, per needed input, the bands it may fall into (none: unknown)."""
    n = "N0" if n == "NX" and t.startswith(("Tis", "Ta")) else n
    single = tuple(options[0] if len(options) == 1 else UNKNOWN for options in bands)
    stated = _line(edition, t, n, m, single)
    if stated is not None and UNKNOWN not in single:
        return Outcome(stated)
    ways = _ways(edition, t, n, m, bands)
    found = {way: line for way in product(*ways) if (line := _line(edition, way[0], way[1], way[2], way[3:]))}
    groups = set(found.values())
    if stated is not None:
        agreed = common({stated, *groups}) == stated
        return Outcome(stated, open=() if agreed else tuple(place for place in _deciding(ways, found) if place > 2))
    shared = common(groups) if groups else ""
    if groups == {shared}:
        return Outcome(shared)
    return Outcome(shared, tuple(sorted(groups)), tuple(_deciding(ways, found)))


def _line(edition: Edition, t: str, n: str, m: str, inputs: tuple[str, ...]) -> str | None:
    """The group of the first line that holds, "" where that line says that there is none, None where no line holds."""
    for row in edition.rows:
        if t in row.t and n in row.n and m in row.m and all(map(frozenset.__contains__, row.inputs, inputs)):
            return row.group
    return None


def _ways(edition: Edition, t: str, n: str, m: str, bands: Bands) -> list[tuple[str, ...]]:
    inputs = [_known(options) or scale.known for options, scale in zip(bands, edition.scales, strict=False)]
    finer_t = (t,) if t == "T0" and _names_t0(edition) else _finer(t, edition.t)
    return [finer_t, _finer(n, edition.n), _finer(m, edition.m), *inputs]


def _names_t0(edition: Edition) -> bool:
    return any("T0" in row.t and len(row.t) < len(edition.t) for row in edition.rows)


def _known(options: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(option for option in options if option != UNKNOWN)


def _finer(value: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """What a category may be when looked at more closely: T2 is T2a or T2b, NX any N, TX any T from T1 up."""
    if value in {"TX", "T0"}:
        return tuple(other for other in known if other[1] in "1234")
    if value == "NX":
        return tuple(other for other in known if other != "NX")
    return tuple(other for other in known if other.startswith(value))


def _deciding(ways: list[tuple[str, ...]], found: dict[tuple[str, ...], str]) -> Iterator[int]:
    """The places where a different value leads to a different group."""
    for place, options in enumerate(ways):
        if len(options) < 2:
            continue
        rest: dict[tuple[str, ...], str] = {}
        for way, line in found.items():
            if rest.setdefault(way[:place] + way[place + 1 :], line) != line:
                yield place
                break
