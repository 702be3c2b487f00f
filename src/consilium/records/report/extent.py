"""How far the tumor grows: whether a report describes growth into a given part, denies it, or leaves it open."""

import re
from functools import cache

from consilium.oncology.tnm_definitions import Mention
from consilium.records.report.patterns import skipping
from consilium.records.report.text import Text

_PAST_MUSCLE = (
    r"|(?:through|beyond|past|travers(?:es|ing)|transgress(?:es|ing)|breach(?:es|ing)) (?:the )?(?:entire |whole )?"
    r"(?:musc(?:ular(?:is)?|le) propria|proper muscle|musc(?:le|ular) (?:layer|wall|coat))"
)
"""What grows through the muscle of the wall is in the fat behind it."""
_WORDS = {
    "pleura": r"visceral pleura|pleural (?:invasion|surface involve)|through the pleura|(?<!parietal )pleura\b"
    r"|\bpl ?[0-2]\b",
    "chest_wall": r"chest wall|parietal pleura|diaphragm|pericardi\w+|\bpl ?3\b",
    "second_nodule": r"(?:two|three|several|multiple|separate|satellite|additional|second) "
    r"(?:separate |discrete |distinct )?"
    r"(?:tumors|tumor nodules?|nodules?|foci|masses|lesions)"
    r"|multifocal|multicentric|synchronous|tumor (?:# ?)?2\b|focality(?= ?:)",
    "main_bronchus": r"main(?:stem)? bronchus",
    "pneumonectomy": r"pneumonectomy",
    "breast_skin": r"skin|derm(?:is|al)|epidermis|chest wall|pectoral\w*|inflammatory (?:breast )?carcinoma",
    "skin_ulcer": r"skin ulcerat\w+|ulcerated (?:overlying )?skin|ulcerat\w+ of (?:the )?skin|dermal? ulceration",
    "gerota": r"beyond gerota|gerota'?s? fascia",
    "kidney_fat": r"through the (?:renal )?capsule|(?:confined|limited) (?:to|within) (?:the )?(?:kidney|renal)"
    r"(?: (?:capsule|parenchyma))?|extrarenal|perinephric"
    r"|perirenal|renal sinus|sinus fat|perinephric (?:fat|adipose|tissue)|perihilar fat",
    "renal_vein": r"renal vein|vena cava",
    "multiple": r"multifocal(?! (?:exten|invol|posit|inva))|multiple (?:tumors|nodules|foci|masses)"
    r"|satellite (?:nodules?|lesions?)"
    r"|intrahepatic metasta\w+|multicentric(?: occurrence)?|tumor number|focality(?= ?:)"
    r"|(?:two|three|four|several) (?:separate |discrete |distinct )?(?:tumors|nodules|foci|masses)",
    "major_vein": r"portal vein(?: invasion)?|hepatic vein|major (?:branch|vessel|vein)\w*",
    "vessel": r"(?:micro)?vascular invasion|microvessel invasion|(?<!major )(?<!large )vessel invasion"
    r"|lymphovascular invasion|lymph-vascular invasion|angiolymphatic invasion|angio-? ?invasion|venous invasion"
    r"|vascular space",
    "liver_capsule_through": r"perforat\w+ (?:of )?(?:the )?visceral peritoneum",
    "adrenal_fat": r"peri-?adrenal|extra-?adrenal|surrounding (?:fat|adipose)|(?:confined|limited) to (?:the )?adrenal"
    r"|capsul\w+ invasion(?= ?[:-]{0,2} ?(?:not|absent|no\b|none|negative|is not|is absent))",
    "adrenal_neighbour": r"kidney|renal parenchyma|liver|pancreas|spleen|vena cava|diaphragm",
    "extrathyroid": r"intra-?thyroid\w*|beyond the thyroid(?: capsule| gland)?"
    r"|(?:confined|limited) (?:to|within) (?:the )?(?:thyroid|gland|(?:left |right )?lobe)\b"
    r"|extra-?thyroid\w* (?:extension|invasion|soft tissue)|perithyroid\w*|skeletal muscle|strap muscle",
    "strap_muscle": r"strap muscles?|sternothyroid|sternohyoid",
    "beyond_pancreas": r"(?:confined|limited|restricted) (?:to|within) (?:the )?pancreas\b"
    r"|peripancreatic|duoden\w+|bile duct|ampulla|retroperitone\w+|adipose"
    r"|soft tissue|spleen|stomach",
    "prostate_stroma": r"prostat\w+ (?:stroma|gland)|prostate|seminal vesicles?|uterus|vagina",
    "perivesical": r"perivesical|extravesical|perivesicular|surrounding (?:fat|adipose)|adipose|fat\b" + _PAST_MUSCLE,
    "muscularis": r"musc(?:ular(?:is)?|le) propria|proper muscle|detrusor|musc(?:le|ular) (?:layer|wall|coat)"
    r"|deep muscle|superficial muscle|muscularis(?! mucos)",
    "lamina": r"lamina propria|subepithelial|submucosa|muscularis mucos\w+",
    "mucosa": r"(?:confined|limited|restricted) (?:to|in|within) (?:the )?(?:[a-z]+ )?(?:mucosa|lamina propria"
    r"|muscularis mucos\w+)\b(?!,? (?:and|or|with) (?:the )?(?:sub|muscularis p|muscle))"
    r"|intramucosal (?:adeno)?carcinoma"
    r"|(?:invad\w+|infiltrat\w+|into|involv\w+) (?:the )?(?:lamina propria|muscularis mucos\w+)",
    "seminal_vesicle": r"seminal vesicles?",
    "extraprostatic": r"extra-?prostatic|extra-?capsular|capsular penetration|extraprostatic extension|periprostatic",
    "organ_confined": r"organ[ -]confined|confined to (?:the )?prostate|confined within (?:the )?(?:prostat\w+|capsule)"
    r"|limited to (?:the )?prostate",
    "serosa": r"(?<!sub)(?<!sub-)seros\w+|visceral peritoneum|peritoneum",
    "subserosa": r"subseros\w+|sub-serosa|pericolic|pericolonic|perirectal|mesorect\w+|perigastric|adipose|fat\b"
    r"|pericolorectal|omentum" + _PAST_MUSCLE,
    "submucosa": r"submucos\w+",
    "adventitia": r"adventitia\w*|peri-?esophageal|paraesophageal|adipose|fat\b" + _PAST_MUSCLE,
    "parametrium": r"parametri\w+|paracervical"
    r"|(?:confined|limited|localized|restricted) (?:to|in|within) (?:the )?(?:uterine |entire )?"
    r"cervi(?:x\b|cal strom\w+)",
    "vagina": r"vagin\w+",
    "myometrium": r"myometri\w+|(?:inner|outer) (?:half|third)",
    "cervix_stroma": r"cervical strom\w+|cervix|endocervi\w+|lower uterine segment",
    "uterus_beyond": r"uterine serosa|serosa|adnexa\w*|ovar(?:y|ies)|fallopian tubes?|parametri\w+|vagina",
    "throat_beyond": r"larynx|epiglott\w+|pterygoid\w*|hard palate|mandib\w+|maxilla"
    r"|extrinsic muscle\w*|skull base|bone",
    "cord": r"spermatic cord",
    "testis_only": r"(?:confined|limited) to (?:the )?(?:left |right )?(?:testi\w+|rete)",
    "tunica": r"tunica (?:vaginalis|albuginea)",
    "bone": r"bone|mandib\w+|maxilla",
    "cortical_bone": r"through (?:the )?(?:bony |mandibular |maxillary )?(?:cortex|cortical bone)"
    r"|through (?:the )?(?:mandib(?:le|ular bone)|maxilla\b)|cortical bone of (?:the )?(?:mandible|maxilla)",
    "face_skin": r"skin of (?:the )?(?:face|chin|nose|cheek)|facial skin|(?:chin|cheek) skin",
    "beyond_larynx": r"(?:through|penetrat\w+|perforat\w+|breach\w+) (?:the )?(?:entire |full |whole )?"
    r"(?:(?:thickness|outer (?:cortex|lamina|table)) of (?:the )?)?(?:thyroid|laryngeal) cartilage"
    r"|extra-?laryngeal (?:extension|spread|invasion|soft tissues?)|strap muscles?",
    "deep_neck": r"prevertebral|carotid|mediastin\w+|masticator|pterygoid (?:plate|bone)\w*|skull base",
}
"""What counts as a mention of each part named in the table of definitions."""

