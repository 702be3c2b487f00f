"""ER, PR and HER2: result, share of cells, score."""

import re
from collections.abc import Iterator

from consilium.facts import Assertion
from consilium.records.report.candidates import Candidate
from consilium.records.report.context import assertion
from consilium.records.report.text import Text
from consilium.values import Quantity

_ER = (
    r"(?:estrogen(?:[ -]?receptors?)?(?: protein)?(?: ?\(er\))?|oestrogen(?: receptors?)?"
    r"|\ber\b(?: ?\(estrogen[^)\n]{0,12}\))?(?! ?/ ?pr))"
)
_PR = r"(?:progesterone(?:[ -]?receptors?)?(?: protein)?(?: ?\((?:pr|pgr)\))?|\bpg?r\b)"
_HER2 = r"(?:her[ -]?2(?:[ /\-]{0,2}neu)?(?: ?\(c-?erbb-?2\))?|c-?erb[ -]?b-?2(?: ?\(her-?2(?:/neu)?\))?|hercep ?test)"
_ANSWER = (
    r"\n?(?P<word>no (?:nuclear )?expression|(?:strong |moderate |weak |moderate to strong "
    r"|weak to moderate )?expression in (?:>|<|~)? ?\d|immunoreactive tumor cells present"
    r"|no immunoreactive|strongly positive|weakly positive|positiv(?:e|ity)|negativ(?:e|ity)|equivocal"
    r"|indeterminate|borderline|not amplified|non-?amplified|amplified|overexpressed|not overexpressed"
    r"|no overexpression"
    r"|not over ?expressed|overexpression|no amplification|unamplified|immunoreactive|unfavorable"
    r"|favorable|(?<![\w])[0-3]\+(?![\d])|(?<![\w.])score ?(?:of|:)? ?[0-3]\b|(?<![\w.+])0(?= ?(?:\n|,"
    r"|\(|$)))"
)
_GAP = r"(?P<gap>[^\n]{0,70}?(?:\n- ?(?:performed|results?)[^\n]{0,50}?)?)"
_RESULTS = {
    "ER": re.compile(_ER + _GAP + _ANSWER),
    "PR": re.compile(_PR + _GAP + _ANSWER),
    "HER2": re.compile(_HER2 + _GAP + _ANSWER),
}
_BEFORE = {
    "ER": re.compile(
        r"(?P<word>positive|negative|no (?:nuclear )?staining|(?:strong"
        r"|moderate)[a-z ]{0,12} (?:nuclear )?staining)(?: staining| nuclear staining)? for (?:the )?" + _ER
    ),
    "PR": re.compile(
        r"(?P<word>positive|negative|no (?:nuclear )?staining|(?:strong"
        r"|moderate)[a-z ]{0,12} (?:nuclear )?staining)(?: staining"
        r"| nuclear staining)? for (?:(?:the )?(?:er|estrogen(?: receptors?)?)(?: and |, | & "
        r"|/))?(?:the )?" + _PR
    ),
    "HER2": re.compile(
        r"(?P<word>(?:weakly[ \n])?positive|negative|equivocal)(?: staining)? for (?:(?:(?!negativ|positiv"
        r"|equivoc)[^\n.;]){0,40}(?:and|or) )?" + _HER2
    ),
}
_BOTH = re.compile(
    r"(?:\ber ?(?:/|and|&) ?pr\b|estrogen and progesterone(?: receptors?)?)"
    + r"(?P<gap>[^\n]{0,40}?)(?P<word>positive|negative|\+|-(?! ?\w))"
)
_ALSO = re.compile(
    r"(?:staining|positivity) is (?:identified|seen|present) (?:for|in) (?:the )?estrogen receptors?"
    r"(?: ?\(?[<>~]?\d{1,3} ?%\)?)?,? ?(?P<word>and(?: also)?|but not) (?:for|in) (?:the )?progesterone"
)
_BELOW = re.compile(r"(?:less than|fewer than|under|below|<) ?$")
_PERCENT = re.compile(r"(?<![\d.])(?P<v>\d{1,3})(?: ?- ?(?P<w>\d{1,3}))? ?%")
_AMOUNT = (
    r"(?P<gap>[ :=(]{1,4}(?:status|expression|staining)?[ :=(]{0,3})"
    r"(?P<word>(?:about |approximately |~|>|<)? ?\d{1,3}) ?%"
)
_SHARES = {"ER": re.compile(_ER + _AMOUNT), "PR": re.compile(_PR + _AMOUNT)}
_SIGNED = re.compile(
    r"\b(?P<names>(?:er|pr|pgr|her-?2(?:/neu)?)(?:(?: ?/ ?|, ?| and |, and )(?:er|pr|pgr|her-?2(?:/neu)?))*)"
    r" ?\(?(?P<word>\+|-(?=[ ,;.)\n/]|$)|neg\b|pos\b|positive|negative)(?![\d+])"
)
_TRIPLE = re.compile(r"\btriple[- ]negative\b(?! (?:phenotype|status)? ?(?:cannot|is not|not))")
_OTHER = {
    "ER": re.compile(r"progesterone|\bpr\b|her[ -]?2|ki-?67"),
    "PR": re.compile(r"estrogen|\ber\b|her[ -]?2|ki-?67"),
    "HER2": re.compile(r"estrogen|progesterone|\ber\b|\bpr\b|ki-?67|egfr"),
}
_FISH = re.compile(r"fish|\b[cds]?ish\b|in situ hybridi|amplif|ratio")
_STAIN = re.compile(r"immuno|ihc|hercep|stain")
_ISH_LINE = re.compile(
    r"\b(?:fish|[cds]?ish)\b(?P<gap>[^\n.;]{0,40}?)(?P<word>not amplified|non-?amplified|unamplified|no amplification"
    r"|negative|positive|amplified|equivocal)"
)
# A block of its own, whose answer stands some lines below its heading.
_INTERPRETED = re.compile(
    _HER2 + r" results?(?P<gap>[^:]{0,20}(?:\n[^\n:]{1,30}: ?[^\n]{1,40}){0,3}\ninterpretation: ?)"
    r"(?P<word>positive|negative|equivocal|indeterminate)"
)
_SCALE = re.compile(
    r"\(?(?:0|1\+|2\+|3\+)[^\n]{0,12}(?:=|is) ?(?:negative|positive|equivocal)|reference"
    r"|(?:negative|positive|equivocal) ?[<>=]"
    r"|score ?:? ?(?:[4-9]|\d\d)(?![%\d])|interpretation guide|criteria|defined as|considered|control"
)


