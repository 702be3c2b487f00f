"""Treatment given and treatment planned: drugs, radiation, operations, trials, watching, and the plan's own words."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, takewhile

from msgspec.structs import replace

from consilium.facts import Assertion
from consilium.records.report import identity, regimens
from consilium.records.report.candidates import Candidate
from consilium.records.report.given import (
    ARRANGED,
    CAUSED,
    LEFT_BEHIND,
    TAUGHT,
    given,
    hypothetical,
    in_course,
    irradiated,
    of_a_picture,
    only_unit,
)
from consilium.records.report.operations import is_specialty, of_another_illness, operated
from consilium.records.report.patterns import later
from consilium.records.report.sections import Section
from consilium.records.report.tense import AHEAD, PENDING, when
from consilium.records.report.text import Text
from consilium.records.report.unsaid import of_relative, unsaid
from consilium.records.report.words import Hit
from consilium.values import PartialDate

_STOPPED = later(
    r"\b(?:no|never|nor|neither) (?:\w+ ){0,4}$"
    r"|\b(?:not|n't) (?!tolerat|respond|progress|complet|finish|miss)(?:(?!and\b|but\b)[\w-]+ ){0,5}$"
    r"|\b(?:discontinue\w*|stop(?:ped|ping)?|hold(?:ing)?|held|declin(?:es?|ed(?! (?:from|to|further|since|on|with|by"
    r"|in"
    r"|after|significantly))|ing(?! (?:performance|functional?|health|general|renal|cognit\w*|lung|kidney)))\b"
    r"|refus\w+|allerg\w+|denied|denies"
    r"|too \w+ for|turned down|said no to|un(?:suitable|fit|stable) for|against|contraindicat\w+|no longer|intoleran\w+"
    r"|without|avoid\w*|unable to|cannot|ineligible|for[e]?go"
    r"|omit\w*|defer\w*|not (?:\w+ ){0,4}candidates?)\b[^\n]{0,40}$"
    r"|\b(?:instead of|rather than|in lieu of)(?: [\w-]+){0,2} $"
)
_ENDED = later(r"\b(?:discontinu\w*|stopped|held)\b")
"""A treatment that was ended was given."""
_OF_ELSE = later(
    r"(?<!been )(?<!longer )(?<!off )(?<!not )(?<!was )(?<!started )(?<!keen )\bon\b|\bfrom\b(?! receiving)"
    r"|(?<!therapy )(?<!treatment )(?<!treated )\bwith\b|\b(?:doses?|side effects?|toxicity) of\b"
    r"|\b(?:resum\w+|continu\w+|accept\w*|takes|but|recall|when|then|opted|interruption)\b|;"
)
"""Between a denial and a treatment: what is denied is something else, `no toxicity from it`."""
_NEXT = later(r",|\band\b")
_THEN_DONE = later(r",? (?:was |were )?(?:started|done|performed|given|completed)\b")
"""`Tamoxifen was refused and letrozole was started.`"""
_REFUSED = later(
    # `Cycle 2 deferred`: the first was given.
    r"(?![^\n,.;:]{0,20}\b(?:cycles?|c\d|doses?|day)\b)[^\n,.;:]{0,30}\b(?:denied|declined|refused|contraindicated"
    r"|cancell?ed|called off|off the table|not on the cards|turned down|not funded|aborted|omitted|deferred|avoided"
    r"|withheld"
    r"|(?:will|would|should) (?:not|never) be (?!stopp|discont|held|interr|delay)|not possible"
    r"|(?:not|never) (?:yet )?(?:been )?(?:given|started|approved|covered|indicated|recommended|an option|administered"
    r"|pursued|taken|taking|done|performed|received|offered|required|needed|necessary|initiated|filled|used))\b"
    r"| (?:(?:therapy|treatment|surgery) )?(?:is |are |was )?(?:not (?:feasible|suitable|likely)|unlikely)\b"
    r"|[^\n,.;:]{0,60}\bnot (?:given|administered)\b|,? (?:but )?(?:was )?aborted\b"
    r"|[^\n;:]{0,40}\((?:\w+ )?not taking"
    r"|[^\n.;:]{0,60}\b(?:but|which|and) (?:(?:she|he|they|the|patient|pt|was|were|has|had) ){0,2}"
    r"(?:(?:is|was) not|(?:(?:is|was) )?(?:deemed|felt|thought|considered) (?:not|un)|never|declin\w+|refus\w+"
    r"|decided against"
    r"|(?:did|does) not(?! tolerat| respond| complet| finish))\b"
    r"| (?:was |were )?considered,? but\b"
    r"|(?: (?:therapy|treatment|history|exposure))? ?(?:[:?=(]|-(?= )) ?(?:none|never|n/a|nil"
    r"|not (?:taking|given|applicable|indicated)|den(?:y|ies|ied)"
    r"|declin\w+|refus\w+|allerg\w+|intoleran\w+|ineligible|no)\b(?! [a-z])"
    r"| ?\(-\)|[ -](?:ineligible|na[iï]ve|unfit)\b"
)
"""Behind a treatment: it was not to be."""
_SPOKEN_OF = later(
    r"\b(?:consent\w*|think\w* about|refer\w*|offer\w*|discuss\w*|review\w*(?! (?:(?:her|him|them) (?:today|in|on|at"
    r"|after|following|prior|again|with)\b|th(?:is|e) (?:\w+ )?(?:patient|lady|gentleman|man|woman)|mr|mrs|ms|miss|\["
    r"|today|in clinic))|explain\w*|options?|eligible|expected to"
    r"|await\w*|approv\w+|authoriz\w+|prefer\w*|wants?|wish\w*|would like|lean\w* towards?"
    r"|(?:decid|cho[ou]s)\w+ (?:between|whether|on|about)|choice (?:of|between))\b[^\n]{0,80}$"
    r"|\b(?:vs\.?|versus) (?:[\w-]+ ){0,2}$"
)
_PERHAPS = later(
    r"\b(?:likely|probabl[ey]|possibl[ey]|presum\w+|perhaps|maybe|unsure|query)(?: [\w-]+){0,1} ?\Z|\? ?\Z"
)
_BELOW = later(
    r"(?: therapy)?:? ?\n ?(?:(?P<no>not?\b|none\b|nil\b|n/?a\b|declined|refused|contraindicated)"
    r"|(?P<ahead>(?:still )?(?:planned|awaiting|pending|to (?:start|commence|begin)|scheduled|proposed))\b)"
)
"""Behind a label that is alone on its line: `Surgery / Not appropriate`."""
_NO_TREATMENT_NAMED = later(
    r" (?:oncolog|department|dept|clinic\b|consult|safety|nurse|cent(?:er|re)\b|providers?\b|team\b|physicians?\b"
    r"|services?\b|unit\b|program(?:me)?\b|coordinators?\b|candida|eligib|evaluat)"
    r"|(?: (?:therapy|treatment|history|exposure))? ?[:=?] ?(?:not (?:answered|recorded|provided|specified|stated|known"
    r"|documented)|unanswered|unknown)\b"
)
"""Behind a treatment's name: who gives it, or that nobody answered."""
_NOTES = frozenset({"clinic_note", "letter", "treatment_plan", "discharge"})
_TELL_OPERATIONS = _NOTES | {"operative_note"}
_PLACES = frozenset({"plan", "assessment"})
_CODES = {"drug": "drug", "radiation": "radiation", "surgery": "surgery", "trial": "trial", "watch": "observation"}
_RESULT = later(
    r"[^\n;.]{0,60}\b(?:demonstrat|show(?:ed|s|n)|reveal|confirm|(?:was|were) (?:positive|negative|benign|consistent))"
)
"""Behind an operation under a plan: what it found, so that it was done."""
_START = later(
    r"(?:start(?:ing|s)?(?: on)?|begin(?:ning)?(?: on)?|commenc(?:e|ing)(?: on)?|scheduled (?:for|on)|first (?:cycle"
    r"|treatment)(?: on)?|c1d1(?: on)?|surgery (?:on|is scheduled for)|to start)[^\n]{0,30}$"
)
_TREATMENT = later(r"chemo|treat|surg|radiat|therap|cycle|infusion|operation|c1d1|resection")
_NO_TREATMENT = later(r"scan|\bct\b|mri|lab\b|follow[ -]up|stress test|egd|colonoscopy")


