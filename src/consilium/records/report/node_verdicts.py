"""Words beside a number of nodes that say whether cancer is in them."""

import re

MEASURED = re.compile(
    r" ?(?:cm|mm|x ?\d|%|hpf|slides?|blocks?|cores?|quadrants?|specimens?|cassettes?|fragments?|pieces?|fractions?"
    r"|cycles?|doses?|treatments?|weeks?|months?|days?|years?)\b"
)
CLEAR = re.compile(
    r"benign|negative|n(?<!\wn)o (?:\w+ ){0,2}?(?:evidence|metasta|tumor|carcinoma|malignan|neoplas|diagnostic|cancer"
    r"|significant|involvement|patholog)|free of|tumor[ -]free|without|reactive|unremarkable|not? involved|uninvolved"
    r"|hyperplas|c(?<!\wc)lear of|free from|\bw/o\b|none of (?:which|these|them"
    r"|the(?! (?:\d|(?:two|three|four|five|six|seven|eight|nine|ten|other|remaining)\b)))"
    r"|d(?<!\wd)(?:o|id|oes) not (?:contain|show|have|harbou?r|hold)"
)
FULL = re.compile(r"positive|metasta|involved|contain|replaced|effaced")
LEAD_CLEAR = re.compile(
    r"(?:\bno (?:\w+ ){0,2}?(?:metasta\w+|tumor|carcinoma|malignan\w+|evidence|neoplas\w+|cancer|involvement"
    r"|diagnosis|disease|deposits?)"
    r"|negative(?: for)?|\bfree of|benign)[^\n.;]{0,50}?"
    r"(?:[,:(\-]| (?:in|involving|to|into|seen in|of))(?: any of| all of| all| the| an?)* ?\Z"
)
TOTAL_BEFORE = re.compile(r"(?:in total|total of|total)[ :,]{1,2}\Z")
IMAGED = re.compile(
    r"\b(?:pet|mri|psma|fdg|suv|ct(?: scan)?|scans?|imaging|ultrasound|radiograph\w*) (?:\w+ ){0,3}?"
    r"(?:shows?|showed|demonstrat\w+|reveal\w*|identif\w+|with|finds?|found)\b"
)
"""Nodes in a picture are not those of a specimen."""
