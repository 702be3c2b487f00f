"""What the words beside a receptor answer: positive, negative or equivocal; in words, signs, scores or shares."""

import re
from dataclasses import dataclass

from consilium.records.report import receptor_genes
from consilium.records.report.receptor_names import Group


@dataclass(frozen=True, slots=True)
class Answer:
    """A result and the words that say it; `gene` where the test of the gene gave it, `score` of HER2 where one stands.

    `asked` where it answers a form, `bare` where only a number says it. `value` is "" where a number decides nothing.
    """

    value: str
    start: int
    end: int
    asked: bool = False
    bare: bool = False
    gene: bool = False
    score: str = ""
    scored: tuple[int, int] = (0, 0)


_STAINED = r"(?:immuno)?(?:stain\w*|express\w+|reactiv\w+|positivity)"
_WORD = re.compile(
    # What begins a word stands together: most places begin none, and are then left at once.
    rf"(?P<neg>\b(?:non-? ?(?:immuno)?reactive|non-?amplified|unamplified|immuno-?negative|negat[il1|]v\w*|neg\b"
    rf"|(?:not|no|without|lacks?|lack of|absent|absence of) (?:[a-z]+ ){{0,2}}?(?:over-? ?express\w*|{_STAINED}"
    rf"|amplifi\w+|positive|immunopositive)"
    rf"|(?:over-?expression|{_STAINED}|amplification) (?:is |was )?(?:not (?:seen|identified|detected|present"
    rf"|observed|noted)|absent|negative)|not (?:found|detected|identified|seen|observed))|: ?absent\b)"
    rf"|(?P<equi>\b(?:equivocal|indeterminate|borderline|weakly[ -]positive(?=[^\n]{{0,14}}2\+)))"
    rf"|(?P<pos>\b(?:(?:immuno)?posit[il1|]v(?:e|ity)\b|pos\b|(?:immuno)?reactive\b|overexpress(?:ed|es|ing)\b"
    rf"|immunoreactive\b|over-?expression(?: is| was)? (?:present|identified|seen|detected)|amplified|present\b)"
    rf"|(?:strong|moderate|weak|diffuse|distinct|intense|with|shows|complete)\w*,? (?:[a-z]+,? )"
    rf"{{0,3}}?(?:{_STAINED}|overexpression)|\bstrong(?=[,) \n]))"
    rf"|\b(?:(?P<unfav>unfavorable)|(?P<fav>favorable))"
    rf"|(?P<plus>(?:\((?<![\w+].)\+|\+(?<![\w+].))\+{{0,3}}\)?(?![\w+]))|(?P<minus>\(-{{1,3}}\))"
)
_SIGN = re.compile(
    r"(?P<plus> ?\(?\+{1,4}\)?(?![\w+]))|(?P<minus> ?-(?=[,;.)/ \n]|\Z)(?! ?[\w(<>~\[])"
    r"|-(?= (?:and|but|breast|tumors?|disease|cancers?|idc|mbc|invasive)\b))"
)
_HANGING = re.compile(
    r"-(?:(?P<link>,? (?:and(?: ?/ ?or)?|or|&) |, ?| ?/ ?)[a-z][a-z\d/]{0,14}(?:-2(?:/neu)?)?(?:[ -]recept\w+)?-){0,3}"
    r"\)?(?: (?:recept\w+|status))?:? ?(?:(?P<neg>neg\b|negativ\w+)|(?P<equi>equivocal)|(?P<pos>pos\b|positiv\w+))"
)
"""`ER- and PR-positive` leaves one word out: its hyphen is no minus. That of `ER-, PR-positive` may be either."""
_SHORT = re.compile(r"(?:\ber|\bpg?r|her-?2(?:/neu)?)\Z")
_RICH = re.compile(r"[ :-]{1,3}rich\b(?! (?:in|cytoplasm|areas?|regions?))")
"""`ER rich` is positive; what is poor in receptors may have some or none."""
_LEVEL = re.compile(
    r"(?<![\w+.])(?:(?:[01]|zero) ?(?:-|to|or|/) ?)?(?P<a>[0-3])\+(?![\d])"
    r"|\bscore ?(?:is |of |:|=|-)? ?\(?(?P<b>[0-3])(?![\d.%/]| ?(?:-|to) ?[0-3]\+)\+?(?! ?\+)"
    r"|(?<![\w.,+<>])(?P<c>0)(?= ?(?:[\n,(.;)]|by (?:ihc|immuno)|\Z))"
)
_ALLRED = re.compile(
    r"(?P<a>[0-8]) ?(?:/|out of|of) ?8\b(?!\+)|(?:allred|quick)(?: ?score)?[^\n\d]{0,12}(?P<b>[0-8])\b"
    r"|\bts ?[:=]? ?(?P<c>[0-8])\b"
    r"|(?P<d>\d{1,2}) ?/ ?12\b|h-?score(?: of| is|:| ?=)? ?(?P<h>\d{1,3})\b|\birs ?[:=]? ?(?P<e>\d{1,2})\b"
)
_SHARE = re.compile(
    r"(?P<sign>>|<|~|less than|more than|greater than)? ?(?<![\d.])(?P<v>\d{1,3})"
    r"(?P<to>(?: ?%)?(?: ?- ?| to )\d{1,3})? ?(?:%|per ?cent\b)"
)
_NUMBERS, _DIGIT = (_LEVEL, _SHARE, _ALLRED), re.compile(r"\d")
"""Answers in numbers, each with a digit."""
_MEANS = {"neg": "negative", "minus": "negative", "equi": "equivocal"}
_NONE = re.compile(r"(?:(?<![\d.>])0|(?:<|less than) ?1) ?%")
_HEADING = 60
_LEAST_SHARE, _LEAST_H, _LEAST_ALLRED = 10, 31, 3
_OPENS = re.compile(
    r"[- ]*(?:(?:results?|interpretation|status|score|staining|percentage[a-z ]{0,30}|performed[^\n:]{0,40}|antibody"
    r"|clone|specimen|intensity)\b[^\n:]{0,25}:? ?){0,3}"
)
_OTHER_LINE = re.compile(r"[^\n:]{1,30}: ?[^\n]{1,40}\Z")
_FISH = re.compile(r"\b(?:fish|[cds]?ish)\b|in situ hybridi|amplif|\bratio\b|\bgene\b")
_STAIN = re.compile(r"immuno|\bihc\b|hercep|stain|expression|protein")
_SIGNS = r"(?:\+|-|pos(?:itive)?|neg(?:ative)?)"
_AND = r"(?: ?[/,] ?(?:and )?| and )"
_SEVERAL = re.compile(
    r"(?:[^\n.;:+\d]{0,40}:)?[ :=(-]*(?:status |receptors? )?(?:are |were )?[ :=(]*"
    rf"(?P<all>{_SIGNS}(?:{_AND}{_SIGNS})+)(?![\w+])"
)
_BOTH = re.compile(
    r"\bboth(?: receptors)? are (?:interpreted as|considered|reported as)[ \n](?P<word>positive|negative)"
)
_FAR = 320
_SCALE = re.compile(
    r"\(?(?:0|1\+|2\+|3\+)[^\n]{0,12}(?:=|is) ?(?:negative|positive|equivocal)|reference"
    r"|(?:negative|positive|equivocal) ?(?:[<>=]|: ?(?:score )?(?:0|[123]\+)(?: staining)?(?: or|,) ?(?:\d|fish|ish))"
    r"|\b0[ ,/-]{1,3}(?:or |and )?1\+ ?[:(]? ?negative"
    r"|her-?2 score ?:? ?(?:[4-9]|\d\d)(?![%\d/])|interpretation guide|criteria|defined as|considered|control"
)
_OF_OTHERS = re.compile(r"[ -](?:\w+ )?(?:patients|women|cancers|carcinomas|tumors)\b")
_OTHERWISE = re.compile(
    r"pending|to follow|n(?:ot (?:done|performed|applicable|available)|(?<!\wn)/a\b)|ordered|will be"
)
_TO_COME = re.compile(r"will be|pending|recommend|ordered|to follow|being|requested")
_ENDS = re.compile(r"(?= ?(?:[\n,;.(:/-]|\Z|\d|[<>~]|in\b|strong|weak|moder|nuclear|score))")
_FAINT = re.compile(r"(?!strong|intense)[^\n]*?(?:stain|reactivity|express(?!ed))")
"""What is stained without being strongly so tells nothing of HER2; its score does."""
_BLANK = re.compile(r"(?<![x_])_{2,} ?\Z")
"""A line to tick that was left empty, beside the word that was not chosen."""
_BOXES = re.compile(r"\[(?P<x>x|\s)?\] ?")


