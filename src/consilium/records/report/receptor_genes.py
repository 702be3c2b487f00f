"""What the test of the gene says of HER2, beside the stain: behind the test's name, or before it.

In: the words of one receptor's field; out: positive, negative or equivocal with where they stand.
"""

import re

_TEST = r"(?:fish|[cds]?ish|in situ hybridi[sz]ation)\b"
_WORD = (
    r"not amplified|non[ -]?amplified|unamplified|no (?:her-?2 )?(?:gene )?amplification"
    r"|amplification (?:is |was )?(?:not |absent|negative|detected|present|identified|seen)"
    r"|negative|positive|amplified|equivocal"
)
_UNTIL = r"(?:[^\n.;]|\.(?=\d))"
_BEHIND = re.compile(
    rf"\b{_TEST}(?:(?P<sign> ?[+-])(?![+\w]| ?[\w(<>~\[])|(?P<gap>{_UNTIL}{{0,40}}?)\b(?P<word>{_WORD})(?! control))"
)
_BEFORE = re.compile(
    rf"\b(?P<word>{_WORD})(?: ?\([^)\n]{{1,30}}\))? (?:by|on|with|using) (?:reflex |subsequent )?{_TEST}"
)
_CONCLUDED = re.compile(
    rf"[ :-]{{1,3}}(?:status )?(?P<word>positive|negative)\b[^\n;]{{0,20}}\b2\+[^\n;]{{0,16}}"
    rf"\b{_TEST}[^\n;)]{{0,20}}\bratio\b"
)
"""Of a stain that is equivocal only the gene's ratio can have told the verdict before it."""
_NOT_DONE = re.compile(
    r"\bnot (?:done|performed|sent|requested|required|indicated|needed|available)|pending|await|to follow|\bwill\b"
    r"|request|recommend|\bsent\b|ordered"
)
_OTHER_GENE = r"\b(?:alk|ros-?1|ret|ntrk\d?|met|egfr|kras|braf|myc|bcl-?[26]|mdm2|ewsr1|top2a|c-?myc|fgfr\d)\b"
_OF_OTHER_BEFORE = re.compile(rf"{_OTHER_GENE}(?:[ :,/-]|gene|by|rearrangement|analysis){{0,4}}\Z")
_WITH_OTHER = re.compile(_OTHER_GENE)
_OF_OTHER_BEHIND = re.compile(rf" (?:for|of) (?:the )?{_OTHER_GENE}")
IF_BEFORE = re.compile(r"\b(?:if|unless|whether|when)(?: (?:it|this|the|result|is|are|was|ihc|stain\w*)){0,3} \Z")
_DENIED = re.compile(r"\b(?:not|absent|negative)\b")


def gene(flat: str, begin: int, named: int, stop: int) -> tuple[str, int, int] | None:
    """The result of the gene's own test in this stretch, whose name ends at `named`, and where its words stand."""
    if flat.find("ish", begin, stop) < 0 and flat.find("hybridi", begin, stop) < 0:
        return None
    for found in _BEFORE.finditer(flat, begin, stop):
        return of_gene(found["word"]), *found.span()
    for found in _BEHIND.finditer(flat, begin, stop):
        before = _OF_OTHER_BEFORE.search(flat, max(begin, found.start() - 24), found.start())
        if before or _OF_OTHER_BEHIND.match(flat, found.end()) or _WITH_OTHER.search(found[0]):
            continue
        if sign := found["sign"]:
            return "positive" if sign.endswith("+") else "negative", *found.span()
        if not (IF_BEFORE.search(found["gap"]) or _NOT_DONE.search(found["gap"])):
            return of_gene(found["word"]), *found.span()
    concluded = _CONCLUDED.match(flat, named, stop)
    return (concluded["word"], *concluded.span()) if concluded else None


def of_gene(word: str) -> str:
    """What a word says of the gene: that it is amplified, that it is not, or that this is open."""
    if word.startswith("equi"):
        return "equivocal"
    denied = word.startswith(("neg", "no", "un", "absen", "lack", "without")) or _DENIED.search(word)
    return "negative" if denied else "positive"
