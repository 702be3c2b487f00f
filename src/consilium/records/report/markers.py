"""Ki-67, PD-L1, mismatch repair, microsatellites, mutational burden, gene tests, recurrence score."""

import re
from collections.abc import Iterator

from consilium.records.report import gene_tests
from consilium.records.report.answers import UNCLEAR, named
from consilium.records.report.candidates import Candidate
from consilium.records.report.text import Text
from consilium.values import Quantity, Value

_KI67 = re.compile(
    r"(?:ki ?-? ?67|mib ?-?1)[^\n%]{0,50}?(?P<lt>[<>~]? ?)(?P<v>\d{1,3}(?:\.\d)?)(?: ?- ?(?P<w>\d{1,3}))? ?%"
)
_BELOW = re.compile(r"(?:less than|under|below|fewer than|<) ?$")
_PDL1 = re.compile(
    r"pd-?l1[^\n%]{0,60}?"
    r"(?:\b(?P<score>tps|cps|ic|tc)\b[^\n%\d<>]{0,15}(?P<lt>[<>]=? ?)?(?P<v>\d{1,3})(?![\d.]|c\d) ?%?"
    r"|(?P<less>[<>]=? ?)?\b(?P<share>\d{1,3}) ?%)"
)
_PDL1_WORD = re.compile(
    r"pd-?l1[^\n]{0,25}?\b"
    r"(?P<w>neg(?:ative)?|pos(?:itive)?(?! (?:score|cells?|tumou?r cells))|not expressed|no expression)\b"
)
_MSI = re.compile(
    r"\bnot msi-?h(?:igh)?\b|\bmsi(?: status)?[ :-]{1,3}not (?:high|unstable)"
    r"|\bmsi-?h(?:igh)?(?: is| was|:)? not (?:detected|present|identified)"
    r"|\b(?:no|negative for|without)(?: evidence of)? (?:microsatellite instability|msi\b)"
    r"(?! ?-? ?(?:testing|analysis))"
    r"|(?:microsatellite|\bmsi\b|\bmss\b)[^\n]{0,40}?(?P<w>instability[- ]high|msi-?h(?:igh)?|unstable"
    r"|high|low|stable|mss|not detected|negative|absent)|\b(?P<x>msi-h|mss)\b"
)
_MMR = re.compile(r"mismatch repair|\bmmr\b(?! (?:gene|mutation))|\b[dp]mmr\b")
_MMR_SAID = re.compile(
    r"(?P<proficient>deficien\w+[ :]*(?:is |was )?(?:not (?:detected|identified|seen|present)|absent|negative)"
    r"|proficien\w+|intact|preserved|retained|normal|\bno (?:evidence of )?(?:loss|deficien\w+)|not deficient|\bpmmr)"
    rf"|(?P<unclear>{UNCLEAR})|(?P<deficient>deficien\w+|\bloss\b|\blost\b|abnormal|\bdmmr)"
)
_NO = re.compile(r"\b(?:no|negative for|without)(?: evidence of)?(?: a)? $")
_MMR_PROTEIN = re.compile(r"\b(?P<g>mlh-?1|msh-?2|msh-?6|pms-?2)\b(?! (?:promoter|gene|mutation|hypermeth))")
_PROTEIN_SAID = re.compile(
    r"(?P<retained>\bno loss|not lost|intact|retained|preserved|\bpresent|positive|normal|\bexpressed(?<!not expressed)"
    r"|\bno evidence of loss)"
    rf"|(?P<unclear>{UNCLEAR})|(?P<lost>\bloss of|\blost|\bloss\b|absent|negative|\bnot (?:expressed|retained|intact)"
    r"|\bno (?:nuclear )?(?:expression|staining))"
)
_PROTEIN_BEFORE = re.compile(
    r"(?:(?P<retained>\bno (?:evidence of )?loss|intact|retained|preserved|normal)|(?P<lost>\bloss|\black|\babsence))"
    r"(?: of)?(?: nuclear)?(?: protein)?(?: (?:expression|staining))?(?: (?:of|for|in))?(?: the)? \(?$"
)
_TMB = re.compile(
    r"(?:tumou?r mutational burden|tumou?r mutation burden"
    r"|\btmb\b)[^\n\d]{0,30}(?P<v>\d{1,3}(?:\.\d+)?) ?(?:mut(?:ation)?s?/mb|muts?/megabase)?"
)
_ONCOTYPE = re.compile(r"(?:oncotype(?: dx)?|recurrence score)[^\n\d]{0,40}(?P<v>\d{1,3})(?!\d|%|/)")
_P16 = re.compile(r"\bp16[^\n]{0,40}?\b(?P<w>negative|not expressed|no expression|positiv\w+|diffuse(?:ly)?|strong)")


