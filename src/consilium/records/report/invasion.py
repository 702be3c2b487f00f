"""Cancer in small vessels and along nerves."""

import re
from bisect import bisect_left, insort
from collections.abc import Iterator

from msgspec.structs import replace

from consilium.facts import Assertion
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import pictured
from consilium.records.report.patterns import later
from consilium.records.report.text import Text

_VESSEL = re.compile(
    # The first letters of all choices, said before: most others are then left at once. A new choice needs its letter.
    r"(?=[abcilmsv-])(?:(?:angio|capillary|micro)?-?"
    r"(?:lymph(?:atic|o|-)?[ \-/]*(?:vascular|vessel|channel)?(?:[ -]space)?"
    r"|vascular(?:/lymphatic)?|venous(?:/lymphatic)?|(?:blood|large|small) vessels?|vessels?"
    r"|intravascular)"
    r"(?: \([^)\n]{1,50}\)| ?/ ?[a-z]+| and [a-z]+| or [a-z]+)*[ -](?:space[ -])?(?:invasion"
    r"|involvement|tumor|permeation|infiltration|emboli|ingrowth)|vaso-?invas(?:ion|ive growth)"
    r"|\blv(?:s)?i\b|\blv invasion|lymphangioinvasion"
    r"|angio-? ?invasion|m(?<=\bem)vi\b|vasc\.? inv\b|capillary[ -]like space (?:invasion|involvement))"
)
_INSIDE = re.compile(
    r"(?P<cancer>tumor|carcinoma|emboli|neoplas\w+|malignan\w+|invasion|thromb[iu]s?)\b[^\n:;.,]{0,40}?"
    r"\b(?:in|within|into|of|inside|invad\w+|infiltrat\w+|permeat\w+) "
    r"(?:(?:the|some|few|several|many|numerous|small|dilated|tumoral|intra\w+|peri\w+) ){0,3}"
    r"(?:(?:lympho?-?vascular|lymphatic|vascular|blood|venous|capillary)[ -](?:spaces?|channels?|vessels?|lumens?)"
    r"|lymphatics\b|lymph vessels)"
)
"""`tumor emboli in lymphatic spaces`: the words of a sentence in which no `invasion` stands behind its vessel."""
_FIELD = re.compile(
    r"(?:- ?)?(?P<v>(?:lympho-?vascular|angiolymphatic|vascular(?: ?/ ?lymphatic)?|lymphatics?(?: ?/ ?vascular)?|venous"
    r"|(?:blood |lymph )?vessels)|(?:peri)?neural|nerves)(?: spaces?)? ?:"
    r"(?= ?(?:no invasion|invaded|invasion|present|absent|identified|not (?:identified|seen|present|observed|invaded)"
    r"|(?:yes|no)(?: ?[.,;\n]|\Z)|(?<=vessels:) free|(?<=nerves:) free))"
)
"""A question in one word, with an answer that no margin gets: `Vascular: not observed`."""
_NERVE = re.compile(
    r"(?:peri-?neur(?:al|ial)(?: \([^)\n]{1,30}\)| ?/ ?[a-z]+| and [a-z]+"
    r"| or [a-z]+)*(?: (?:space )?(?:invasion|involvement|infiltration|permeation|tumor|spread"
    r"|extension|growth))?|\bpni\b|neurotropism|(?:invasion|infiltration|involvement) of nerves"
    r"|nerve (?:sheath )?(?:invasion|involvement)|neural invasion)"
)
_OWN_ANSWER = re.compile(
    r"^(?: ?\([^)\n]{1,30}\))? ?[:=][ _]{0,3}"
    r"(?:(?P<yes>(?:(?:focal|extensive)(?:ly)?,? )?(?:present|identified|yes|positive|invaded)\b)"
    r"|(?:absent|free|none(?! ?(?:given|stated))"
    r"|n(?:ot (?:identified|seen|present|found|detected|observed)|il|egative))\b)"
    r"(?! ?(?:[/?\[(_]|or\b))"
)
"""What a field answers of itself, whatever stands before and behind it."""
_NO_AFTER = re.compile(
    r"^ ?0(?!\d|\.\d|%)|^(?:[^\n;.]{0,25}?[:\-]+ ?|[^\n;:,.]{0,40}? (?:is|are|was) |,? ?\(?)[\[(]?"
    r"(?:(?:ly?|v|pn|ne)0\b|not (?:definit\w+ |clearly |readily )?(?:iden\w+|seen"
    r"|present|found|detected|observed|evident)|no\b(?! [a-z])|no invasion|none|absent|negative|-\)|is not\b|without"
    r"|nil\b|un(?:detected|identified|seen|involved))"
    r"|^ not (?:iden\w+|seen|present|found)"
    r"|^(?:(?!\bpresent\b)[^\n:;]){0,40}\bnot (?:definit\w+ |clearly |readily )?(?:iden\w+|seen|present"
    r"|found|detected|evident|observed)\b|^[^\n:;]{0,30}\b(?:absent|un(?:detected|identified|seen))\b"
    r"|^ (?:negative|none)\b"
)
_YES_AFTER = re.compile(
    r"^(?:[^\n;.]{0,30}?[:\-]+ ?|[^\n;:,.]{0,40}? (?:is|are|was) |,? ?\(?)[\[(]?(?:extensive(?:ly)? ?"
    r"|focal(?:ly)?,? ?|prominent ?|multifocal ?|widely ?|is )?(?:present|identified|yes|positive|seen|evident|easily"
    r"|noted|observed|found|extensive|substantial|(?:extra|intra)mural|submucosal|focal|minimal|prominent|conspicuous|marked|obvious|in(?:vad|filtrat)ed|along|\+|(?:ly?|v|pn|ne)[1-3]\b)"
    r"|^ ?\((?:\d{1,2}|one|two|three|four|few|many|multiple|focal|extensive)\b"
    r"|^[^\n:;]{0,40}\b(?:present|identified|seen|noted)\b"
)
_YES_AT_ONCE = re.compile(
    r" (?:is |are |was )?(?:focally |extensively )?(?:present|identified|seen|noted|found|observed)\b(?! ?[:?])"
    r"| ?\(?\+\)?(?=[ ,;.)\n]|\Z)"
)
_INVADED = {
    "vessel": re.compile(r"\bvessels? (?:are |is |were |was )?(?:not )?(?:invaded|infiltrated)\b(?! ?[:?])"),
    "nerve": re.compile(
        r"\b(?:nerves?|perineurium) (?:are |is |were |was )?(?:not )?(?:invaded|infiltrated)\b(?! ?[:?])"
    ),
}
_HOLDING = re.compile(
    r"\b(?:(?:lympho-?)?vascular|lymphatic|blood|capillary)[ -](?:spaces?|channels?|vessels?)"
    r"(?: do| does| did)? ?(?:not )?(?:contain\w*|show\w*|(?:are )?free of) "
    r"(?:[a-z]+ ){0,2}?(?:tumor|carcinoma|malignan\w+)\b"
)
"""`Vascular channels contain tumor`."""
_NO = re.compile(r"\b(?:no|not|without|free)\b")
_NO_BEFORE = re.compile(
    r"(?:\bno\b(?! spec)|\bnot\b(?! otherwise)|\bwithout\b|\bnegative for\b|\babsence of\b"
    r"|\bfree of\b|\bnor\b|no evidence of|no definit\w+)[^\n;:.]{0,60}$"
)
_ENDED = re.compile(
    r"\b(?:identified|seen|noted|found|detected|present|involved)(?:,| and)|\bbut\b|\bhowever\b|\bwith "
)
_YES_BEFORE = re.compile(
    r"(?:\bwith\b|\bshows?\b|\bpresent\b|\bextensive\b|\bfocal\b|\bthere is\b|\bprominent\b"
    r"|positive for|\+|invades|infiltrates|involves|permeates|demonstrat\w+|identified|\band\b|,|and/or|widespread|-"
    r"|evidence of|signs? of)[^\n;:.]{0,40}$"
)
_UNSURE = re.compile(
    r"cannot|indeterminate|not (?:specified|applicable|assess|reported|mentioned|stated|known)|n/a"
    r"|suspicious|suspected|suggest|unknown|\bequivocal|favor|possible|pending"
)
_UNSURE_BEFORE = re.compile(r"(?:suspicious|suggestive|cannot exclude|\bequivocal|possible|indeterminate)[^\n]{0,30}$")
_UNSAID = re.compile(
    r"[^\n;.]{0,20}(?:not (?:specified|applicable|assess\w*|reported|mentioned|stated|known)|n/a|unknown|pending"
    r"|no skin|(?:absent|present|yes|no) ?(?:/|or) ?(?:absent|present|yes|no)\b)"
)
_SUPPOSED = re.compile(
    r"\b(?:if|whether)\b[^\n.,;:]{0,30}\Z|\bpatients with \Z"
    r"|\b(?:include|includes|including|such as|factors?|risk)\b[^\n.;]{0,60}\Z"
)
"""Words in front of what would be, or of what counts for others."""
_LETTERS = re.compile(r"(?<![a-z])l(?P<l>[01])[ ,;/]{0,2}v(?P<v>[0-2])(?:[ ,;/]{0,2}pn(?P<pn>[01]))?\b")
_ANSWER = r"(?:not (?:identified|seen|present)|absent|negative|neg|none|no|-|present|identified|positive|pos|yes|\+)"
_PAIR = later(
    r"\b(?P<first>lvs?i|pni) ?/ ?(?P<second>lvs?i|pni) ?[:=]? ?"
    rf"(?P<a>{_ANSWER})(?: ?/ ?| and |, ){_ANSWER.replace('(?:', '(?P<b>', 1)}(?!\w)"
)
"""`LVI/PNI: present/absent`: an answer for each, in their order."""
_LARGE = re.compile(
    r"renal vein|portal|large vessel|vena cava|hepatic vein|major vein|muscular|macrovascular"
    r"|pulmonary vein|arterial|pulmonary artery|capsular"
)


