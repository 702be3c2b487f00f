"""Cancers of two kinds that have a code of their own, in the many ways in which they are said."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from consilium.facts import Assertion, Status
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import assertion
from consilium.records.report.text import Text

NOT_FOUND_THERE = ("clinical", "prior", "frozen", "gross", "blocks")
"""Kinds of section that do not tell what was found in the end."""


class _Mixture(NamedTuple):
    """`at` these organs, where all letters of `holds` stand in the report; `speaks` as a kind's rank and place do."""

    code: str
    at: frozenset[str]
    holds: tuple[str, ...]
    speaks: float
    said: re.Pattern[str]


def _either(first: str, second: str, *, lead: str = "", gap: str = r"[^\n.;:]{0,25}") -> str:
    """Two words in any order, not far from each other, after a word that says so."""
    start = rf"\b{lead}\b{gap}" if lead else ""
    return rf"{start}\b{first}\b{gap}\b{second}\b|{start}\b{second}\b{gap}\b{first}\b"


def _mixture(code: str, at: str, holds: str, speaks: float, said: str) -> _Mixture:
    return _Mixture(code, frozenset(at.split()), tuple(holds.split()), speaks, re.compile(said))


_ALSO = r"(?:mucinous|colloid|tubular|papillary|micropapillary|cribriform|medullary|apocrine)"
_MIXED = r"(?:mixed|combined|mixture of)"
_NOT_IN_SITU = r"(?! (?:carcinoma )?in situ)"
_LEPIDIC = r"(?:acinar|papillary|lepidic|solid|micropapillary|bronchiolo-?alveolar|bac)"
_GYN = r"(?:endometrioid|(?:papillary )?serous|clear cell|mucinous)"
_MIXTURES = (
    _mixture("8522/3", "C50", "ductal lobular", 94, rf"(?:{_either('ductal', 'lobular', lead=_MIXED)}){_NOT_IN_SITU}"),
    _mixture(
        "8522/3",
        "C50",
        "ductal lobular",
        94,
        r"(?:invasive|infiltrating) ductal[^\n.;:]{0,40}\band (?:invasive|infiltrating) lobular"
        r"|(?:invasive|infiltrating) lobular[^\n.;:]{0,40}\band (?:invasive|infiltrating) ductal",
    ),
    _mixture("8523/3", "C50", "mixed", 94, rf"(?:{_either('(?:ductal|nst|nos)', _ALSO, lead='mixed')})(?! in)"),
    _mixture(
        "8255/3",
        "C34",
        "adeno",
        55,
        rf"\b{_LEPIDIC}(?: ?\(?\d+ ?%\)?)?(?: ?[,/]| and| with)+ ?{_LEPIDIC}\b(?![^\n.;]{{0,30}}features)",
    ),
    _mixture("8255/3", "C16", "intestinal diffuse", 85, _either("intestinal", "diffuse", lead=_MIXED)),
    _mixture("8180/3", "C22", "hepatocell cholangio", 85, _either(r"hepatocell\w+", r"cholangio\w+", lead=_MIXED)),
    _mixture(
        "8323/3",
        "C54 C55 C56 C57 C48",
        "mixed",
        85,
        rf"\bmixed\b[^\n.;:]{{0,20}}\b{_GYN}\b[^\n.;:]{{0,25}}(?:and|,|/|\+) ?{_GYN}\b",
    ),
    _mixture(
        "9053/3",
        "C38",
        "mesothelioma sarcomat",
        80,
        _either(r"epithel\w+", r"sarcomat\w+", gap=r"(?:[ ,]+\(?\d+ ?%\)?)?(?:[ ,]+| and )(?:component )?(?:and )?"),
    ),
    _mixture(
        "8770/3",
        "C69",
        "spindle epithelioid",
        75,
        _either(r"spindle(?: [ab])?(?: cells?)?", "epithelioid", gap=r"(?:,? and|/|,| with)(?: \w+)? "),
    ),
    _mixture(
        "8858/3",
        "C38 C48 C49 C62 C63 C76",
        "liposarcoma differentiat",
        75,
        r"\bliposarcoma(?: \([^)\n]{1,30}\))?,? (?:with|and|showing) (?:(?!no\b|without\b)[\w-]+ ){0,4}?"
        r"de-?differentiat(?:ed|ion)\b",
    ),
)


def stated(text: Text, group: str) -> Iterator[Candidate]:
    """Every mixture that the report calls one."""
    for mixture in _MIXTURES:
        if group not in mixture.at or not all(letters in text.flat for letters in mixture.holds):
            continue
        for found in mixture.said.finditer(text.flat):
            section = text.section(found.start())
            said = assertion(text.flat, found.start(), found.end(), section.kind)
            if said is Assertion.ABSENT or section.kind in NOT_FOUND_THERE:
                continue
            yield Candidate(
                code="diagnosis.histology",
                value=mixture.code,
                start=found.start(),
                end=found.end(),
                score=section.weight + mixture.speaks,
                why=f"a mixture; {section.kind}",
                assertion=said,
            )


_TESTIS = "C62"
_GERM_CELL = frozenset({"9061/3", "9070/3", "9071/3", "9080/3", "9100/3"})
_TERATOCARCINOMA = {"9070/3", "9080/3"}
_RULE = "ICD-O-3: a germ cell tumor of several kinds is a mixed one"


def of_germ_cells(kinds: list[Candidate], group: str) -> Iterator[Candidate]:
    """Germ cell tumor of the testis of which two kinds are named (embryonal carcinoma and teratoma have a code)."""
    named = [
        one
        for one in kinds
        if one.value in _GERM_CELL and one.assertion is Assertion.PRESENT and not one.why.endswith(NOT_FOUND_THERE)
    ]
    codes = {str(one.value) for one in named}
    if group == _TESTIS and len(codes) > 1:
        best = max(named, key=lambda one: one.score)
        code = "9081/3" if codes == _TERATOCARCINOMA else "9085/3"
        if code == "9081/3" and any(one.value == code for one in kinds):
            return
        yield replace(best, value=code, score=best.score + 20, status=Status.INFERRED, rule=_RULE, why=_RULE)
