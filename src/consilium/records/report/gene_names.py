"""The names of genes and of parts of chromosomes as reports write them, and their codes (HGNC; ISCN for parts)."""

import re

GENES = re.compile(
    r"\b(?:egfr|alk|ros1|braf|kras|nras|hras|ret|ntrk[123]?|nrg1|brca[12]|palb2|atm|chek2|cdk12|pik3ca|akt1|pten"
    r"|met|stk11"
    r"|keap1|tp53|idh[12]|mgmt|kit|pdgfr[ab]|esr1|fgfr[123]|erbb2|flt3(?:[- ](?:itd|tkd))?|npm1|jak2|ezh2|idh|mycn"
    r"|n-myc|bcr ?(?:-|::|/) ?abl1?(?! (?:kinase|t315i))"
    r"|philadelphia chromosome|pml ?(?:-|::|/) ?rara|kmt2a|myd88|pole|vhl|gnaq|ewsr1|h3 ?k27m?|1p ?/? ?19q"
    r"|del(?:etion)?(?: of)? ?\(?17p(?:13)?\)?|17p(?:13)?(?= (?:deletion|loss)\b)"
    r"|tert(?: promoter)?|cdkn2a(?: ?/ ?(?:cdkn2)?b)?|ighv|myc|bcl-?[26])(?<!\w\))(?![a-z0-9])"
    r"(?! ?(?:inhibitor|antibod|blocker|mab\b|ml\b)|-?(?:directed|targeted|inhibit|tki)|\d)"
    r"|(?:(?<=\bbrca1/)|(?<=\bidh1/))2\b"
)
CODES = {
    "bcrabl": "BCRABL", "bcrabl1": "BCRABL", "philadelphiachromosome": "BCRABL", "pmlrara": "PMLRARA",
    "h3k27": "H3K27M",
    "h3k27m": "H3K27M", "17p": "17p", "17p13": "17p", "del17p": "17p", "del17p13": "17p", "deletion17p": "17p",
    "deletionof17p": "17p", "deletion17p13": "17p", "1p19q": "1p19q", "nmyc": "MYCN", "flt3itd": "FLT3",
    "flt3tkd": "FLT3", "tertpromoter": "TERT", "cdkn2ab": "CDKN2A", "cdkn2acdkn2b": "CDKN2A",
}  # fmt: skip
"""How the table of markers writes a name that is spelt in several ways."""
WORDS = frozenset({"met", "kit", "ret", "atm", "pole"})
"""Words of the language too: only in capitals, and where the sentence speaks of genes, are they genes."""
KIND = (
    r"(?:mutation|alteration|rearrangement|variant|fusion|amplification|change|abnormalit|methylation|deletion"
    r"|insertion"
    r"|translocation|skipping|co-?deletion)\w*"
)


def code(gene: str) -> str:
    """The code of a gene that is written so."""
    return CODES.get(_LETTERS.sub("", gene), gene.upper().replace("-", ""))


_LETTERS = re.compile(r"[^a-z0-9]")
