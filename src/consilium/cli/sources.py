"""Files and folders named on the command line, drawn one after another; and how a file is shown on a line."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from consilium.errors import Invalid
from consilium.reading import Limits, Reading

LITTER = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".git"}


def named(places: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """`(path, bytes)` of every file below the places, in order of name. Links out of a folder are not followed.

    A file above the limit of size is given as one byte more than the limit, so that it is refused and not loaded.
    """
    for place in places:
        if not place.exists():
            raise Invalid(f"There is no file or folder {place}.")
        for path in _files(place):
            with path.open("rb") as file:
                yield str(path), file.read(Limits().size + 1)


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
    name = f"{reading.inside}" if reading.inside else reading.name
    return plain(name)


def plain(text: str) -> str:
    """The text without signs that could steer a terminal."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def exit_code(read: int, refused: int) -> int:
    """0 all read, 3 some, 1 none."""
    if not refused:
        return 0 if read else 1
    return 3 if read else 1
