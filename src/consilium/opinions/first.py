"""The first opinion in the shape of a judgement, so that it compares with the second field by field.

What enters: the facts and the statement that the person entered. What leaves: a judgement; unknown stays empty.
"""

import re
from collections.abc import Iterable

from consilium.cases import FirstOpinion
from consilium.facts import Assertion, Fact, FactSheet
from consilium.opinions.shapes import Judgement


def first_judgement(sheet: FactSheet, first_opinion: FirstOpinion) -> Judgement:
    """The first opinion in the shape of a judgement: what its records and its statement say. Unknown stays empty."""
    return Judgement(
        diagnosis=first_opinion.diagnosis or _best(sheet, "diagnosis.statement"),
        site=_best(sheet, "diagnosis.site"),
        laterality=_best(sheet, "diagnosis.laterality"),
        histology=_best(sheet, "diagnosis.histology"),
        grade=_best(sheet, "diagnosis.grade") or _grade_group(sheet),
        stage_t=_stage(sheet, "t"),
        stage_n=_stage(sheet, "n"),
        stage_m=_stage(sheet, "m"),
        stage_group=_stage(sheet, "group") or _best(sheet, "stage.group"),
        biomarkers=tuple(_biomarkers(sheet)),
        treatments=_planned(sheet) or _plan_words(first_opinion),
        trial=_first_planned(sheet, "plan.trial"),
    )


def _best(sheet: FactSheet, code: str) -> str:
    fact = sheet.best(code)
    return fact.text if fact else ""


def _grade_group(sheet: FactSheet) -> str:
    group = _best(sheet, "gleason.grade_group")
    return f"Grade group {group}" if group else ""


def _stage(sheet: FactSheet, part: str) -> str:
    """The stage after the operation before that from examination, with the letter that says which."""
    for basis in ("path", "clin"):
        if said := _best(sheet, f"stage.{basis}.{part}"):
            return said if part == "group" or said[0] in "cpy" else basis[0] + said
    return ""


def _biomarkers(sheet: FactSheet) -> Iterable[tuple[str, str]]:
    codes = dict.fromkeys(fact.code for fact in sheet.under("biomarker.") if fact.code.count(".") == 1)
    for code in codes:
        if said := _best(sheet, code):
            yield code.removeprefix("biomarker."), said


_PLAN_CODES = ("plan.surgery", "plan.drug", "plan.radiation", "plan.observation")


def is_plan(fact: Fact) -> bool:
    """Whether a fact belongs to the first plan: a `plan.*` fact, or a treatment that is planned."""
    if fact.code.startswith("plan."):
        return True
    return fact.code.startswith("treatment.") and fact.assertion is Assertion.PLANNED


def _planned(sheet: FactSheet) -> tuple[str, ...]:
    stands = {Assertion.PRESENT, Assertion.PLANNED}
    plan = [fact.text for code in _PLAN_CODES for fact in sheet.all(code) if fact.assertion in stands]
    told = [f.text for f in sheet.under("treatment.") if is_plan(f) and f.code != "treatment.intent"]
    return tuple(dict.fromkeys((*plan, *told)))


def _plan_words(first_opinion: FirstOpinion) -> tuple[str, ...]:
    """The plan as the person wrote it, cut at commas and line ends: nothing is read into it."""
    pieces = re.split(r"[,;\n]| and | then |\+", first_opinion.plan)
    return tuple(piece.strip(" .") for piece in pieces if piece.strip(" ."))


def _first_planned(sheet: FactSheet, code: str) -> str:
    stands = {Assertion.PRESENT, Assertion.PLANNED}
    return next((fact.text for fact in sheet.all(code) if fact.assertion in stands), "")
