"""VCF 4.x: gene changes of a tumor or a person. In: bytes of a VCF file; out: `variant` and `biomarker.*` facts.

Read as the specification "The Variant Call Format" (samtools/hts-specs, 4.1–4.4) has it. The file must name the gene
itself (SnpEff `ANN`, VEP `CSQ`, `GENEINFO` or `GENE`): positions are never annotated here. A line that failed the
laboratory's own filter, has no gene, or leaves the protein as it is, is kept and listed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from consilium.errors import Malformed, TooLarge
from consilium.facts import Fact, Provenance
from consilium.oncology import genes
from consilium.records import Extract, Kept, Layout
from consilium.values import RecordId

READER = "vcf/1"
_COLUMNS = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]
_MAX_LINES = 2_000_000
_MAX_LISTED = 2_000
_CSQ_FORMAT = re.compile(r"Format: ([^\">]+)")


def sniff(data: bytes, name: str) -> bool:
    """Whether the first line is VCF's."""
    return data.startswith((b"##fileformat=VCF", b"\xef\xbb\xbf##fileformat=VCF"))


def read(data: bytes, record: RecordId) -> Extract:
    """Every line that names a gene and changes its protein becomes facts; the rest is kept.

    Raises Malformed where the header or a line breaks the format, TooLarge above two million lines.
    """
    text = data.decode("utf-8-sig", errors="replace")
    if text.count("\n") > _MAX_LINES:
        raise TooLarge("This file of gene changes has more than two million lines. Ask the laboratory for its report.")
    layout, left = Layout(label="Gene changes"), 0
    facts: list[Fact] = []
    kept: list[Kept] = []
    for line in _lines(text):
        if line.keep:
            left += 1
            if len(kept) < _MAX_LISTED:
                kept.append(Kept(path=f"line {line.number}", kind="variant", label=f"{line.place}: {line.keep}"))
            continue
        facts.extend(_facts(line, layout, record))
    notes = (f"{left} lines were kept and not interpreted.",) if left else ()
    pages = layout.pages()
    return Extract(kind="vcf", reader=READER, pages=pages, facts=tuple(facts), kept=tuple(kept), notes=notes)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    place: str
    gene: str = ""
    protein: str = ""
    coding: str = ""
    consequence: str = ""
    fraction: str = ""
    significance: str = ""
    keep: str = ""

    @property
    def words(self) -> str:
        parts = [f"{self.gene} {self.protein or self.coding}".strip(), self.consequence.replace("_", " ")]
        if self.fraction:
            parts.append(f"allele fraction {self.fraction}")
        if self.significance:
            parts.append(f"stated class: {self.significance.replace('_', ' ')}")
        return f"{', '.join(part for part in parts if part)} ({self.place})"


def _lines(text: str) -> Iterator[_Line]:
    csq: list[str] = []
    header: list[str] = []
    for number, row in enumerate(text.splitlines(), 1):
        if row.startswith("##"):
            if row.startswith("##INFO=<ID=CSQ,") and (found := _CSQ_FORMAT.search(row)):
                csq = found.group(1).split("|")
        elif row.startswith("#"):
            header = _header(row)
        elif row:
            if not header:
                raise Malformed("This file of gene changes has no line of column names. Ask for it again.")
            yield _line(number, row.split("\t"), header, csq)
    if not header:
        raise Malformed("This file of gene changes ends before its column names. Ask for it again.")


def _header(row: str) -> list[str]:
    names = row.split("\t")
    if names[:8] != _COLUMNS:
        raise Malformed("The column names of this file of gene changes are not those of VCF. Ask for it again.")
    if len(set(names[9:])) != len(names[9:]):
        raise Malformed("Two samples of this file have one name, so their results cannot be told apart.")
    return names


def _line(number: int, cells: list[str], header: list[str], csq: list[str]) -> _Line:
    if len(cells) != len(header) or not re.fullmatch(r"\d{1,10}", cells[1]):
        raise Malformed(f"Line {number} of this file of gene changes is broken. Ask for the file again.")
    place = f"{cells[0][:40]}:{cells[1]} {cells[3][:20]}>{cells[4][:20]}"
    if cells[6] not in ("PASS", "."):
        return _Line(number, place, keep="did not pass the laboratory's filter")
    if len(header) > 10:
        return _Line(number, place, keep="several samples in one file")
    sample = dict(zip(cells[8].split(":"), cells[9].split(":"), strict=False)) if len(cells) > 9 else {}
    if sample and not re.search(r"[1-9]", sample.get("GT", "1")):
        return _Line(number, place, keep="not found in this sample")
    info = dict(part.partition("=")[::2] for part in cells[7].split(";"))
    gene, protein, coding, consequence = _annotation(info, csq)
    if not gene:
        return _Line(number, place, keep="the file names no gene")
    if not (consequence and genes.changes_protein(consequence)):
        return _Line(number, place, keep=f"{gene[:20]}: no stated change of the protein")
    significance = info.get("CLNSIG", "")
    return _Line(number, place, gene, protein, coding, consequence, _fraction(sample), significance)


def _annotation(info: dict[str, str], csq: list[str]) -> tuple[str, str, str, str]:
    """Gene, protein change, coding change and consequence, from the first annotation the file gives."""
    if ann := info.get("ANN"):
        cells = [*ann.split(",")[0].split("|"), *[""] * 11]
        return cells[3], genes.protein(cells[10]), cells[9], cells[1]
    if (raw := info.get("CSQ")) and csq:
        named = dict(zip(csq, raw.split(",")[0].split("|"), strict=False))
        protein = genes.protein(named.get("HGVSp", ""))
        return named.get("SYMBOL", ""), protein, named.get("HGVSc", "").rsplit(":", 1)[-1], named.get("Consequence", "")
    gene = info.get("GENE", "") or info.get("GENEINFO", "").split(":")[0]
    return gene, genes.protein(info.get("HGVSP", "")), info.get("HGVSC", ""), info.get("MC", info.get("EFFECT", ""))


def _fraction(sample: dict[str, str]) -> str:
    if re.fullmatch(r"[01](\.\d+)?", sample.get("AF", "")):
        return f"{float(sample['AF']):.2f}"
    counts = sample.get("AD", "").split(",")
    if len(counts) == 2 and all(count.isdigit() for count in counts):
        reference, changed = int(counts[0]), int(counts[1])
        return f"{changed / (reference + changed):.2f}" if reference + changed else ""
    return ""


def _facts(line: _Line, layout: Layout, record: RecordId) -> Iterator[Fact]:
    page, start = layout.add(line.words)
    quote = f"{line.gene} {line.protein or line.coding}".strip()
    source = Provenance(
        record=record,
        reader=READER,
        page=page,
        start=start,
        end=start + len(quote),
        quote=quote,
        path=f"line {line.number}",
    )
    yield Fact(code="variant", value=quote, source=source)
    if line.gene in genes.tested() and line.protein:
        yield Fact(code=f"biomarker.{line.gene}", value=line.protein, source=source)
