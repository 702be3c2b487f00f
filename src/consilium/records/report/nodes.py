"""Lymph nodes: how many were examined, how many hold cancer, and growth beyond them."""

import re
from collections.abc import Iterator

from consilium.facts import Status
from consilium.records.report.candidates import Candidate
from consilium.records.report.text import Text

_UNITS = {
    word: number
    for number, word in enumerate(
        (
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        )
    )
}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_NUMBER = (
    r"(?:\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|ten|one|two|three|four|five|six|seven|eight|nine|zero)"
)
_SLASH = re.compile(r"(?<![\d./a-z#-])(?P<p>\d{1,2}|o) ?/ ?(?P<e>\d{1,3})(?![\d/]|\.\d)")
_OF = re.compile(
    rf"(?<![\w.])(?P<p>{_NUMBER}|none|no|o)(?: ?\(\d{{1,2}}\))?(?: positive| metastatic| involved)?(?: lymph nodes?)? (?:\(?out )?of (?:the |a total of |total )?(?P<e>{_NUMBER})(?: ?\(\d{{1,3}}\))?(?![\w.]| ?(?:cm|mm|slides|blocks|cores|%))"
)
_ALL_OF = re.compile(
    rf"(?<!\w)(?:all|both) (?:of )?(?P<e>{_NUMBER}|\b)(?: ?\(\d+\))? ?(?:lymph )?nodes?[^\n]{{0,30}}(?:positive|metasta|involved)"
)
_BENIGN = re.compile(
    rf"(?<![\w.-])(?P<e>{_NUMBER})(?: ?\((?:\d+|\d+/\d+)\))?,? (?:[a-z-]+,? ){{0,3}}?(?:benign|negative|reactive|unremarkable|hyperplastic)?,? ?(?:[a-z-]+ )?(?:lymph )?nodes?\b(?P<tail>[^\n]{{0,60}})"
)
_CLEAR = re.compile(
    r"benign|negative|no (?:evidence of |metasta|tumou?r|carcinoma|malignan)|free of|without|reactive|unremarkable|not? involved"
)
_EXAMINED = re.compile(
    r"(?:(?:total )?(?:number|no\.?|#) (?:of )?(?:regional )?(?:lymph )?(?:nodes? )?(?:examined|found|identified|sampled|indentified|removed|retrieved|resected)(?: \([^)\n]{1,30}\))?|(?:lymph )?nodes? examined|nodes? (?:found|sampled|identified)|total nodes|number (?:examined|found)|total (?:number )?(?:of )?lymph nodes(?: examined)?|examined)"
    rf" ?[:=\-]{{1,2}} ?(?P<e>{_NUMBER})(?![\w./])"
)
_INVOLVED = re.compile(
    r"(?:(?:total )?(?:number|no\.?|#) (?:of )?(?:regional )?(?:positive )?(?:lymph )?(?:nodes? )?(?:involved|positive|with metastas[ei]s|with tumou?r|containing|metastatic|with metastatic|with macrometastas[ei]s)[^\n:]{0,40}|(?:lymph )?nodes? (?:positive|involved)|positive (?:lymph )?nodes|number (?:involved|positive)|involved)"
    rf" ?[:=\-]{{1,2}} ?(?P<p>{_NUMBER}|none|o)(?![\w./])"
)
_POSITIVE_WORDS = re.compile(
    r"positive|metasta|involved|tumou?r|carcinoma|malignan|negative|benign|free|reactive|nodes?\b|lymphono"
)
_NOT_NODES = re.compile(
    r"\bhpf|per 10|quadrant|chips|cores|mitos|score|gleason|o'clock|fragments|blocks|nottingham|slides|lobes|stations|sections|margins"
)


def candidates(text: Text) -> Iterator[Candidate]:
    """Node counts as stated, part by part, and their sums."""
    if not text.hits("node"):
        return
    yield from _fields(text)
    yield from _counts(text)
    yield from _extranodal(text)


