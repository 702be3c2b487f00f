"""Whether the time to read a text grows with its length and no faster, for each example that the rules are tried on.

usage: python bench/growth.py

Every fourth example of `tests/spec/report.toml` is repeated until it fills some pages, then four times as often. Where
the time grows with the square, the second takes sixteen times as long; up to six is the noise of the clock.
"""

import time
import tomllib
from pathlib import Path

from consilium.records import report
from consilium.values import RecordId

EXAMPLES = Path(__file__).parents[1] / "tests/spec/report.toml"
EACH = 4
LETTERS = 4_000
TIMES = 4
WORST = 5
SURE = 0.02
"""Seconds below which a measure is only noise."""


def took(text: str) -> float:
    """Seconds of processor that one text takes."""
    start = time.process_time()
    report.read_text(text, RecordId(""))
    return time.process_time() - start


def main() -> None:
    """Print the examples whose time grows most."""
    rules = tomllib.loads(EXAMPLES.read_text("utf-8"))["rule"]
    examples = sorted({case["text"] for rule in rules for case in rule["cases"]})[::EACH]
    took(" ".join(examples))
    grown: list[tuple[float, str]] = []
    for text in examples:
        often = LETTERS // len(text) + 1
        short, long = (took(f"{text}\n" * often * times) for times in (1, TIMES))
        if long > SURE:
            grown.append((long / short, text))
    grown.sort(reverse=True)
    print(
        f"{len(examples)} examples; four times as long took at the median {grown[len(grown) // 2][0]:.1f} times as long"
    )
    for times, text in grown[:WORST]:
        print(f"{times:5.1f}  {text!r:.100}")


if __name__ == "__main__":
    main()
