"""Grades, T, N, M and stage groups compared. In: two strings as doctors write them. Out: which rule fires."""

import re
from dataclasses import dataclass

from consilium.concordance.table import Found, cancer_name, line_between, table

_CATEGORY = re.compile(
    r"(?P<basis>[cpyra]*)\s*(?P<axis>[TNM])\s*(?P<main>is|a|X|[0-4])(?P<sub>(?:mi|[a-d])?\d?)\s*(?P<note>\(.*\))?",
    re.IGNORECASE,
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "0": "0"}
_GROUP = re.compile(r"(?P<main>0|iv|iii|ii|i|[1-4])\s*-?(?P<sub>[a-es]?)(?P<digit>\d?)(?:is)?")
_T_ORDER = ("0", "a", "is", "1", "2", "3", "4")
_PLAIN_ORDER = ("0", "1", "2", "3", "4")
_M_ORDER = ("0", "1", "1a", "1b", "1c", "1d", "1e")


@dataclass(frozen=True, slots=True)
class Category:
    """`pT1b` taken apart: basis `p`, main `1`, sub `b`; a note such as `(i+)` joins the sub."""

    main: str
    sub: str
    basis: str


def category(text: str) -> Category | None:
    """A T, N or M taken apart, or None where it is not one or is X (not assessed)."""
    found = _CATEGORY.fullmatch(text.strip().removesuffix(" (AJCC)"))
    if not found or found["main"].upper() == "X":
        return None
    basis = next((letter for letter in found["basis"].lower() if letter in "cp"), "")
    return Category(found["main"].lower(), (found["sub"] + (found["note"] or "")).lower(), basis)


def compare_category(field: str, first: str, second: str, cancer: str) -> Found:
    """Which rule fires for two T, N or M."""
    one, other = category(first), category(second)
    if one is None or other is None:
        return Found("unknown.unclear")
    if (one.main, one.sub) == (other.main, other.sub):
        apart = one.basis and other.basis and one.basis != other.basis
        return Found("stage.other_basis" if apart else "same")
    if one.main == other.main:
        return _within(field, one, other, cancer)
    return _between(field, one, other, cancer)


def _within(field: str, one: Category, other: Category, cancer: str) -> Found:
    if not (one.sub and other.sub) and "(" not in one.sub + other.sub:
        return Found("stage.more_exact")
    low, high = sorted((one.main + one.sub[:1], other.main + other.sub[:1]))
    if field == "stage_m" and {low, high} <= set(_M_ORDER):
        line = line_between(field, cancer, low, high, _M_ORDER)
        return Found("stage.line", line) if line else Found("stage.sub_category")
    order = tuple(one.main + letter for letter in "abcd")
    if field == "stage_t" and {low, high} <= set(order) and (line := line_between(field, cancer, low, high, order)):
        return Found("stage.line", line)
    return Found("stage.sub_category")


def _between(field: str, one: Category, other: Category, cancer: str) -> Found:
    order = {"stage_t": _T_ORDER, "stage_n": _PLAIN_ORDER, "stage_m": _M_ORDER}[field]
    low, high = sorted((one, other), key=lambda side: order.index(side.main))
    if field == "stage_n" and low.main == "0" and high.sub.startswith("mi"):
        return Found("stage.sub_category", "ibcsg2301")
    if line := line_between(field, cancer, low.main, high.main, order):
        return Found("stage.line", line)
    far = order.index(high.main) - order.index(low.main) > 1
    return Found("stage.two_categories" if far else "stage.one_category")


def group(text: str) -> tuple[str, str, str] | None:
    """`Stage IIA` -> ("2", "a", ""); None where it is not a stage group."""
    said = re.sub(r"\b(?:figo|ajcc|stage|grade group)\b|[.\s]", "", text.casefold())
    found = _GROUP.fullmatch(said)
    return (_ROMAN.get(found["main"], found["main"]), found["sub"], found["digit"]) if found else None


def compare_group(first: str, second: str, cancer: str) -> Found:
    """Which rule fires for two stage groups."""
    one, other = group(first), group(second)
    if one is None or other is None:
        return Found("unknown.unclear")
    if one == other:
        return Found("same")
    low, high = sorted((one, other))
    if low[0] != high[0]:
        return Found("stage.line", line_between("stage_group", cancer, low[0], high[0], _PLAIN_ORDER))
    if not (low[1] and high[1]):
        return Found("stage.more_exact")
    order = tuple(low[0] + letter for letter in "abcdes")
    line = line_between("stage_group", cancer, low[0] + low[1], high[0] + high[1], order)
    return Found("stage.line", line) if line else Found("stage.sub_category")


_WORDS = {"well": "1", "moderately": "2", "poorly": "3", "undifferentiated": "4"}
_GLEASON = re.compile(r"(\d)\s*\+\s*(\d)")
_GROUPS = {(3, 3): "1", (3, 4): "2", (4, 3): "3"}


def grade(text: str) -> str:
    """`1` to `4`, `low`, `high`, or "" where it is not known. Gleason patterns become their grade group (ISUP 2014)."""
    said = text.casefold().strip()
    if found := _GLEASON.search(said):
        return _grade_group(int(found[1]), int(found[2]))
    if "gleason" in said and "group" not in said:
        return {"6": "1", "8": "4", "9": "5", "10": "5"}.get(re.sub(r"\D", "", said), "")
    if word := next((number for start, number in _WORDS.items() if said.startswith(start)), ""):
        return word
    if said.startswith(("low", "high")):
        return said.split()[0].split("-")[0]
    found = re.search(r"(?:^|g|grade|group|gg|\s)\s*([1-5]|iv|iii|ii|i)\s*$", said)
    return _ROMAN.get(found[1], found[1]) if found else ""


def _grade_group(most: int, second: int) -> str:
    if most + second <= 6:
        return "1"
    return _GROUPS.get((most, second)) or ("4" if most + second == 8 else "5")


def compare_grade(first: str, second: str, cancer: str) -> Found:
    """Which rule fires for two grades."""
    one, other = grade(first), grade(second)
    if not (one and other) or _scales_differ(first.casefold(), second.casefold()):
        return Found("unknown.unclear")
    if one == other:
        return Found("same")
    if not (one.isdigit() and other.isdigit()):
        return _two_steps(one, other, cancer)
    low, high = sorted((one, other))
    if line := line_between("grade", cancer, low, high, ("1", "2", "3", "4", "5")):
        return Found("grade.line", line)
    return Found("grade.two_steps" if int(high) - int(low) > 1 else "grade.one_step")


def _scales_differ(first: str, second: str) -> bool:
    """Whether two grades are named by scales that do not stand for each other."""
    pairs = table()["different_scales"]["pairs"]
    return any((a in first and b in second) or (b in first and a in second) for a, b in pairs)


def _two_steps(one: str, other: str, cancer: str) -> Found:
    """Low and high against each other, or against a number where the cancer is graded in two steps."""
    if {one, other} == {"low", "high"}:
        return Found("grade.two_steps")
    steps = table()["two_step_grades"]
    if cancer_name(cancer) not in steps["cancers"]:
        return Found("unknown.unclear")
    number, word = (one, other) if one.isdigit() else (other, one)
    return Found("same" if number in steps[word] else "grade.two_steps", steps["source"])
