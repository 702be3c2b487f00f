"""How far the tumor grows: whether a report describes growth into a given part, denies it, or leaves it open."""

import re
from functools import cache

from consilium.records.report.text import Text

_WORDS = {
    "pleura": r"visceral pleura|pleural (?:invasion|surface involve)|through the pleura|(?<!parietal )pleura\b",
    "chest_wall": r"chest wall|parietal pleura|diaphragm|pericardi\w+",
    "main_bronchus": r"main(?:stem)? bronchus",
    "skin_ulcer": r"skin ulcerat\w+|ulcerat\w+ of (?:the )?skin|dermal? ulceration",
    "gerota": r"beyond gerota|gerota'?s? fascia",
    "kidney_fat": r"perinephric|perirenal|renal sinus|sinus fat|perinephric (?:fat|adipose|tissue)|perihilar fat",
    "renal_vein": r"renal vein|vena cava",
    "multiple": r"multifocal|multiple (?:tumou?rs|nodules|foci|masses)|satellite (?:nodules?|lesions?)|intrahepatic metasta\w+|multicentric(?: occurrence)?",
    "major_vein": r"portal vein(?: invasion)?|hepatic vein|major (?:branch|vessel|vein)\w*",
    "vessel": r"(?:micro)?vascular invasion|microvessel invasion|vessel invasion|lymphovascular invasion|lymph-vascular invasion|angiolymphatic invasion|venous invasion|vascular space",
    "liver_capsule_through": r"perforat\w+ (?:of )?(?:the )?visceral peritoneum",
    "adrenal_fat": r"periadrenal|peri-adrenal|extra-?adrenal|adipose|surrounding fat|fat\b|soft tissue|capsul\w+ (?:invasion|penetration)",
    "adrenal_neighbour": r"kidney|liver|pancreas|spleen|vena cava|diaphragm",
    "extrathyroid": r"extra-?thyroid\w* (?:extension|invasion|soft tissue)|perithyroid\w*|skeletal muscle|strap muscle",
    "strap_muscle": r"strap muscles?|sternothyroid|sternohyoid|skeletal muscle",
    "beyond_pancreas": r"peripancreatic|duoden\w+|bile duct|ampulla|retroperitone\w+|adipose|soft tissue|spleen|stomach",
    "prostate_stroma": r"prostat\w+ (?:stroma|gland)|prostate|seminal vesicles?|uterus|vagina",
    "perivesical": r"perivesical|extravesical|perivesicular|surrounding (?:fat|adipose)|adipose|fat\b",
    "muscularis": r"muscularis propria|detrusor|muscle wall|muscular (?:layer|wall|coat)|deep muscle|superficial muscle|muscularis",
    "lamina": r"lamina propria|subepithelial|submucosa",
    "seminal_vesicle": r"seminal vesicles?",
    "extraprostatic": r"extra-?prostatic|extra-?capsular|capsular penetration|extraprostatic extension|periprostatic",
    "organ_confined": r"organ[ -]confined|confined to (?:the )?prostate|confined within (?:the )?(?:prostat\w+|capsule)|limited to (?:the )?prostate",
    "serosa": r"(?<!sub)(?<!sub-)seros\w+|visceral peritoneum|peritoneum",
    "subserosa": r"subseros\w+|sub-serosa|pericolic|pericolonic|perirectal|mesorect\w+|perigastric|adipose|fat\b|pericolorectal|omentum",
    "submucosa": r"submucos\w+",
    "adventitia": r"adventitia\w*|peri-?esophageal|paraesophageal|adipose|fat\b",
    "parametrium": r"parametri\w+|paracervical",
    "vagina": r"vagin\w+",
    "cord": r"spermatic cord",
    "tunica": r"tunica (?:vaginalis|albuginea)",
    "bone": r"bone|mandib\w+|maxilla",
}
"""What counts as a mention of each part named in the table of definitions."""

_GROWTH = r"(?:invad|invas|infiltrat|involv|exten[ds]|penetrat|perforat|into\b|through|reach|present|yes\b|identified|positive|perineural|breach|transgress|grow|spread|arising)"
_DENIED = re.compile(
    r"\bno\b|\bnot\b|\bwithout|negative|\bfree\b|absent|uninvolved|intact|does not|limited to|confined|unremarkable|none|grossly|benign|close to|abut|adjacent to|approach|margin|lymph ?node|cannot|indeterminate|up to but"
)
_FREELY = frozenset({"multiple", "organ_confined"})


@cache
def _pattern(feature: str) -> re.Pattern[str]:
    return re.compile(_WORDS[feature])


_GROWS = re.compile(_GROWTH)


def described(text: Text, feature: str) -> bool | None:
    """True where growth into the part is stated, False where it is denied or not mentioned, None where unclear."""
    unclear = False
    for found in _pattern(feature).finditer(text.flat):
        if text.section(found.start()).kind in ("gross", "blocks", "clinical", "frozen", "specimen", "prior", "procedure", "legal"):
            continue
        left, right = text.sentence(found.start(), found.end())
        left, right = max(left, found.start() - 110), min(right, found.end() + 60)
        around = text.flat[left:right]
        if not _DENIED.search(around):
            if feature in _FREELY or _GROWS.search(around):
                return True
        elif re.search(r"cannot|indeterminate|suspicious|suggest", around):
            unclear = True
    return None if unclear else False
