"""Ki-67, PD-L1, mismatch repair, microsatellites, mutational burden, gene tests, recurrence score."""

import re
from collections.abc import Iterator

from consilium.records.report import gene_tests
from consilium.records.report.answers import OTHER, UNCLEAR, named, of_others
from consilium.records.report.candidates import Candidate
from consilium.records.report.numbers import NUMBER
from consilium.records.report.numbers import number as word_number
from consilium.records.report.patterns import later
from consilium.records.report.text import Text
from consilium.values import Quantity, Value

_KI67 = re.compile(
    r"(?:ki ?-? ?67|mib ?-?1)(?P<gap>[^\n%]{0,50}?)(?P<lt>[<>~]? ?)(?P<v>\d{1,3}(?:\.\d)?)(?: ?- ?(?P<w>\d{1,3}))?"
    r" ?(?:%|per ?cent\b)"
)
_BELOW = re.compile(r"(?:less than|under|below|fewer than|<) ?$")
_LIMIT = re.compile(
    r"cut-? ?off|threshold|\brange\b|defined|above|\bover\b|below|greater|more than|less than|at least|control"
)
"""Between a name and a number: the number is a limit and no result."""
_PDL1_NAME = re.compile(r"(?<!anti[- ])(?<!pd-1/)\bpd-? ?l-?1\b(?![- ]?(?:inhibit|antibod|block|therap|directed))")
_PDL1 = re.compile(
    r"pd-? ?l-?1(?P<gap>[^\n%;]{0,60}?)"
    r"(?:\b(?P<score>tps|cps|ic|tc|combined positive score)\b[^\n%\d<>]{0,15}(?P<lt>[<>]=? ?)?"
    r"(?P<v>\d{1,3})(?P<to> ?- ?\d{1,3})?(?![\d.]|c\d) ?%?"
    r"|(?P<less>[<>]=? ?)?\b(?P<share>\d{1,3})(?P<upto> ?- ?\d{1,3})? ?(?:%|per ?cent\b)"
    rf"|\b(?P<words>{NUMBER}) per ?cent\b)"
)
_TPS = re.compile(
    r"\b(?:(?P<tps>tumor proportion score|tps)(?: ?\(tps\))?|(?P<cps>combined positive score)(?: ?\(cps\))?)"
    r"[ :=]{1,3}(?:is |of )?(?P<lt>[<>]=? ?)?(?P<v>\d{1,3})(?![\d.]| ?- ?\d| ?%? ?(?:or|to) ) ?%?"
)
"""On a line of its own, below the name of the stain."""
_STAIN_SAID = re.compile(
    r"(?P<unclear>\b(?:patchy|focal\w*|weak\w*|scattered|rare)[^;:.]{0,20}positiv|\bnot diffuse|\bcontrols?\b"
    rf"|{UNCLEAR}|\bstrong suspicion)"
    r"|(?P<no>\bnot? (?:[a-z]+ )?(?:detect\w+|express\w+|positiv\w+|stain\w+|reactiv\w+|block\w*)"
    r"|\bneg(?:ative)?\b(?! for| control)|\babsent|\bnon-?(?:block|reactive)|\(-\))"
    r"|(?P<yes>positiv\w+(?! (?:for|score|cells|tumor cells|control|(?:is|if|when|means) ))|\bpos\b"
    r"|\b(?:diffuse(?:ly)?|strong(?:ly)?)(?=,? (?:and|diffus|strong|nuclear|stain|express|block|reactiv))"
    r"|(?<=\d)\+|\(\+\))"
)
_NEXT_TO_NONE = later(r"(?:<|less than|under|below|lower than) ?1 ?%|(?<![\d.])0 ?%")
_LED = re.compile(r"\b(?P<w>positive|negative) for (?:the )?\Z")
_MSI = re.compile(
    r"\bmicrosatellite(?:[- ](?:instability|status|unstable|stable))?(?:[- ](?:high|low)\b(?! (?:volume|prior)))?"
    r"|\bmsi(?:[- ]?(?:h(?:igh)?|l(?:ow)?|stable|unstable)\b)?|\bmss\b|\bms-stable\b"
)
_MSI_SAID = later(
    r"(?P<nothigh>\bnot (?:high|unstable))"
    r"|(?P<no>\bnot (?:detected|identified|found|present)|\b0 ?(?:of|/|out of) ?\d\D{0,20}unstable|\bnegative"
    r"|\babsent|\bnone\b|\bexcluded|\bruled out)"
    rf"|(?P<unclear>{UNCLEAR}|\btest\w*(?! ?(?:[:(-]|results?|is |was )))"
    r"|(?P<high>\bhigh\b|\bunstable(?! (?:in|at) (?:0|no|none)\b))|(?P<low>\blow\b(?! (?:prob|freq|lik)))"
    r"|(?P<stable>\bstable)"
)
_MSI_DENIED = later(
    r"(?:\b(?:no|not|negative for|without|absence of|lacks?)|\b(?P<rare>low (?:probability|likelihood) of|unlikely))"
    r"(?: (?:evidence of|an?|to be))? ?\(?\Z"
)
_MSI_FAR = 40
_MMR = re.compile(r"mismatch repair|\bmmr\b(?! (?:gene|mutation|vacc|and varic|achiev))|\b[dp]mmr\b")
_MMR_SAID = later(
    r"(?P<proficient>(?:deficien\w+|\bdmmr)[ :]*(?:is |was )?(?:no\b|not (?:detected|identified|seen|present)"
    r"|absent|negative"
    r"|ruled out|excluded)"
    r"|proficien\w+|intact|preserved|retained|normal|\bno (?:evidence of )?(?:loss|deficien\w+)|not deficient|\bpmmr)"
    rf"|(?P<unclear>{UNCLEAR})|(?P<deficient>deficien\w+|\bloss\b|\blost\b|abnormal|\bdmmr)"
)
_NO = re.compile(r"\b(?:no|not|negative for|without)(?: evidence of)?(?: an?)? $")
_CONTROL = re.compile(r"(?: internal)? controls?\b")
_MMR_PROTEIN = re.compile(
    r"\b(?P<g>mlh-?1|msh-?2|msh-?6|pms-?2)\b(?! (?:promoter|gene|mutation|hypermeth|methyl|germline|variant"
    r"|pathogenic|c\.))"
)
_PROTEIN_SAID = later(
    r"(?P<retained>\bno loss|not lost|intact|retained|preserved|\bpresent|positive|normal|\bexpressed(?<!not expressed)"
    r"|\bno evidence of loss|\(\+\)|(?:: ?|(?<=[126]) ?)\+(?= ?(?:[,;.)\n]|\Z)))"
    r"|(?P<unclear>\b(?:patchy|partial|focal|weak) loss|\b(?:loss|lost) (?:is |was )?(?:equivocal|cannot"
    rf"|could not|suspected|indeterminate)|{UNCLEAR})"
    r"|(?P<lost>\bloss of|\blost|\bloss\b|absent|negative|\bnot (?:expressed|retained|intact)"
    r"|\bno (?:nuclear )?(?:expression|staining)|\bdeficien\w+|\(-\)"
    r"|(?:: ?|(?<=[126]) ?)-(?= ?(?:[,;.)\n]|\Z)))"
)
_PROTEIN_BEFORE = later(
    r"(?:(?P<retained>\bno (?:evidence of )?loss|intact|retained|preserved|normal)|(?P<lost>\bloss|\black|\babsence))"
    r"(?: of)?(?: nuclear)?(?: protein)?(?: (?:expression|staining))?(?: (?:of|for|in))?(?: the)? \(?$"
)
_TMB = re.compile(
    r"(?:tumor mutation(?:al)? burden|\btmb\b)(?P<gap>[^\n\d<>]{0,30})(?P<lt>[<>]=? ?)?(?P<v>\d{1,3}(?:\.\d+)?)"
    r"(?![\d.])(?P<unit> ?mut(?:ation)?s? ?(?:/|per) ?m(?:b|ega))?(?! or )"
)
_TMB_BARE = later(r"(?: ?\(tmb\))?[ :=(~-]*(?:(?:score|of|is|was|high|low|intermediate)[ ,:=(-]*){0,2}")
_ONCOTYPE = re.compile(
    r"(?:oncotype(?: dx)?|recurrence score)(?P<gap>[^\n\d]{0,40})(?P<v>\d{1,3})(?![\d%/]|[- ]gene| ?- ?\d)"
)
_NO_SCORE = re.compile(
    r"(?:less than|under|below) $|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* $|\b(?:on|dated) $"
)
_ANDROGEN = re.compile(
    r"\bandrogen[- ]receptors?\b(?: ?\(ar\))?"
    r"(?! (?:splice|variant|gene|mutat|ampl|inhib|signal|antag|block|path|axis|target))"
    r"|(?<![\w-])ar(?= ?[:=(]| (?:is |was )?(?:pos|neg))"
)
_RECEPTOR = re.compile(r"\b(?:er|pr|her-?2|androgen)\b")
_P16 = re.compile(r"\bp16(?:ink4a)?(?![a-z0-9])")


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
        limit = found["lt"][:1] in ("<", ">") or found["w"] or _BELOW.search(found["gap"])  # a range is no share
        if limit or not _beside(text, found, start):
            continue
        yield _of(text, "biomarker.Ki67", Quantity(float(found["v"]), "%"), found, "share of cells")
    for found in _PDL1.finditer(text.flat, start, end):
        if _beside(text, found, start):
            yield from _pdl1(text, found, start)
    yield from _own_line(text, start, end)
    for code, name in (("PDL1", _PDL1_NAME), ("p16", _P16), ("AR", _ANDROGEN)):
        yield from _stain(text, code, name, start, end)
    for found in _TMB.finditer(text.flat, start, end):
        if not found["lt"] and (found["unit"] or _TMB_BARE.fullmatch(found["gap"])) and _beside(text, found, start):
            yield _of(text, "biomarker.TMB", Quantity(float(found["v"]), "mut/Mb"), found, "burden")
    for found in _ONCOTYPE.finditer(text.flat, start, end):
        if int(found["v"]) <= 100 and _beside(text, found, start) and not _NO_SCORE.search(found["gap"]):
            yield _of(text, "biomarker.OncotypeDX", int(found["v"]), found, "recurrence score")


