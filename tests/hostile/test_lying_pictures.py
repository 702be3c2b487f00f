"""Pictures that lie about themselves: a viewer shows them or says why not, and the next one is shown all the same."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile import mutations
from pydicom.data import get_testdata_file

from consilium import reading

pytestmark = pytest.mark.shared
GOOD = Path(str(get_testdata_file("CT_small.dcm"))).read_bytes()


def test_every_hostile_scan_is_shown_or_refused_in_words(shared: Path) -> None:
    files = list(mutations.members(shared / "hostile" / "dicom-pwnlab.tar.gz"))
    files += [one for one in mutations.members(shared / "hostile" / "own.tar.gz") if "/dicom/" in one[0]]
    assert len(files) > 50
    for _, data in files:
        given = reading.frame(data, 1, owner="hostile")
        assert bool(given.refused) != bool(given.frame)
        if given.frame:
            dot = 3 if given.frame.form == "rgb" else int(given.frame.form.lstrip("uint")) // 8
            assert len(given.values) == given.frame.rows * given.frame.columns * dot
    assert reading.frame(GOOD, 1, owner="hostile").frame


def damaged(data: bytes, count: int) -> Iterator[bytes]:
    """The file cut off, with bytes changed, and with its directory of pictures changed."""
    chance = random.Random(7)
    for _ in range(count):
        changed = bytearray(data)
        where = int.from_bytes(data[4:8], "little") if chance.random() < 0.5 else 0
        for _ in range(20):
            at = min(where + chance.randrange(400), len(data) - 1) if where else chance.randrange(len(data))
            changed[at] = chance.randrange(256)
        yield bytes(changed[: chance.randrange(len(data))] if chance.random() < 0.3 else changed)


def in_memory(data: bytes) -> int:
    file = os.memfd_create("slide")
    os.write(file, data)
    return file


def test_every_damaged_slide_is_shown_or_refused_in_words(shared: Path) -> None:
    whole = (shared / "data/images/CMU-1-Small-Region.svs").read_bytes()
    for number, data in enumerate(damaged(whole, 8)):
        owner = f"damaged/{number}"
        found = reading.slide(lambda data=data: in_memory(data), owner=owner)  # type: ignore[misc]
        assert bool(found.refused) != bool(found.slide)
        for drawn in (
            reading.tile(lambda: in_memory(b""), 12, 4, 6, owner=owner),
            reading.overview(lambda: in_memory(b""), owner=owner),
        ):
            assert bool(drawn.refused) != bool(drawn.image)
    assert reading.slide(lambda: in_memory(whole), owner="whole").slide
