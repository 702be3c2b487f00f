"""How well authors of the literature are told apart and ranked.

usage: python bench/experts.py [SHARED]

Names: pairs of mentions that people judged to be one author or two. Peer in the same run: last name and first initial
alone. Ranking: the authors of 10,000 articles on lung cancer against those who wrote a guideline on it, which is taken
as the mark of an expert; the guidelines themselves are left out. Peer in the same run: the number of articles.
"""

import csv
import gzip
import io
import sys
import tarfile
import time
from collections import Counter
from pathlib import Path

from shared import place

from consilium.errors import Unreadable
from consilium.experts import literature
from consilium.records import pubmed
from consilium.values import RecordId

YEAR = 2026
TOP = (25, 50, 100, 200)


def pairs(folder: Path) -> None:
    """Print how often a pair is judged as people judged it."""
    with tarfile.open(folder / "and_gold.tar.xz") as archive:
        files = {Path(one.name).name: archive.extractfile(one) for one in archive if one.isfile()}
        content = {name: file.read() for name, file in files.items() if file and name.endswith((".xml", ".csv"))}
    known = {name[:-4]: _article(data) for name, data in content.items() if name.endswith(".xml")}
    for table in ("1500_pairs_train.csv", "400_pairs_test.csv"):
        right: Counter[str] = Counter()
        rows = list(
            csv.reader(
                io.StringIO(content[table].decode("latin-1" if table.startswith("400") else "utf-8")), delimiter=";"
            )
        )[1:]
        for row in rows:
            one, other = known.get(row[0]), known.get(row[4])
            if one is None or other is None:
                right["not readable"] += 1
                continue
            mine, yours = _mention(one, row[1], row[2]), _mention(other, row[5], row[6])
            if mine is None or yours is None:
                right["not named"] += 1
                continue
            company = bool({a.key for a in one.authors} & {a.key for a in other.authors} - {mine.key, yours.key})
            said = literature.same_person(mine, yours, company=company)
            right[f"{'one' if row[8] == 'YES' else 'two'}, said {'one' if said else 'two'}"] += 1
            right["right"] += said == (row[8] == "YES")
            right["peer right"] += (mine.key == yours.key) == (row[8] == "YES")
        print(table, len(rows), "pairs:", dict(sorted(right.items())))


def _article(data: bytes) -> literature.Article | None:
    try:
        return next(iter(literature.articles(pubmed.read(data, RecordId("")).pages)), None)
    except Unreadable:
        return None


def _mention(one: literature.Article, last: str, initials: str) -> literature.Mention | None:
    wanted = literature.Mention(last=last, initials=initials).key
    return next((author for author in one.authors if author.key == wanted), None)


def ranking(folder: Path) -> None:
    """Print how many of the first so many authors wrote a guideline."""
    with (folder / "lung_guideline_papers.csv").open(encoding="utf-8-sig") as lines:
        left_out = {row["pmid"] for row in csv.DictReader(lines)}
    with (folder / "lung_guideline_authors.csv").open(encoding="utf-8-sig") as lines:
        experts = {row["author"] for row in csv.DictReader(lines)}
    pages = pubmed.read(gzip.decompress((folder / "lungcancer.csv.gz").read_bytes()), RecordId("")).pages
    began = time.process_time()
    found = [one for one in literature.articles(pages) if one.pmid not in left_out]
    ranked = literature.authors(found, "lung", year=YEAR)
    spent = time.process_time() - began
    counted = Counter(f"{mention.last} {mention.initials}" for one in found for mention in one.authors)
    there = experts & counted.keys()
    print(f"{len(found):,} articles, {len(ranked):,} authors, {len(there)} of them experts; {spent:.1f} s")
    for top in TOP:
        ours = sum(1 for author in ranked[:top] if _listed(author.name) in there)
        peer = sum(1 for name, _ in counted.most_common(top) if name in there)
        print(f"among the first {top}: {ours} experts; by the number of articles alone {peer}")


def _listed(name: str) -> str:
    """Initials and last name as the list of experts has them."""
    initials, _, last = name.partition(" ")
    return f"{last} {initials}"


def main() -> None:
    """Print the figures."""
    folder = place("data/pubmed", *sys.argv[1:2])
    pairs(folder)
    ranking(folder)


if __name__ == "__main__":
    main()
