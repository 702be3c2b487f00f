"""Days as reports write them, and where in a text they stand."""

import re
from collections.abc import Iterator

from consilium.values import PartialDate

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        1,
    )
    for name in names.split()
}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
DAY = re.compile(
    rf"(?:(?<![\d/.-])|(?<=[a-z]-)(?=[a-z]))(?:(?P<y>(?:19|20)\d\d)(?:-(?P<m>\d\d)(?:-(?P<d>\d\d))?|/(?P<m1>\d\d)/(?P<d1>\d\d))"
    rf"|(?P<m2>\d{{1,2}})(?P<mark>[/-])(?P<d2>\d{{1,2}})(?P=mark)(?P<y2>(?:19|20)\d\d|(?<=/)\d\d)"
    rf"|(?P<d6>\d{{1,2}})\.(?P<m6>\d{{1,2}})\.(?P<y6>(?:19|20)\d\d)(?!\.\d)"
    rf"|(?<!section )(?<!version )(?<!chapter )(?<!v)"
    rf"(?P<d7>\d{{1,2}})\.(?P<m7>\d{{1,2}})\.(?P<y7>\d\d)(?!\.\d| ?[cm]m\b)"
    rf"|(?P<n3>{_NAME})\.? (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y3>(?:19|20)\d\d)"
    rf"|(?P<d4>\d{{1,2}})[ -](?P<n4>{_NAME})\.?,?[ -](?P<y4>(?:19|20)\d\d)"
    rf"|(?P<n5>{_NAME})\.?,? (?P<y5>(?:19|20)\d\d))(?![\d/-])"
)
"""ISO days and months, days as three numbers (with points between them the day is first), and the month's name."""
# One pattern for each sign that a year begins with: one sign is searched for far faster than one of several.
_YEARS = tuple(
    map(
        re.compile,
        (r"1(?<!\d1)9\d\d(?!\d)", r"2(?<!\d2)0\d\d(?!\d)", r"/\d\d(?!\d)", r"\.[01]?\d\.\d\d(?!\d)"),
    )
)


def days(flat: str, *, spelled: bool) -> Iterator[tuple[int, int, PartialDate]]:
    """Every day in a lower-case text, with where it stands; `spelled`: whether its words were spelled as in Britain.

    Three numbers are month, day and year as in America, unless one of them can only be the other way and none only so.
    """
    found = list(_found(flat))
    threes = [(int(one["m2"]), int(one["d2"])) for one in found if one["m2"]]
    told = any(first > _MONTHS_A_YEAR for first, _ in threes) or (bool(threes) and _british(flat, spelled))
    day_first = told and not any(second > _MONTHS_A_YEAR for _, second in threes)
    for one in found:
        if day := _parse(one, day_first):
            yield one.start(), one.end(), day


_MONTHS_A_YEAR = 12
_BRITISH = re.compile(r"\bnhs (?:no|number|trust|foundation)\b")
_OF_BRITAIN = tuple(
    map(
        re.compile,
        (
            r"\bhosp(?:ital)? no\b",
            r"yours (?:sincerely|faithfully)",
            r"\bconsultant [a-z]{5,}",
            r"\bdear mr [a-z]",
            r"\bmd[tm]\b|\bregistrar\b|\bgp\b",
        ),
    )
)
_ENOUGH = 3


def _british(flat: str, spelled: bool) -> bool:
    """Whether a record is written as in Britain, where the day is first: it says so, or several of its habits do."""
    return bool(_BRITISH.search(flat)) or spelled + sum(bool(habit.search(flat)) for habit in _OF_BRITAIN) >= _ENOUGH


def _found(flat: str) -> Iterator[re.Match[str]]:
    done = 0
    for began, ended in sorted(year.span() for pattern in _YEARS for year in pattern.finditer(flat)):
        # The pattern of a day is slow, so it is tried only around a year.
        found = DAY.search(flat, max(done, began - 16), ended + 8) if ended > done else None
        if found and _parse(found, day_first=False):
            done = found.end()
            yield found


def _first(found: re.Match[str], *names: str) -> str:
    return next((found[name] for name in names if found[name]), "")


def _parse(found: re.Match[str], day_first: bool) -> PartialDate | None:
    """The day a match of `DAY` stands for, or None where there is no such day."""
    year = _first(found, "y", "y2", "y3", "y4", "y5", "y6", "y7")
    if len(year) == 2:
        year = ("20" if int(year) < 50 else "19") + year
    month = _first(found, "m", "m1", "m2", "m6", "m7") or _MONTHS.get(_first(found, "n3", "n4", "n5"), 0)
    day = _first(found, "d", "d1", "d2", "d3", "d4", "d6", "d7") or 0
    if found["m2"] and (day_first or int(month) > 12):
        month, day = day, month
    try:
        return PartialDate(int(year), int(month), int(day))
    except ValueError:
        return None
