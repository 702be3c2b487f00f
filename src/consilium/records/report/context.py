"""What the words around a finding say about it: present, absent, uncertain, historical, family or planned."""

import re

from consilium.facts import Assertion
from consilium.records.report.patterns import later

_ABSENT_BEFORE = re.compile(
    # A word begins each, here and below: said once, it spares trying all of them at every letter.
    r"\b(?:no\b(?<!t[0-4][ /,]no)(?<!t[0-4][a-d][ /,]no)"
    r"(?! (?:\d|[ivx]+\b|speci(?:al|fic) |(?:\w+ ){0,2}(?:change|increase|enlargement|growth"
    r"|difference)s? ))|not? (?:definite |definitive |residual )?evidence of"
    r"|neg(?:ative)? for|free of|free from|sin\b(?! embargo)|ausencia de"
    r"|without\b|absence of|absent\b|not identified|denies|never\b(?! ?-?smok)"
    r"|non\b(?! ?-\w| (?:small|keratin|seminom|mucin|papill))|fails? to (?:show|reveal)"
    r"|rules? out\b|ruled out\b|neither\b|not (?:seen|present|show|involve|demonstrate|have|contain)"
    r"|does not\b|do not\b|no longer\b|nothing (?:to|that|which) )[^\n;:]{0,60}$"
)
_NO_SIGN = later(
    r"\b(?:no|without|nor|neg(?:ative)? for|lack(?:s|ing)?(?: of)?|absence of)\b(?: (?!but\b)[\w/-]+){0,7}?"
    r" (?:suspicious for|suspicion of|suggest(?:ive of|ing|s)|concerning for|worrisome for|to suggest"
    r"|indicat(?:ive of|ing))[^\n;:.]{0,50}$"
)
"""Nothing that would even raise the question: `no features suspicious for malignancy`."""
_ABSENT_AFTER = re.compile(
    r"^(?:(?:s|es)?(?:,? in situ)?,?(?: -)? (?:is )?(?:absent|excluded|ruled out)\b"
    r"|[^\n;.]{0,40}?(?:\b(?:not (?:identified|seen|present|detected|found|observed|evident|demonstrated|appreciated)"
    r"|un(?:detected|identified|seen)|(?:is|are) (?:absent|negative)|(?:is|was|were|been) (?:ruled out|excluded))\b"
    r"|: ?(?:absent|none|negative|no)\b"
    r"| - ?no(?=[\n;,.]|$)))"
)
_UNCERTAIN_BEFORE = re.compile(
    r"(?:\b(?:cannot (?:be )?(?:exclude|rule out)|can ?not exclude|suspicious for|suspicion of"
    r"|possible\b|probable\b"
    # What a test can tell, or may become of something, and no finding: `the risk of upgrade to carcinoma is 15 %`.
    r"|(?P<spoken>(?:sensitivity|specificity) (?:of|for)|risks? (?:of|for)|chance of"
    r"|(?:may|might|does|do|will|would) not (?:reliably )?(?:detect|identify)"
    r"|(?<!cannot )(?<!possible to )distinguish\w*|differentiate\b|discriminat\w+)"
    r"|possibility (?:of|that)\b|evaluat(?:e|ion) for\b"
    r"|questionable\b|suggestive of|suggesting\b|appears? to (?:have|be)|equivocal for"
    r"|concerning for|likely\b|favors?\b"
    r"|may represent|consistent with possible|differential (?:diagnosis )?includes|versus\b"
    r"|vs\b|indeterminate"
    r"|worrisome for|presumed\b|probably\b|possibly\b|rule out\b|r/o\b|to exclude\b)|\?)[^\n;:]{0,50}$"
)
_UNCERTAIN_AFTER = re.compile(
    r"^[^\n;]{0,40}?(?:\b(?:cannot be (?:excluded|ruled out|determined|assessed)|can not be excluded"
    r"|(?:not|to|should|must)(?: be)?(?: \w+)? (?:excluded|ruled out)"
    r"|(?:is|are|was|were) suspected"
    r"|is possible)\b|: ?(?:indeterminate|suspicious|cannot be|equivocal|suspected)\b)"
)
_HISTORICAL_BEFORE = re.compile(
    r"\b(?:history of|h/o|hx(?! ?:)|status post|s/p|prior\b|previous(?:ly)?\b|remote\b|past\b)[^\n;]{0,50}$"
)
_FAMILY_BEFORE = re.compile(
    r"\b(?:(?:mother|father|sister|brother|aunt|uncle|grandmother|grandfather|daughter|cousin|maternal|paternal"
    r"|mum|mom|dad|grandma|grandpa|nephew|niece"
    r"|son(?! (?:positiv|negativ|compatib|las\b|los\b|de\b|del\b|una?\b|muy\b|mas\b|propi|similar|caracter)))\b"
    r"|family (?:history|hx)|fhx?\b"
    r"|(?:wife|husband|spouse|partner)(?:'s)? (?:also )?(?:has|had|is|was|died|diagnosed)\b)[^\n]{0,60}$"
)

