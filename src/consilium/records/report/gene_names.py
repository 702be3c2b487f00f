"""The names of genes and of changes of chromosomes as reports write them, and their codes (HGNC, ISCN)."""

import re

_ARM = r"(?:17p|13q|11q|5q)(?:\d\d?(?:\.\d)?)?"
"""Arms of chromosomes whose loss cancers of the blood are tested for; with a band or without."""
GENES = re.compile(
    r"\b(?:egfr|alk|ros1|braf|kras|nras|hras|ret|ntrk[123]?|nrg1|brca[12]|palb2|atm|chek2|cdk12|pik3ca|akt1|pten"
    r"|met|stk11"
    r"|keap1|tp53|idh[12]|mgmt|kit|pdgfr[ab]|esr1|fgfr[123]|erbb2|flt3(?:[- ](?:itd|tkd))?|npm1|jak2|ezh2|idh|mycn"
    r"|n-myc|bcr ?(?:-|::|/) ?abl1?(?! (?:kinase|t315i))"
    r"|philadelphia chromosome|pml ?(?:-|::|/) ?rara|kmt2a|myd88|pole|vhl|gnaq|ewsr1|h3 ?k27m?|1p ?/? ?19q"
    rf"|(?:del(?:etion)?|loss)(?: of)?(?: chromosome)? ?{_ARM}|{_ARM} (?:deletion|loss)"
    r"|trisomy (?:of )?(?:chromosome )?12|(?<![khn][- ])ras|[khn]-ras"
    r"|gain(?: of)?(?: chromosome)? ?1q(?:21)?|1q(?:21)? (?:gain|amplification)"
    r"|tert(?: promoter)?|cdkn2a(?: ?/ ?(?:cdkn2)?b)?|ighv|myc|bcl-?[26])(?<!\w\))(?![a-z0-9])"
    r"(?! ?(?:inhibitor|antibod|blocker|mab\b|ml\b)|-?(?:directed|targeted|inhibit|tki)|\d)"
    r"|(?:(?<=\bbrca1/)|(?<=\bidh1/))2\b"
    rf"|\b(?:del(?:etion)? ?\({_ARM}\)|gain ?\(1q(?:21)?\)|t ?\((?:4;14|11;14|14;16)\)(?:\([pq][\d.]*;[pq][\d.]*\))?)"
)
CODES = {
    "bcrabl": "BCRABL", "bcrabl1": "BCRABL", "philadelphiachromosome": "BCRABL", "pmlrara": "PMLRARA",
    "h3k27": "H3K27M",
    "h3k27m": "H3K27M", "1p19q": "1p19q", "nmyc": "MYCN", "flt3itd": "FLT3",
    "flt3tkd": "FLT3", "tertpromoter": "TERT", "cdkn2ab": "CDKN2A", "cdkn2acdkn2b": "CDKN2A",
}  # fmt: skip
"""How the table of markers writes a name that is spelt in several ways."""
MOVED = frozenset({"kmt2a", "alk", "ros1", "ret", "ntrk1", "ntrk2", "ntrk3", "ntrk", "nrg1", "ewsr1"})
LESS = re.compile(r"\b(?:loss|deletion|gain)\b")
"""Of these a fusion is asked: that a part of the chromosome is lost is another finding."""
WORDS = frozenset({"met", "kit", "ret", "atm", "pole"})
"""Words of the language too: only in capitals, and where the sentence speaks of genes, are they genes."""
KIND = (
    r"(?:mutation|alteration|rearrangement|variant|fusion|amplification|change|abnormalit|methylation|deletion"
    r"|insertion"
    r"|translocation|skipping|co-?deletion)\w*"
)


CHROMOSOMAL = re.compile(r"(?P<arm>17p|13q|11q|5q)|t ?(?P<moved>\(\d+;\d+\))|(?P<third>trisomy)|gain|\b1q")


def code(gene: str) -> str:
    """The code of a gene, or of a change of chromosomes, that is written so."""
    if "1p" not in gene and (found := CHROMOSOMAL.search(gene)):
        return found["arm"] or (f"t{found['moved']}" if found["moved"] else "trisomy12" if found["third"] else "1q")
    return CODES.get(_LETTERS.sub("", gene), gene.upper().replace("-", ""))


_LETTERS = re.compile(r"[^a-z0-9]")
