"""Words in pictures: a page is read upright, turned, noisy and photographed, and says how sure it is."""

import cv2
import numpy as np
import pypdfium2
import pytest
import typst

from consilium import recognition
from consilium.recognition import Picture

WORDS = "FINAL DIAGNOSIS. Invasive ductal carcinoma, 24 mm. Margins negative. pT2 pN0. HER2 negative (1+)."


def a_page() -> Picture:
    source = b"#set page(width: 14cm, height: 8cm)\n#set text(size: 11pt)\n#sys.inputs.words"
    pdf = typst.compile(source, sys_inputs={"words": WORDS})
    return np.array(pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil().convert("RGB"))


def words(found: recognition.Recognised) -> str:
    return found.text.replace("\n", " ")


@pytest.mark.parametrize("turns", range(4))
def test_a_page_is_read_whichever_way_it_lies(turns: int) -> None:
    found = recognition.recognise(np.ascontiguousarray(np.rot90(a_page(), turns)))
    assert words(found) == WORDS
    assert found.turns == turns
    x0, y0, x1, y1 = found.lines[0].box
    wide = x1 - x0 > y1 - y0
    assert wide == (turns % 2 == 0), "the box lies on the page as it came"


def test_a_shadowed_slanting_photograph_is_read_line_by_line() -> None:
    page = a_page()
    height, width = page.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    slanted = corners + np.array([[14, 12], [-10, 2], [-20, -8], [8, -16]], np.float32)
    photo = cv2.warpPerspective(page, cv2.getPerspectiveTransform(corners, slanted), (width, height))
    shadow = np.linspace(1, 0.4, width)[None, :, None]
    found = recognition.recognise((photo * shadow).astype(np.uint8))
    assert words(found).replace(" ", "") == WORDS.replace(" ", "")


def test_each_line_has_its_place_and_its_confidence() -> None:
    for line in recognition.recognise(a_page()).lines:
        x0, y0, x1, y1 = line.box
        assert 0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1
        assert 0.5 < line.confidence <= 1


def test_an_empty_page_has_no_lines() -> None:
    assert recognition.recognise(np.full((400, 300, 3), 255, np.uint8)).lines == ()
