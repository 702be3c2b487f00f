"""Broken pictures of scanners: each is drawn or refused in words, and none ends the reading process."""

import random
from pathlib import Path

import pytest
from pydicom.data import get_testdata_file

from consilium.reading import Limits
from consilium.reading.pool import Pool
from consilium.reading.shapes import Task
from consilium.values import RecordId

NAMES = ("JPEG2000.dcm", "MR_small_RLE.dcm", "CT_small.dcm", "MR_small_jpeg_ls_lossless.dcm", "examples_palette.dcm")


def broken(data: bytes, chance: random.Random) -> bytes:
    """Cut off, or with some bytes changed, half of them in the header."""
    if chance.random() < 0.2:
        return data[: chance.randrange(200, len(data))]
    changed = bytearray(data)
    for _ in range(chance.choice([1, 5, 40])):
        end = min(3_000, len(data)) if chance.random() < 0.5 else len(data)
        changed[chance.randrange(132, end)] = chance.randrange(256)
    return bytes(changed)


@pytest.mark.requirement("B10")
def test_broken_pictures_are_drawn_or_refused_and_never_end_the_process() -> None:
    chance = random.Random(7)
    whole = [Path(str(get_testdata_file(name))).read_bytes() for name in NAMES]
    tasks = [
        Task(what="render", record=RecordId(str(number)), name="", data=broken(chance.choice(whole), chance), page=1)
        for number in range(120)
    ]
    with Pool(Limits()) as pool:
        answers = [done.answer for done in pool.run(tasks)]
    assert sum(1 for one in answers if one.image) > 20
    refused = [one.reading for one in answers if not one.image]
    assert refused and all(one and one.refused and one.refusal != "crashed" for one in refused)