def number(word: str) -> int:
    """The number that digits or an English number word stand for (`twenty-three` → 23, `none` → 0)."""
    word = word.strip()
    if word.isdigit():
        return int(word)
    if word in ("no", "none", "o"):
        return 0
    head, _, tail = word.replace("-", " ").partition(" ")
    return _TENS[head] + _UNITS.get(tail, 0) if head in _TENS else _UNITS.get(word, 0)


def _fields(text: Text) -> Iterator[Candidate]:
    for start, end in text.sentences("node", after=120):
        for code, pattern, group in (("nodes.examined", _EXAMINED, "e"), ("nodes.positive", _INVOLVED, "p")):
            for found in pattern.finditer(text.flat, start, end):
                yield _of(text, code, number(found[group]), found.start(), found.end(), 45, "field of the form")


def _counts(text: Text) -> Iterator[Candidate]:
    seen: set[tuple[int, int]] = set()
    parts: list[tuple[int, int, int, int, int]] = []
    for start, end in text.sentences("node", after=60):
        for pattern in (_SLASH, _OF):
            for found in pattern.finditer(text.flat, start, end):
                positive, examined = number(found["p"]), number(found["e"])
                around = text.flat[max(start, found.start() - 50) : found.end() + 60]
                if (
                    positive > examined
                    or not examined
                    or _NOT_NODES.search(around)
                    or not _POSITIVE_WORDS.search(around)
                ):
                    continue
                if (
                    any(abs(found.start() - s) < 60 and (p, e) == (positive, examined) for s, _, p, e, _ in parts)
                    or found.span() in seen
                ):
                    continue
                seen.add(found.span())
                parts.append((found.start(), found.end(), positive, examined, text.section(found.start()).weight))
    parts.sort()
    best = max((part[4] for part in parts), default=0)
    chosen = [part for part in parts if part[4] == best]
    for start, end, positive, examined, _ in parts:
        yield _of(text, "nodes.examined", examined, start, end, 20, "so many of so many")
        yield _of(text, "nodes.positive", positive, start, end, 20, "so many of so many")
    if len(chosen) > 1:
        start, end = chosen[0][0], chosen[0][1]
        whole = max(chosen, key=lambda part: part[3])
        rest = [part for part in chosen if part is not whole]
        if sum(part[3] for part in rest) == whole[3]:
            chosen = [whole]
        rule = "sum of the node counts of the parts"
        for code, at in (("nodes.examined", 3), ("nodes.positive", 2)):
            total = sum(part[at] for part in chosen)
            yield Candidate(
                code=code,
                value=total,
                start=start,
                end=end,
                score=best + 30,
                why=rule,
                status=Status.INFERRED if len(chosen) > 1 else Status.STATED,
                rule=rule if len(chosen) > 1 else "",
            )


def _of(text: Text, code: str, value: int, start: int, end: int, bonus: float, why: str) -> Candidate:
    section = text.section(start)
    return Candidate(
        code=code, value=value, start=start, end=end, score=section.weight + bonus, why=f"{why}; {section.kind}"
    )


_BEYOND = re.compile(
    r"(?:extra-?nodal|extra-?capsular|perinodal)[^\n:]{0,50}?(?P<colon>: ?)?(?P<word>absent|present|not identified|not seen|identified|none|no\b|yes|negative|positive|not present|is seen|focal)"
)


def _extranodal(text: Text) -> Iterator[Candidate]:
    for start, end in text.sentences("extranodal"):
        for hit in text.hits("extranodal"):
            if not start <= hit.start < end:
                continue
            before = text.flat[max(start, hit.start - 40) : hit.start]
            after = text.flat[hit.start : min(end, hit.end + 70)]
            found = _BEYOND.match(after)
            absent = bool(re.search(r"\b(?:no|without|negative for|absence of|not?)\b[^,;]{0,35}$", before))
            word = found["word"] if found else ""
            absent = absent or word in ("absent", "not identified", "not seen", "none", "no", "negative", "not present")
            if (
                not absent
                and not found
                and "with" not in before
                and "invasion" not in after
                and "extension" not in after
            ):
                continue
            yield Candidate(
                code="nodes.extranodal",
                value="absent" if absent else "present",
                start=hit.start,
                end=hit.end,
                score=text.section(hit.start).weight,
                why="growth beyond the node",
            )