def explains(flat: str, start: int, end: int) -> bool:
    """Whether the words tell of a scale, a control or a test still to come, and not of a result."""
    around = flat[max(0, start - 30) : start].rpartition("\n")[2] + flat[start:end]
    around += flat[end : end + 20].partition("\n")[0]
    if "pending" in flat[start : end + 12] or _SCALE.search(around):
        return True
    return bool(_OF_OTHERS.match(flat, end) or _IF.search(flat, max(0, start - 40), start))


def several(flat: str, group: Group) -> list[Answer] | None:
    """`ER/PR/HER2: +/+/-`: one answer for each that is named, in their order."""
    both = _BOTH.search(flat, group.end, min(len(flat), group.end + _FAR)) if group.names == ["ER", "PR"] else None
    if both and not _answered(flat, *_field(flat, group)):
        return [Answer(both["word"], *both.span())] * 2
    found = _SEVERAL.match(flat, group.end, group.stop) if len(group.names) > 1 else None
    words = re.split(_AND, found["all"]) if found else []
    if found is None or len(words) != len(group.names):
        return None
    values = ["positive" if word.startswith(("+", "p")) else "negative" for word in words]
    return [Answer(value, found.start("all"), found.end("all"), asked=True) for value in values]


_IF = re.compile(
    r"(?:\bif|\bwhether|\bunless|\b(?:given|approved|indicated|reserved|used) (?:for|in)|\btrials? (?:for|of|in))"
    r"(?: (?:the|tumor|patients?|with|is|an?|she|he))* \Z"
)
_WOULD = re.compile(
    r"[- ](?:positive|negative) (?:[a-z]+ ){0,2}?(?:would|could|can be|patients|cancers|tumors (?:are|have))\b"
)


