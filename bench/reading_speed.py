"""How fast whole files become facts, every wall up, beside the bare text extraction of pdfium in the same run.

usage: python bench/reading_speed.py [SHARED] [--workers N]

Prints reports a second of `consilium facts --table` (the whole process, from start to end), pages a second of digital
PDF through `reading.read`, pages a second of pypdfium2 alone, and what a cached reading costs.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import typst

from consilium import reading

TABLE = Path("data/pathology/tcga_reports_labelled.csv")
SOURCE = b'#set page(paper: "a4", margin: 2cm)\n#set text(size: 10pt)\n#sys.inputs.words'
TIMES = 10


def reports(shared: Path) -> list[str]:
    """The texts of the labelled reports."""
    csv.field_size_limit(10**9)
    with (shared / TABLE).open(encoding="utf-8", newline="") as lines:
        return [row["text"] for row in csv.DictReader(lines)]


def table_rate(texts: list[str], folder: Path, workers: int) -> float:
    """Reports a second of the command, its start included, on a table ten times as long as the labelled one."""
    table = folder / "reports.csv"
    with table.open("w", encoding="utf-8", newline="") as out:
        write = csv.writer(out).writerow
        write(("id", "text"))
        for number, text in enumerate(texts * TIMES):
            write((number, text))
    command = [sys.executable, "-m", "consilium", "facts", "--table", str(table), "--id", "id", "--text", "text"]
    start = time.perf_counter()
    with (folder / "facts.jsonl").open("wb") as out_file:
        subprocess.run([*command, "--workers", str(workers)], check=True, stdout=out_file)
    return len(texts) * TIMES / (time.perf_counter() - start)


def documents(texts: list[str]) -> list[tuple[str, bytes]]:
    """Digital PDFs of ten reports each, as a portal makes them."""
    groups = ("\n\n".join(texts[start : start + 10]) for start in range(0, 300, 10))
    return [(f"{n}.pdf", typst.compile(SOURCE, sys_inputs={"words": words})) for n, words in enumerate(groups)]


def peer_pages(files: list[tuple[str, bytes]]) -> Iterator[str]:
    """Every page's text by pypdfium2 in this very process, no limits and no facts."""
    for _, data in files:
        with pypdfium2.PdfDocument(data) as document:
            for page in document:
                yield page.get_textpage().get_text_range()


def our_rate(files: list[tuple[str, bytes]], workers: int, cache: Path | None = None) -> float:
    """Pages a second through the children, facts included."""
    start = time.perf_counter()
    pages = sum(len(one.pages) for one in reading.read(files, workers=workers, cache=cache))
    return pages / (time.perf_counter() - start)


def peer_rate(files: list[tuple[str, bytes]]) -> float:
    """Pages a second of the peer."""
    start = time.perf_counter()
    pages = sum(1 for _ in peer_pages(files))
    return pages / (time.perf_counter() - start)


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("shared", type=Path, nargs="?", default=Path(__file__).resolve().parents[2] / "shared")
    options.add_argument("--workers", type=int, default=2)
    chosen = options.parse_args()
    texts = reports(chosen.shared)
    files = documents(texts)
    with tempfile.TemporaryDirectory() as folder:
        for workers in sorted({1, chosen.workers}):
            print(f"reports a second, whole process, {workers} workers: {table_rate(texts, Path(folder), workers):.0f}")
            print(f"PDF pages a second with facts, {workers} workers: {our_rate(files, workers):.0f}")
        our_rate(files, chosen.workers, Path(folder, "cache"))
        print(f"PDF pages a second, read before: {our_rate(files, 1, Path(folder, 'cache')):.0f}")
    print(f"PDF pages a second, pypdfium2 alone, no facts: {peer_rate(files):.0f}")


if __name__ == "__main__":
    main()
