"""Prognosis and trials compared. In: what doctors wrote. Out: which rule fires; words we do not know are not graded."""

import re

from consilium.concordance.table import Found, table


def compare_prognosis(first: str, second: str) -> Found:
    """Which rule fires for two statements of prognosis."""
    if " ".join(first.casefold().split()) == " ".join(second.casefold().split()):
        return Found("same")
    one, other = _curable(first), _curable(second)
    if one and other:
        return Found("same" if one == other else "prognosis.cure")
    mine, yours = _percent(first), _percent(second)
    if mine is None or yours is None:
        return Found("unknown.words")
    if mine == yours:
        return Found("same")
    near = abs(mine - yours) <= table()["prognosis"]["near_points"]
    return Found("prognosis.near" if near else "prognosis.far")


def _curable(text: str) -> str:
    said = text.casefold()
    for answer in ("not_curable", "curable"):
        if any(re.search(rf"\b{re.escape(word)}\b", said) for word in table()["prognosis"][answer]):
            return answer
    return ""


def _percent(text: str) -> float | None:
    found = re.findall(r"(\d+(?:\.\d+)?)\s*(?:%|percent)", text)
    return float(found[0]) if len(found) == 1 else None


def compare_trial(first: str, second: str) -> Found:
    """Which rule fires for two statements about a trial; `none` says that none fits."""
    one, other = first.casefold().strip(), second.casefold().strip()
    if one == other:
        return Found("same")
    return Found("trial.found" if "none" in (one, other) else "trial.other")
