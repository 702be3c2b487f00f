"""Values of one laboratory test in a row: `PSA 11 -> 24 -> 57`, `0.5 on 1/5/2022, 0.8 on 4/5/2022`, `from 4.5 to 12.3`.

In: the text and where the test's name ends; out: each value. With a day of its own a value is that day's; of others the
last is that of now, those before it are of the past. A list without arrows and without days has no order.
"""

from bisect import bisect_left
from collections.abc import Collection
from datetime import date

from consilium.facts import Assertion
from consilium.records.report.candidates import Candidate
from consilium.records.report.numbers import AMOUNT, amount
from consilium.records.report.patterns import later
from consilium.records.report.text import Text
from consilium.values import PartialDate, Quantity

_HEAD = later(
    r"(?: ?\([a-z]{2,6}\))?(?: (?:levels?|values?|trend|has|had|have|was|is|been|rose|risen|rising|increas\w+|went|gone"
    r"|fell|fallen|decreas\w+|dropped|declined|climbed|up|down|improved)){0,4} ?[:=]? ?"
    r"(?:(?P<from>from )|(?P<to>to ))?(?=[\d<>])"
)
_UNIT = r" ?(?P<unit>(?!(?:on|in|at|and|to|then|from)\b)[a-zµ%][a-z0-9µ%/^]*)"
_VALUE = later(rf"(?P<sign>[<>]?) ?(?P<v>{AMOUNT})(?![\d.]?\d)(?:{_UNIT})?(?P<dated> ?\(| (?:on|in) (?=\w))?")
_AT_END = later(_UNIT)
_MONTH = later(r"(?:(?P<m>1[0-2]|0?[1-9])/)?(?P<y>(?:19|20)\d\d)(?![/\d.-])")
_NEXT = later(r" ?(?:-{1,2}>|=>|→) ?|[,;] ?(?:and |then )?(?=[\d<>])")
_TO, _FROM = later(r" to (?=[\d<>])"), later(r" from (?=[\d<>])")
_LEAST = 2

_Entry = tuple[float, str, int, int, PartialDate | None]
"""Value, unit, where it stands, and its day."""


def row(text: Text, at: int, code: str, units: Collection[str], usual: str = "") -> list[Candidate]:
    """The values behind a name that ends here, if they are several; `usual` is the unit where none is written."""
    head = _HEAD.match(text.flat, at)
    entries, arrows = _entries(text, head.end(), head["from"] or head["to"] or "", units) if head else ([], False)
    if head and head["to"]:
        entries.reverse()  # `rose to 12.3 from 4.5`
    dated = all(day for *_, day in entries)
    units_told = {unit for _, unit, *_ in entries if unit}
    unit = units_told.pop() if units_told else usual
    if not entries or units_told or not unit or not (dated or (arrows and len(entries) >= _LEAST)):
        return []
    # What is newest counts first.
    ordered = sorted(entries, key=_earliest) if dated else entries
    return [
        Candidate(
            code=f"lab.{code}",
            value=Quantity(value, unit),
            start=start,
            end=end,
            score=10 + place / 1000,
            on=day,
            assertion=Assertion.PRESENT if day or place == len(ordered) - 1 else Assertion.HISTORICAL,
            why="one of several values in a row",
        )
        for place, (value, _, start, end, day) in enumerate(ordered)
    ]


def _earliest(entry: _Entry) -> date:
    return entry[4].earliest if entry[4] else date.max


def _entries(text: Text, at: int, led: str, units: Collection[str]) -> tuple[list[_Entry], bool]:
    """Each value in the row, and whether arrows, or `from` and `to`, tell their order."""
    found: list[_Entry] = []
    arrows, stop = True, at
    while value := _VALUE.match(text.flat, at):
        unit = value["unit"] if value["unit"] in units else ""
        end = value.end("unit") if unit else value.end("v")
        day, stop = _day(text, value.end("dated")) if value["dated"] and (unit or not value["unit"]) else (None, end)
        if not value["sign"]:
            cased = text.cased[value.start("unit") : end] if unit else ""
            found.append((amount(value["v"]), cased, value.start("v"), end, day))
        link = (_TO if led == "from " else _FROM if led else _NEXT).match(text.flat, stop)
        if link is None:
            break
        arrows = arrows and (bool(led) or not link[0].startswith((",", ";")))
        at = link.end()
    if found and (tail := _AT_END.match(text.flat, stop)) and tail["unit"] in units:
        found[-1] = (found[-1][0], text.cased[tail.start("unit") : tail.end()], *found[-1][2:])
    return found, arrows


def _day(text: Text, at: int) -> tuple[PartialDate | None, int]:
    """The day or month that stands here, and where it ends with its bracket."""
    place = bisect_left(text.days, (at,))
    if place < len(text.days) and text.days[place][0] == at:
        _, end, day = text.days[place]
        return day, end + text.flat.startswith(")", end)
    if month := _MONTH.match(text.flat, at):
        end = month.end() + text.flat.startswith(")", month.end())
        return PartialDate(int(month["y"]), int(month["m"] or 0)), end
    return None, at
