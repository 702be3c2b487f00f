"""Whether a drug or radiation that no word of time stands beside was given, or is only spoken of.

In: what stands before and behind its name in its sentence; out: whether it was given. A list, a heading of treatment, a
dose and the words of a course (`on`, `cycle 3 of`, `held`, `toxicity from`) say so; a sentence on what a treatment
does, or for whom it is made, does not. Of radiation what it left behind (`radiation pneumonitis`) says so, too.
"""

import re
from bisect import bisect_left
from operator import attrgetter

from consilium.records.report.patterns import later
from consilium.records.report.text import Text
from consilium.records.report.words import Hit

_COURSE = later(
    r"\b(?:(?:took|tak(?:es|en|ing)|continu\w+|stay(?:s|ed) on|maintenance|stop\w*|held|holding|paus\w+|resum\w+"
    r"|re-?start\w*|re-?challeng\w+|discontinu\w+|start(?:ed)?|began|begun|initiated|receiv\w+|completed|completing"
    r"|tolerat\w+|finish\w*|refill\w*|renew\w*|prescri\w+|complian\w+|adheren\w+|refractory to|failed|failure of"
    r"|cycles?|courses?|doses|(?:last|first|missed|\d(?:st|nd|rd|th)?|weekly) dose|[1-4]l|c\d+(?:d\d+)?(?!\.\d)"
    r"|day \d+|week \d+|s/p|progress\w+ (?:after|through|despite|following)|dose reduc\w+|reduced[- ]dose"
    r"|(?:side|late|after) ?effects? (?:of|from)|into (?:her|his)|reactions? to|(?:due|secondary|related|attribut\w+"
    r"|owing) to|treated"
    r"|(?:good|partial|complete|poor|excellent|mixed|initial) response to|(?:treatment|\w*therapy|chemoradiation) with"
    r"|prior(?! to)|previous|past|history of|current\w*|had|got|gave|infus\w+|inject\w+|added|addition of"
    r"|randomi[sz]ed to|(?:rounds?|months?|weeks?"
    r"|years?) of|(?:first|second|third|1st|2nd|3rd|fourth)[- ]line"
    r"|(?<!based )(?<!depending )(?<!depends )(?<!information )(?<!focus )(?<!focusing )(?<!data )on"
    r"(?! (?:ct|mri|pet|scans?|imaging|exam\w*|the (?:basis|other)|ultrasound|restaging|biops\w+|ihc|ngs|fish)\b))"
    r"\b[^\n;]{0,60}|(?:(?<!benefit )(?<!apart )from|after|following|since|during|while|despite|through|post|under|off"
    r"|now)(?: [\w/-]+){0,3} )$"
)
_COURSE_BEHIND = later(
    r"(?:[^\n;.]|\.(?=\d)){0,60}?(?:\b(?:on hold|caused"
    r"|(?:is|was|were|are|has been|have been) (?:\w+ly )?(?:stopped|held|discontinued|started|resumed"
    r"|continued|paused|reduced|increased|switched|changed|restarted|initiated|taken|infused|injected|dosed)"
    r"|(?:stopped|held|discontinued|started|resumed|paused|refilled|ongoing|continues|tolerated|completed|finished)\b"
    r"|since|until|today|last (?:dose|given)|failed|toxicity|daily|weekly|monthly|bid|q ?\d ?w?\w*|po|iv|sc|im"
    r"|tab(?:let)?s?|caps?(?:ules?)?|inj(?:ection)?|infusion|cycles?|c ?\d+(?: ?d ?\d+)?|day \d+|auc|doses?|months"
    r"|years|weeks|(?:19|20)\d\d)\b|\d ?(?:mg|mcg|g|units?|ml)\b|\bx ?\d|# ?\d)|-(?:induced|related|associated)\b"
)
_SPOKEN = later(
    r"\b(?:could|would|can|should|may (?!be (?:from|due|related|secondary))|might|target\w*|sensitiv\w*|resistan\w+"
    r"|approv\w+|indicated|standard|guidelines?|data|stud(?:y|ies)|trials?|evidence|mechanisms?|role|alternatives?"
    r"|versus|vs|candidates?|eligib\w+|benefit\w*|predict\w*|efficacy|effective\w*|works?|superior|survival|allerg\w+"
    r"|options?|discuss\w*|question\w*|ask\w*|talk\w*|explain\w*|counsel\w*|recommend\w*|respond to)\b"
)
_ORDERED = later(r"\b(?:ordered|requested|proposed|recommended|intended|offered)\b[^\n:]{0,15}: ?[^\n]{0,40}$")
_OPTIONS = later(r"[^\n:]{0,40}\boptions?\b[^\n:]{0,20}:")
_SPOKEN_BEHIND = later(
    r"(?:(?! and (?:s?he|they|can|could|may|do|ha[sd]|is|the|her|his)\b|, | but | who | which )[^\n;.]){0,60}?"
    r"\b(?:could|would|can|should|may (?:be|not|also|have|help|cause|improve|offer)|might"
    r"|targets?|targeting|(?:is|are) (?:an?|the|used|for|approved|indicated"
    r"|effective|active|available|associated|known|standard|next|another|usually|often|possible"
    r"|preferred|of)"
    r"|(?:was |were |been )?(?:approved|shown|studied|compared|designed|developed|reviewed|discussed"
    r"|explained|considered|mentioned|offered)|approv\w+|blocks?|binds?|inhibits?"
    r"|works?|acts?|versus|vs|improve[sd]?|prolong\w*|reduces?|shows?|showed)\b"
)
_LISTED = later(
    r"(?:^|\n)[^\n]{0,40}\b(?:treatments?|chemo\w*|immuno\w*|therap(?:y|ies)|regimens?|protocols?|medications?"
    r"|medicines?|meds|drugs?|agents?|lines?|cycles?|rx|hx|tx|neoadjuvant|adjuvant|induction|consolidation|maintenance)"
    r"(?: [\w/()#-]+){0,3} ?(?::|- )[^\n]{0,200}$"
)
_ITEM = later(r"(?: ?(?:[,/+&(]|-|and\b|with\b|plus\b) ?[\w-]+\)?){0,6} ?[.,;)]?(?:\n|$)")
_BULLET = later(r"[\s\d.,)(*•#>/+&-]*")