def _beside(text: Text, found: re.Match[str], start: int) -> bool:
    """Whether a number belongs to the name before it: no other test, open question or limit stands between."""
    gap = found["gap"]
    if OTHER.search(gap) or _LIMIT.search(_BELOW.sub("", gap)) or _OPEN.search(gap):
        return False
    return not of_others(text.flat, start, found.start(), found.end())


_OPEN = re.compile(UNCLEAR)


def _pdl1(text: Text, found: re.Match[str], start: int) -> Iterator[Candidate]:
    score = (found["score"] or "").upper().replace("COMBINED POSITIVE SCORE", "CPS")
    sign, number = (
        (found["lt"] or found["less"] or "")[:1],
        found["v"] or found["share"] or str(word_number(found["words"])),
    )
    upto = (found["to"] or found["upto"] or "").replace(" ", "")
    unit = "" if score == "CPS" else " %"
    if score in ("IC", "TC") and not found[0].endswith("%"):
        return
    at = found.start("v" if score else "share" if found["share"] else "words")
    below = sign == "<" or bool(_BELOW.search(text.flat, found.start(), at))
    value: Value = Quantity(float(number), "%" if unit else "{CPS}")
    if below or upto:
        value = "negative" if below else "positive"
    if not (below or (upto and number == "0")) or (below and number == "1"):
        yield _of(text, "biomarker.PDL1", value, found, "score")
    sign = "<" if below else sign
    yield _of(text, "biomarker.PDL1.score", f"{score} {sign}{number}{upto}{unit}".strip(), found, "score")