def conditional(flat: str, group: Group) -> bool:
    """Whether a receptor is named in a condition, or of others: `if HER2 is positive`, `given for HER2 positive`."""
    begin = group.led_from if group.lead else group.start
    return bool(_IF.search(flat[max(0, begin - 40) : begin]) or _WOULD.match(flat, group.end))


def answer(flat: str, group: Group, name: str) -> Answer | None:
    """The result of one receptor of a group, from the words that lead to it or those behind it."""
    field = start, stop = _field(flat, group)
    level = _level(flat, start, stop) if name == "HER2" else None
    if group.lead:
        said = _led(group)
        if level and not _FISH.search(flat, start, level[1]):
            return Answer(_of_level(level[0]), group.led_from, level[2], score=level[0], scored=(level[1], level[2]))
        return Answer(said, group.led_from, group.end)
    asked = flat[start:stop].lstrip().startswith((":", "=")) or ":" in flat[start : start + 14]
    word = _worded(flat, start, stop, her2=name == "HER2")
    if name == "HER2":
        return _of_her2(flat, group, field, word, level, asked)
    none = _NONE.search(flat, start, word.start()) if word else None
    if none:
        return Answer("negative", none.start(), none.end(), asked, bare=True)
    if word:
        value = {**_MEANS, "unfav": "negative"}.get(str(word.lastgroup), "positive")
        return Answer(value, word.start(), word.end(), asked)
    return _by_number(flat, start, stop, asked)


