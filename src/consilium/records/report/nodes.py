"""Lymph nodes: how many were examined and how many hold cancer, part by part and in all."""

import re
from collections.abc import Iterator

from consilium.facts import Status
from consilium.records.report import node_parts
from consilium.records.report.candidates import Candidate
from consilium.records.report.node_parts import Count
from consilium.records.report.numbers import NUMBER, number
from consilium.records.report.text import Text

_P, _E = rf"(?P<p>{NUMBER})", rf"(?P<e>{NUMBER})"
_BRACKETED = r"(?: ?\([^)\n]{1,8}\))?"
_SLASH = re.compile(r"(?<![\d./a-z#-])(?P<p>\d{1,2}|o|l) ?/ ?(?P<e>\d{1,3}|l\d|\do)(?![\d/%]|\.\d| ?hpf)")
_LATIN = re.compile(r"lymphonod\w+(?: regionali\w+)?\s\(?no ?\(?(?P<p>[ivxl]+) ?/ ?(?P<e>[ivxl]+)")
_LATIN_CLEAR = re.compile(r"lymphonodul\w+ reactiv\w+\s\(?no ?(?P<e>[ivxl]+)\b(?! ?/)")
_FOUND_THEN_FULL = re.compile(
    rf"(?<![\w./-]){_E}(?: ?\([^)\n]{{1,8}}\))? (?:[a-z]+ ){{0,3}}?(?:lymph )?nodes?\b(?:[^\n.;:]|\.\d){{0,120}}?"
    r"[,;.\n ] ?(?:of (?:these|them|which),? ?)?"
    rf"(?:and )?(?:in )?{_P}(?: ?\([^)\n]{{1,8}}\))?(?: of (?:the|these|them|which))?(?: (?:lymph )?nodes?)?\s"
    r"(?:(?:are |is |were |was )?positive|shows? metasta|with metasta|contain\w* metasta|(?:lymph )?nodes? metasta)"
)
_OF = re.compile(
    rf"(?<![\w.])(?P<p>{NUMBER}|none){_BRACKETED}(?: positive| metastatic| involved"
    rf"| regional)?(?: lymph nodes?)? (?:\(?out )?of"
    rf"(?: the| a total of| total| in total)? {_E}{_BRACKETED}(?! ?(?:cm|mm|slides|blocks|cores|%"
    rf"|quadrants|specimens))(?![\w])"
)
_ADJ = r"(?:[a-z]+(?:-[a-z]+)?,? ){0,3}?"
_BENIGN = re.compile(
    rf"(?<![\w.#/-])(?<! of )(?<!level )(?<!levels )(?<!station )(?<!part )(?<!\bno\n)(?P<e>{NUMBER}|single)"
    rf"{_BRACKETED},? {_ADJ}"
    rf"(?:lymph )?nodes?\b{_BRACKETED}(?P<tail>[^\n]{{0,50}})"
)
_FORMS = (
    re.compile(
        rf"nodes?\b[^\n\d:]{{0,25}}[\n:]{{1,2}} ?(?:total|(?:number )?(?:examined|found|resected|identified)|number)"
        rf"[^\n\d:]{{0,15}}:? ?{_E}[\n,;] ?(?:number )?(?:involved|positive|metastatic|with metastas[ei]s)"
        rf"[^\n\d:]{{0,15}}: ?{_P}(?![\w/.])"
    ),
    re.compile(
        rf"nodes?[:,-]? {_E} (?:examined|found|total|identified|resected|sampled)[,;]? (?:and )?{_P} "
        r"(?:positive|involved|with metasta)"
    ),
    re.compile(rf"(?:examined|total|sampled|found) ?/ ?(?:positive|involved)[^\n\d]{{0,10}}[: ]{_E} ?/ ?{_P}\b"),
)
_NONE_OF = re.compile(
    rf"(?<![\w./-]){_E}{_BRACKETED}[^\n]{{0,40}}\bnone of (?:which|these|them|the)\b[^\n]{{0,25}}"
    r"(?:contain|show|positive|involved|metasta|tumou?r|carcinoma)"
)
_BESIDE_N = re.compile(r"\bpn ?[0-3][a-c]?(?: ?\(sn\))?,? ?\((?P<p>\d{1,2}) ?/ ?(?P<e>\d{1,3})\)")
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
# The first letter is looked at before all else, because nearly every place in a text fails there.
_EXAMINED = re.compile(
    r"(?=[trn#l])(?P<total>total |regional )?(?:(?:number|no\.?"
    r"|#)(?: of)?(?: the)?(?P<sentinel> sentinel)?(?: regional)?(?: lymph)?(?: nodes?)? (?:exam\w{3,5}"
    r"|found|identified|sampled|indentified|removed|retrieved|resected|present|submitted|in specimen)"
    r"|(?<!sentinel )(?:lymph )?nodes? (?:exam\w{3,5}|found|sampled|identified|removed)|nodes total"
    r"|total (?:number of )?(?:lymph )?nodes)(?: ?\([^)\n]{1,40}\))?(?: in specimen)?"
    rf"(?: ?[:=\-]{{1,2}}| is| was|(?= \d)) ?{_E}(?![\w/]|\.\d| ?[cm]m)"
)
_INVOLVED = re.compile(
    r"(?=[tn#lp])(?P<total>total )?(?:(?:number|no\.?"
    r"|#)(?: of)?(?: the)?(?P<sentinel> sentinel)?(?: positive)?(?: regional)?(?: lymph)?"
    r"(?: nodes?)?(?: sites)? (?:(?:metastatically-?)?involved(?: nodes)?"
    r"|positive(?: for \w+)?|with metastas[ei]s|with tumou?r|containing tumou?r|metastatic"
    r"|with metastatic \w+|of metastatic nodes)(?: by \w+)?"
    r"|(?:number|no\.?|#) of (?:positive|metastatic|involved)(?: regional)?(?: lymph)? nodes"
    r"|(?<!sentinel )(?:lymph )?nodes? (?:positive|involved)"
    r"|positive (?:lymph )?nodes)(?: ?\([^)\n]{1,40}\))?"
    rf"(?: ?[:=\-]{{1,2}}| is| was|(?= \d)) ?(?P<p>{NUMBER}|none|o)(?![\w/]|\.\d| ?[cm]m)"
)
_A_FIELD = re.compile(
    r"(?:[:=-]| is| was|(?:d|r|e)(?= \d)) ?(?:\d|none|o\b|zero|one|two|three|four|five|six|seven|eight|nine|ten)"
)
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
    {"final", "synoptic", "addendum", "head", "comment", "impression", "markers"},
    {"micro", "assessment", "findings"},
    {"gross", "clinical", "procedure", "specimen", "legal"},
)


