"""Lymph nodes: how many were examined and how many hold cancer, part by part and in all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from consilium.facts import Status
from consilium.records.report.candidates import Candidate
from consilium.records.report.numbers import NUMBER, number
from consilium.records.report.text import Text

_P, _E = rf"(?P<p>{NUMBER})", rf"(?P<e>{NUMBER})"
_BRACKETED = r"(?: ?\([^)\n]{1,8}\))?"
_SLASH = re.compile(r"(?<![\d./a-z#-])(?P<p>\d{1,2}|o) ?/ ?(?P<e>\d{1,3})(?![\d/%]|\.\d| ?hpf)")
_LATIN = re.compile(r"lymphonod\w+ no ?\(?(?P<p>[ivxl]+) ?/ ?(?P<e>[ivxl]+)")
_OF = re.compile(
    rf"(?<![\w.])(?P<p>{NUMBER}|none){_BRACKETED}(?: positive| metastatic| involved"
    rf"| regional)?(?: lymph nodes?)? (?:\(?out )?of"
    rf"(?: the| a total of| total| in total)? {_E}{_BRACKETED}(?! ?(?:cm|mm|slides|blocks|cores|%"
    rf"|quadrants|specimens))(?![\w])"
)
_ADJ = r"(?:[a-z]+(?:-[a-z]+)?,? ){0,3}?"
_BENIGN = re.compile(
    rf"(?<![\w.#/-])(?<! of )(?<! level )(?<!levels )(?<!\bno\n){_E}{_BRACKETED},? {_ADJ}"
    rf"(?:lymph )?nodes?\b{_BRACKETED}(?P<tail>[^\n]{{0,50}})"
)
_IN_NODES = re.compile(
    rf"(?P<lead>no (?:evidence of )?(?:metasta\w+|tumou?r|carcinoma|malignan\w+|evidence)|negative for"
    rf"|free of|metasta\w+(?: \w+){{0,4}}|positive for)[^\n.;:]{{0,40}}? (?:in|involving|to|into"
    rf"|identified in|seen in)"
    rf"(?: any of| all| the| all of)? {_E}{_BRACKETED} {_ADJ}(?:lymph )?nodes?\b"
)
_CLEAR_THEN_NODES = re.compile(
    rf"(?:negative(?: for)?|no (?:evidence of )?|free of"
    rf"|benign)[^\n.;]{{0,40}}?[,;:(\-] ?{_E}{_BRACKETED} {_ADJ}(?:lymph )?nodes?\b"
)
_COUNTED = re.compile(rf"(?:lymph )?nodes?,? ?\((?:x ?)?{_E}\)(?P<tail>[^/]{{0,90}})")
_EXAMINED = re.compile(
    r"(?P<total>total |regional )?(?:(?:number|no\.?"
    r"|#)(?: of)?(?: the)?(?P<sentinel> sentinel)?(?: regional)?(?: lymph)?(?: nodes?)? (?:examined"
    r"|found|identified|sampled|indentified|removed|retrieved|resected|present|submitted|in specimen)"
    r"|(?<!sentinel )(?:lymph )?nodes? (?:examined|found|sampled|identified|removed)|nodes total"
    r"|total (?:number of )?(?:lymph )?nodes)(?: ?\([^)\n]{1,40}\))?(?: in specimen)?"
    rf" ?[:=\-]{{1,2}} ?{_E}(?![\w/]|\.\d)"
)
_INVOLVED = re.compile(
    r"(?P<total>total )?(?:(?:number|no\.?"
    r"|#)(?: of)?(?: the)?(?P<sentinel> sentinel)?(?: positive)?(?: regional)?(?: lymph)?"
    r"(?: nodes?)?(?: sites)? (?:involved"
    r"|positive(?: for \w+)?|with metastas[ei]s|with tumou?r|containing tumou?r|metastatic"
    r"|with metastatic \w+|of metastatic nodes)(?: by \w+)?"
    r"|(?:number|no\.?|#) of (?:positive|metastatic|involved)(?: regional)?(?: lymph)? nodes"
    r"|(?<!sentinel )(?:lymph )?nodes? (?:positive|involved)"
    r"|positive (?:lymph )?nodes)(?: ?\([^)\n]{1,40}\))?"
    rf" ?[:=\-]{{1,2}} ?(?P<p>{NUMBER}|none|o)(?![\w/]|\.\d)"
)
_A_FIELD = re.compile(r"[:=-] ?(?:\d|none|o\b|zero|one|two|three|four|five|six|seven|eight|nine|ten)")
_CLEAR = re.compile(
    r"benign|negative|no (?:evidence|metasta|tumou?r|carcinoma|malignan|neoplas|diagnostic"
    r"|significant)|free of|tumou?r[ -]free|without|reactive|unremarkable|not? involved|uninvolved"
    r"|hyperplas"
)
_FULL = re.compile(r"positive|metasta|involved|contain|replaced")
_ABOUT_NODES = re.compile(
    r"positive|metasta|involved|negative|benign|free|reactive|nodes?\b|lymphono|malignan|tumou?r|carcinoma"
)
_DEFINITION = re.compile(r"pn ?[1-3o]?[a-c]? ?[:=(\-]|\d (?:to|-) ?\d|or more|at least|less than|fewer than|between")
_TOTAL = re.compile(rf"(?:in total|total of) {_E}{_BRACKETED} {_ADJ}(?:lymph )?nodes?(?P<tail>[^\n]{{0,60}})")
_NOT_NODES = re.compile(
    r"\bhpf|per 10|quadrants|chips|cores|mitos|score|gleason|o'clock|nottingham|isolated tumor|tubules|points"
)
_PLACES = (
    {"final", "synoptic", "addendum", "head", "comment", "impression"},
    {"micro", "markers", "assessment", "findings"},
    {"gross", "clinical", "procedure", "specimen", "legal"},
)


@dataclass(frozen=True, slots=True)
class Count:
    """One statement: so many of so many nodes; `positive` is None where only the examined were counted."""

    start: int
    end: int
    positive: int | None
    examined: int | None
    total: bool
    section: str


def candidates(text: Text) -> Iterator[Candidate]:
    """Node counts in all: a stated total, or the sum of the parts."""
    if not text.hits("node"):
        return
    fields, parts = list(_fields(text)), list(_parts(text))
    if _absurd(fields) or _of_one_part(fields, parts):
        fields = []
    for code, which in (("nodes.examined", "examined"), ("nodes.positive", "positive")):
        stated = [field for field in fields if getattr(field, which) is not None]
        if stated:
            yield from _answer(code, which, stated, bonus=60, summed=not any(field.total for field in stated))
    for place, kinds in enumerate(_PLACES):
        here = [part for part in parts if part.section in kinds]
        whole = _whole(here) or _whole(_unrepeated(here))
        here = [whole] if whole else _unrepeated(here)
        for code, which in (("nodes.examined", "examined"), ("nodes.positive", "positive")):
            stated = [part for part in here if getattr(part, which) is not None]
            if stated and not (which == "examined" and any(part.examined is None for part in here)):
                yield from _answer(code, which, stated, bonus=40 - 30 * place, summed=True)


def _absurd(fields: list[Count]) -> bool:
    """More nodes with cancer than were examined: the form was filled in wrongly, and neither number can be trusted."""
    examined = [field.examined for field in fields if field.examined is not None]
    positive = [field.positive for field in fields if field.positive is not None]
    return bool(examined and positive) and max(positive) > sum(examined)


def _of_one_part(fields: list[Count], parts: list[Count]) -> bool:
    """A field inside the list of parts counts that part only, where the parts together hold more."""
    if any(field.total or field.section != "final" for field in fields):
        return False
    counted = sum(field.examined or 0 for field in fields)
    together = sum(part.examined or 0 for part in _unrepeated([part for part in parts if part.section == "final"]))
    return 0 < counted < together


def _answer(code: str, which: str, counts: list[Count], *, bonus: float, summed: bool) -> Iterator[Candidate]:
    """One count as it is; several as their sum, or where a total is among them, the largest."""
    values = [getattr(count, which) for count in counts]
    best = max(counts, key=lambda count: (count.total, getattr(count, which)))
    value = sum(values) if summed else getattr(best, which)
    added = summed and len(values) > 1
    rule = "sum of the node counts of the parts" if added else ""
    yield Candidate(
        code=code,
        value=value,
        start=best.start,
        end=best.end,
        score=bonus + (5 if best.total else 0),
        status=Status.INFERRED if added else Status.STATED,
        rule=rule,
        why=rule or f"stated; {best.section}",
    )


def _whole(parts: list[Count]) -> Count | None:
    """The statement that is called a total, or is near the sum of all others and names as many with cancer."""
    if len(parts) < 2:
        return None
    for part in (parts[-1], parts[0], *(part for part in parts if part.total)):
        others = [other for other in parts if other is not part]
        examined = sum(other.examined or 0 for other in others)
        positive = sum(other.positive or 0 for other in others)
        most = max(other.examined or 0 for other in others)
        if part.total and (part.examined or 0) >= most and part.positive is not None:
            return part
        if (part.examined, part.positive) == (examined, positive) and (len(others) > 1 or positive):
            return part
        if (
            len(others) > 1
            and (part.examined or 0) >= most
            and 0.8 * examined <= (part.examined or 0) <= 1.2 * examined
        ):
            return part
    return None


def _unrepeated(parts: list[Count]) -> list[Count]:
    """The parts without those that a later summary says again: many nodes twice in the same numbers are one."""
    kept: list[Count] = []
    repeating = False
    for part in parts:
        same = any((part.positive, part.examined) == (known.positive, known.examined) for known in kept)
        repeating = same and (repeating or (part.examined or 0) > 3)
        if not repeating:
            kept.append(part)
    return kept


def _fields(text: Text) -> Iterator[Count]:
    """`Number of lymph nodes examined: 12`; a count of sentinel nodes only is left out where a full one stands too."""
    found: list[tuple[bool, Count]] = []
    done = 0
    for start, end in text.sentences("node", after=110):
        start, done = max(start, done - 110), end
        if not _A_FIELD.search(text.flat, start, end):
            continue
        for pattern, group in ((_EXAMINED, "e"), (_INVOLVED, "p")):
            for match in pattern.finditer(text.flat, start, end):
                section = text.section(match.start()).kind
                if section in ("gross", "blocks", "frozen", "clinical") or any(
                    c.start == match.start() for _, c in found
                ):
                    continue
                value = number(match[group])
                count = Count(
                    match.start(),
                    match.end(),
                    value if group == "p" else None,
                    value if group == "e" else None,
                    bool(match["total"]),
                    section,
                )
                found.append((bool(match["sentinel"]), count))
    full = [count for sentinel, count in found if not sentinel]
    for which in ("positive", "examined"):
        chosen = [c for c in full if getattr(c, which) is not None] or [
            c for _, c in found if getattr(c, which) is not None
        ]
        yield from (count for place, count in enumerate(chosen) if not _again(count, chosen[:place], which))


def _again(count: Count, before: list[Count], which: str) -> bool:
    """`Number found: 26. Number examined: 26` is one count."""
    value = getattr(count, which)
    return any(getattr(one, which) == value and (count.start - one.end < 60 or value > 3) for one in before)


def _parts(text: Text) -> Iterator[Count]:
    counts: list[Count] = []
    done = 0
    for start, end in text.sentences("node", after=40):
        if end > done:
            counts += _statements(text, max(start, done), end)
            done = end
    yield from _distinct(sorted(counts, key=lambda count: (count.start, -count.end)), text.flat)


def _distinct(counts: list[Count], flat: str) -> Iterator[Count]:
    """`ONE OF SEVENTEEN (1/17)` and `two nodes, negative (0/2)` say one thing twice."""
    last: Count | None = None
    for count in counts:
        if last and (
            _twice(last, count)
            or count.start <= last.end + 12
            or (count.start - last.end < 75 and count.examined == last.examined)
        ):
            if last.examined is None or count.positive is not None:
                last = count
            continue
        if last:
            yield last
        last = count
    if last:
        yield last


def _twice(last: Count, count: Count) -> bool:
    """The same numbers again within a few lines, and too many to be another part's by chance."""
    same = (last.positive, last.examined) == (count.positive, count.examined)
    return same and (count.examined or 0) > 3 and count.start - last.end < 220