def candidates(text: Text) -> Iterator[Candidate]:
    """Every statement about invasion of vessels and nerves."""
    pairs = list(_PAIR.finditer(text.flat)) if "pni" in text.flat else []
    told = list(_either(text, list(_stated(text, "vessel", "invasion.lymphovascular", _VESSEL))))
    told += _stated(text, "nerve", "invasion.perineural", _NERVE)
    for one in told:
        if not (pairs and any(pair.start() <= one.start < pair.end() for pair in pairs)):
            yield one
    for found in _LETTERS.finditer(text.flat) if "pt" in text.flat and ("l0" in text.flat or "l1" in text.flat) else ():
        yield from _of_letters(text, found)
    for pair in pairs:
        yield from _of_pair(text, pair)


def _stated(text: Text, kind: str, code: str, pattern: re.Pattern[str]) -> Iterator[Candidate]:
    for start, end in text.sentences(kind, after=30):
        if pictured(text.kind, text.flat[start:end]):
            continue
        named = False
        for found in pattern.finditer(text.flat, start, end):
            named = True
            yield from _read(text, code, found.start(), found.end(), start)
        if named:
            continue
        asked = _FIELD.match(text.flat, start)
        plain = _INVADED[kind].search(text.flat, start, end) or (
            _HOLDING.search(text.flat, start, end) if kind == "vessel" else None
        )
        if asked and ("neur" in asked["v"] or "nerve" in asked["v"]) == (kind == "nerve"):
            yield from _read(text, code, asked.start("v"), asked.end("v"), start)
        elif plain:
            yield from _plainly(text, code, plain, start, denied=bool(_NO.search(plain[0])))
        elif kind == "vessel" and (inside := _INSIDE.search(text.flat, start, end)):
            after = text.flat[inside.end() : inside.end() + 60]
            yield from _plainly(text, code, inside, start, denied=bool(_NO_AFTER.match(after)))


