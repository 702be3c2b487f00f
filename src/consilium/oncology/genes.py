"""Which genes are tests of their own, and how a protein change is written. In: names as files give them; out: ours."""

import re
from functools import cache

from consilium import tables

_LETTERS = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E",
    "Gly": "G", "His": "H", "Ile": "I", "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F",
    "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W", "Tyr": "Y", "Val": "V", "Ter": "*",
}  # fmt: skip
_THREE = re.compile("|".join(_LETTERS))

# Sequence Ontology terms (VEP, SnpEff) and MAF classes that change the protein; others leave it or are unsure.
_CHANGING = re.compile(
    r"missense|stop_gained|stop_lost|start_lost|frameshift|inframe|splice_(?:acceptor|donor)|protein_altering"
    r"|nonsense|nonstop|in_frame|frame_shift|splice_site|translation_start_site",
    re.IGNORECASE,
)


@cache
def tested() -> frozenset[str]:
    """HGNC symbols of `tables/genes.toml`."""
    table = tables.load("oncology/tables/genes.toml")
    return frozenset(table["genes"])


def protein(hgvs: str) -> str:
    """HGVS protein change in one-letter form without its reference: `NP_005219.2:p.Leu858Arg` → `p.L858R`."""
    change = hgvs.rsplit(":", 1)[-1].replace("%3D", "=")
    return _THREE.sub(lambda found: _LETTERS[found.group()], change)


def changes_protein(consequence: str) -> bool:
    """Whether a Sequence Ontology term or MAF class says that the protein changes."""
    return bool(_CHANGING.search(consequence))
