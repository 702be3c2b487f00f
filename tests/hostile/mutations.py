"""Real and hostile records, damaged at random and read: no damage may end the pool, pass a limit, or hurt a neighbour.

`python tests/hostile/mutations.py SHARED --count 5000 --seed 1` prints what became of them and ends with 1 on a breach.
"""

import argparse
import random
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from consilium import reading
from consilium.reading.shapes import Limits

LIMITS = Limits(seconds=5)
HANG = 12 * LIMITS.seconds
"""A busy machine is slow to end and replace a child; only what goes on far beyond the limit hangs."""
LONGEST = 400_000
GOOD = ("good.txt", b"A valid note beside a hostile one.")
REAL = ("mcode/examples/*.json", "chart/patient_4/**/*.json", "ccda/**/*.pdf", "ccda/vendors/**/*.xml", "genomics/*")


def seeds(shared: Path) -> list[tuple[str, bytes]]:
    """Every hostile file and a good many real ones, up to 400 kB each."""
    found = [(str(path.name), path.read_bytes()) for one in REAL for path in sorted((shared / "data").glob(one))]
    for corpus in sorted((shared / "hostile").glob("*.tar.gz")):
        found += members(corpus)
    return [(name, data) for name, data in found if 0 < len(data) <= LONGEST]


def members(corpus: Path) -> list[tuple[str, bytes]]:
    """The files of one corpus, read from the archive and never unpacked onto the disk."""
    with tarfile.open(corpus) as archive:
        files = [(entry.name, archive.extractfile(entry)) for entry in archive if entry.isreg()]
        return [(name, file.read()) for name, file in files if file]


def damaged(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """`data` with one to four damages: cut, bits flipped, another file spliced in, a length changed, a repeat."""
    for _ in range(chance.randint(1, 4)):
        data = chance.choice((cut, flip, splice, change_length, repeat))(data or b"\0", other, chance)
    return data


def cut(data: bytes, other: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def flip(data: bytes, other: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def splice(data: bytes, other: bytes, chance: random.Random) -> bytes:
    here, start = chance.randrange(len(data)), chance.randrange(len(other))
    return data[:here] + other[start : start + chance.randint(1, 2000)] + data[here:]


def change_length(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Write a number that means trouble over four bytes, or over digits of a text."""
    here = chance.randrange(len(data))
    number = chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000, len(data) + 1))
    wrong = chance.choice((number.to_bytes(4, "little"), number.to_bytes(4, "big"), str(number).encode()))
    return data[:here] + wrong + data[here + len(wrong) :]


def repeat(data: bytes, other: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start : start + 500] * chance.randint(2, 50) + data[start + 500 :]


@dataclass
class Outcome:
    """How a run went: how many readings of which kind and refusal, breaches of a promise, slowest file in seconds."""

    results: Counter[tuple[str, str]] = field(default_factory=Counter)
    breaches: list[str] = field(default_factory=list)
    slowest: float = 0.0


def run(sources: Iterable[tuple[str, bytes]], *, workers: int = 2) -> Outcome:
    """Read all, a good file after each tenth, and watch the promises."""
    outcome, before = Outcome(), time.monotonic()
    good = 0
    for one in reading.read(_with_good(sources), limits=LIMITS, workers=workers):
        now = time.monotonic()
        outcome.slowest, before = max(outcome.slowest, now - before), now
        outcome.results[one.kind, one.refusal] += 1
        if one.name == GOOD[0]:
            good += 1
            if one.refusal or one.pages[0].text != GOOD[1].decode():
                outcome.breaches.append("a good file beside a hostile one was lost")
        if one.refusal and not one.refused:
            outcome.breaches.append(f"{one.name} was refused without a word")
        outcome.breaches += [f"{one.name}: {note}" for note in one.notes if "fault " in note]
        if any(one.pages[f.source.page - 1].text[f.source.start : f.source.end] != f.source.quote
               for f in one.facts if f.source.page and f.source.start is not None):  # fmt: skip
            outcome.breaches.append(f"{one.name} gave a fact whose words are not on its page")
    if not good:
        outcome.breaches.append("no good file came out")
    return outcome


def _with_good(sources: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    for number, source in enumerate(sources):
        yield source
        if number % 10 == 0:
            yield GOOD


def mutants(shared: Path, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """`count` damaged files; the same seed gives the same ones."""
    chance, found = random.Random(seed), seeds(shared)
    for _ in range(count):
        (name, data), (_, other) = chance.choice(found), chance.choice(found)
        yield name, damaged(data, other, chance)


def main() -> int:
    """Run from a command line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("shared", type=Path)
    options.add_argument("--count", type=int, default=5000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    outcome = run(mutants(chosen.shared, chosen.count, chosen.seed))
    for (kind, refusal), number in outcome.results.most_common():
        print(f"{number:6}  {kind:10} {refusal}")
    print(f"slowest {outcome.slowest:.1f} s", *outcome.breaches, sep="\n")
    return 1 if outcome.breaches else 0


if __name__ == "__main__":
    sys.exit(main())