def _either(text: Text, told: list[Candidate]) -> Iterator[Candidate]:
    """Lymph and blood vessels that a form asks for by themselves: in one of them is in vessels."""
    seen: dict[str, list[int]] = {"lymph": [], "blood": [], "": []}
    for one in told:
        if one.value == "present" and not one.refused:
            insort(seen[_vessels(text, one)], one.start)
    for one in told:
        other = {"lymph": "blood", "blood": "lymph"}.get(_vessels(text, one), "") if one.value == "absent" else ""
        near = bisect_left(seen[other], one.start - _BESIDE + 1) if other else 0
        beside = bool(other) and near < len(seen[other]) and seen[other][near] < one.start + _BESIDE
        yield replace(one, score=one.score - 20) if beside else one


_BESIDE = 250
_LYMPH, _BLOOD = re.compile(r"lymph"), re.compile(r"vascul|angio(?!lymph)|venous|blood|vein|vessel")


def _vessels(text: Text, one: Candidate) -> str:
    """Which vessels a statement names: "lymph", "blood", or "" for both or either."""
    named = text.flat[one.start : one.start + 40].split(":")[0]
    lymph, blood = bool(_LYMPH.search(named)), bool(_BLOOD.search(named))
    return "" if lymph == blood else "lymph" if lymph else "blood"


