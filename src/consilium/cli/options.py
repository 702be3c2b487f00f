"""Options that several commands share."""

import argparse
import os


def workers(command: argparse.ArgumentParser) -> None:
    """`--workers N`; by default one for each processor that this process may use, four at most."""
    command.add_argument(
        "--workers", type=_positive, default=min(_processors(), 4), metavar="N", help="files read at the same time"
    )


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _positive(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 64:
        raise argparse.ArgumentTypeError("give a number from 1 to 64")
    return number