_NO_FAMILY = re.compile(r"\b(?:no|denies(?: any)?|negative|without|not)\b[^\n;,.]{0,70}$")
"""`No family history of colon cancer`: nobody has it."""


# Most findings have no such word near. Those that begin alike stand together, and first those whose letter is frequent:
# that makes the search twice as fast.
_CUE_BEFORE = re.compile(
    r"\b(?:n(?:o(?:[tnr]?\b|thing)|eg|ever|either|iece|ephew)|a(?:bsen|usenc|ppear|unt)"
    r"|s(?:uspi|ugg|in\b|tatus post|/p|ister|on\b|pouse|ensitivity|pecifi)|r(?:ule|/o|emote|isk)"
    r"|c(?:annot|oncern|ousin|hance)|d(?:en|iffer|aughter|oes|ad\b|isting|iscrim)|f(?:ree|ail|avo|ather|amily|hx?\b)"
    r"|m(?:ay|other|aternal|[uo]m\b)"
    r"|p(?:ossib|robab|resum|rior|revious|ast|aternal|artner)|h(?:istor|/o|x|usband)|e(?:quiv|xclu|valuat)|uncle"
    r"|ind(?:eterm|icat)|l(?:ikely|ack)"
    r"|v(?:ersus|s\b)|w(?:ithout|orri|ife)|grand|brother|question)|\?"
)
_CUE_AFTER = re.compile(
    r"\b(?:n(?:o[tn]?\b|one|eg)|absen|suspi|suspect|ruled|cannot|possib|e(?:quiv|xclu)|un(?:det|ident|seen)|indeterm)"
)


def pictured(kind: str, sentence: str) -> bool:
    """Whether a picture tells this, which sees no margins and no vessels under a microscope."""
    return kind == "imaging" or "mri" in sentence or "threatened" in sentence


def line_start(flat: str, at: int, far: int) -> int:
    """Where the line around a place begins, but no more than `far` characters before it."""
    least = max(0, at - far)
    return flat.rfind("\n", least, at) + 1 or least


def line_end(flat: str, at: int, far: int) -> int:
    """Where the line around a place ends, but no more than `far` characters behind it."""
    stop = flat.find("\n", at, at + far)
    return stop if stop >= 0 else at + far


def assertion(flat: str, start: int, end: int, section: str = "") -> Assertion:
    """What is said about the words at this span, from its sentence and the kind of section it stands in."""
    left, stop = line_start(flat, start, 90), line_end(flat, end, 60)
    # Without a cue on one side no pattern of that side can match.
    before = flat[left:start] if _CUE_BEFORE.search(flat, left, start) else ""
    after = flat[end:stop] if _CUE_AFTER.search(flat, end, stop) else ""
    if section == "family" or (before and _FAMILY_BEFORE.search(before)):
        return Assertion.ABSENT if before and _NO_FAMILY.search(before) else Assertion.FAMILY
    if before and _UNCERTAIN_BEFORE.search(before):
        return Assertion.ABSENT if _NO_SIGN.search(before) else Assertion.UNCERTAIN
    if after and _UNCERTAIN_AFTER.match(after):
        return Assertion.UNCERTAIN
    if (before and _ABSENT_BEFORE.search(before)) or (after and _ABSENT_AFTER.match(after)):
        return Assertion.ABSENT
    if section == "prior" or (before and _HISTORICAL_BEFORE.search(before)):
        return Assertion.HISTORICAL
    return Assertion.PRESENT


def spoken_of(flat: str, start: int) -> bool:
    """Whether words before this place tell what a test can show or what may become of something, and find nothing."""
    found = _UNCERTAIN_BEFORE.search(flat[line_start(flat, start, 90) : start])
    return bool(found and found["spoken"])
