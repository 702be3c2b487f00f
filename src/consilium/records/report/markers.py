"""Ki-67, PD-L1, mismatch repair, microsatellites, mutational burden, gene tests, recurrence score."""

import re
from collections.abc import Iterator

from consilium.records.report.candidates import Candidate
from consilium.records.report.text import Text
from consilium.values import Quantity, Value

_KI67 = re.compile(
    r"(?:ki ?-? ?67|mib ?-?1)[^\n%]{0,50}?(?P<lt>[<>~]? ?)(?P<v>\d{1,3}(?:\.\d)?)(?: ?- ?(?P<w>\d{1,3}))? ?%"
)
_BELOW = re.compile(r"(?:less than|under|below|fewer than|<) ?$")
_PDL1 = re.compile(
    r"pd-?l1[^\n%]{0,50}?(?:(?P<score>tps|cps|ic"
    r"|tc)[^\n%\d]{0,15})?(?P<lt>[<>] ?)?(?P<v>\d{1,3}) ?(?P<pct>%)?(?![\d.]|c\d)"
)
_PDL1_WORD = re.compile(r"pd-?l1[^\n]{0,25}?\b(?P<w>neg(?:ative)?|pos(?:itive)?|not expressed|no expression)\b")
_MSI = re.compile(
    r"(?:microsatellite|\bmsi\b|\bmss\b)[^\n]{0,40}?(?P<w>instability[- ]high|msi-?h(?:igh)?|unstable"
    r"|high|low|stable|mss|not detected|negative)|\b(?P<x>msi-h|mss)\b"
)
_MMR = re.compile(
    r"(?:mismatch repair|\bmmr\b)[^\n]{0,45}?(?P<w>deficient|proficient|intact|deficiency|loss"
    r"|preserved|retained|normal)|\b(?P<x>[dp]mmr)\b"
)
_MMR_PROTEIN = re.compile(
    r"(?P<g>mlh-?1|msh-?2|msh-?6|pms-?2)[^\n;,]{0,35}?(?P<w>loss of|absent|lost|intact|retained"
    r"|preserved|present|negative|positive|normal)"
)
_TMB = re.compile(
    r"(?:tumou?r mutational burden|tumou?r mutation burden"
    r"|\btmb\b)[^\n\d]{0,30}(?P<v>\d{1,3}(?:\.\d+)?) ?(?:mut(?:ation)?s?/mb|muts?/megabase)?"
)
_ONCOTYPE = re.compile(r"(?:oncotype(?: dx)?|recurrence score)[^\n\d]{0,40}(?P<v>\d{1,3})(?!\d|%|/)")
_P16 = re.compile(r"\bp16[^\n]{0,40}?\b(?P<w>positive|negative|diffuse(?:ly)?|strong)")
_GENES = (
    "egfr|alk|ros1|braf|kras|nras|ret|ntrk1|ntrk2|ntrk3|ntrk|brca1|brca2|pik3ca|met|stk11|keap1|tp53|idh1|mgmt|kit"
    "|pdgfra|esr1|fgfr2|fgfr3|erbb2"
)
_CHANGE = (
    r"(?:p\.? ?)?[acdefghiklmnpqrstvwy]\d{2,4}(?:[acdefghiklmnpqrstvwy*]|del|dup|ins|fs)\w{0,6}"
    r"|exon \d{1,2} (?:deletion|insertion|skipping)\w*|v600e?|v600k"
)
# "EGFR mutation: not detected", "KRAS mutation analysis": the name of the test is no result.
_NO_ANSWER = r"(?![ :]{1,3}(?:not|negative|none|absent|status|analysis|test|by|is|was|in |\n)|s? ?:)"
_GENE = re.compile(
    rf"\b(?P<g>{_GENES})\b(?! ?(?:mab|ml|inhibitor|directed|targeted|-directed|-targeted|>"
    rf"|\d))[^\n;.,]{{0,40}}?(?P<w>{_CHANGE}|not detected|no mutations?(?: detected| identified)?"
    rf"|no rearrangement|wild[- ]?type|not rearranged|negative|mutation (?:detected|identified|positive)"
    rf"|(?:rearrange(?:d|ment)|fusion|mutat(?:ed|ion)|amplifi(?:ed|cation))(?: detected)?{_NO_ANSWER}"
    rf"|pathogenic variant|positive|methylated|unmethylated|detected)"
)
_NEGATIVE = ("not detected", "no mutation", "no rearr", "wild", "not rearr", "negative", "unmethyl")
_EXPRESSION = frozenset({"kit", "met", "egfr", "alk", "tp53", "braf"})


def candidates(text: Text) -> Iterator[Candidate]:
    """Every marker result stated, outside of explanations of methods."""
    for start, end in text.sentences("marker"):
        if text.section(start).kind in ("legal", "family"):
            continue
        yield from _scores(text, start, end)
        yield from _repair(text, start, end)
        yield from _genes(text, start, end)


