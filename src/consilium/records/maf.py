"""MAF: gene changes as a table. In: bytes of a Mutation Annotation Format file; out: `variant` and `biomarker.*` facts.

Columns as the GDC MAF Format has them; only `Hugo_Symbol`, `Variant_Classification` and `Tumor_Sample_Barcode` must be
there. A table that holds several people (a study's cohort) is no record of one patient: it is kept and not interpreted.
"""

import csv
import io
from collections.abc import Iterator

from consilium.errors import Malformed
from consilium.facts import Fact, Provenance
from consilium.oncology import genes
from consilium.records import Extract, Kept, Layout
from consilium.values import RecordId

READER = "maf/1"
_NEEDED = ("Hugo_Symbol", "Variant_Classification", "Tumor_Sample_Barcode")
_MAX_LISTED = 2_000


def sniff(data: bytes, name: str) -> bool:
    """Whether the first line that is no comment holds MAF's column names."""
    head = data[:20_000].decode("utf-8", errors="replace").splitlines()
    first = next((line for line in head if not line.startswith("#")), "")
    return all(column in first.split("\t") for column in _NEEDED)


def read(data: bytes, record: RecordId) -> Extract:
    """Every row that changes a protein becomes facts; the rest is kept. Raises Malformed on a broken row."""
    rows = list(_rows(data.decode("utf-8", errors="replace")))
    people = {row["Tumor_Sample_Barcode"] for _, row in rows}
    if len(people) > 1:
        kept = (Kept(path="", kind="table", label=f"{len(rows)} gene changes of {len(people)} samples"),)
        note = (
            f"This table holds {len(people)} samples, so it is not one person's record. It was kept, not interpreted."
        )
        return Extract(kind="maf", reader=READER, kept=kept, notes=(note,))
    layout = Layout(label="Gene changes")
    facts: list[Fact] = []
    left: list[Kept] = []
    for number, row in rows:
        if genes.changes_protein(row["Variant_Classification"]):
            facts.extend(_facts(number, row, layout, record))
        else:
            left.append(Kept(path=f"line {number}", kind="variant", label=row["Variant_Classification"][:60]))
    notes = (f"{len(left)} rows were kept and not interpreted.",) if left else ()
    return Extract(
        kind="maf", reader=READER, pages=layout.pages(), facts=tuple(facts), kept=tuple(left[:_MAX_LISTED]), notes=notes
    )


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    comments = 0
    lines = text.splitlines()
    while comments < len(lines) and lines[comments].startswith("#"):
        comments += 1
    table = csv.DictReader(io.StringIO("\n".join(lines[comments:])), delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        for number, row in enumerate(table, comments + 2):
            if None in row or None in row.values():
                raise Malformed(f"Line {number} of this table of gene changes is broken. Ask for the file again.")
            yield number, row
    except csv.Error as error:
        raise Malformed("This table of gene changes is broken. Ask for the file again.") from error


def _facts(number: int, row: dict[str, str], layout: Layout, record: RecordId) -> Iterator[Fact]:
    protein = genes.protein(row.get("HGVSp_Short") or row.get("HGVSp") or "")
    coding = (row.get("HGVSc") or "").rsplit(":", 1)[-1]
    kind = row["Variant_Classification"].replace("_", " ")
    quote = f"{row['Hugo_Symbol']} {protein or coding or kind}"
    page, start = layout.add(", ".join(part for part in (quote, kind, _fraction(row)) if part))
    source = Provenance(
        record=record, reader=READER, page=page, start=start, end=start + len(quote), quote=quote, path=f"line {number}"
    )
    yield Fact(code="variant", value=quote, source=source)
    if row["Hugo_Symbol"] in genes.tested() and protein:
        yield Fact(code=f"biomarker.{row['Hugo_Symbol']}", value=protein, source=source)


def _fraction(row: dict[str, str]) -> str:
    alt, depth = row.get("t_alt_count") or "", row.get("t_depth") or ""
    if alt.isdigit() and depth.isdigit() and int(depth):
        return f"allele fraction {int(alt) / int(depth):.2f}"
    return ""