def candidates(text: Text) -> Iterator[Candidate]:
    """Node counts in all: a stated total, or the sum of the parts."""
    if not text.hits("node"):
        yield from _beside_n(text)
        return
    fields, parts = list(_fields(text)), list(_parts(text))
    if _absurd(fields, parts) or _of_one_part(fields, parts):
        fields = []
    for code, which in (("nodes.examined", "examined"), ("nodes.positive", "positive")):
        stated = [field for field in fields if getattr(field, which) is not None]
        if stated:
            yield from _answer(code, which, stated, bonus=60, summed=not any(field.total for field in stated))
    for place, kinds in enumerate(_PLACES):
        here = [part for part in parts if part.section in kinds]
        once = node_parts.unsummed(node_parts.unrepeated(here))
        whole = node_parts.whole(once) or node_parts.whole(here)
        here = [whole] if whole else once
        for code, which in (("nodes.examined", "examined"), ("nodes.positive", "positive")):
            stated = [part for part in here if getattr(part, which) is not None]
            if stated and not (which == "examined" and any(part.examined is None for part in here)):
                yield from _answer(code, which, stated, bonus=40 - 30 * place, summed=True)


def _beside_n(text: Text) -> Iterator[Candidate]:
    """`pN2 (4/19)` where no word speaks of nodes."""
    for found in _BESIDE_N.finditer(text.flat) if "pn" in text.flat else ():
        for code, group in (("nodes.examined", "e"), ("nodes.positive", "p")):
            if int(found["p"]) <= int(found["e"]):
                yield Candidate(
                    code=code,
                    value=int(found[group]),
                    start=found.start(),
                    end=found.end(),
                    score=text.section(found.start()).weight,
                    why="beside the N",
                )


def _absurd(fields: list[Count], parts: list[Count]) -> bool:
    """More nodes with cancer than were examined, or all of those that a part calls free: neither number is trusted."""
    examined = [field.examined for field in fields if field.examined is not None]
    positive = [field.positive for field in fields if field.positive is not None]
    if positive and not examined and any(part.positive == 0 and part.examined == max(positive) > 1 for part in parts):
        return True
    return bool(examined and positive) and max(positive) > sum(examined)


def _of_one_part(fields: list[Count], parts: list[Count]) -> bool:
    """A field inside the list of parts counts that part only, where the parts together hold more."""
    if any(field.total or field.section != "final" for field in fields):
        return False
    counted = sum(field.examined or 0 for field in fields)
    together = sum(
        part.examined or 0 for part in node_parts.unrepeated([part for part in parts if part.section == "final"])
    )
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


def _fields(text: Text) -> Iterator[Count]:
    """`Number of lymph nodes examined: 12`; a count of sentinel nodes only is left out where a full one stands too."""
    found: list[tuple[bool, Count]] = []
    for start, end in _regions(text, 110):
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
    counts = [count for start, end in _regions(text, 40) for count in _statements(text, start, end)]
    yield from node_parts.distinct(sorted(counts, key=lambda count: (count.start, -count.end)), text.flat)


