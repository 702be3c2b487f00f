"""Edges of the removed tissue: R0, R1, R2 and the distance to the nearest edge."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from msgspec.structs import replace

from consilium.facts import Assertion, Status
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import pictured
from consilium.records.report.margin_distance import in_situ, measures
from consilium.records.report.patterns import later
from consilium.records.report.text import Text

_M = (
    # The first letters of all these words, said before: that halves the time. A new word needs its letter here.
    r"(?=[bceilmrs])(?:(?:resection |surgical |inked |excision |specimen )?(?:margins?|mergins?|resection lines?"
    r"|boundar(?:y|ies)|(?:in|ex)cision lines?|lines? of (?:resection|excision)|section lines?|intestin\w+ ends?"
    r"|edges?|cut ends?|stumps?|inked surface|surgical limits?|stapled? lines?|ends? of resection|resection ends?|crm\b"
    r"|(?:resection|excision|surgical) planes?)(?:\(s\)| \(s\)|s)?(?: of (?:resection|excision))?"
    r"(?: status| involvement| invasion)?)"
)
_CLEAR = re.compile(
    # Only where a word begins: most places are then left at once.
    rf"(?<![a-z])(?:{_M}[^\n]{{0,110}}?(?:uninvolved|not involved|negative|free\b|clear\b|unremarkable"
    rf"|no (?:evidence of )?(?:tumor|carcinoma|involvement|malignan|neoplas|invasive)|without|absen(?:t|ce of)|benign"
    rf"|not (?:identified|detected|found|seen|present|affected|reached|infiltrated|compromised)|no\b|none\b|intact"
    rf"|unaffected|adequate|do(?:es)? not (?:involve|show|contain)|clean\b|\(-\)|neg\b)"
    rf"|(?:no (?:evidence of )?(?:tumor|carcinoma|malignancy|invasive carcinoma|residual|neoplas\w+)|free of"
    rf"|free from"
    rf"|not (?:detected|identified|found|seen|present) (?:in|at|on)|negative for|not? involv|clear of|uninvolved"
    rf"|does not (?:involve|extend|reach|approach|abut|touch)"
    rf"|(?:away|distant|remote) from"
    rf"|c(?<!not c)ompletely excised|excision (?:is|appears) complete)[^\n]{{0,60}}?(?:margin|mergin"
    rf"|resection line|inked|excised)"
    rf"|(?:negative|free|clear|uninvolved|tumor-free|clean)(?: [a-z]+){{0,3}}(?: surgical| resection)? margins?\b"
    rf"|c(?<!not c)ompletely (?:excised|removed|resected)|resection (?:is )?free of (?:tumor|carcinoma)"
    rf"|c(?<!recommend c)(?<!advise c)(?<!suggest c)(?<!for c)omplete excision"
    rf"(?! (?:is |was )?(?:recom|advis|sugg|cannot|not|of the))"
    rf"|\bno (?:positive|involved) (?:surgical |resection )?margins?|completeness of excision ?: ?complete\b"
    rf"|\bno (?:ink on tumor|tumor (?:at|on) (?:the )?ink)"
    rf"|(?:excised|resected|removed) (?:with)?in (?:sano|healthy tissue)|excision (?:is |appears )?complete\b)"
)
_INVOLVED = re.compile(
    rf"(?<![a-z])(?:{_M}(?:(?!margin|f(?<!\wf)ree\b|negative)[^\n]){{0,50}}?(?=[ipatcsw(: ])(?<!not )(?<!un)"
    rf"(?:i(?<!\wi)nvolved|positive"
    rf"|affected|present at|(?:tumor|carcinoma) (?:is )?(?:present|identified|seen|extends|focally)|compromised"
    rf"|cells (?:are )?(?:present|identified|seen)|shows? (?:residual |invasive )?(?:tumor|carcinoma)|pos\b"
    rf"|coincident|with tumor"
    rf"|infiltrated|\(\+\)"
    rf"|(?:involvement|invasion)? ?: ?(?:yes|present)\b)"
    rf"|(?:involv(?:es|ing|ement of)|infiltrat(?:es|ing)(?! (?:margins?|borders?))|invad(?:es|ing)"
    rf"|(?:tumor|malignant|cancer) cells in"
    rf"|exten(?:ds?|ding|sion) (?:focally )?to|present (?:focally )?at|reach(?:es|ing)"
    rf"|at|into|touches|transect\w*|positive)(?: the)?(?: [a-z/-]+){{0,4}}? (?:margins?|resection line|staple line"
    rf"|(?:resection|excision|surgical) plane"
    rf"|inked (?:surface|margin|edge)"
    rf"|(?:cauteri[sz]ed|cut|excision|specimen|surgical|tissue)(?: tissue| surgical)? edges?)"
    rf"|tumor (?:is )?(?:present )?(?:at|on|touching) (?:the )?ink\b"
    rf"|incompletely (?:excised|removed|resected)|not (?:excised|removed|resected) completely"
    rf"|not completely (?:excised|removed|resected)"
    rf"|(?:excision|resection) (?:is |was |appears )?incomplete)"
)
_LISTED = re.compile(r"[;,](?: [a-z]+){1,3}: ?(?:positive|involved)\b")
_OF_CLEAR = (
    *("free", " no", "negative", "involv", "clear", "unremarkable", "without", "absen", "benign", "clean", "(-)"),
    *(" neg", "complete", "does not", "do not", "no ", "not ", "intact", "adequate"),
    *("unaffected", "away from", "distant from", "remote from", "healthy", "in sano"),
)
_OF_INVOLVED = (
    *(
        "involv",
        " pos",
        "shows tumo",
        "shows carc",
        "shows inv",
        "shows res",
        "present",
        "exten",
        "focal",
        "compromis",
        "infiltrat",
        "reach",
        "touch",
        "transect",
        "(+)",
    ),
    *(
        "incompl",
        "completely",
        " ink",
        "yes",
        "affect",
        "seen",
        "identif",
        " at ",
        " into ",
        "with tum",
        "coincid",
        " cells ",
        "invad",
    ),
)
_RESIDUAL = re.compile(r"r(?<![a-z0-9]r) ?(?P<v>[012xo])(?![a-z0-9]| ?/)")
_OF_RESIDUAL = re.compile(
    r"residual|resection|margin|\bm[x01]|\br ?classif|pn\w|\btnm\b|\b[lv][01]\b|\bn ?[0-3x][a-c]?[,; ]{1,2}r"
)
_NOT_WHOLE = re.compile(
    r"cannot be|not applicable|not specified|not reported|not assess|n/a|in situ|dcis|indeterminate"
    r"|not available|\bcis\b|dysplasia|intraepithelial|\b(?:hsil|lcis|cin ?[1-3i]{1,3}|vain|panin|adenoma)\b"
)


_NEAR_ONLY = re.compile(
    r"to within|within (?:<|less than)? ?\d|close to|panin|benign|approach|< ?\d|less than|2\. no|adenomat"
    r"|appears? to be|frozen|biopsy"
)
_WRAPPED = re.compile(
    r"\n(?=of resection|(?:is|are|was|were|all|not) |no (?:\w+ )?(?:evid|tumo|carci|invol|resid|malig|neopl|invas)"
    r"|uninvolved|involved|negative|positive|free\b|clear\b|margins?\b"
    r"|tumor|carcinoma|(?:the )?(?:distance|closest)|none\b|invasive)"
)
"""Where a line only breaks, or where a form answers on the line below its question."""
_PLAINLY = re.compile(r"positive|involved|compromised")
_NOT_FINAL = re.compile(r"panin|benign|2\. no|adenomat|appears? to be|frozen|biopsy")
_OTHERS = re.compile(r"[;,]|\bbut\b|\bother|\bremaining|\bexcept")
"""Between a margin with cancer and a word for none: it speaks of the others."""
# The pleura is the surface of the lung itself; nobody cut there.
_SUPPOSED = re.compile(
    r"\b(?:if|whether)\b[^\n.,;]{0,40}\Z|\b(?:patients|women|tumors) with [^\n.,;]{0,15}\Z"
    r"|\b(?:risk|factors?) [^\n.;]{0,60}\Z"
)
"""Words in front of what would be, or of what counts for others."""
_ANSWERED_NO = re.compile(r"s?(?:\(s\))? ?[:?] ?(?:no\b|none|absent|negative|not )")
_NEXT = re.compile("[;,]| and ")
_MARKED = re.compile(r"\b(?:ink(?:ed|s)?|sutures?|stitch(?:es)?|clips?|marked|tagged|labell?ed|dye|sections?) \Z")
"""`Inked at margin` tells what the surgeon marked."""
_OWN_SURFACE = re.compile(r"pleura")
_ONE = re.compile(r"(?:resection |surgical )?margin\b(?! status)")
_DENIED = re.compile(
    r"\b(?:no|not(?! (?:completely|excised|removed|resected))|without|negative|free|uninvolved|absence of|neither)\b"
)
_UNFINISHED = ("margin", "margins", "line", "lines", "edge", "edges", "resection", "of")
_PLACE = re.compile(
    r"superior|inferior|anterior|posterior|medial|lateral|deep|proximal|distal|bladder neck|apical|apex|radial"
    r"|bronchial"
)
_MORE = re.compile(
    r"\b(?:new|additional|re-?excis\w+|re-?resect\w+|revised|final|true|further)\b[^\n]{0,60}?margins?\b[^\n]{0,60}?"
    r"(?:no (?:evidence of |residual |invasive )*(?:tumor|carcinoma|malignan|neoplas)|negative|\bfree\b|\bbenign)"
)
_SAID_LAST = frozenset({"final", "head", "addendum", "synoptic", "comment"})
_NOT_TOLD = frozenset({"blocks", "clinical", "prior"})
_NEAR_SECTIONS = frozenset({"gross", "blocks", "clinical", "prior", "frozen"})


def candidates(text: Text) -> Iterator[Candidate]:
    """Every statement about margins."""
    if "wedge" in text.flat and "lobectomy" in text.flat:
        yield from _completed(text.flat, list(_stated(text)))
    else:
        yield from _stated(text)


def _completed(flat: str, told: list[Candidate]) -> Iterator[Candidate]:
    """Cancer at the edge of a wedge counts no more where the rest of the lobe was taken out and its edges are free."""
    parts = [(found.start(), found["which"] == "wedge") for found in _WEDGE_OR_LOBE.finditer(flat)]
    free = max((one.start for one in told if one.value == "R0" and not one.refused), default=0)
    lobe = max((start for start, wedge in parts if not wedge and start < free), default=0)
    for one in told:
        before = bisect_left(parts, (one.start,))
        if one.value == "R1" and one.end < lobe and before and parts[before - 1][1]:
            one.refused = one.refused or "the rest of the lobe was taken out, and is free there"
        yield one


_WEDGE_OR_LOBE = re.compile(r"\n[^\n:]{0,90}?\b(?P<which>wedge|lobectomy)\b[^\n:]{0,40}:")
"""The name of a part of the specimen: `B. Lung, right upper lobe, completion lobectomy:`."""


def _stated(text: Text) -> Iterator[Candidate]:
    freed: dict[str, int] | None = None
    for start, end in text.sentences("margin"):
        if text.flat.endswith(_UNFINISHED, start, end):
            end = text.sentence(end + 1, end + 1)[1]
        kind = text.section(start).kind
        told = (kind not in _NOT_TOLD or text.in_story(kind)) and not pictured(text.kind, text.flat[start:end])
        for candidate in _status(text, start, end) if told else ():
            if candidate.value == "R1":
                freed = _freed(text) if freed is None else freed
                places = set(_PLACE.findall(text.flat, start, end))
                if places and all(freed.get(place, -1) >= end for place in places):
                    candidate.refused = "cut again, and free there"
            yield candidate
        yield from _distance(text, start, end)
    for found in _RESIDUAL.finditer(text.flat):
        around = text.flat[max(0, found.start() - 40) : found.end() + 20]
        if found["v"] != "x" and _OF_RESIDUAL.search(around) and not _hoped_for(text.flat, found):
            yield _of(text, f"R{found['v'].replace('o', '0')}", found.start(), found.end(), 40, "R stated")


def _status(text: Text, start: int, end: int) -> Iterator[Candidate]:
    """What a sentence says of margins; one of them with cancer counts more than others that are free."""
    sentence = text.flat[start:end]
    if "\n" in sentence:
        sentence = _WRAPPED.sub(" ", sentence)
    # Most sentences about margins say nothing of cancer; the words spare trying the patterns on them.
    clear = _CLEAR.search(sentence) if any(map(sentence.__contains__, _OF_CLEAR)) else None
    tried = _INVOLVED.finditer(sentence) if any(map(sentence.__contains__, _OF_INVOLVED)) else ()
    involved = next((found for found in tried if _is_involved(sentence, found)), None)
    if clear and (_SUPPOSED.search(sentence, 0, clear.start()) or _outlined(sentence, clear)):
        clear = None
    within = clear and involved and clear.start() <= involved.start() < clear.end()
    if involved is None and ("positive" in sentence or "involved" in sentence):
        involved, within = _LISTED.search(sentence), None
    if involved and not (clear and within and not _OTHERS.search(sentence, involved.end(), clear.end())):
        yield _of(text, "R1", start + involved.start(), start + involved.end(), 25, "margin involved")
    elif clear:
        # One named margin that is free says little of the others.
        one = _ONE.match(clear[0]) and sentence[max(0, clear.start() - 2) : clear.start()].strip().isalpha()
        yield _of(text, "R0", start + clear.start(), start + clear.end(), -15 if one else 10, "margin clear")


def _outlined(sentence: str, clear: re.Match[str]) -> bool:
    """Whether the margin is how a mass is bounded on a picture: `circumscribed margins and no calcification`."""
    return clear[0].startswith(("margin", "border", "edge")) and bool(
        _OUTLINE.search(sentence, max(0, clear.start() - 60), clear.start())
    )


def _hoped_for(flat: str, found: re.Match[str]) -> bool:
    """Whether an R is one that may come: `achieving an R0 resection may be difficult`."""
    start, end = found.span()
    return bool(_NO_RESULT.match(flat, end) or _AIMED.search(flat, max(0, start - 70), start))


_AIMED = later(
    r"\b(?:feasib\w*|goals?|achiev(?:e|ing|able|ement)|aim\w*|likelihood|attempt\w*|chances?|probability|compromis\w*"
    r"|potential\w*|intent\w*|if|would|could|may|might|will|rates? of|candidates? for|amenable to|convert\w*)\b"
    r"[^\n.;:]{0,55}\Z"
)
_NO_RESULT = later(
    r"\)? (?:(?:resection|surgery|excision|cytoreduction) )?"
    r"(?:rates?|can(?:not)?|could|may|might|would|will|should|(?:is|was) (?:un)?likely|feasibility|if|upfront can"
    r"|(?:is|was) (?:not )?(?:feasible|possible|achievable))\b"
)
"""Behind an R that is only spoken of."""
_OUTLINE = later(
    r"\b(?:(?:micro)?lobulated|circumscribed|irregular|spiculated|obscured|indistinct|angular|smooth|ill-?defined"
    r"|well-?defined|sharp|blurred|distinct|infiltrative|pushing)"
    r"(?:(?:, | and | or |/)[\w-]+){0,3} \Z"
)


def _freed(text: Text) -> dict[str, int]:
    """The places where more was cut out and no cancer found, each with where that is said last."""
    return {
        place: found.start()
        for found in _MORE.finditer(text.flat)
        if text.section(found.start()).kind in _SAID_LAST
        for place in _PLACE.findall(found[0])
    }


def _is_involved(sentence: str, found: re.Match[str]) -> bool:
    """Whether cancer is said to be at a margin of the final specimen, not near it, in question or elsewhere."""
    left = max(sentence.rfind(mark, 0, found.start()) for mark in (";", ", ", " except ", " but "))
    if _MARKED.search(sentence, max(0, found.start() - 14), found.start()):
        return False
    if _ANSWERED_NO.match(sentence, found.end()) or _SUPPOSED.search(sentence, 0, found.start()):
        return False
    after = _NEXT.split(sentence[found.end() : found.end() + 60], maxsplit=1)[0]
    near = sentence[max(0, left, found.start() - 45) : found.end()] + after
    whole = sentence[max(0, found.start() - 90) : found.end() + 60]
    denied = _DENIED.search(sentence, max(0, left, found.start() - 40), found.end())
    only = _NOT_FINAL if _PLAINLY.search(found[0]) else _NEAR_ONLY
    return not (denied or _NOT_WHOLE.search(whole) or _OWN_SURFACE.search(near) or only.search(near))


def _of(text: Text, value: str, start: int, end: int, bonus: float, why: str) -> Candidate:
    section = text.section(start)
    story = text.in_story(section.kind)
    seen = not story and (section.kind in _NOT_TOLD or (value != "R0" and section.kind in _NEAR_SECTIONS))
    refused = "only seen by eye or history" if seen else ""
    return Candidate(
        code="margin.residual",
        value=value,
        start=start,
        end=end,
        score=section.weight + bonus,
        why=f"{why}; {section.kind}",
        refused=refused,
        assertion=Assertion.PRESENT,
    )


def _distance(text: Text, start: int, end: int) -> Iterator[Candidate]:
    section = text.section(start)
    for begins, ends, value, least in measures(text.flat[start:end]):
        yield Candidate(
            code="margin.distance",
            value=value,
            start=start + begins,
            end=start + ends,
            # Of several told alike the nearest edge counts, and that of what invades.
            score=section.weight
            + (20 if least else 0)
            - min(value.value, _FAR) / _FAR
            - (_IN_SITU if in_situ(text.flat, start + begins) else 0),
            why="distance to a margin",
        )
        if value.value > 0 and section.kind not in _NEAR_SECTIONS and least:
            yield replace(
                _of(text, "R0", start + begins, start + ends, -30, "tumor at a distance from the margin"),
                status=Status.INFERRED,
                rule="UICC residual tumor: R0 where the tumor stays at a stated distance from the nearest margin",
            )


_FAR, _IN_SITU = 500.0, 5