_GROWTH = (
    r"(?:invad|invas|infiltrat|involv|exten[ds]|penetrat|perforat|into\b|through|reach|present|yes\b"
    r"|identified|positive|perineural|thromb|breach|transgress|grow|spread|arising|compromised|tumor extent:)"
)
_DENIED = re.compile(
    r"\bno\b|\bnot\b|\bwithout|negative|\bfree\b|absent|uninvolved|intact|does not|limited to|confined|unremarkable"
    r"|none|limited in|localized to"
)
# Words beside a part that speak of something other than how far the tumor grows.
_ASIDE = re.compile(
    r"grossly|benign|close to|abut|adjacent to|approach|margin|lymph ?node|up to but|from the|separated|distance"
)
_ANSWER = re.compile(
    r"[ a-z()/-]{0,40}[:=] ?(yes|present|identified|positive|involved|compromised|no\b|not?\b|absent|none|negative"
    r"|uninvolved|free|one\b|single|solitary|unifocal|two|three|multiple|multifocal|multicentric|unknown|indeterminate|n/a)"
)
_YES = (
    *("yes", "present", "identified", "positive", "involved", "compromised"),
    *("two", "three", "multiple", "multifocal", "multicentric"),
)
_NO = ("no", "not", "absent", "none", "negative", "uninvolved", "free", "one", "single", "solitary", "unifocal")
_UNCLEAR = re.compile(
    r"cannot|indeterminate|suspicious|suggest|not specified|not applicable|not reported|but (?:is )?confined"
)
_UNSPECIFIED = re.compile(r"tumor exten(?:t|sion): ?not specified")
_UNANSWERED = re.compile(r"[ a-z]{0,12}(?:invasion|involvement|extension|involved) ?:")
_ELSEWHERE = frozenset({"gross", "blocks", "clinical", "frozen", "prior", "legal"})
_TOLD = frozenset({"final", "head", "synoptic", "addendum"})
_FREED_BELOW = re.compile(
    r"[^\n]{0,60}\n ?(?:-|[a-z][.)])? ?-? ?"
    r"(?:no (?:evidence of |residual |invasive )*(?:carcinoma|tumor|malignan|neoplas)"
    r"|negative for|benign\b|unremarkable|free of)"
)
"""A part of its own (`PARAMETRIUM, RESECTION:`) whose answer stands on the line below."""
_FREELY = frozenset({"pneumonectomy", "multiple", "second_nodule", "organ_confined", "testis_only", "mucosa"})
_REGARDLESS = _FREELY | {"chest_wall"}
"""Parts that a form would name if they were grown into, even where it leaves the extent unspecified."""
_SAYS_GROWTH = re.compile(r"(?:extension|invasion|penetration|involvement)$")
_WITH = re.compile(r"\b(?:with|shows?|showing|there is|focal|minimal|extensive|definite|microscopic) $")


