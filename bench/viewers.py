"""How fast the viewers' pictures come: frames of a CT series and tiles of a slide, from the child behind its walls.

usage: python bench/viewers.py [SHARED]

Times are on the clock, because a person waits on it: bytes in, values or JPEG out, one request after the other. The
first of each includes the start of the child.
"""

import os
import sys
import tarfile
import time
from pathlib import Path

from shared import place

from consilium import reading


def slices(images: Path) -> list[bytes]:
    """The files of the chest CT."""
    with tarfile.open(images / "lung_ct_series.tar.xz") as packed:
        opened = (packed.extractfile(one) for one in packed.getmembers() if one.name.endswith(".dcm"))
        return [one.read() for one in opened if one]


def in_memory(data: bytes) -> int:
    """An open file without a name."""
    file = os.memfd_create("slide")
    os.write(file, data)
    return file


def main() -> None:
    """Print every figure."""
    images = place("data/images", *sys.argv[1:2])
    pile, svs = slices(images), (images / "CMU-1-Small-Region.svs").read_bytes()
    start = time.perf_counter()
    reading.frame(pile[0], 1, owner="series")
    print(f"first slice: {time.perf_counter() - start:.2f} s", flush=True)
    for _ in range(2):  # the second round finds every child started
        start = time.perf_counter()
        assert all(reading.frame(one, 1, owner="series").frame for one in pile)
        took = time.perf_counter() - start
    print(f"{len(pile)} slices of 512 by 512: {len(pile) / took:.0f} a second")

    start = time.perf_counter()
    slide = reading.slide(lambda: in_memory(svs), owner="slide").slide
    assert slide
    print(f"slide opened: {time.perf_counter() - start:.2f} s", flush=True)
    start, count = time.perf_counter(), 0
    for column in range(slide.width // slide.tile):
        for row in range(slide.height // slide.tile):
            assert reading.tile(lambda: in_memory(svs), slide.levels - 1, column, row, owner="slide").image
            count += 1
    print(f"{count} tiles of 256 by 256: {count / (time.perf_counter() - start):.0f} a second")


if __name__ == "__main__":
    main()
