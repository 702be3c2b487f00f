"""Which table is for which tumor: ICD-O-3 site and histology to schema.

A schema that names the site more closely wins; among equals, the one that is for fewer kinds of tumor.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from consilium.oncology.staging.tables import Schema

CARCINOMA = 8000


@lru_cache(maxsize=8192)
def site_code(text: str) -> str:
    """`C34.1` for `c341` or ` C34.1 `; a site without its fourth character is its `.9`; "" where unreadable."""
    found = re.fullmatch(r"\s*(C\d\d)(?:\.?(\d))?\s*", text, re.IGNORECASE)
    return f"{found[1].upper()}.{found[2] or '9'}" if found else ""


@lru_cache(maxsize=8192)
def histology_code(text: str) -> int:
    """`8140` for `8140/3` or `8140`; 0 where none is given."""
    found = re.match(r"\s*(\d{4})(?:\D|$)", text)
    return int(found[1]) if found else 0


def select(schemas: Sequence[Schema], site: str, histology: str, edition: str = "") -> Schema | None:
    """The schema for these ICD-O-3 codes, or None; one that has the edition, where any has it.

    Without a histology a carcinoma is taken, which callers must say.
    """
    code, kind = site_code(site), histology_code(histology) or CARCINOMA
    fitting = [schema for schema in schemas if _closeness(schema, code) and _breadth(schema, kind)]
    fitting = [schema for schema in fitting if edition in schema.editions] or fitting
    return max(fitting, key=lambda schema: (_closeness(schema, code), -_breadth(schema, kind)), default=None)


def _closeness(schema: Schema, code: str) -> int:
    """How many characters of the site the schema names; 0 where it is not for this site."""
    return max((len(spec.split("-")[0]) for spec in schema.sites if _covers(spec, code)), default=0)


def _covers(spec: str, code: str) -> bool:
    first, _, last = spec.partition("-")
    return bool(code) and first <= code[: len(first)] and code[: len(last or first)] <= (last or first)


def _breadth(schema: Schema, kind: int) -> int:
    """How many morphology codes the schema is for, where this one is among them; else 0."""
    ranges = [tuple(int(edge) for edge in spec.split("-")) for spec in schema.histologies]
    inside = any(span[0] <= kind <= span[-1] for span in ranges)
    return sum(span[-1] - span[0] + 1 for span in ranges) if inside else 0