@cache
def _pattern(feature: str) -> re.Pattern[str]:
    with skipping():
        return re.compile(_WORDS[feature])


_HELD_BY_NAME = frozenset({"organ_confined", "testis_only", "mucosa"})
_HELD_IN = re.compile(r"limited to|confined")
"""What a tumor is confined to says nothing of its vessels."""
_GROWS = re.compile(_GROWTH)


def described(text: Text, spaced: str, feature: str) -> Mention:
    """What the text outside the gross description and the history says of this part.

    `spaced` is the flat text with spaces for its line breaks, made once for all parts.
    """
    by_eye = feature in _FREELY
    denied = left_open = False
    unspecified = "not specified" in text.flat and bool(_UNSPECIFIED.search(text.flat))
    unclear = unspecified and feature not in _REGARDLESS
    for found in _pattern(feature).finditer(spaced):
        section = text.section(found.start()).kind
        if section in _ELSEWHERE and not (section in ("gross", "frozen") and _by_eye(text.flat, feature, found.end())):
            continue
        said = _said(text, feature, found)
        if said is Mention.UNSAID and section in _TOLD and _freed_below(text, found):
            said = Mention.NO
        if said is Mention.YES:
            return said
        denied, unclear = denied or said is Mention.NO, unclear or said is Mention.UNCLEAR
        left_open = left_open or said is None
    if denied and (by_eye or not unclear):
        return Mention.NO
    return Mention.UNCLEAR if unclear or left_open else Mention.UNSAID


def _freed_below(text: Text, found: re.Match[str]) -> bool:
    """Whether a part that was sent by itself is said to hold no cancer; its nodes say nothing of it."""
    left, right = text.sentence(found.start(), found.end())
    heading = text.flat[left:right]
    if found.start() - left > 30 or "node" in heading or not text.cased[found.start()].isupper():
        return False
    return bool(_FREED_BELOW.match(text.flat, found.end()))


def _by_eye(flat: str, feature: str, end: int) -> bool:
    """What the naked eye tells for certain: that a whole lung was removed, and what a form answers about the number."""
    return feature == "pneumonectomy" or (feature == "multiple" and bool(_ANSWER.match(flat, end)))