CAUSED = later(
    r"\b(?:(?:due|secondary|related|attribut\w+|owing) to|caused by|because of|status post|s/p|(?:damage|involvement"
    r"|injury|scarring)"
    r" (?:by|from)|from (?:the|her|his|prior|previous))(?: [\w/-]+){0,6} $"
)
"""Before a treatment: what it has done is told, so it was given."""
ARRANGED = later(
    r" (?:therapy )?(?:planning|simulation|set-?up|mapping|appointment|consent)\b(?! (?:was|were) (?:done|completed))"
)
"""Behind a radiation: it is being prepared."""
TAUGHT = later(
    r"\b(?:education|teach\w*|information|leaflets?|handouts?|counsel\w*|talk(?:ed|ing)?|spoke|read|learn\w*)"
    r" (?:[\w-]+ ){0,3}?(?:about|on|for|regarding|of)\b[^\n;]{0,50}$"
)
"""Before a drug: the patient was told of it."""


def given(before: str, after: str, *, in_list: bool) -> bool:
    """Whether the words say that the drug between them was given; `in_list` where it stands in a list of treatment."""
    course = _COURSE.search(before[-90:])
    if hypothetical(before, after, course):
        return False
    if course or in_list or _COURSE_BEHIND.match(after) or _LISTED.search(before):
        return True
    return bool(_BULLET.fullmatch(before) and _ITEM.match(after))


_SHOWN = ("show", "shows", "showed")


def hypothetical(before: str, after: str, course: re.Match[str] | None = None) -> bool:
    """Whether the words speak of what a treatment does, or whom it is for; `course` are those of a course before it."""
    near = before[-90:]
    clause = max(near.rfind(mark, 0, course.start()) for mark in (", ", " and ", " but ")) if course else 0
    return bool(
        _SPOKEN.search(near, max(0, clause))
        or _OPTIONS.match(before)
        or _ORDERED.search(near)
        or ((behind := _SPOKEN_BEHIND.match(after)) and not (behind[0].endswith(_SHOWN) and "cycle" in near))
    )


