"""Changes of a gene as reports write them: HGVS at the level of the protein, in one letter or three, or an exon's."""

import re

_ACID = {
    "ala": "A", "arg": "R", "asn": "N", "asp": "D", "cys": "C", "gln": "Q", "glu": "E", "gly": "G", "his": "H",
    "ile": "I", "leu": "L", "lys": "K", "met": "M", "phe": "F", "pro": "P", "ser": "S", "thr": "T", "trp": "W",
    "tyr": "Y", "val": "V", "ter": "*",
}  # fmt: skip
_LONG = "|".join(_ACID)
CHANGE = re.compile(
    rf"(?:\bp\.? ?)?\(?\b(?P<one>[acdefghiklmnpqrstvwy]\d{{2,4}}(?:_[acdefghiklmnpqrstvwy]\d{{2,4}}(?:del|ins|dup)\w*"
    rf"|[acdefghiklmnpqrstvwy*](?![a-z0-9])(?:fs\*?\d*)?|del\w*|dup\w*|ins\w*|fs\*?\d*))"
    rf"|\bp\.? ?\(?(?P<a>{_LONG})(?P<n>\d{{1,4}})(?:_(?P<c>{_LONG})(?P<m>\d{{1,4}}))?"
    rf"(?P<b>{_LONG}|\*|fs|del\w*|dup\w*)(?P<fs>fs\*?\d*)?"
    r"|\b(?<!non-)(?P<v600>v600)\b|\b(?P<exon>exon \d{1,2} (?:in-?frame )?(?:deletion|insertion|skipping"
    r"|duplication|mutation))"
)
_ACIDS = re.compile(r"(?:^|_)[a-z]")

Change = tuple[str, int]
"""A change of a gene, and where its words end."""


def named_changes(flat: str, start: int, end: int) -> list[Change]:
    """Each change named in a stretch, as `G12C`, `V600` or `exon 19 deletion`."""
    found: dict[str, int] = {}
    for change in CHANGE.finditer(flat, start, end):
        if change["one"] and change["one"][0] == change["one"][-1] and change["one"][1:-1].isdigit():
            continue  # the same amino acid as before
        if change["a"] and change["a"] == change["b"]:
            continue
        if change["a"]:
            to = f"_{_ACID[change['c']]}{change['m']}" if change["c"] else ""
            said = f"{_ACID[change['a']]}{change['n']}{to}{_ACID.get(change['b'], change['b'])}{change['fs'] or ''}"
        elif one := change["one"]:
            said = one.upper() if one[1:-1].isdigit() else _ACIDS.sub(lambda acid: acid[0].upper(), one)
        else:
            said = change["exon"] or "V600"
        found.setdefault(said, change.end())
    return list(found.items())