def candidates(text: Text) -> Iterator[Candidate]:
    """Every receptor result stated."""
    for start, end in text.sentences("receptor", after=90):
        for name, pattern in _RESULTS.items():
            for found in pattern.finditer(text.flat, start, end):
                if not _OTHER[name].search(found["gap"]):
                    yield from _read(text, name, found)
            for found in _BEFORE[name].finditer(text.flat, start, end):
                yield from _read(text, name, found)
        for found in _BOTH.finditer(text.flat, start, end):
            for name in ("ER", "PR"):
                yield from _read(text, name, found)
        for name, pattern in _SHARES.items():
            for found in pattern.finditer(text.flat, start, end):
                yield from _of_share(text, name, found)
        for found in _SIGNED.finditer(text.flat, start, end):
            for name in re.findall(r"er|pg?r|her-?2", found["names"]):
                yield from _read(text, {"er": "ER", "pr": "PR", "pgr": "PR"}.get(name, "HER2"), found)
        for found in _ALSO.finditer(text.flat, start, end):
            also = "negative" if found["word"] == "but not" else "positive"
            yield from (
                _result(text, found, f"biomarker.{name}", said) for name, said in (("ER", "positive"), ("PR", also))
            )
        for found in _ISH_LINE.finditer(text.flat, start, end) if "ish" in text.flat[start:end] else ():
            if re.search(_HER2, text.flat[max(start - 150, 0) : found.start()]):
                yield _result(text, found, "biomarker.HER2.ish", _gene(found["word"]))
    for found in _TRIPLE.finditer(text.flat) if "triple" in text.flat else ():
        if assertion(text.flat, *found.span(), text.section(found.start()).kind) is Assertion.PRESENT:
            yield from (_negative(text, found, name) for name in ("ER", "PR", "HER2"))
    if "interpretation:" in text.flat:
        for found in _INTERPRETED.finditer(text.flat):
            yield from _read(text, "HER2", found)


