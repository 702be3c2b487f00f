"""Mismatch repair from its four proteins, where the report gives no verdict of its own.

In: all that was read; out: `biomarker.MMR`, inferred. Source: CAP–AMP–ASCO guideline, mismatch repair and
microsatellite instability testing, 2022: the loss of any protein is deficient, all four kept are proficient.
"""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from consilium.facts import Assertion, Status
from consilium.records.report.candidates import Candidate
from consilium.records.report.text import Text

_PROTEINS = frozenset({"biomarker.MLH1", "biomarker.MSH2", "biomarker.MSH6", "biomarker.PMS2"})
_RULE = "CAP–AMP–ASCO 2022: {} is {} mismatch repair"


def candidates(text: Text, stated: Sequence[Candidate]) -> Iterator[Candidate]:
    """Deficient where a protein is lost, proficient where all four are kept; nothing where one is told both ways."""
    if not text.hits("marker") or any(one.code == "biomarker.MMR" and not one.refused for one in stated):
        return
    told = [one for one in stated if one.code in _PROTEINS and not one.refused and one.assertion is Assertion.PRESENT]
    lost = [one for one in told if one.value == "lost"]
    kept = {one.code for one in told if one.value == "retained"}
    if kept & {one.code for one in lost}:
        return
    if lost:
        best = max(lost, key=lambda one: one.score)
        yield _inferred(best, "deficient", _RULE.format(f"loss of {best.code.partition('.')[2]}", "deficient"))
    elif kept == _PROTEINS:
        rule = _RULE.format("MLH1, MSH2, MSH6 and PMS2 kept", "proficient")
        yield _inferred(max(told, key=lambda one: one.score), "proficient", rule)


def _inferred(one: Candidate, value: str, rule: str) -> Candidate:
    return replace(one, code="biomarker.MMR", value=value, status=Status.INFERRED, rule=rule, why=rule)