def candidates(text: Text) -> Iterator[Candidate]:
    """Treatments with whether they were given or are planned; only planned ones are `plan.*`."""
    hits = [(kind, hit) for kind in _CODES for hit in text.hits(kind)]
    hits += [("drug", hit) for hit in regimens.hits(text)]
    written = identity.written(text) if hits else None
    found = [one for kind, hit in hits for one in _read(text, kind, hit, written)]
    told = {why: {one.value for one in found if one.why == why} for why in ("planned", "given", _BARE)}
    elsewhere = {
        # The note of an operation tells why it was planned, and that it was done.
        "planned": told["given"] | told[_BARE] if text.kind == "operative_note" else set(),
        _BARE: told["planned"] - told["given"] if text.kind != "operative_note" else set(),
        _SPOKEN: told["planned"] | told["given"] | told[_BARE],
    }
    for one in found:
        yield replace(one, refused="told elsewhere") if one.value in elsewhere.get(one.why, ()) else one
    yield from _passages(text)


_BARE, _SPOKEN = "named", "spoken of"
_FAR = 400
"""What stands farther away does not tell when; a page without periods is one sentence."""


def _read(text: Text, kind: str, hit: Hit, written: PartialDate | None) -> Iterator[Candidate]:
    section = text.section(hit.start)
    if section.kind in ("allergies", "family", "legal") or _unfit(text, kind, section.kind):
        return
    left, right = text.sentence(hit.start, hit.end)
    before, after = text.flat[max(left, hit.start - _FAR) : hit.start], text.flat[hit.end : min(right, hit.end + _FAR)]
    if (kind == "surgery" and is_specialty(text, hit)) or _NO_TREATMENT_NAMED.match(after):
        return
    name = text.flat[hit.start : hit.end]
    if kind == "surgery" and (before.endswith("liquid ") or of_another_illness(before, after, name)):
        return
    if kind == "radiation" and (of_a_picture(text, after) or only_unit(text, hit, left, right)):
        return
    planned, done = when(before, after)
    spoken = _SPOKEN_OF.search(before[-110:]) or PENDING.match(after)
    near = _day(text, left, right, hit)
    if near and written and near.earliest > written.earliest and not done:
        planned, done = True, False
    # A heading above the sentence is no word in it.
    worded = planned and (left >= section.start or when(text.flat[section.start : hit.start], after)[0])
    if not (planned or done) and near is None and _planned_here(text, section):
        planned = not (hypothetical(before, after) or CAUSED.search(before[-90:]) or LEFT_BEHIND.match(after))
        planned = planned and not (kind == "surgery" and _RESULT.match(after))
    if kind == "radiation" and ARRANGED.match(after):
        planned, done, near = True, False, None
    if kind == "radiation" and LEFT_BEHIND.match(after) and not after.startswith((" was", " were")):
        planned, done = False, True
    if (kind in ("trial", "watch") and not planned) or (spoken and not (worded or done)):
        return
    if not before.strip(" -*\u2022") and (answer := _BELOW.match(text.flat, hit.end)):
        planned, stated = bool(answer["ahead"]), (Assertion.PLANNED if answer["ahead"] else Assertion.ABSENT)
    else:
        stated = None
    if unsaid(text.flat, hit.start) or of_relative(text.flat, hit.start):
        return
    if TAUGHT.search(before[-110:]):
        return
    denied = _STOPPED.search(before[-60:])
    of_else = denied and (_OF_ELSE.search(denied[0]) or (_NEXT.search(denied[0]) and _THEN_DONE.match(after)))
    stopped = bool((denied and not of_else) or _REFUSED.match(after))
    planned = planned and not stopped
    said = Assertion.PLANNED if planned else Assertion.PRESENT
    if stopped and not (denied and not of_else and _ENDED.search(denied[0])):
        said = Assertion.ABSENT
    if said is Assertion.PRESENT and kind == "surgery" and section.kind in ("clinical", "prior", "findings"):
        said = Assertion.HISTORICAL
    said = stated or said
    why = "planned" if planned else "given" if done or (near and kind == "surgery") else _BARE
    if said is Assertion.PRESENT and kind == "drug" and _PERHAPS.search(before[-40:]):
        said = Assertion.UNCERTAIN
    bare = said is Assertion.PRESENT and not (done or near)
    if bare and not _given(text, kind, hit, before, after, section.kind):
        said, why = Assertion.UNCERTAIN, _SPOKEN
    elif said is Assertion.PRESENT and (in_course(before, after) or (bare and _in_list(text, section.kind))):
        why = "given"
    code = f"{'plan' if planned else 'treatment'}.{_CODES[kind]}"
    values = hit.value if kind == "drug" else (text.flat[hit.start : hit.end],)
    day = None if planned else near
    for value in values:
        yield Candidate(
            code=code,
            value=value,
            start=hit.start,
            end=hit.end,
            on=day,
            score=section.weight + (10 if day else 0),
            assertion=said,
            why=why,
        )