_SINCE = later(
    r" (?:was |were )?(?:started|begun|initiated|resumed|restarted)\b"
    r"|[^\n;.]{0,40}\b(?:since|until|ongoing|tolerated|completed|finished)\b"
)


def in_course(before: str, after: str) -> bool:
    """Whether the words of a course stand beside the treatment: `cycle 9 of`, `progressed through`, `since May`."""
    near = before[-90:]
    course = _COURSE.search(near)
    if course and _WHEN.match(course[0]):
        course = _COURSE.search(near, course.end() - len(course[0]) + 1)
    return bool(course or _SINCE.match(after) or LEFT_BEHIND.match(after))


_WHEN = later(r"(?:after|following|during|post|through|under|from)\b(?! \d)")
"""`During radiotherapy she will be seen each week` does not say that it has begun."""
_RAYS_BEFORE = later(r"\b(?:post|pre-? and post|previously|prior|re)-? ?$")
LEFT_BEHIND = later(
    r"(?: (?:therapy|treatment|treatments))?(?:[ -](?:induced|related|associated|treated)\b|"
    r" (?:pneumon\w+|necrosis|dermatitis|fibrosis|cystitis|proctitis|esophagitis|mucositis|enteritis|colitis"
    r"|changes?|recall|fields?|bed|scar\w*|injury|sequelae|effects?|toxicit\w+|was|were|ended|begun|began)\b)"
)
_DOSE = later(r"\d(?:[.,]\d+)? ?c?gy\b|\b\d+ ?(?:fractions?|fx)\b")
_NO_DOSE_GIVEN = later(
    r"\bprescri\w+|\bconstraints?\b|\btolerances?\b|\blimits?\b|\bv ?\d+ ?(?:gy)?\b|[<>\u2264\u2265]"
)


def irradiated(before: str, after: str, name: str, *, in_list: bool) -> bool:
    """Whether the words say that the radiation between them was given; a name alone does not.

    `name` is the word for it, "" where a dose says nothing.
    """
    near = before[-90:]
    course = _COURSE.search(near)
    if _SPOKEN.search(near, course.start() if course else 0) or _OPTIONS.match(before):
        return False
    if in_list or _LISTED.search(before) or _RAYS_BEFORE.search(before) or LEFT_BEHIND.match(after):
        return True
    if _SPOKEN_BEHIND.match(after):
        return False
    told = f"{near}{name}{after[:90]}" if name else ""
    dosed = _DOSE.search(told) and not _NO_DOSE_GIVEN.search(told)
    return bool(course or dosed or _COURSE_BEHIND.match(after))


_NO_RAYS = later(
    r" (?:exposure|protect|protocol|physic|technolog|therapist|burden|dose (?:reduc|report|index|optimi|modulat|per )"
    r"|(?:(?:core|needle|fine|vacuum|brain|breast|assisted|image|guided|wire|excisional)[ -]){0,4}"
    r"(?:biops|aspirat|locali[sz]|craniotomy|frame|sampling|navigat))"
)
_UNITS = frozenset({"gy", "cgy"})
_START = attrgetter("start")


def of_a_picture(text: Text, after: str) -> bool:
    """Whether the rays are those that a picture is made with."""
    return bool(_NO_RAYS.match(after)) or (text.kind == "imaging" and after.startswith(" dose"))


def only_unit(text: Text, hit: Hit, left: int, right: int) -> bool:
    """Whether the word is the unit of a dose, beside the treatment's own name."""
    if text.flat[hit.start : hit.end] not in _UNITS:
        return False
    words = text.hits("radiation")
    near = words[bisect_left(words, left, key=_START) : bisect_left(words, right, key=_START)]
    return any(text.flat[one.start : one.end] not in _UNITS for one in near)