def _of_letters(text: Text, found: re.Match[str]) -> Iterator[Candidate]:
    """`L1 V0 Pn0` beside a TNM: UICC's letters for lymphatics, veins and nerves."""
    said = {"invasion.lymphovascular": found["l"] != "0" or found["v"] != "0"}
    if found["pn"] and text.cased.startswith("Pn", found.start("pn") - 2):
        said["invasion.perineural"] = found["pn"] != "0"
    for code, present in said.items():
        yield Candidate(
            code=code,
            value="present" if present else "absent",
            start=found.start(),
            end=found.end(),
            score=text.section(found.start()).weight,
            why="letters of the TNM",
        )


def _of_pair(text: Text, found: re.Match[str]) -> Iterator[Candidate]:
    for name, answer in (("first", "a"), ("second", "b")):
        denied = found[answer].startswith(("n", "a", "-"))
        yield Candidate(
            code="invasion.perineural" if found[name] == "pni" else "invasion.lymphovascular",
            value="absent" if denied else "present",
            start=found.start(),
            end=found.end(),
            score=text.section(found.start()).weight,
            why="one answer for each",
        )


def _read(text: Text, code: str, start: int, end: int, left: int) -> Iterator[Candidate]:
    flat = text.flat
    before, after = flat[max(left, start - 90, flat.rfind("\n", left, start) + 1) : start], flat[end : end + 70]
    if _UNSAID.match(after) or _SUPPOSED.search(before):
        return
    section = text.section(start)
    said, why = Assertion.PRESENT, ""
    own = _OWN_ANSWER.match(after)
    if own:
        value, why = "present" if own["yes"] else "absent", "answered"
    elif _UNSURE.search(after.split("\n")[0][:45]) or _UNSURE_BEFORE.search(before):
        value, said, why = "present", Assertion.UNCERTAIN, "said to be unsure"
    elif _denied_before(before):
        value, why = "absent", "denied before"
    elif _NO_AFTER.match(after) and not _YES_AT_ONCE.match(after):
        value, why = "absent", "denied after"
    elif _YES_AFTER.match(after):
        value, why = "present", "affirmed after"
    elif _YES_BEFORE.search(before):
        value, why = "present", "affirmed before"
    else:
        return
    field = 15 if ":" in after[:4] else 0
    large = -40 if _LARGE.search(flat[max(left, start - 15) : end]) else 0
    yield Candidate(
        code=code,
        value=value,
        start=start,
        end=min(len(flat), end + _shown(after)),
        score=section.weight + field + large,
        assertion=said,
        why=f"{why}; {section.kind}",
        refused="not a microscopic statement" if section.kind in _UNSEEN and not text.in_story(section.kind) else "",
    )


_BY_TREATMENT = re.compile(r" (?:by|from|due to) (?:the |her |his |prior )?(?:surg|radi|treat|chemo|scar|operat)")
_UNSEEN = ("blocks", "clinical", "gross")


def _denied_before(before: str) -> bool:
    """Whether a denial reaches as far as here: `no necrosis seen,` and `no necrosis but` end before."""
    found = _NO_BEFORE.search(before)
    return bool(found and not _ENDED.search(before, found.start()))


def _plainly(text: Text, code: str, found: re.Match[str], left: int, *, denied: bool) -> Iterator[Candidate]:
    """Cancer told to be in vessels or nerves in plain words: there, unless it is denied or in doubt."""
    before, after = text.flat[max(left, found.start() - 60) : found.start()], text.flat[found.end() : found.end() + 60]
    section = text.section(found.start())
    if (section.kind in _UNSEEN and not text.in_story(section.kind)) or _SUPPOSED.search(before):
        return
    if _BY_TREATMENT.match(after) or _UNSURE.search(before) or _UNSURE.search(after.split("\n")[0]):
        return
    yield Candidate(
        code=code,
        value="absent" if denied or _denied_before(before) else "present",
        start=found.start(),
        end=found.end(),
        score=section.weight + (-40 if _LARGE.search(found[0]) else 0),
        why=f"said plainly; {section.kind}",
    )


_SHOWN = re.compile(
    r"[^\n;.,]{0,24}?\b(?:not (?:identified|seen|present|detected|found|observed|evident)|present|absent|identified"
    r"|seen|noted|detected|found|observed|negative|positive|yes|no|none|indeterminate|suspected|suspicious|extensive|focal)\b"
)


def _shown(after: str) -> int:
    """How much after the term belongs into the quote: to the end of the answer."""
    found = _SHOWN.match(after)
    return found.end() if found else 0