def _own_line(text: Text, start: int, end: int) -> Iterator[Candidate]:
    """A score of PD-L1 in a sentence that does not name it, of a report that names it before."""
    for found in _TPS.finditer(text.flat, start, end):
        named = text.flat.rfind("pd-l1", 0, start)
        if named < 0 or "pd-l1" in text.flat[start : found.start()] or of_others(text.flat, start, *found.span()):
            continue
        unit, name = ("%", "TPS") if found["tps"] else ("{CPS}", "CPS")
        sign, number = (found["lt"] or "")[:1], found["v"]
        value: Value = "negative" if sign == "<" and number == "1" else Quantity(float(number), unit)
        if sign != "<" or number == "1":
            yield _of(text, "biomarker.PDL1", value, found, "score")
        words = f"{name} {sign}{number}" + (" %" if unit == "%" else "")
        yield _of(text, "biomarker.PDL1.score", words, found, "score")


def _stain(text: Text, code: str, name: re.Pattern[str], start: int, end: int) -> Iterator[Candidate]:
    """A stain that is positive or negative in words, before its name or behind it."""
    for names in named(text.flat, name, start, end):
        first = names.found[0]
        if first[0] == "ar" and not _of_receptors(text, first):
            continue
        led = _LED.search(text.flat[names.before[0] : names.before[1]])
        said = _STAIN_SAID.search(text.flat, *names.after)
        if led:
            value, stop = led["w"], first.end()
        elif said and not said["unclear"]:
            value, stop = "negative" if said["no"] else "positive", said.end()
        else:
            continue
        if code == "PDL1" and value == "positive" and _NEXT_TO_NONE.search(text.flat, first.end(), stop):
            continue  # `<1 % of cells positive`
        if not of_others(text.flat, names.clause, first.start(), stop):
            yield _of(text, f"biomarker.{code}", value, first, "word", -5, end=stop)


