"""How far the tumor grows: whether a report describes growth into a given part, denies it, or leaves it open."""

import re
from functools import cache

from consilium.oncology.tnm_definitions import Mention
from consilium.records.report.text import Text

_WORDS = {
    "pleura": r"visceral pleura|pleural (?:invasion|surface involve)|through the pleura|(?<!parietal )pleura\b",
    "chest_wall": r"chest wall|parietal pleura|diaphragm|pericardi\w+",
    "main_bronchus": r"main(?:stem)? bronchus",
    "pneumonectomy": r"pneumonectomy",
    "skin_ulcer": r"skin ulcerat\w+|ulcerat\w+ of (?:the )?skin|dermal? ulceration",
    "gerota": r"beyond gerota|gerota'?s? fascia",
    "kidney_fat": r"through the (?:renal )?capsule|(?:confined|limited) to the kidney|extrarenal|perinephric"
    r"|perirenal|renal sinus|sinus fat|perinephric (?:fat|adipose|tissue)|perihilar fat",
    "renal_vein": r"renal vein|vena cava",
    "multiple": r"multifocal|multiple (?:tumou?rs|nodules|foci|masses)|satellite (?:nodules?|lesions?)"
    r"|intrahepatic metasta\w+|multicentric(?: occurrence)?",
    "major_vein": r"portal vein(?: invasion)?|hepatic vein|major (?:branch|vessel|vein)\w*",
    "vessel": r"(?:micro)?vascular invasion|microvessel invasion|vessel invasion|lymphovascular invasion"
    r"|lymph-vascular invasion|angiolymphatic invasion|venous invasion|vascular space",
    "liver_capsule_through": r"perforat\w+ (?:of )?(?:the )?visceral peritoneum",
    "adrenal_fat": r"periadrenal|peri-adrenal|extra-?adrenal|adipose|surrounding fat|fat\b|soft tissue"
    r"|capsul\w+ (?:invasion|penetration)",
    "adrenal_neighbour": r"kidney|liver|pancreas|spleen|vena cava|diaphragm",
    "extrathyroid": r"extra-?thyroid\w* (?:extension|invasion|soft tissue)|perithyroid\w*|skeletal muscle|strap muscle",
    "strap_muscle": r"strap muscles?|sternothyroid|sternohyoid|skeletal muscle",
    "beyond_pancreas": r"peripancreatic|duoden\w+|bile duct|ampulla|retroperitone\w+|adipose"
    r"|soft tissue|spleen|stomach",
    "prostate_stroma": r"prostat\w+ (?:stroma|gland)|prostate|seminal vesicles?|uterus|vagina",
    "perivesical": r"perivesical|extravesical|perivesicular|surrounding (?:fat|adipose)|adipose|fat\b",
    "muscularis": r"muscularis propria|detrusor|muscle wall|muscular (?:layer|wall|coat)|deep muscle"
    r"|superficial muscle|muscularis",
    "lamina": r"lamina propria|subepithelial|submucosa",
    "seminal_vesicle": r"seminal vesicles?",
    "extraprostatic": r"extra-?prostatic|extra-?capsular|capsular penetration|extraprostatic extension|periprostatic",
    "organ_confined": r"organ[ -]confined|confined to (?:the )?prostate|confined within (?:the )?(?:prostat\w+|capsule)"
    r"|limited to (?:the )?prostate",
    "serosa": r"(?<!sub)(?<!sub-)seros\w+|visceral peritoneum|peritoneum",
    "subserosa": r"subseros\w+|sub-serosa|pericolic|pericolonic|perirectal|mesorect\w+|perigastric|adipose|fat\b"
    r"|pericolorectal|omentum",
    "submucosa": r"submucos\w+",
    "adventitia": r"adventitia\w*|peri-?esophageal|paraesophageal|adipose|fat\b",
    "parametrium": r"parametri\w+|paracervical",
    "vagina": r"vagin\w+",
    "cord": r"spermatic cord",
    "tunica": r"tunica (?:vaginalis|albuginea)",
    "bone": r"bone|mandib\w+|maxilla",
}
"""What counts as a mention of each part named in the table of definitions."""

_GROWTH = (
    r"(?:invad|invas|infiltrat|involv|exten[ds]|penetrat|perforat|into\b|through|reach|present|yes\b"
    r"|identified|positive|perineural|breach|transgress|grow|spread|arising)"
)
_DENIED = re.compile(
    r"\bno\b|\bnot\b|\bwithout|negative|\bfree\b|absent|uninvolved|intact|does not|limited to|confined"
    r"|unremarkable|none|grossly|benign|close to|abut|adjacent to|approach|margin|lymph ?node"
    r"|up to but"
)
_ANSWER = re.compile(
    r"[ a-z()/-]{0,40}[:=] ?(yes|present|identified|positive|no\b|not?\b|absent|none|negative|unknown"
    r"|indeterminate|n/a)"
)
_YES = ("yes", "present", "identified", "positive")
_NO = ("no", "not", "absent", "none", "negative")
_UNCLEAR = re.compile(
    r"cannot|indeterminate|suspicious|suggest|not specified|not applicable|not reported|but (?:is )?confined"
)
_UNSPECIFIED = re.compile(r"tumou?r exten(?:t|sion): ?not specified")
_UNANSWERED = re.compile(r" ?(?:invasion|involvement|extension) ?:")
_ELSEWHERE = frozenset({"gross", "blocks", "clinical", "frozen", "prior", "legal"})
_FREELY = frozenset({"pneumonectomy", "multiple", "organ_confined"})


@cache
def _pattern(feature: str) -> re.Pattern[str]:
    return re.compile(_WORDS[feature])


_GROWS = re.compile(_GROWTH)


def described(text: Text, feature: str) -> Mention:
    """What the text outside the gross description and the history says of this part."""
    denied = False
    unclear = bool(_UNSPECIFIED.search(text.flat))
    for found in _pattern(feature).finditer(text.flat):
        if text.section(found.start()).kind in _ELSEWHERE:
            continue
        answer = _ANSWER.match(text.flat, found.end())
        left, right = text.sentence(found.start(), found.end())
        around = text.flat[max(left, found.start() - 110) : min(right, found.end() + 60)]
        if answer:
            if answer[1] in _YES:
                return Mention.YES
            denied, unclear = denied or answer[1] in _NO, unclear or answer[1] not in _NO
        elif _UNCLEAR.search(around) or _UNANSWERED.match(text.flat, found.end()):
            unclear = True
        elif _DENIED.search(around):
            denied = True
        elif feature in _FREELY or _grows(text.flat, max(left, found.start() - 50), found.start(), found.end(), right):
            return Mention.YES
    return Mention.UNCLEAR if unclear else Mention.NO if denied else Mention.UNSAID


def _grows(flat: str, left: int, start: int, end: int, right: int) -> bool:
    """Whether a word for growth stands close before or after the part."""
    return bool(_GROWS.search(flat, left, start) or _GROWS.search(flat, end, min(right, end + 30)))