def gene(flat: str, group: Group) -> Answer | None:
    """What the gene's own test says, beside the stain in the same field."""
    found = receptor_genes.gene(flat, max(0, group.start - 12), group.end, group.stop)
    return Answer(*found, gene=True) if found else None


def _field(flat: str, group: Group) -> tuple[int, int]:
    """The line behind the names; where it answers nothing, up to three lines more that answer a form."""
    start, stop = group.end, group.stop
    line = flat.find("\n", start, stop)
    to_come = _TO_COME.search(flat, max(0, group.start - 40), group.start)
    for _ in range(4):
        if line < 0:
            return start, stop
        if to_come or _answered(flat, start, line) or not _goes_on(flat, start, line, stop):
            return start, line
        line = flat.find("\n", line + 1, stop)
    return start, stop if line < 0 else line


def _goes_on(flat: str, start: int, line: int, stop: int) -> bool:
    """Whether the line behind this end of one begins with an answer, or is another field below a heading."""
    following = flat.find("\n", line + 1, stop)
    here = stop if following < 0 else following
    opens = _OPENS.match(flat, line + 1, here)
    if _begins(flat, opens.end() if opens else line + 1, here):
        return True
    return line - start < _HEADING and bool(_OTHER_LINE.match(flat[line + 1 : here]))


def _answered(flat: str, start: int, stop: int) -> bool:
    return bool(
        _OTHERWISE.search(flat, start, stop)
        or _WORD.search(flat, start, stop)
        or (_DIGIT.search(flat, start, stop) and any(pattern.search(flat, start, stop) for pattern in _NUMBERS))
    )


def _begins(flat: str, start: int, stop: int) -> bool:
    """Whether a line begins with an answer."""
    at = start + len(flat[start:stop]) - len(flat[start:stop].lstrip(" :-("))
    word = _WORD.match(flat, at, stop)
    if word:
        return bool(_ENDS.match(flat, word.end()))
    return any(pattern.match(flat, at, stop) for pattern in _NUMBERS)


def _worded(flat: str, start: int, stop: int, *, her2: bool) -> re.Match[str] | None:
    """The first word that answers; of boxes to tick, the one beside the cross."""
    later = _OTHERWISE.search(flat, start, stop)
    if flat[start : start + 1] == "-" and (hanging := _HANGING.match(flat, start)):
        return hanging if _left_out(hanging) else None
    if "rich" in flat[start : start + 8] and (rich := _RICH.match(flat, start)):
        return rich
    if (sign := _SIGN.match(flat, start, stop)) and _SHORT.search(flat, max(0, start - 9), start):
        return sign
    for found in _WORD.finditer(flat, start, stop):
        if later and later.start() < found.start():
            return None
        if _BLANK.search(flat, max(start, found.start() - 8), found.start()):
            continue
        box = _BOXES.search(flat, max(start, found.start() - 4), found.start())
        if box and box["x"] != "x":
            continue
        if "control" in flat[found.end() : found.end() + 22].split("\n")[0] or "control" in flat[start : found.start()]:
            return None
        if flat.endswith("from ", start, found.start()):
            return None
        if _of_in_situ(flat, found.end()):
            continue
        if receptor_genes.IF_BEFORE.search(flat, max(start, found.start() - 30), found.start()):
            return None
        if her2 and found["pos"] and _FAINT.match(found[0]):
            continue
        return found
    return None


def _left_out(hanging: re.Match[str]) -> bool:
    """Whether the word behind the last name surely answers for this one, too, and is of this tissue."""
    if "control" in hanging.string[hanging.end() : hanging.end() + 22]:
        return False
    link = hanging["link"] or "and"
    return "or" not in link and (bool(hanging["neg"]) or "and" in link or "&" in link)


_IN_SITU = re.compile(
    r"[ (\d+%,)]{0,14}(?:in|of|for) (?:the )?(?:areas? of )?(?:dcis|(?:ductal |carcinoma |component )*in situ)"
    r"[^\n]{0,60}\b(?:invasive|infiltrating)\b"
)


