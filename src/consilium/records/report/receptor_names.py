"""The names of the receptors in a stretch of text, those asked together as one group, each with the words that answer.

`ER and PR are negative` is one group of two; the field of a group ends where the next group, or the words that lead to
it (`negative for HER2`), begins.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAME = re.compile(
    r"\b(?:(?P<ER>(?:estr[o0][gq][ceo]n(?:[ -]?recept\w+)?(?: protein)?(?: ?\(er[^)\n]{0,12}\))?"
    # The name first and then what may not stand before it: most words do not begin so, and are left at once.
    r"|er\b(?<!\bin er)(?<!\bto er)(?<!from er)(?<!in the er)(?<!to the er)(?<!from the er)(?<!via er)(?<!codone er)"
    r"(?<!morphine er)(?! visit|physician| ?\d+ ?mg)"
    r"(?: ?\(estrogen[^)\n]{0,12}\))?)"
    r"(?: ?\((?:clone )?(?:sp1|1d5|6f11|id5)[^)\n]{0,30}\)| 6f11| sp1| 1d5)?)"
    r"|(?P<PR>(?:progest[ce]r[o0][ncm]\w{0,3}(?:[ -]?recept\w+)?(?: protein)?(?: ?\((?:pr|pgr)[^)\n]{0,12}\))?"
    r"|p(?<!response p)(?<!response: p)g?r\b(?! exam| interval| bleed| ?\(partial"
    r"| by recist)(?: ?\(progest[^)\n]{0,14}\))?)"
    r"(?: ?\((?:clone )?(?:1e2|pgr)[^)\n]{0,30}\)| (?:pgr )?636| 1e2)?)"
    r"|(?P<HER2>her[ -]?2(?![\d%]|(?:/neu)? ?(?:mutation|exon))(?:[ /-]{0,2}(?:neu|nev|n[a-z]u"
    r"|[a-z]eu)\b)?(?: ?\(c-?erb[^)\n]{0,6}\))?"
    r"|c-?erb[ -]?[b8]-?2(?: ?\(her-?2[^)\n]{0,5}\))?"
    r"|hercep ?test))"
)
_JOINED = re.compile(r"[ ,/&]*(?:(?:and|or|&)?[ /]*(?:for )?(?:the )?)?")
_LED_ON = re.compile(r" ?(?:\([^)\n]{0,25}\))? ?,? ?(?P<how>and(?: also)?|or|but not|nor|,)? ?(?:for )?(?:the )?")
_OTHER = re.compile(
    r"ki-? ?67|m(?:ib-? ?1|ammaglobin|ismatch|icrosatell|(?<!\wm)mr\b)|e(?:-?cadherin|(?<!\we)(?:gfr|bv|ber)\b)"
    r"|p(?:d-? ?l-?1\b|(?<!\wp)(?:53|sa)\b)|c(?:ytokeratin|omment\b|(?<!\wc)k ?\d)|gcdfp|ttf-?1|androgen"
    r"|reference range|interpretation guide"
)
_LEAD = re.compile(
    r"(?P<word>(?:(?:no|not|without|absent|absence of|lacks?|lacking|negative) (?:[a-z]+ ){0,3}?)?"
    r"(?:(?:(?:strong|moderate|weak|diffuse|focal|patchy|distinct|nuclear|intranuclear|intense|positive)\w*,? )"
    r"(?:[a-z]+,? ){0,3}?(?:immuno)?(?:stain\w*|reactiv\w+|express\w+|positiv\w+)"
    r"|(?:weakly[ \n])?(?:immuno)?(?:positiv\w+|reactiv\w+)|equivocal|negativ\w+|(?:(?<=no )|(?<=without )"
    r"|(?<=lacks )|(?<=absent )|(?<=lack of )|(?<=absence of ))(?:immuno)?(?:stain\w*|express\w+)))"
    r"(?: staining| expression| reactivity)?(?: (?:is |was |are )?(?:seen|identified|present|noted))?"
    r" (?:for|with|of) (?:both |the |antibodies to |antibody to )*\Z"
    r"|(?P<verb>(?:not )?express(?:es|ing)?) (?:both |the )*\Z"
)
_LEADS = (" for ", " with ", " of ", "both ", "the ", " to ", "express ", "expresses ", "expressing ")
"""How words that lead to a name end: looked at first, because that pattern is slow."""
_LONGEST = 150


@dataclass(slots=True, eq=False)
class Group:
    """Receptors named together, the words that lead to them ("" where none do) and where their field begins and ends.

    `follows` says how the words that lead to the group before lead to this one, too: "and", "but not"; "" if not.
    """

    names: list[str]
    start: int
    end: int
    lead: str = ""
    led_from: int = 0
    stop: int = 0
    follows: str = ""


def groups(flat: str, start: int, end: int) -> Iterator[Group]:
    """Every group named in a stretch of text."""
    found: list[Group] = []
    for name in _NAME.finditer(flat, start, end):
        kind = str(name.lastgroup)
        last = found[-1] if found else None
        if last and _JOINED.fullmatch(flat, last.end, name.start()) and _together(flat, last, name.start(), kind):
            last.names.append(kind)
            last.end = name.end()
        else:
            found.append(Group([kind], name.start(), name.end()))
    for place, group in enumerate(found):
        before = found[place - 1].end if place else max(0, group.start - 110)
        led = flat.endswith(_LEADS, before, group.start)
        lead = _LEAD.search(flat, max(before, group.start - 110), group.start) if led else None
        if lead:
            group.lead, group.led_from = " ".join((lead["word"] or lead["verb"]).split()), lead.start()
    for place, group in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        stop = (following.led_from or following.start) if following else end
        group.stop = min(stop, group.end + _LONGEST)
        if other := _OTHER.search(flat, group.end, group.stop):
            group.stop = other.start()
        on = _LED_ON.fullmatch(flat, group.end, following.start) if following and not following.lead else None
        if on and following and group.lead:
            following.lead, following.led_from, following.follows = group.lead, group.led_from, on["how"] or "and"
    yield from found


def _together(flat: str, last: Group, start: int, kind: str) -> bool:
    """Two names of one receptor are one name said twice; a space alone divides the columns of a table."""
    between = flat[last.end : start]
    return "\n" not in between and (kind in last.names or bool(between.strip(" ")))