def _given(text: Text, kind: str, hit: Hit, before: str, after: str, section: str) -> bool:
    """Whether a drug or radiation that no word of time stands beside was given; of others their name says so."""
    in_list = _in_list(text, section)
    if text.kind == "genomics":
        return False  # it lists what might be given
    if kind == "drug":
        return given(before, after, in_list=in_list)
    if kind == "surgery":
        return in_list or text.kind == "operative_note" or operated(before, after)
    if kind != "radiation":
        return True
    # What a prescription orders has not been given by that, whatever its dose.
    name = "" if text.kind == "treatment_plan" else text.flat[hit.start : hit.end]
    return irradiated(before, after, name, in_list=in_list)


def _in_list(text: Text, section: str) -> bool:
    """Whether treatments named in this section are those that the patient has or had."""
    return section in ("medicines", "prior") or (section == "clinical" and text.kind == "pathology")


def _planned_here(text: Text, section: Section) -> bool:
    """Whether what is named here without a word of time is to come: it stands under a plan of a note."""
    heading = text.flat[section.heading : section.start]
    return ("plan" in heading or "recommend" in heading or "recs" in heading) and (not text.kind or text.kind in _NOTES)


def _unfit(text: Text, kind: str, section: str) -> bool:
    """A pathology report names operations as specimens; those are read elsewhere."""
    if text.kind == "pathology":
        return kind != "drug"
    if kind == "surgery" and text.kind in _TELL_OPERATIONS:
        return False
    return kind in ("surgery", "watch", "trial") and section not in (
        *_PLACES,
        "clinical",
        "head",
        "prior",
        "findings",
        "impression",
    )