def _statements(text: Text, start: int, end: int) -> Iterator[Count]:
    flat = text.flat
    section = text.section(start).kind
    labelled = (
        flat[start : start + 30]
        .lstrip(" -")
        .startswith(("lymph nodes:", "lymph nodes :", "regional lymph nodes", "lymph node status", "nodes:"))
        and section == "synoptic"
    ) or "total" in flat[max(0, start - 1) : start + 12]
    for pattern in (_SLASH, _OF):
        for found in pattern.finditer(flat, start, end):
            positive, examined = number(found["p"]), number(found["e"])
            around = flat[max(0, found.start() - 110) : found.end() + 60]
            if positive <= examined and examined and _ABOUT_NODES.search(around) and not _NOT_NODES.search(around):
                yield Count(found.start(), found.end(), positive, examined, labelled, section)
    sentence = flat[start:end]
    for found in _TOTAL.finditer(flat, start, end) if "total" in sentence else ():
        clear = 0 if _CLEAR.search(found["tail"]) else None
        yield Count(found.start(), found.end("e"), clear, number(found["e"]), True, section)
    for found in _LATIN.finditer(flat, start, end) if "lymphonod" in sentence else ():
        yield Count(found.start(), found.end(), number(found["p"]), number(found["e"]), labelled, section)
    for found in _IN_NODES.finditer(flat, start, end):
        value = number(found["e"])
        if _DEFINITION.search(flat[max(0, found.start() - 30) : found.end()]):
            continue
        clear = found["lead"].startswith(("no", "neg", "free"))
        yield Count(found.start(), found.end(), 0 if clear else value, value if clear else None, labelled, section)
    for found in _CLEAR_THEN_NODES.finditer(flat, start, end):
        yield Count(found.start("e"), found.end(), 0, number(found["e"]), labelled, section)
    for pattern in (_BENIGN, _COUNTED):
        for found in pattern.finditer(flat, start, end):
            value = number(found["e"])
            if " of " in found[0][: -len(found["tail"]) or None] or _DEFINITION.search(
                flat[max(0, found.start() - 60) : found.end()]
            ):
                continue
            said = found[0] if pattern is _BENIGN else found["tail"]
            if value and _CLEAR.search(said) and not re.search(r"positive|with metasta", said):
                yield Count(found.start(), found.end("e"), 0, value, labelled, section)
            elif value and pattern is _BENIGN and _FULL.search(found["tail"][:30]) and not _CLEAR.search(said):
                seen = None if found["tail"].startswith(" metasta") else value
                yield Count(found.start(), found.end("e"), value, seen, labelled, section)
