"""T from a size or a depth, N from a count of nodes, by site and edition: to notice a stated T2 beside 62 mm.

A measure alone gives the first category; the others are those that something else (skin, pleura, another node station)
could make of the same measure. None where the edition does not define the category by such a measure. Pure, and fast
enough to be asked for every measure of a report.
"""

from dataclasses import dataclass
from functools import lru_cache

from consilium.oncology.staging.selection import select
from consilium.oncology.staging.stager import ORDINALS
from consilium.oncology.staging.tables import Definitions, Edition, schemas


@dataclass(frozen=True, slots=True)
class Inference:
    """`categories`: what the measure gives, then what it does not exclude; `rule` names the table and edition."""

    categories: tuple[str, ...]
    rule: str
    source: str
    note: str = ""

    def agrees(self, stated: str) -> bool:
        """Whether a stated category (`T2`, `N1mi`) fits; a wider or a finer spelling of the same one does."""
        return any(stated.startswith(known) or known.startswith(stated) for known in self.categories)


def infer_t(
    site: str, histology: str, edition: str, size_mm: float | None = None, depth_mm: float | None = None
) -> Inference | None:
    """T from the largest size or from the depth (Breslow), both in mm; None where it does not follow from them."""
    found = _edition(site, histology, edition)
    if found is None:
        return None
    name, table = found
    if depth_mm is not None and table.depth.measures:
        return _infer(table.depth, depth_mm, f"T by depth: {name}", table.source)
    if size_mm is not None and table.size.measures and size_mm > 0:
        return _infer(table.size, size_mm, f"T by size: {name}", table.source)
    return None


def infer_n(site: str, edition: str, positive: int, histology: str = "") -> Inference | None:
    """N from the number of regional nodes with cancer; None where it does not follow from the number."""
    found = _edition(site, histology, edition)
    if found is None or not found[1].nodes.measures or positive < 0:
        return None
    name, table = found
    if positive == 0:
        return Inference(("N0", *table.nodes.lower), f"N by count of nodes: {name}", table.source, table.nodes.note)
    return _infer(table.nodes, positive, f"N by count of nodes: {name}", table.source, lower=())


def _infer(
    definitions: Definitions, value: float, rule: str, source: str, lower: tuple[str, ...] | None = None
) -> Inference | None:
    for measure in definitions.measures:
        if measure.low < value <= measure.high:
            others = definitions.raised + (definitions.lower if lower is None else lower)
            return Inference(_unique(measure.category, others), rule, source, definitions.note)
    return None


def _unique(first: str, others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((first, *others)))


@lru_cache(maxsize=4096)
def _edition(site: str, histology: str, edition: str) -> tuple[str, Edition] | None:
    """The table for these codes with its name for a person; without an edition, the newest that is known."""
    schema = select(schemas(), site, histology)
    if schema is None:
        return None
    number = edition.strip() or max(schema.editions)
    table = schema.editions.get(number)
    return (f"{schema.name}, {ORDINALS.get(number, number)} edition", table) if table else None
