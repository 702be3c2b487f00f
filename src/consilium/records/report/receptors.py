"""ER, PR and HER2: result, share of cells, score."""

import re
from collections.abc import Iterator

from consilium.facts import Assertion
from consilium.records.report.candidates import Candidate
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
        r"(?P<word>(?:weakly )?positive|negative|equivocal)(?: staining)? for (?:(?:(?!negativ|positiv"
        r"|equivoc)[^\n.;]){0,40}(?:and|or) )?" + _HER2
    ),
}
_BOTH = re.compile(
    r"(?:\ber ?(?:/|and|&) ?pr\b|estrogen and progesterone(?: receptors?)?)"
    + r"(?P<gap>[^\n]{0,40}?)(?P<word>positive|negative|\+|-(?! ?\w))"
)
_PERCENT = re.compile(r"(?<![\d.])(?P<v>\d{1,3})(?: ?- ?(?P<w>\d{1,3}))? ?%")
_OTHER = {
    "ER": re.compile(r"progesterone|\bpr\b|her[ -]?2|ki-?67"),
    "PR": re.compile(r"estrogen|\ber\b|her[ -]?2|ki-?67"),
    "HER2": re.compile(r"estrogen|progesterone|\ber\b|\bpr\b|ki-?67|egfr"),
}
_FISH = re.compile(r"fish|in situ hybridi|amplif|ratio|cish")
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
    if "interpretation:" in text.flat:
        for found in _INTERPRETED.finditer(text.flat):
            yield from _read(text, "HER2", found)


def _read(text: Text, name: str, found: re.Match[str]) -> Iterator[Candidate]:
    start, end = found.span()
    word = found["word"]
    value = _value(name, word)
    section = text.section(start)
    sentence = text.flat[start : end + 40]
    fish = name == "HER2" and bool(_FISH.search(sentence[: end - start + 30]))
    pending = "pending" in sentence[: end - start + 12] or _SCALE.search(text.flat[max(0, start - 30) : end + 20])
    bonus = {"clinical": -5}.get(section.kind, 0) + (20 if ":" in found.groupdict().get("gap", "") or "" else 0)
    yield Candidate(
        code=f"biomarker.{name}",
        value=value,
        start=start,
        end=end,
        score=section.weight + bonus + (-30 if fish else 0),
        why=f"{word}{' by FISH' if fish else ''}; {section.kind}",
        refused="pending or an explanation of the scale" if pending else "",
        assertion=Assertion.PRESENT,
        subject="FISH" if fish else "",
    )
    near = text.flat[end : end + 60].split("\n")[0]
    inside = text.flat[start:end]
    percent = _PERCENT.search(inside) or (None if _OTHER[name].search(near[:20]) else _PERCENT.search(near))
    if percent and int(percent["v"]) <= 100 and name != "HER2":
        base = start if percent.string is inside else end
        yield Candidate(
            code=f"biomarker.{name}.percent",
            value=Quantity(int(percent["v"]), "%"),
            start=base + percent.start(),
            end=base + percent.end(),
            score=section.weight,
            why="share of cells beside the result",
        )
    if name == "HER2":
        score = re.search(r"(?<![\w])([0-3]\+|score ?(?:of|:)? ?[0-3](?!\d))", inside + near)
        if score:
            at = start + score.start()
            shown = score[1] if "+" in score[1] else score[1][-1] + ("+" if score[1][-1] != "0" else "")
            yield Candidate(
                code="biomarker.HER2.score",
                value=shown,
                start=at,
                end=start + score.end(),
                score=section.weight,
                why="score beside the result",
            )


def _value(name: str, word: str) -> str:
    if word[-1:] in "+" or word[-1:].isdigit():
        if name != "HER2":
            return "negative" if word[-1] == "0" else "positive"
        level = re.search(r"\d", word)
        return {"3": "positive", "2": "equivocal"}.get(
            level[0] if level else "", "positive" if word == "+" else "negative"
        )
    if word.startswith(("negativ", "no ", "not ", "non", "un", "-")):
        return "negative"
    if name == "HER2" and word == "weakly positive":
        return "equivocal"
    if word in ("equivocal", "indeterminate", "borderline"):
        return "equivocal"
    return "positive"
