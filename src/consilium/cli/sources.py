"""Files and folders named on the command line, drawn one after another; and how a file is shown on a line."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from consilium.errors import Invalid
from consilium.reading import Limits, Reading

LITTER = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".git"}


class Files:
    """`(path, bytes)` of every file below the places, in order of name. Links out of a folder are not followed.

    A file above the limit of size is given as one byte more than the limit, so that it is refused and not loaded. One
    that this user may not open is named on standard error and counted in `missed`, and the rest goes on. Raises Invalid
    where a place does not exist.
    """

    def __init__(self, places: Sequence[Path]) -> None:
        for place in places:
            if not (place.is_dir() or place.is_file()):
                raise Invalid(f"There is no file or folder {plain(str(place))}.")
        self._places = places
        self.missed = 0

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        for path in (path for place in self._places for path in _files(place)):
            try:
                with path.open("rb") as file:
                    data = file.read(Limits().size + 1)
            except OSError as error:
                self.missed += 1
                print(f"consilium: {plain(str(path))}: {error.strerror}", file=sys.stderr)
                continue
            yield str(path), data


def _files(place: Path) -> Iterator[Path]:
    if not place.is_dir():
        yield place
        return
    for folder, folders, files in os.walk(place):
        folders[:] = sorted(name for name in folders if name not in LITTER)
        for name in sorted(files):
            path = Path(folder, name)
            if name not in LITTER and path.is_file() and not path.is_symlink():
                yield path


def shown(reading: Reading) -> str:
    """The file's name for a line on the screen: no control signs, and the way inside an archive."""
    return plain(reading.inside or reading.name)


def plain(text: str) -> str:
    """The text without signs that could steer a terminal."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def exit_code(read: int, refused: int) -> int:
    """0 all read, 3 some, 1 none."""
    if not refused:
        return 0 if read else 1
    return 3 if read else 1