def _of_in_situ(flat: str, end: int) -> bool:
    """`3+ in DCIS, negative in invasive`: the answer is of the part that does not invade, and the other's follows."""
    return bool(_IN_SITU.match(flat, end))


def _of_her2(
    flat: str,
    group: Group,
    field: tuple[int, int],
    word: re.Match[str] | None,
    level: tuple[str, int, int] | None,
    asked: bool,
) -> Answer | None:
    """A score decides; of words, those of the gene's test are told apart from those of the stain."""
    if word and _by_gene(flat, group, word, level):
        return Answer(receptor_genes.of_gene(word[0]), word.start(), word.end(), asked, gene=True)
    if level and (word is None or level[1] - word.end() < 60):
        first, last = min(level[1], word.start() if word else level[1]), max(level[2], word.end() if word else 0)
        return Answer(_of_level(level[0]), first, last, asked, score=level[0], scored=(level[1], level[2]))
    if word is None:
        return None
    kind, signs = str(word.lastgroup), word[0].count("+")
    value = {**_MEANS, "fav": "negative"}.get(kind, "positive")
    if kind == "plus" and signs > 1:
        value = _of_level(str(min(signs, 3)))
    if kind == "pos" and flat[max(field[0], word.start() - 7) : word.start()].startswith("weakly"):
        value = "equivocal"
    return Answer(value, word.start(), word.end(), asked)


def _by_gene(flat: str, group: Group, word: re.Match[str], level: tuple[str, int, int] | None) -> bool:
    """Whether a word is the result of the gene test: a score and the words of a stain speak against it."""
    said = flat[group.start : word.end()]
    if (level and level[1] <= word.end() + 12) or _STAIN.search(said):
        return False
    after = flat[word.end() : word.end() + 40].split("\n")[0]
    return bool(_FISH.search(said) or (_FISH.search(after[:30]) and not _TO_COME.search(after)))


_LEVEL_ALONE = re.compile(r"\n(?:score:? ?)?(?P<a>[0-3])\+?\.?(?:\n|\Z)")


def _level(flat: str, start: int, stop: int) -> tuple[str, int, int] | None:
    for found in _LEVEL.finditer(flat, start, stop):
        if not _of_in_situ(flat, found.end()):
            return (found["a"] or found["b"] or found["c"]), found.start(), found.end()
    if alone := _LEVEL_ALONE.match(flat, stop):
        return alone["a"], alone.start("a"), alone.end("a")
    return None


def _of_level(level: str) -> str:
    return {"3": "positive", "2": "equivocal"}.get(level, "negative")


def _led(group: Group) -> str:
    """What the words before a name say of it."""
    denied = group.lead.startswith(("no ", "not ", "without", "absen", "lack", "negativ", "non"))
    if group.follows == "but not":
        denied = not denied
    return "negative" if denied else "equivocal" if group.lead.startswith("equivocal") else "positive"


def _by_number(flat: str, start: int, stop: int, asked: bool) -> Answer | None:
    """Scores and shares without a word: none is negative, what every guideline calls positive is; between is unsaid."""
    for found in _ALLRED.finditer(flat, start, stop):
        which, number = str(found.lastgroup), int(next(value for value in found.groups() if value is not None))
        least = _LEAST_H if which == "h" else _LEAST_ALLRED
        if number == 0 or number >= least or which != "h":
            value = "positive" if number >= least else "negative"
            return Answer(value, found.start(), found.end(), asked, bare=True)
    for found in _SHARE.finditer(flat, start, stop):
        share = int(found["v"])
        below = found["sign"] in ("<", "less than")
        if share > 100 or (below and share > 1):
            return Answer("", found.start(), found.end(), bare=True)
        none = share == 0 and not found["to"]
        value = "negative" if none or below else "positive" if share >= _LEAST_SHARE else ""
        return Answer(value, found.start(), found.end(), asked, bare=True)
    level = _LEVEL.search(flat, start, stop)
    if level:
        value = "negative" if (level["a"] or level["b"] or level["c"]) == "0" else "positive"
        return Answer(value, level.start(), level.end(), asked, bare=True)
    return None
