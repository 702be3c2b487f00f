"""How much is lost when a report is read from a picture: the same reports as text, as scans, as photographs.

usage: python bench/ocr.py [REPORTS] [SHARED]     (default 24 reports, ../shared)

Each report is set as pages, as a book or as a typewriter sets them, drawn at 300, 200 and 150 dots an inch, made noisy,
blurred, sent by fax, turned, or photographed with slant and shadow, recognised, and read into facts. Prints the macro
F1 of `eval/score_pathology.py` for each, and pages a minute.
"""

import csv
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import typst
from shared import place

from consilium import recognition
from consilium.recognition import Picture
from consilium.records import Page, report
from consilium.values import RecordId

SOURCE = b'#set page(paper: "a4", margin: 2cm)\n#set text(size: 10pt, font: sys.inputs.face)\n#sys.inputs.words'
BOOK, TYPEWRITER = "Libertinus Serif", "DejaVu Sans Mono"  # both come with typst
Row = dict[str, str]


def drawn(text: str, face: str, dots: int) -> Iterator[Picture]:
    """The report's pages as pictures at `dots` an inch."""
    with pypdfium2.PdfDocument(typst.compile(SOURCE, sys_inputs={"words": text, "face": face})) as pdf:
        for page in pdf:
            yield np.array(page.render(scale=dots / 72).to_pil().convert("RGB"))


def noisy(picture: Picture) -> Picture:
    """Grain as of a poor scanner."""
    grain = np.random.default_rng(1).normal(0, 25, picture.shape)
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


def blurred(picture: Picture) -> Picture:
    """Out of focus, and squeezed hard by a phone."""
    soft = cv2.GaussianBlur(picture, (0, 0), 1.5)
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", soft, [cv2.IMWRITE_JPEG_QUALITY, 30])[1], cv2.IMREAD_COLOR))


def faxed(picture: Picture) -> Picture:
    """Black and white only, with specks."""
    specks = np.random.default_rng(2).random(picture.shape[:2])
    grey = np.where(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) < 150, 0, 255)
    grey[specks < 0.004] = 0
    grey[specks > 0.996] = 255
    return np.repeat(grey.astype(np.uint8)[:, :, None], 3, axis=2)


def turned(picture: Picture) -> Picture:
    """Put into the scanner sideways."""
    return np.ascontiguousarray(np.rot90(picture))


def photographed(picture: Picture) -> Picture:
    """Held slantwise, half in shadow, by a phone."""
    height, width = picture.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    shares = np.array([[0.06, 0.04], [0.97, 0.01], [0.93, 0.98], [0.02, 0.95]], np.float32)
    slant = cv2.getPerspectiveTransform(corners, shares * np.array([width, height], np.float32))
    slanted = cv2.warpPerspective(picture, slant, (width, height), borderValue=(90, 80, 70))
    return noisy((slanted * np.linspace(1, 0.35, width)[None, :, None]).astype(np.uint8))


WAYS: dict[str, tuple[str, int, Callable[[Picture], Picture]]] = {
    "300 dpi": (BOOK, 300, lambda picture: picture),
    "300 dpi, noisy": (BOOK, 300, noisy),
    "200 dpi": (BOOK, 200, lambda picture: picture),
    "150 dpi, noisy": (BOOK, 150, noisy),
    "200 dpi, turned": (BOOK, 200, turned),
    "200 dpi, photographed": (BOOK, 200, photographed),
    "typewriter, 300 dpi, noisy": (TYPEWRITER, 300, noisy),
    "typewriter, 200 dpi, fax": (TYPEWRITER, 200, faxed),
    "typewriter, 200 dpi, blurred": (TYPEWRITER, 200, blurred),
}


def recognised(task: tuple[str, str]) -> tuple[str, int]:
    """The report's text as read from its pictures, and how many pages there were."""
    text, way = task
    face, dots, spoil = WAYS[way]
    pages = [recognition.recognise(spoil(picture)).text for picture in drawn(text, face, dots)]
    return "\n".join(pages), len(pages)


def score(rows: list[Row], texts: list[str], scorer: Path) -> str:
    """The scorer's closing line on these texts."""
    with tempfile.TemporaryDirectory() as folder:
        labels, facts = Path(folder) / "labels.csv", Path(folder) / "facts.jsonl"
        with labels.open("w", encoding="utf-8", newline="") as out:
            table = csv.DictWriter(out, rows[0].keys())
            table.writeheader()
            table.writerows({**row, "text": text} for row, text in zip(rows, texts, strict=True))
        with facts.open("w", encoding="utf-8") as lines:
            for row, text in zip(rows, texts, strict=True):
                for fact in report.read_pages((Page(number=1, text=text),), RecordId(row["report_id"])):
                    lines.write(json.dumps(fact.as_json(row["report_id"])) + "\n")
        done = subprocess.run([sys.executable, scorer, facts, labels], capture_output=True, text=True, check=True)
    return done.stdout.strip().splitlines()[-1]


def main(count: int, shared: Path) -> None:
    """Print one line a way."""
    csv.field_size_limit(10**9)
    with (shared / "data/pathology/tcga_reports_labelled.csv").open(encoding="utf-8", newline="") as lines:
        rows = random.Random(7).sample(list(csv.DictReader(lines)), count)
    scorer = shared / "eval/score_pathology.py"
    print(f"{'as text':30}{score(rows, [row['text'] for row in rows], scorer)}", flush=True)
    with ProcessPoolExecutor(2) as pool:
        for way in WAYS:
            start = time.perf_counter()
            texts, pages = zip(*pool.map(recognised, [(row["text"], way) for row in rows]), strict=True)
            speed = 60 * sum(pages) / (time.perf_counter() - start)
            print(f"{way:30}{score(rows, list(texts), scorer)}; {speed:.0f} pages a minute on two cores", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 24, place("", *sys.argv[2:3]))