def _day(text: Text, left: int, right: int, hit: Hit) -> PartialDate | None:
    """The day in the sentence that stands nearest to the treatment."""
    first = bisect_left(text.days, (left,))
    found = list(takewhile(lambda one: one[1] <= right, islice(text.days, first, None)))
    # What stands behind a semicolon has a day of its own.
    start, end = text.flat.rfind(";", left, hit.start), text.flat.find(";", hit.end, right)
    found = [one for one in found if start < one[0] and (end < 0 or one[0] < end)]
    found = [one for one in found if not _OF_A_PICTURE.search(text.flat, max(left, one[0] - 24), one[0])]
    near = min(found, key=lambda one: min(abs(one[0] - hit.end), abs(hit.start - one[1])), default=None)
    return near[2] if near else None


def _only_labels(text: Text, start: int, end: int) -> bool:
    """Whether no word of a passage is in small letters, though not all are capitals: `Date of Birth. Room No.`"""
    words = text.cased[start:end]
    return not words.isupper() and not _SMALL.search(words)


_SMALL = later(r"\b[a-z]{4,}")


_OF_A_PICTURE = later(r"\b(?:ct|mri|pet(?:[-/]ct)?|scans?|imaging|mammogra\w+|ultrasound)(?: [a-z]+){0,2} \Z")
"""Before a day: a picture was made then."""


def _passages(text: Text) -> Iterator[Candidate]:
    for section in text.sections.all:
        if section.kind not in _PLACES:
            continue
        passage = text.flat[section.start : identity.unsigned(text, section.start, section.end)]
        words = passage.strip()
        if len(words) > 3:
            start = section.start + len(passage) - len(passage.lstrip())
            end = start + len(words)
            yield Candidate(
                code="plan.text",
                value=" ".join(text.place(start, end)[3].split())[:2000],
                start=start,
                end=end,
                score=section.weight,
                assertion=Assertion.PLANNED,
                why=f"section {section.kind}",
                refused="labels of a form" if text.kind == "pathology" and _only_labels(text, start, end) else "",
            )
    if text.kind == "pathology":
        return
    for start, end, day in text.days:
        left, right = text.sentence(start, end)
        before, around = text.flat[left:start], text.flat[left:right]
        if (
            _START.search(before[-70:])
            and _TREATMENT.search(around)
            and not _NO_TREATMENT.search(before[-45:])
            and AHEAD.search(before)
        ):
            yield Candidate(
                code="plan.start",
                value=str(day),
                start=start,
                end=end,
                score=50,
                assertion=Assertion.PLANNED,
                why="start of treatment",
            )
