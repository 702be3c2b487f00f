"""Whether an operation that no word of time stands beside was done, or is only spoken of.

In: what stands before and behind its name in its sentence; out: whether the words say that it was done. A line that
only names it, what it left behind (`lumpectomy scar`) and what came after it say so; a sentence on it does not.
"""

from consilium.records.report.given import hypothetical
from consilium.records.report.patterns import later
from consilium.records.report.text import Text
from consilium.records.report.words import Hit

_DONE = later(
    r"\b(?:(?:s/p|status[ -]post|post|after|following|since|from|at|underwent|undergone|had|previous|prior(?! to)|past"
    r"|history of|hx of|h/o|old|initial|recent\w*|original|recover\w*|complicat\w+|healed|during"
    r"|despite|(?:treated|managed|removed|resected|excised|proven|confirmed|diagnosed|found|seen|shown) (?:with|by|on"
    r"|at)"
    r"|changes of|performed|carried out|included|proceeded (?:to|with))(?:,? [\w/-]+){0,4}|post-?|including|(?:her"
    r"|his|my|your|their)(?: (?!for|of|to|in)[\w-]+){0,2}) ?-?$"
)
_DONE_BEHIND = later(
    r"(?: (?:[\w-]+ )?|-)(?:scars?|bed|site|specimens?|wound|flap|stump|defect|cavity|margins?|pathology|histology|path"
    r"|proven|confirmed)\b|[^\n;.:]{0,50}?\b(?:(?:was|were|is|has been) (?:then |subsequently "
    r"|successfully )?(?:performed|done|carried"
    r"|undertaken|complicated|completed|successful|uneventful|negative|positive|benign|consistent|obtained|taken|made)"
    r"|show(?:ed|s|ing)|reveal(?:ed|s|ing)|confirm(?:ed|s|ing)|demonstrat\w+|found|came back|yielded|performed"
    r"|followed by"
    r"|ago|years|months|weeks|(?:19|20)\d\d)\b"
)
_TO_COME = later(
    r"\b(?:will|'ll|going to|until|unless|once|when|before|to be|arrange\w*|plans?|booked|if)\b[^\n;.]{0,60}"
    r"\b(?:after|following|since|from|post|during|at)(?: [\w/-]+){0,4} $"
)
"""`We will see him after surgery` does not say that it was done."""
_VERB = later(
    r"\b(?:is|are|was|were|be|been|being|has|have|having|will|would|could|may|might|can|should|must|do|does|did|to|if"
    r"|i|we|she|he|they|you|please|unless|whether|about|versus|vs|or|between|such as|\w+ed for)\b|n't\b"
)
_ELSEWHERE = later(
    r"\b(?:eye|cataract|knee|back|lumbar|heart|cardiac|bypass|hernia|ankle|foot|shoulder|wrist|hand|nasal|sinus|dental"
    r"|cosmetic"
    r"|bariatric|gallbladder|carpal tunnel|rotator cuff|valve|plastic|refractive|weight[ -]loss|vein|cesarean)"
    r"(?: \w+)? \Z"
)
_FOR_ELSE = later(
    r" for (?:an? |the |her |his )?(?:[\w-]+ ){0,3}?(?:fractur\w+|hernias?|cataracts?|septum|ligament|menisc\w+"
    r"|appendicitis|gallstones|fibroids|endometriosis)\b"
)


def operated(before: str, after: str) -> bool:
    """Whether the words around an operation's name say that it was done."""
    if hypothetical(before, after):
        return False
    if _TO_COME.search(before[-90:]):
        return False
    if _DONE.search(before[-90:]) or _DONE_BEHIND.match(after):
        return True
    return not (_VERB.search(before) or _AIMED.search(before[-60:]) or _AIMED_BEHIND.match(after))


_AIMED = later(r"\b(?:feasib\w*|goals?|aims?|options?|candidates?|rates?|extent|role|indications?)\b[^\n;.]{0,45}\Z")
_AIMED_BEHIND = later(r" (?:rates?|feasib\w*|options?|candida\w+|planning)\b")
"""Around an operation that a sentence without a verb speaks of: `feasibility of resection`."""


def of_another_illness(before: str, after: str, name: str) -> bool:
    """`Cataract surgery` and its like have nothing to do with a cancer."""
    return name == "surgery" and bool(_ELSEWHERE.search(before[-40:]) or _FOR_ELSE.match(after))


_ASKED = later(
    r"\b(?:(?:seen|evaluated|reviewed|assessed|cleared|followed|seen in consultation|discussed|consult\w*"
    r"|referr\w+) (?:by|with|to) "
    r"(?:the )?(?:\w+ )?|(?:thoracic|general|vascular|plastic|orthop\w+|colorectal|breast|cardiothoracic"
    r"|surgical) and "
    r"|\b(?:md|do|mbbs|facs|frcs|np|pa-c),?(?: (?:general|thoracic|colorectal|vascular|breast|surgical))? )\Z"
)
_A_NAME = later(r"\b(?:[Tt]he|&|[Aa]nd|[Nn]eck|[Oo]f) (?:[A-Z][a-z]+ )*\Z|[A-Z]{3,} (?:& [A-Z]+ )?\Z")
"""A practice called The Limes Surgery, a department in capitals."""
_NAME = 60
"""Letters of such a name in front of its last word."""
_SPECIALTY_BEHIND = later(
    r" (?:clinic|note|consult\w*|service|team|post-?op|visit|follow|attending|resident|department|oncology|outpatient"
    r"|review|ward|unit"
    r"|feels?"
    r"|recommends?|agrees?|thinks?|states?)\b"
)
_SPECIALTY = later(r"(?:\b(?:md|do|phd|department of|division of|clinic of|hospital|centre|center),? ?|, )$")


def is_specialty(text: Text, hit: Hit) -> bool:
    """`Ellen Roth, MD, Surgery` and `Department of Surgery` name a specialty."""
    if text.flat[hit.start : hit.end] != "surgery":
        return False
    if _SPECIALTY_BEHIND.match(text.flat, hit.end):
        return True
    if _ASKED.search(text.flat, max(0, hit.start - 50), hit.start):
        return True
    named = text.cased[hit.start].isupper()
    before = text.flat[max(0, hit.start - 25) : hit.start]
    return named and bool(_SPECIALTY.search(before) or _A_NAME.search(text.cased, max(0, hit.start - _NAME), hit.start))
