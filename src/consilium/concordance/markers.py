"""Tumor markers compared one by one. In: name and results. Out: which rule fires."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from consilium.concordance.table import Found, table

_POSITIVE = frozenset({"positive", "detected", "present", "amplified", "mutated", "mutation detected", "pos", "+"})
_NEGATIVE = frozenset(
    {"negative", "not detected", "absent", "not amplified", "wild type", "wild-type", "wildtype", "neg", "-", "none"}
)
_UNSURE = frozenset({"equivocal", "indeterminate", "unknown", "pending", "borderline", "not done", "insufficient"})
_STABLE = frozenset({"proficient", "stable", "mss", "pmmr", "intact", "low", "msi-l", "retained"})
_NUMBER = re.compile(r"(?:tps|cps|tc)?[:<>≥≤=~\s]*(\d+(?:\.\d+)?)\s*(?:%|mut/mb|ng/ml)?")
_UNSTABLE = frozenset({"deficient", "high", "msi-h", "dmmr", "loss", "lost", "unstable"})


def row_of(name: str) -> Mapping[str, Any]:
    """The row of a marker; one that is not listed decides, and has neither lines nor groups."""
    said = _plain(name)
    for row in table()["marker"]:
        if said in {_plain(word) for word in (row["name"], *row.get("also", ()))}:
            return dict(row)
    return {"name": name.strip().upper(), "source": "fda"}


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).casefold()


def by_name(markers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Our name of each marker -> its result; the first of two results stands."""
    named: dict[str, str] = {}
    for name, result in markers:
        if result.strip():
            named.setdefault(str(row_of(name)["name"]), result.strip())
    return named


def compare_marker(name: str, first: str, second: str) -> Found:
    """Which rule fires for two results of one marker."""
    row = row_of(name)
    if row["name"] == "MMR":
        return _compare_repair(first, second)
    one, other = _result(row, first), _result(row, second)
    if not (one and other):
        return Found("unknown.unclear")
    if one == other:
        return Found("same")
    scores = "cps" in first.casefold(), "cps" in second.casefold()
    if scores[0] != scores[1] and "cps_lines" in row:
        return Found("unknown.unclear")
    if all(scores) and "cps_lines" in row:
        row = {**row, "lines": row["cps_lines"], "source": row["cps_source"]}
    numbers = _number(first), _number(second)
    if numbers[0] is not None and numbers[1] is not None:
        return _compare_numbers(row, numbers[0], numbers[1])
    if numbers != (None, None):
        one, other = (_by_share(row, number, said) for number, said in zip(numbers, (one, other), strict=True))
    if one == other:
        return Found("same" if one else "unknown.unclear")
    return _compare_words(row, one, other) if one and other else Found("unknown.unclear")


def _by_share(row: Mapping[str, Any], number: float | None, said: str) -> str:
    """A share of cells as positive or negative, where the marker's row says from which share on."""
    if number is None:
        return said
    if "positive_from" not in row:
        return ""
    return "positive" if number >= row["positive_from"] else "negative"


def _result(row: Mapping[str, Any], text: str) -> str:
    said = " ".join(text.casefold().split())
    said = str(row.get("scores", {}).get(said.removeprefix("ihc ").removeprefix("score "), said))
    if not said or said in _UNSURE:
        return ""
    if said in _NEGATIVE:
        return "negative"
    return "positive" if said in _POSITIVE else said.removeprefix("p.").replace("leu858arg", "l858r")


def _number(text: str) -> float | None:
    found = re.search(r"\d+(?:\.\d+)?", text)
    plain = found and re.fullmatch(
        r"(?:tps|cps|tc)?[:<>≥≤=~\s]*\d+(?:\.\d+)?\s*(?:%|mut/mb|ng/ml)?", text.strip().casefold()
    )
    return float(found[0]) if found and plain else None


def _compare_numbers(row: Mapping[str, Any], one: float, other: float) -> Found:
    low, high = sorted((one, other))
    crossed = any(low < line <= high for line in row.get("lines", ()))
    return Found("marker.line" if crossed else "marker.number", row["source"])


def _compare_words(row: Mapping[str, Any], one: str, other: str) -> Found:
    if {one, other} == {"low", "negative"}:
        return Found("marker.part_of_negative", row["source"])
    if "negative" not in (one, other) and "positive" in (one, other):
        return Found("same")
    if "negative" in (one, other):
        return Found("marker.decides" if row.get("decides", True) else "marker.does_not_decide", row["source"])
    return _compare_changes(row, one, other)


def _compare_changes(row: Mapping[str, Any], one: str, other: str) -> Found:
    """Two changes of one gene: like where the same drugs are used."""
    mine, yours = (_group(row, change) for change in (one, other))
    if mine is None or yours is None:
        return Found("unknown.words")
    return Found("marker.like_change" if mine == yours else "marker.other_change", row["source"])


def _group(row: Mapping[str, Any], change: str) -> int | None:
    groups = row.get("groups", ())
    return next((number for number, group in enumerate(groups) if any(word in change for word in group)), None)


def _compare_repair(first: str, second: str) -> Found:
    """MMR and MSI are two tests of one thing: deficient is high, proficient is stable."""
    states = [_repair(text.casefold().strip()) for text in (first, second)]
    if "" in states:
        return Found("unknown.unclear")
    return Found("same" if states[0] == states[1] else "marker.decides", "fda")


def _repair(said: str) -> str:
    if said in _UNSTABLE:
        return "unstable"
    return "stable" if said in _STABLE else ""