_HELD = re.compile(
    r"(?:(?:confined|limited|restricted|contained) (?:to|within|by|in)(?: the)?(?: [a-z]+ (?:and|or)(?: the)?)?"
    r"|(?:into|involv\w+|reach\w+),? but (?:do(?:es)? |is |did )?not (?:extend\w* |penetrat\w+ )?"
    r"(?:through|beyond|past)(?: the)?)(?: [a-z]+ (?:half|part) of)? \Z"
)
_LAYERS = frozenset({"muscularis", "submucosa", "lamina", "subserosa", "myometrium"})
"""What is confined to one of these has grown into it; what is confined to anything else has not grown beyond."""
_BUT_HELD = re.compile(r" but (?:is |remains )?(?:confined|limited|contained) (?:to|within|by) (?:the )?gerota")


def _said(text: Text, feature: str, found: re.Match[str]) -> Mention | None:
    """What one mention says; None where a form asks and leaves the answer open."""
    flat, start, end = text.flat, found.start(), found.end()
    left, right = text.sentence(start, end)
    if _HELD.search(flat, max(left, start - 40), start):
        return Mention.YES if feature in _LAYERS else Mention.NO
    if held := _BUT_HELD.search(flat, end, right):
        right = held.start()
    left, right = _clause(flat, max(left, start - 110), start, end, min(right, end + 110), by_eye=feature in _FREELY)
    if flat.startswith("pl", start) and flat[end - 1].isdigit():
        return Mention.NO if flat[end - 1] == "0" else Mention.YES
    if answer := _ANSWER.match(flat, end):
        return Mention.YES if answer[1] in _YES else Mention.NO if answer[1] in _NO else Mention.UNCLEAR
    if _UNANSWERED.match(flat, end):
        return None
    if _UNCLEAR.search(flat, left, right):
        return Mention.UNCLEAR
    if flat.startswith("intra", start):
        return Mention.NO
    if feature in _HELD_BY_NAME:
        left, right = max(left, start - 30), start
    if _denied(flat, feature, left, start, right):
        return Mention.NO
    if feature in _FREELY:
        return Mention.YES
    if _ASIDE.search(flat, left, min(right, end + 25)):
        return Mention.UNSAID
    return Mention.YES if _grows(flat, max(left, start - 80), start, end, right) else Mention.UNSAID


_LED = re.compile(
    r"(?:\bwith|\bshow\w*|\bfocal|\bminimal|\bextensive|\bpresence of|\binto|invad\w+|infiltrat\w+|extend\w*"
    r"|penetrat\w+|involv(?:es|ing)|perforat\w+)\b[^,;]{0,40}\Z"
)
"""Words that say growth into what follows; a denial behind the next comma is then of something else."""
_OWN_DENIAL = re.compile(
    r",(?! ?(?:(?:which )?(?:is|are|was|were) )?(?:not|absent|negative|none|free|uninvolved|intact))"
    r"| and (?:the )?(?:[a-z]+ ){1,4}(?:is|are|was|were) | (?:but|without|with no) "
)
_STOPS = re.compile(r"[,;)]")
_ON = re.compile(
    r"\bno\b|\bwithout\b|negative for|free of|\bneither\b|absence of|do(?:es)? not|\bnot (?:\w+ )?(?:invad|infiltrat"
    r"|extend|involv|penetrat|reach|breach)|not \w+ ?:|limited to|confined"
)
"""Denials that hold for a whole list; `uninvolved,` ends with its comma."""
_FINITE = re.compile(r"\b(?:invad|infiltrat|extend|penetrat|perforat|reach)(?:s|es|ing)\b|\binvolv(?:es|ing)\b")


def _clause(flat: str, left: int, start: int, end: int, right: int, *, by_eye: bool) -> tuple[int, int]:
    """The part of the sentence that speaks of this mention."""
    left = max(left, flat.rfind(";", left, start) + 1, flat.rfind(" but ", left, start) + 1)
    if (stop := flat.find(";", end, right)) >= 0:
        right = stop
    led = _LED.search(flat, left, start)
    if by_eye or led:
        stopped = (_STOPS if by_eye else _OWN_DENIAL).search(flat, end, right)
        right = stopped.start() if stopped else right
    return left, right


def _denied(flat: str, feature: str, left: int, start: int, right: int) -> bool:
    around, comma = flat[left:right], flat.rfind(",", left, start)
    if feature == "vessel":
        around = _HELD_IN.sub("", around)
    if comma < 0 or not _DENIED.search(around):
        return bool(_DENIED.search(around))
    if _DENIED.search(flat, comma, right):
        return True
    return bool(_ON.search(flat, left, comma)) and not _FINITE.search(flat, comma, start)


def _grows(flat: str, left: int, start: int, end: int, right: int) -> bool:
    """Whether a word for growth stands close before or after the part, or in its own name."""
    if _SAYS_GROWTH.search(flat, start, end) and _WITH.search(flat, left, start):
        return True
    return bool(_GROWS.search(flat, left, start) or _GROWS.search(flat, end, min(right, end + 30)))
