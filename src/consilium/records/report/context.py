"""What the words around a finding say about it: present, absent, uncertain, historical, family or planned."""

import re

from consilium.facts import Assertion

_ABSENT_BEFORE = re.compile(
    r"(?:\bno\b(?! (?:\d|[ivx]+\b))|\bnot? (?:definite |definitive |residual )?evidence of"
    r"|\bnegative for|\bfree of|\bfree from"
    r"|\bwithout\b|\babsence of|\babsent\b|\bnot identified|\bdenies|\bnever\b|\bnon\b|\bfails? to (?:show|reveal)"
    r"|\brules? out\b|\bruled out\b|\bneither\b|\bnot (?:seen|present|show|involve|demonstrate|have|contain)"
    r"|\bdoes not\b|\bdo not\b|\bno longer\b)[^\n;:]{0,60}$"
)
_ABSENT_AFTER = re.compile(
    r"^[^\n;.]{0,40}?(?:\bnot (?:identified|seen|present|detected|found|observed|evident|demonstrated|appreciated)\b"
    r"|\bis absent\b|\bare absent\b|: ?absent\b|: ?none\b|: ?negative\b|: ?no\b|\bis negative\b|\bare negative\b"
    r"|\bis ruled out\b|\bhas been excluded\b)"
)
_UNCERTAIN_BEFORE = re.compile(
    # A word begins each but the question mark: said once, it spares trying all of them at every letter.
    r"(?:\b(?:cannot (?:be )?(?:exclude|rule out)|can ?not exclude|suspicious for|suspicion of"
    r"|possible\b|probable\b"
    r"|questionable\b|suggestive of|suggesting\b|appears? to (?:have|be)|equivocal for"
    r"|concerning for|likely\b|favou?rs?\b"
    r"|may represent|consistent with possible|differential (?:diagnosis )?includes|versus\b"
    r"|vs\b|indeterminate"
    r"|worrisome for|presumed\b|probably\b|possibly\b|rule out\b|r/o\b|to exclude\b)|\?)[^\n;:]{0,50}$"
)
_UNCERTAIN_AFTER = re.compile(
    r"^[^\n;]{0,40}?(?:\bcannot be (?:excluded|ruled out|determined|assessed)\b"
    r"|\bcan not be excluded\b|\bis suspected\b"
    r"|: ?indeterminate\b|: ?suspicious\b|: ?cannot be\b|\bis possible\b|: ?equivocal\b|: ?suspected\b)"
)
_HISTORICAL_BEFORE = re.compile(
    r"(?:\bhistory of|\bh/o|\bhx of|\bstatus post|\bs/p|\bprior\b|\bprevious(?:ly)?\b|\bremote\b|\bpast\b)[^\n;]{0,50}$"
)
_FAMILY_BEFORE = re.compile(
    r"(?:\b(?:mother|father|sister|brother|aunt|uncle|grandmother|grandfather|daughter|son|cousin|maternal|paternal)\b"
    r"|\bfamily history)[^\n]{0,60}$"
)


_ANY_CUE = re.compile(
    r"appear|no\b|not\b|neg|free|without|absen|den|never|non\b|fail|rule|neither|nor\b|cannot|suspi"
    r"|possib|probab|question|sugg|equiv"
    r"|concern|likely|favo|may|differ|versus|vs\b|\?|indeterm|worri|presum|r/o|exclu|histor|h/o|hx"
    r"|status post|s/p|prior|previous"
    r"|remote|past|mother|father|sister|brother|aunt|uncle|grand|daughter|son\b|cousin|maternal"
    r"|paternal|family|none|does"
)


def assertion(flat: str, start: int, end: int, section: str = "") -> Assertion:
    """What is said about the words at this span, from its sentence and the kind of section it stands in."""
    left = flat.rfind("\n", max(0, start - 90), start) + 1 or max(0, start - 90)
    before = flat[left:start]
    stop = flat.find("\n", end, end + 60)
    after = flat[end : stop if stop >= 0 else end + 60]
    if not _ANY_CUE.search(before) and not _ANY_CUE.search(after):
        return {"family": Assertion.FAMILY, "prior": Assertion.HISTORICAL}.get(section, Assertion.PRESENT)
    if section == "family" or _FAMILY_BEFORE.search(before):
        return Assertion.FAMILY
    if _UNCERTAIN_BEFORE.search(before) or _UNCERTAIN_AFTER.match(after):
        return Assertion.UNCERTAIN
    if _ABSENT_BEFORE.search(before) or _ABSENT_AFTER.match(after):
        return Assertion.ABSENT
    if section == "prior" or _HISTORICAL_BEFORE.search(before):
        return Assertion.HISTORICAL
    return Assertion.PRESENT