def _of_receptors(text: Text, short: re.Match[str]) -> bool:
    """Whether two letters are the receptor: in capitals, where the others are named."""
    start, end = short.span()
    return text.cased[start:end] == "AR" and bool(_RECEPTOR.search(text.flat, max(0, start - 200), end + 200))


def _microsatellites(text: Text, start: int, end: int) -> Iterator[Candidate]:
    for names in named(text.flat, _MSI, start, end):
        first = names.found[0]
        said = _MSI_SAID.search(text.flat, first.end(), min(names.after[1], first.end() + _MSI_FAR))
        denied = _MSI_DENIED.search(text.flat[names.before[0] : first.start()])
        level, stop = _level(first[0], said, denied)
        if level and not of_others(text.flat, names.clause, first.start(), stop or first.end()):
            yield _of(text, "biomarker.MSI", level, first, "microsatellites", end=stop)


def _level(name: str, said: re.Match[str] | None, denied: re.Match[str] | None) -> tuple[str, int]:
    """What the name itself says (`MSI-H`), or the words behind it, and where they end (0 where the name says it)."""
    own = "stable" if name.endswith(("mss", "stable")) and "unstable" not in name else ""
    own = own or ("high" if name.endswith(("i-h", "msih", "si h", "high", "unstable")) else "")
    own = own or ("low" if name.endswith(("i-l", "low")) else "")
    if name == "microsatellite" and (denied or (said and said["no"])):
        return "", 0  # those of a melanoma
    if denied:
        kinds = {"high": ("not high", 0), "": ("", 0) if said and said["unclear"] else ("stable", 0)}
        return ("", 0) if denied["rare"] else kinds.get(own, ("", 0))
    if own:
        if said and said["no"] and own == "high":
            return "not high", said.end()
        return ("", 0) if said and said["unclear"] and own == "high" else (own, 0)
    if said is None or said["unclear"]:
        return "", 0
    return {"no": "stable", "nothigh": "not high"}.get(str(said.lastgroup), str(said.lastgroup)), said.end()


def _each_by_itself(flat: str, start: int, said: re.Match[str], end: int) -> bool:
    """Whether the answer is that of the first of several proteins: `MMR: MLH1 intact, MSH6 lost`."""
    return bool(_MMR_PROTEIN.search(flat, start, said.start()) and _MMR_PROTEIN.search(flat, said.end(), end))


def _repair(text: Text, start: int, end: int) -> Iterator[Candidate]:
    yield from _microsatellites(text, start, end)
    for names in named(text.flat, _MMR, start, end):
        first = names.found[0]
        if led := _PROTEIN_BEFORE.search(text.flat[names.before[0] : names.before[1]]):
            value = "deficient" if led["lost"] else "proficient"
            yield _of(text, "biomarker.MMR", value, first, "mismatch repair")
            continue
        said = _MMR_SAID.search(text.flat, first.start() if first[0][1:] == "mmr" else first.end(), names.after[1])
        if said and not said["unclear"] and not of_others(text.flat, names.clause, first.start(), said.end()):
            denied = said["deficient"] and _NO.search(text.flat, names.before[0], first.start())
            value = "deficient" if said["deficient"] and not denied else "proficient"
            if value == "proficient" and _each_by_itself(text.flat, first.end(), said, names.after[1]):
                continue
            yield _of(text, "biomarker.MMR", value, first, "mismatch repair", end=said.end())
    for names in named(text.flat, _MMR_PROTEIN, start, end):
        before = _PROTEIN_BEFORE.search(text.flat[names.before[0] : names.before[1]])
        said = before or _PROTEIN_SAID.search(text.flat, *names.after)
        if said and not before and _CONTROL.match(text.flat, said.end()):
            said = _PROTEIN_SAID.search(text.flat, said.end(), names.after[1])
        if "control" in text.flat[names.before[0] : names.before[1]][-30:]:
            continue
        if said and not said.groupdict().get("unclear"):
            value = "lost" if said["lost"] else "retained"
            stop = names.after[0] if before else said.end()
            if of_others(text.flat, names.clause, names.found[0].start(), stop):
                continue
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
