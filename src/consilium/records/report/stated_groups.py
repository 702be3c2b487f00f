"""Stage groups and FIGO stages, as the report states them."""

import re
from collections.abc import Iterator

from consilium.records.report.candidates import Candidate
from consilium.records.report.context import assertion
from consilium.records.report.text import Text
from consilium.records.report.unsaid import unsaid

_GROUP = re.compile(
    r"(?<![a-z])(?:(?P<basis>pathologic(?:al)?|clinical|p|c)[ \-])?(?:tnm |ajcc |figo |anatomic "
    r"|overall |clinical |pathologic )?"
    r"stage(?: group(?:ing)?)?(?: \((?:ajcc|figo|tnm"
    r"|uicc)[^)\n]{0,20}\))?[ :=(]{1,3}(?:is )?(?P<value>0|iv|i{1,3}"
    r"|[1-4])[ ]?(?P<sub>[a-d](?:[1-3i](?![0-9]))?)?(?![a-z0-9/])"
)
_OF_OTHERS = re.compile(r"surviv|patients with|women with|recurrence (?:rate|risk)|predict|study|studies|trial")
_ONE_LETTER = re.compile(r"\b(?:(?P<sure>[tnm]|nodal|nodes?|metastas[ie]s)|tumor|primary)[ -]stage")
_PATIENTS = re.compile(r"[^\n;:]{0,45}\b(?:patients|women|cancers|tumors|diseases)\b")
_OF_FIBROSIS = re.compile(r"fibrosis|cirrho|trichrome|portal|hepatitis|metavir|pressure|ulcer")
_ILLNESS_BEFORE = re.compile(
    r"\b(?:kidney disease|ckd|renal (?:disease|failure|insufficiency)|pressure (?:ulcer|injury)|decubitus|ulcer"
    r"|heart failure|chf|lymph(?:o)?edema|endometriosis|retinopathy|parkinson\S*)[ ,:(-]{0,3}\Z"
)
_ILLNESS_BEHIND = re.compile(
    r"[ ),-]{1,2}(?:chronic kidney|ckd|renal (?:disease|failure)|pressure|decubitus|sacral|heart failure"
    r"|endometriosis|cirrhosis|copd|prolapse)"
)
"""Other illnesses have stages, too: `chronic kidney disease stage 3a`."""
_FIGO = re.compile(
    r"figo(?: \d{4})?(?: stage| staging)?(?: \(\d{4}\))?[ :(=]{1,3}(?:stage )?(?P<value>iv"
    r"|i{1,3})[ ]?(?P<sub>[abc][1-3i]?)?(?:[pr]\b)?(?![a-z0-9])"
)
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
NOTES = frozenset({"clinic_note", "letter", "treatment_plan", "discharge", "imaging"})
"""Kinds of record that tell no pathological stage by themselves."""


def candidates(text: Text) -> Iterator[Candidate]:
    """Every stage group and FIGO stage."""
    if text.hits("stage"):
        yield from _groups(text)
    yield from _bracketed(text)
    if text.hits("figo"):
        yield from _figo(text)


def _groups(text: Text) -> Iterator[Candidate]:
    for start, end in text.sentences("stage"):
        for found in _GROUP.finditer(text.flat, start, end):
            value = _ROMAN.get(found["value"], found["value"].upper()) + (found["sub"] or "").upper().replace("I", "1")
            section = text.section(found.start())
            if _OF_OTHERS.search(text.flat, max(0, found.start() - 60), found.start()) or _PATIENTS.match(
                text.flat, found.end()
            ):
                continue
            if _OF_FIBROSIS.search(text.flat, max(start, found.start() - 40), min(end, found.end() + 20)):
                continue
            if text.kind != "pathology" and unsaid(text.flat, found.start()):
                continue
            if _of_one_letter(text.flat, start, found) or _of_other_illness(text.flat, found):
                continue
            basis = found["basis"] or ""
            code = (
                "stage.clin.group"
                if basis.startswith("c")
                else "stage.path.group"
                if basis.startswith("p")
                else "stage.path.group"
                if text.kind == "pathology"
                else "stage.group"
            )
            yield Candidate(
                code=code,
                value=value,
                start=found.start("value"),
                end=found.end(),
                score=section.weight,
                why=f"stage group; {section.kind}",
                assertion=assertion(text.flat, found.start(), found.end(), section.kind),
            )


def _of_other_illness(flat: str, found: re.Match[str]) -> bool:
    before = _ILLNESS_BEFORE.search(flat, max(0, found.start() - 30), found.start())
    return bool(before or _ILLNESS_BEHIND.match(flat, found.end()))


def _of_one_letter(flat: str, start: int, found: re.Match[str]) -> bool:
    """`N stage: 2` is N2 and no stage II; `tumor stage: 3` may be T3."""
    named = _ONE_LETTER.search(flat, max(start, found.start() - 14), found.start() + 6)
    return bool(named and (named["sure"] or found["value"].isdigit()))


_AFTER_TNM = re.compile(r"m ?[01x][a-c]?,? ?\((?:stage )?(?P<value>0|iv|i{1,3})(?P<sub>[a-d][1-3]?)?\)")


def _bracketed(text: Text) -> Iterator[Candidate]:
    """`T4N3M1a (IVA)`."""
    for found in _AFTER_TNM.finditer(text.flat):
        code = "stage.group" if text.kind in NOTES else "stage.path.group"
        value = found["value"].upper() + (found["sub"] or "").upper()
        yield Candidate(
            code=code,
            value=value,
            start=found.start("value"),
            end=found.end() - 1,
            score=text.section(found.start()).weight,
            why="group after T, N, M",
        )


def _figo(text: Text) -> Iterator[Candidate]:
    for start, end in text.sentences("figo"):
        for found in _FIGO.finditer(text.flat, start, end):
            value = found["value"].upper() + (found["sub"] or "").upper().replace("I", "1")
            yield Candidate(
                code="stage.figo",
                value=value,
                start=found.start("value"),
                end=found.end(),
                score=text.section(found.start()).weight,
                why="FIGO stage",
            )
