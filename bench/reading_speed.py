"""How fast whole files become facts, every wall up, beside bare peers in the same run.

usage: python bench/reading_speed.py [SHARED]

Every figure is by processor time, of this process and of all that it starts, so that other work on the machine does
not spoil it; the time on the clock stands beside it. Peers: three regular expressions for T, N and M over the same
reports, and pypdfium2 that only takes the text out of the same PDF files. Then how the time grows with the length of
one text, the memory that a record of a thousand pages takes, and that of a long table.
"""

import csv
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import typst
from shared import place

from consilium import reading
from consilium.reading.process import NURSERY
from consilium.records import Page, report
from consilium.values import RecordId

SOURCE = b'#set page(paper: "a4", margin: 2cm)\n#set text(size: 10pt)\n#sys.inputs.words'
TIMES = 10
CATEGORIES = tuple(re.compile(rf"\b[yra]?p?{letter} ?([0-4][a-d]?|x|is)\b", re.IGNORECASE) for letter in "TNM")


def reports(shared: Path) -> list[str]:
    """The texts of the labelled reports."""
    csv.field_size_limit(10**9)
    table = shared / "data/pathology/tcga_reports_labelled.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        return [row["text"] for row in csv.DictReader(lines)]


def documents(texts: list[str]) -> list[tuple[str, bytes]]:
    """Digital PDFs of ten reports each, as a portal makes them."""
    groups = ("\n\n".join(texts[start : start + 10]) for start in range(0, 300, 10))
    return [(f"{n}.pdf", typst.compile(SOURCE, sys_inputs={"words": words})) for n, words in enumerate(groups)]


def processor() -> float:
    """Seconds of processor that this process and those it has waited for have used."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def say(what: str, work: Callable[[], int]) -> None:
    """Print how many of something `work` does a second; it gives back how many they were."""
    clock, used = time.perf_counter(), processor()
    count = work()
    used, clock = processor() - used, time.perf_counter() - clock
    print(f"{what}: {count / used:,.0f} a second of processor, {count / clock:,.0f} on the clock", flush=True)


def command(texts: list[str], folder: Path, workers: int) -> int:
    """`consilium facts --table` from its start to its end, on a table ten times as long as the labelled one."""
    table = folder / "reports.csv"
    with table.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("id", "text"), *enumerate(texts * TIMES)])
    words = ["facts", "--table", str(table), "--id", "id", "--text", "text", "--workers", str(workers)]
    with (folder / "facts.jsonl").open("wb") as facts:
        subprocess.run([sys.executable, "-m", "consilium", *words], check=True, stdout=facts)
    return len(texts) * TIMES


def streaming(texts: list[str], folder: Path) -> None:
    """Print the most memory that the command itself takes on a table, and on one five times as long."""
    for times in (2, 10):
        table = folder / f"{times}.csv"
        with table.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([("id", "text"), *enumerate(texts * times)])
        words = ["facts", "--table", str(table), "--id", "id", "--text", "text"]
        with (folder / "facts.jsonl").open("wb") as facts:
            started = subprocess.Popen([sys.executable, "-m", "consilium", *words], stdout=facts)
            _, status, used = os.wait4(started.pid, 0)
        if status:
            raise SystemExit(f"the command ended with {status}")
        print(f"facts of a table of {table.stat().st_size >> 20} MiB: {used.ru_maxrss >> 10} MiB of memory")


def read_all(texts: list[str]) -> int:
    """The reader of reports alone, in this process."""
    return sum(1 for text in texts if report.read_text(text, RecordId("")) is not None)


def find_all(texts: list[str]) -> int:
    """The peer: three patterns, no words around them, no quotes."""
    return sum(1 for text in texts if [pattern.findall(text) for pattern in CATEGORIES])


def pages(files: list[tuple[str, bytes]], workers: int, cache: Path | None = None) -> int:
    """PDF files through the children, facts included; from the start of all processes to their end."""
    count = sum(len(one.pages) for one in reading.read(files, workers=workers, cache=cache))
    NURSERY.close()
    return count


def peer_pages(files: list[tuple[str, bytes]]) -> int:
    """The peer: every page's text by pypdfium2 in this very process, no walls and no facts."""
    count = 0
    for _, data in files:
        with pypdfium2.PdfDocument(data) as document:
            count += sum(1 for page in document if page.get_textpage().get_text_range() is not None)
    return count


def growth(texts: list[str]) -> None:
    """Print how long texts of 128 KiB to 1 MiB take, for each KiB: where that stays the same, the cost is linear."""
    whole = "\n".join(texts)[: 1 << 20]
    for size in (1 << 17, 1 << 18, 1 << 19, 1 << 20):
        used = time.process_time()
        report.read_text(whole[:size], RecordId(""))
        print(f"one text of {size >> 10} KiB: {(time.process_time() - used) / (size >> 10) * 1e3:.2f} ms a KiB")


def memory(texts: list[str]) -> None:
    """Print the most memory that this process has had after a record of a thousand pages was read in it."""
    chart = [Page(number=number, text=texts[number % len(texts)]) for number in range(1, 1001)]
    say(
        "pages of one record of 1,000 pages, reader alone",
        lambda: len(chart) if report.read_pages(chart, RecordId("")) else 0,
    )
    print(f"most memory so far: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


def main() -> None:
    """Print the figures."""
    shared = place("", *sys.argv[1:2])
    texts = reports(shared)
    read_all(texts)
    say("reports, reader alone", lambda: read_all(texts))
    say("reports, three patterns for T, N, M", lambda: find_all(texts))
    growth(texts)
    memory(texts)
    files = documents(texts)
    with tempfile.TemporaryDirectory() as folder:
        say("reports, whole command, one worker", lambda: command(texts, Path(folder), 1))
        say("reports, whole command, two workers", lambda: command(texts, Path(folder), 2))
        streaming(texts, Path(folder))
        say("PDF pages with facts, one worker", lambda: pages(files, 1))
        say("PDF pages with facts, two workers", lambda: pages(files, 2))
        pages(files, 1, Path(folder, "cache"))
        say("PDF pages, read before", lambda: pages(files, 1, Path(folder, "cache")))
    say("PDF pages, pypdfium2 alone, no facts", lambda: peer_pages(files))


if __name__ == "__main__":
    main()
