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
    r"|rules? out\b|ruled out\b|neither\b"
    r"|not (?:seen|present|show|involve|demonstrate|have|contain|in keeping|consistent|compatible)"
    r"|does not\b|do not\b|no longer\b|nothing (?:to|that|which) "
    r"|excludes\b|argu(?:es?|ing) against)[^\n;:]{0,60}$"
)
_OTHER_THAN = later(r"\b(?:rather than|as opposed to) (?:(?!for\b|in\b|of\b|with\b|to\b|as\b)[\w/-]+ ){0,3}$")
_LAST_OF_LIST = later(r"\b(?:no|without|negative for|free of|denies)\b [^\n;:]{0,140} or (?:[\w/-]+ ){0,2}$")
"""The last of a longer list: `no granuloma, atypical cells, or carcinoma`."""
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
    r"(?:\b(?:can ?not (?:(?:be )?(?:exclude|rule out)|be (?:\w+ ){0,2}(?:classif|distinguish|categori[sz]|diagnos))"
    r"|susp(?:icious for|icion of|ect(?:s|ed)?\b(?! lymph))"
    # What was seen is too little for the name: `insufficient for a definitive diagnosis of lymphoma`.
    r"|(?:in(?:sufficient|adequate)|not (?:sufficient|enough|diagnostic))(?: \w+)? (?:for|of)\b|short of"
    r"|d(?:oes|id|o) not (?:\w+ )?(?:exclude|rule out)|(?:difficult|unable|not possible) to (?:exclude|rule out)"
    r"|(?:possi|proba)b(?:l[ey]|ility (?:of|that))\b"
    # What a test can tell, or may become of something, and no finding: `the risk of upgrade to carcinoma is 15 %`.
    r"|(?P<spoken>(?:sensitivity|specificity) (?:of|for)|risks? (?:of|for)|chance of"
    r"|(?:may|might|does|do|will|would) not (?:reliably )?(?:detect|identify)"
    r"|e\.g\b|for (?:example|instance)"
    r"|(?<!cannot )(?<!possible to )distinguish\w*|differentiate\b|discriminat\w+)"
    r"|evaluat(?:e|ion) for\b"
    r"|questionable\b|suggestive of|suggesting\b|appears? to (?:have|be)|equivocal for"
    r"|concerning for|li(?:kely\b|mited for)|favors?\b"
    r"|may represent|consistent with possible|differential (?:diagnosis )?includes|versus\b"
    r"|vs\b|indeterminate"
    r"|worrisome for|presumed\b|rule out\b|r/o\b|to exclude\b)|\?)[^\n;:]{0,50}$"
)
_KNOWN = later(
    r"\b(?:reported|described|common|frequent|typical)(?:ly)? (?:found )?in "
    r"(?!the |this |these |her |his |both |all )(?:[\w-]+ ){0,2}$"
)
"""What is known of a kind: `a gene reported in B-cell lymphoma`."""
_BEFORE_IN = ("reported", "described", "common", "commonly", "frequent", "frequently", "typical", "typically", "found")
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
    r"\b(?:n(?:o(?:[tnr]?\b|thing)|eg|ever|either|iece|ephew)|a(?:bsen|usenc|ppear|unt|rgu)"
    r"|s(?:usp|ugg|in\b|tatus post|/p|ister|on\b|pouse|ensitivity|pecifi|hort)|r(?:ule|/o|emote|isk)"
    r"|c(?:annot|oncern|ousin|hance)|d(?:en|iffer|aughter|oes|ad\b|is(?:ting|crim))"
    r"|f(?:or (?:exam|insta)|ree|ail|avo|ather|amily|hx?\b)"
    r"|m(?:ay|other|aternal|[uo]m\b)"
    r"|p(?:ossib|robab|resum|rior|revious|ast|aternal|artner)|h(?:istor|/o|x|usband)|e(?:quiv|xclu|valuat|\.g)"
    r"|u(?:ncle|nable)|in(?:determ|dicat|suf|adeq)|l(?:ikely|ack|imited)"
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
    least = start - 90 if start > 90 else 0
    left = flat.rfind("\n", least, start) + 1 or least
    if (stop := flat.find("\n", end, end + 60)) < 0:
        stop = end + 60
    # Without a cue on one side no pattern of that side can match.
    before = flat[left:start] if _CUE_BEFORE.search(flat, left, start) else ""
    after = flat[end:stop] if _CUE_AFTER.search(flat, end, stop) else ""
    if section == "family" or (before and _FAMILY_BEFORE.search(before)):
        return Assertion.ABSENT if before and _NO_FAMILY.search(before) else Assertion.FAMILY
    near = flat[left if left > start - 40 else start - 40 : start]
    if (before and _UNCERTAIN_BEFORE.search(before)) or (
        " in " in near and near[: near.rfind(" in ")].endswith(_BEFORE_IN) and _KNOWN.search(near)
    ):
        return Assertion.ABSENT if _NO_SIGN.search(before) else Assertion.UNCERTAIN
    if after and _UNCERTAIN_AFTER.match(after):
        return Assertion.UNCERTAIN
    if (before and _ABSENT_BEFORE.search(before)) or (after and _ABSENT_AFTER.match(after)):
        return Assertion.ABSENT
    if (" than " in near or "posed" in near) and _OTHER_THAN.search(near):
        return Assertion.ABSENT
    # The last of a list may stand far behind the word that denies it all.
    if " or " in near and _LAST_OF_LIST.search(flat, line_start(flat, start, 150), start):
        return Assertion.ABSENT
    if section == "prior" or (before and _HISTORICAL_BEFORE.search(before)):
        return Assertion.HISTORICAL
    return Assertion.PRESENT


def spoken_of(flat: str, start: int) -> bool:
    """Whether words before this place tell what a test can show or what may become of something, and find nothing."""
    before = flat[line_start(flat, start, 90) : start]
    found = _UNCERTAIN_BEFORE.search(before)
    return bool((found and found["spoken"]) or _KNOWN.search(before))