def _read(text: Text, name: str, found: re.Match[str]) -> Iterator[Candidate]:
    """The result, the share of cells, and of HER2 the score, which decides where it is stated."""
    line = text.flat[found.start() : found.end() + 60]
    line = line[: found.end() - found.start()] + line[found.end() - found.start() :].split("\n")[0]
    if name != "HER2":
        yield _result(text, found, f"biomarker.{name}", _value(name, found["word"]))
        yield from _share(text, name, found, line)
    elif _by_gene(text.flat, found):
        yield _result(text, found, "biomarker.HER2.ish", _gene(found["word"]))
    else:
        score = _SCORE.search(line)
        scored = score[0] if score else ""
        yield _result(text, found, "biomarker.HER2", _value(name, scored or found["word"]))
        if score:
            yield _score(text, found.start() + score.start(), found.start() + score.end(), scored)


def _of_share(text: Text, name: str, found: re.Match[str]) -> Iterator[Candidate]:
    """A share without a word: none is negative, ten in a hundred positive by every guideline, between is unsaid."""
    share = int(re.sub(r"\D", "", found["word"]))
    if share <= 100 and "<" not in found["word"] and (share == 0 or share >= 10):
        yield _result(text, found, f"biomarker.{name}", "positive" if share else "negative", -10)
        yield from _share(text, name, found, found[0])


def _negative(text: Text, found: re.Match[str], name: str) -> Candidate:
    section = text.section(found.start())
    return Candidate(
        code=f"biomarker.{name}",
        value="negative",
        start=found.start(),
        end=found.end(),
        score=section.weight - 20,
        why=f"triple negative; {section.kind}",
    )


def _by_gene(flat: str, found: re.Match[str]) -> bool:
    """Whether the result is that of the gene test: a score and the words of a stain speak against it."""
    if found["word"][0].isdigit() or found["word"].startswith("score") or _STAIN.search(found[0]):
        return False
    return bool(_FISH.search(found[0]) or _FISH.search(flat[found.end() : found.end() + 30].split("\n")[0]))


def _gene(word: str) -> str:
    """What the test of the gene says: amplified is positive."""
    return "equivocal" if word.startswith("weakly") else _value("HER2", word)


def _result(text: Text, found: re.Match[str], code: str, value: str, bonus: float = 0) -> Candidate:
    start, end = found.span()
    section = text.section(start)
    pending = "pending" in text.flat[start : end + 12] or _SCALE.search(text.flat[max(0, start - 30) : end + 20])
    gap = found.groupdict().get("gap") or ""
    return Candidate(
        code=code,
        value=value,
        start=start,
        end=end,
        score=section.weight + bonus + {"clinical": -5}.get(section.kind, 0) + (20 if ":" in gap else 0),
        why=f"{found['word']}; {section.kind}",
        refused="pending or an explanation of the scale" if pending else "",
    )


def _share(text: Text, name: str, found: re.Match[str], line: str) -> Iterator[Candidate]:
    """The share of cells in or after the result; a share below a limit is no number."""
    percent = _PERCENT.search(line)
    if not percent or int(percent["v"]) > 100 or _BELOW.search(line, 0, percent.start()):
        return
    if percent.start() > len(found[0]) and _OTHER[name].search(line, len(found[0]), percent.start()):
        return
    yield Candidate(
        code=f"biomarker.{name}.percent",
        value=Quantity(int(percent["v"]), "%"),
        start=found.start() + percent.start(),
        end=found.start() + percent.end(),
        score=text.section(found.start()).weight,
        why="share of cells beside the result",
    )


_SCORE = re.compile(r"(?<![\w])(?:[0-3]\+(?!\d)|score ?(?:of|:|=)? ?[0-3](?![\d.%])\+?)")


def _score(text: Text, start: int, end: int, words: str) -> Candidate:
    level = words.rstrip("+")[-1]
    return Candidate(
        code="biomarker.HER2.score",
        value="0" if level == "0" else f"{level}+",
        start=start,
        end=end,
        score=text.section(start).weight,
        why="score beside the result",
    )


def _value(name: str, word: str) -> str:
    if word.startswith("neg"):
        return "negative"
    if "expression in" in word:
        return "negative" if word[-1] == "0" else "positive"
    if word[-1:] in "+" or word[-1:].isdigit():
        if name != "HER2":
            return "negative" if word[-1] == "0" else "positive"
        level = re.search(r"\d", word)
        return {"3": "positive", "2": "equivocal"}.get(
            level[0] if level else "", "positive" if word == "+" else "negative"
        )
    if word.startswith(("negativ", "no ", "not ", "non", "un", "-")):
        return "negative"
    if name == "HER2" and word.split() == ["weakly", "positive"]:
        return "equivocal"
    if word in ("equivocal", "indeterminate", "borderline"):
        return "equivocal"
    return "positive"