def candidates(text: Text) -> Iterator[Candidate]:
    """Every marker result stated, outside of explanations of methods."""
    for start, end in text.sentences("marker"):
        if text.section(start).kind in ("legal", "family"):
            continue
        yield from _scores(text, start, end)
        yield from _repair(text, start, end)
        yield from gene_tests.candidates(text, start, end)


def _scores(text: Text, start: int, end: int) -> Iterator[Candidate]:
    for found in _KI67.finditer(text.flat, start, end):
        if "<" in found["lt"] or _BELOW.search(text.flat, start, found.start("v")):
            continue
        yield _of(text, "biomarker.Ki67", Quantity(float(found["v"]), "%"), found, "share of cells")
    for found in _PDL1.finditer(text.flat, start, end):
        score = (found["score"] or "").upper()
        sign, number = (found["lt"] or found["less"] or "")[:1], found["v"] or found["share"]
        unit = "" if score == "CPS" else " %"
        below = sign == "<" or bool(_BELOW.search(text.flat, start, found.start("v" if score else "share")))
        amount = Quantity(float(number), "%" if unit else "{CPS}")
        if not below or number == "1":
            yield _of(text, "biomarker.PDL1", "negative" if below else amount, found, "score")
        sign = "<" if below else sign
        yield _of(text, "biomarker.PDL1.score", f"{score} {sign}{number}{unit}".strip(), found, "score")
    for found in _PDL1_WORD.finditer(text.flat, start, end):
        word = "positive" if found["w"].startswith("pos") else "negative"
        yield _of(text, "biomarker.PDL1", word, found, "word", -5)
    for found in _TMB.finditer(text.flat, start, end):
        yield _of(text, "biomarker.TMB", Quantity(float(found["v"]), "mut/Mb"), found, "burden")
    for found in _ONCOTYPE.finditer(text.flat, start, end):
        if int(found["v"]) <= 100:
            yield _of(text, "biomarker.OncotypeDX", int(found["v"]), found, "recurrence score")
    for found in _P16.finditer(text.flat, start, end):
        yield _of(text, "biomarker.p16", "negative" if found["w"].startswith("n") else "positive", found, "p16")


def _repair(text: Text, start: int, end: int) -> Iterator[Candidate]:
    for found in _MSI.finditer(text.flat, start, end):
        word = found["w"] or found["x"]
        if not word:
            level = "stable" if "microsat" in found[0] or found[0].endswith(" msi") else "not high"
        else:
            level = (
                "low" if word == "low" else "high" if word.endswith(("h", "high")) or word == "unstable" else "stable"
            )
        yield _of(text, "biomarker.MSI", level, found, "microsatellites")
    for names in named(text.flat, _MMR, start, end):
        first = names.found[0]
        said = _MMR_SAID.search(text.flat, first.start() if first[0][1:] == "mmr" else first.end(), names.after[1])
        if said and not said["unclear"]:
            denied = said["deficient"] and _NO.search(text.flat, names.before[0], first.start())
            value = "deficient" if said["deficient"] and not denied else "proficient"
            yield _of(text, "biomarker.MMR", value, first, "mismatch repair", end=said.end())
    for names in named(text.flat, _MMR_PROTEIN, start, end):
        before = _PROTEIN_BEFORE.search(text.flat[names.before[0] : names.before[1]])
        said = before or _PROTEIN_SAID.search(text.flat, *names.after)
        if said and not said.groupdict().get("unclear"):
            value = "lost" if said["lost"] else "retained"
            stop = names.after[0] if before else said.end()
            for found in names.found:
                code = f"biomarker.{found['g'].upper().replace('-', '')}"
                yield _of(text, code, value, found, "protein", end=max(stop, found.end()))


def _of(
    text: Text, code: str, value: Value, found: re.Match[str], why: str, bonus: float = 0, end: int = 0
) -> Candidate:
    section = text.section(found.start())
    return Candidate(
        code=code,
        value=value,
        start=found.start(),
        end=end or found.end(),
        score=section.weight + bonus,
        why=f"{why}; {section.kind}",
    )