def _regions(text: Text, after: int) -> Iterator[tuple[int, int]]:
    """The stretches of whole lines that speak of nodes or follow such a line, so that no statement is cut in two."""
    began, done = 0, -1
    for start, end in text.sentences("node", after=after):
        if start <= done:
            done = max(done, text.sentence(end, end)[1])
            continue
        if done >= 0:
            yield began, done
        began, done = start, text.sentence(end, end)[1]
    if done >= 0:
        yield began, done


def _statements(text: Text, start: int, end: int) -> Iterator[Count]:
    """Every count in a stretch of text, with what it says of cancer."""
    flat, region = text.flat, text.flat[start:end]

    def count(found: re.Match[str], positive: int | None, examined: int | None, *, total: bool = False) -> Count:
        at = found.start("e") if found.re is _CLEAR_THEN_NODES else found.start()
        stop = found.end("e") if "tail" in found.re.groupindex else found.end()
        kind = text.section(at).kind
        return Count(at, stop, positive, examined, total or _labelled(flat, at, kind), kind)

    for pattern in (_SLASH, _OF):
        for found in pattern.finditer(flat, start, end):
            positive, examined = _scanned(found["p"]), _scanned(found["e"])
            around = flat[max(0, found.start() - 110) : found.end() + 60]
            if positive <= examined and examined and _ABOUT_NODES.search(around) and not _NOT_NODES.search(around):
                yield count(found, positive, examined)
    for found in _TOTAL.finditer(flat, start, end) if "total" in region else ():
        clear = 0 if _CLEAR.search(found["tail"]) else None
        yield count(found, clear, number(found["e"]), total=True)
    if "lymphon" in region:
        for found in _LATIN.finditer(flat, start, end):
            yield count(found, number(found["p"]), number(found["e"]))
        for found in _LATIN_CLEAR.finditer(flat, start, end):
            yield count(found, 0, number(found["e"]))
    for found in _FOUND_THEN_FULL.finditer(flat, start, end) if _FULL.search(region) else ():
        if number(found["p"]) <= number(found["e"]):
            yield count(found, number(found["p"]), number(found["e"]))
    for pattern in _FORMS:
        for found in pattern.finditer(flat, start, end):
            if number(found["p"]) <= number(found["e"]):
                yield count(found, number(found["p"]), number(found["e"]))
    for found in _NONE_OF.finditer(flat, start, end) if "none of" in region else ():
        yield count(found, 0, number(found["e"]))
    for found in _IN_NODES.finditer(flat, start, end):
        value = number(found["e"])
        if _DEFINITION.search(flat[max(0, found.start() - 30) : found.end()]):
            continue
        clear = found["lead"].startswith(("no", "neg", "free"))
        yield count(found, 0 if clear else value, value if clear else None)
    for found in _CLEAR_THEN_NODES.finditer(flat, start, end):
        yield count(found, 0, number(found["e"]))
    for pattern in (_BENIGN, _COUNTED):
        for found in pattern.finditer(flat, start, end):
            value = number(found["e"])
            if " of " in found[0][: -len(found["tail"]) or None] or _DEFINITION.search(
                flat[max(0, found.start() - 60) : found.end()]
            ):
                continue
            said = found[0] if pattern is _BENIGN else found["tail"]
            if value and _CLEAR.search(said) and not re.search(r"positive|with metasta", said):
                yield count(found, 0, value)
            elif value and pattern is _BENIGN and _all_full(found["tail"]) and not _CLEAR.search(said):
                yield count(found, value, None if found["tail"].startswith(" metasta") else value)


def _scanned(word: str) -> int:
    """A number in which a scan may have read l for 1 and o for 0."""
    return number(word.replace("l", "1").replace("o", "0") if len(word) == 1 or any(map(str.isdigit, word)) else word)


def _all_full(tail: str) -> bool:
    """Whether the words after "four nodes" speak of cancer in all of them, not in a number of them."""
    full = _FULL.search(tail[:30])
    return bool(full) and not re.search(rf"\b{NUMBER}\b", tail[: full.start()] if full else "")


_IN_ALL = re.compile(r"total|in combination|combined|altogether|overall")
_FORM = ("lymph nodes:", "lymph nodes :", "regional lymph nodes", "lymph node status", "nodes:")


def _labelled(flat: str, at: int, section: str) -> bool:
    """Whether the line says of itself that it counts all nodes."""
    line = flat[flat.rfind("\n", 0, at) + 1 : at]
    opening = line[:30].lstrip(" -")
    return (section == "synoptic" and opening.startswith(_FORM)) or bool(_IN_ALL.search(line[:14]))