def _scores(text: Text, start: int, end: int) -> Iterator[Candidate]:
    for found in _KI67.finditer(text.flat, start, end):
        if "<" in found["lt"] or _BELOW.search(text.flat, start, found.start("v")):
            continue
        yield _of(text, "biomarker.Ki67", Quantity(float(found["v"]), "%"), found, "share of cells")
    for found in _PDL1.finditer(text.flat, start, end):
        if found["score"] or found["pct"]:
            score = (found["score"] or "tps").upper()
            sign = (found["lt"] or "").strip()
            unit = "" if score == "CPS" else " %"
            below = sign == "<" or bool(_BELOW.search(text.flat, start, found.start("v")))
            amount = Quantity(float(found["v"]), "%" if unit else "{CPS}")
            if not below or found["v"] == "1":
                yield _of(text, "biomarker.PDL1", "negative" if below else amount, found, "score")
            sign = "<" if below else sign
            yield _of(text, "biomarker.PDL1.score", f"{score} {sign}{found['v']}{unit}", found, "score")
    for found in _PDL1_WORD.finditer(text.flat, start, end):
        word = "positive" if found["w"].startswith("pos") else "negative"
        yield _of(text, "biomarker.PDL1", word, found, "word", -5)
    for found in _TMB.finditer(text.flat, start, end):
        yield _of(text, "biomarker.TMB", Quantity(float(found["v"]), "mut/Mb"), found, "burden")
    for found in _ONCOTYPE.finditer(text.flat, start, end):
        if int(found["v"]) <= 100:
            yield _of(text, "biomarker.OncotypeDX", int(found["v"]), found, "recurrence score")
    for found in _P16.finditer(text.flat, start, end):
        yield _of(text, "biomarker.p16", "negative" if found["w"] == "negative" else "positive", found, "p16")


def _repair(text: Text, start: int, end: int) -> Iterator[Candidate]:
    for found in _MSI.finditer(text.flat, start, end):
        word = found["w"] or found["x"]
        low = "low" if word == "low" else "high" if word.endswith(("h", "high")) or word == "unstable" else "stable"
        yield _of(text, "biomarker.MSI", low, found, "microsatellites")
    for found in _MMR.finditer(text.flat, start, end):
        word = found["w"] or found["x"]
        no_loss = word == "loss" and re.search(r"\bno\b", text.flat[start : found.end()])
        deficient = word in ("deficient", "deficiency", "dmmr") or (word == "loss" and not no_loss)
        yield _of(text, "biomarker.MMR", "deficient" if deficient else "proficient", found, "mismatch repair")
    for found in _MMR_PROTEIN.finditer(text.flat, start, end):
        lost = found["w"] in ("loss of", "absent", "lost", "negative")
        yield _of(
            text, f"biomarker.{found['g'].upper().replace('-', '')}", "lost" if lost else "retained", found, "protein"
        )


def _genes(text: Text, start: int, end: int) -> Iterator[Candidate]:
    for found in _GENE.finditer(text.flat, start, end):
        gene, word = found["g"].upper(), found["w"]
        stain = found["g"] in _EXPRESSION and word in ("positive", "negative") and not _molecular(text.flat[start:end])
        if stain or re.search(r"\b(?:pending|ordered|if |will be|recommend)", text.flat[start:end]):
            continue
        if re.fullmatch(_CHANGE, word):
            change = text.cased[found.start("w") : found.end("w")].removeprefix("p.").strip()
            change = (
                change[0].upper() + change[1:-1] + change[-1].upper()
                if change[:1].isalpha() and change[-1:].isalpha() and "exon" not in change.lower()
                else change
            )
            yield _of(text, f"biomarker.{gene}", change, found, "gene change", 10)
            yield _of(text, "variant", f"{gene} {change}", found, "gene change")
        else:
            negative = word.startswith(_NEGATIVE) or re.search(
                r"\bno (?:evidence of )?$|\bnegative for $", text.flat[max(start, found.start() - 25) : found.start()]
            )
            yield _of(text, f"biomarker.{gene}", "negative" if negative else "positive", found, "gene test")


def _molecular(sentence: str) -> bool:
    return bool(re.search(r"mutat|rearrang|fish|fusion|sequenc|gene|exon|pcr|ngs|molecular|translocation", sentence))


def _of(text: Text, code: str, value: Value, found: re.Match[str], why: str, bonus: float = 0) -> Candidate:
    section = text.section(found.start())
    return Candidate(
        code=code,
        value=value,
        start=found.start(),
        end=found.end(),
        score=section.weight + bonus,
        why=f"{why}; {section.kind}",
    )
