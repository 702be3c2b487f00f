"""Words in a picture: in, an image of one page; out, its lines with a confidence and a place each. Offline.

The recogniser is RapidOCR (PP-OCR models inside its wheel). Its telemetry is turned off before the runtime is imported,
and its own line-turning step is off too: it turned whole lines of clear print upside down. A page is turned as a whole.
"""

import os
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

READER = "ocr/1"
Picture = NDArray[np.uint8]
Box = tuple[float, float, float, float]

# A page is read at about 150 dots an inch: more costs time and memory and reads no better.
_LONG_SIDE = 1_800
_SURE = 0.9
_TRIAL_LINES = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line of print: `box` is x0, y0, x1, y1 as shares of the page as it came, from its upper left corner."""

    text: str
    confidence: float
    box: Box


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page's lines in reading order, and the quarter turns clockwise that made it upright."""

    lines: tuple[Line, ...]
    turns: int

    @property
    def text(self) -> str:
        """The lines, one below the other."""
        return "\n".join(line.text for line in self.lines)


def recognise(picture: Picture) -> Recognised:
    """Read a page in RGB, 8 bits a channel, of any size and turned by any quarter."""
    page = _even(_fit(picture))
    turns = _turns(page)
    page = np.ascontiguousarray(np.rot90(page, -turns))
    found = _engine()(page, use_det=True, use_rec=True)
    if found.boxes is None:
        return Recognised((), turns)
    height, width = page.shape[:2]
    lines = [
        Line(text, round(float(score), 3), _share(box, width, height))
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
    ]
    return Recognised(tuple(replace(line, box=_turned_back(line.box, turns)) for line in _in_order(lines)), turns)


@cache
def _engine() -> Any:
    """The recogniser. It remembers the steps of its last call, so every call names its own."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
            "Rec.rec_batch_num": 1,
        }
    )


def _fit(picture: Picture) -> Picture:
    scale = _LONG_SIDE / max(picture.shape[:2])
    if scale >= 1:
        return picture
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8)


def _even(picture: Picture) -> Picture:
    """Divide by the paper's own brightness, so that a shadow over a photographed page does not hide print."""
    light = cv2.GaussianBlur(cv2.dilate(picture, np.ones((9, 9), np.uint8)), (0, 0), 25)
    return np.clip(picture.astype(np.float32) * 255 / np.maximum(light, 1), 0, 255).astype(np.uint8)


def _turns(page: Picture) -> int:
    """Quarter turns clockwise that make the page upright: print runs along lines, and reads surely one way only."""
    boxes = _engine()(page, use_det=True, use_rec=False).boxes
    if boxes is None:
        return 0
    tall = sum(_side(box, 0, 3) > 1.5 * _side(box, 0, 1) for box in boxes)
    longest = sorted(boxes, key=lambda box: -max(_side(box, 0, 1), _side(box, 0, 3)))[:_TRIAL_LINES]
    candidates = (1, 3) if tall * 2 > len(boxes) else (0, 2)
    best, best_score = candidates[0], -1.0
    for turns in candidates:
        score = float(np.mean([_score(_cut(page, box), turns) for box in longest]))
        if score > best_score:
            best, best_score = turns, score
        if score > _SURE:
            break
    return best


def _score(line: Picture, turns: int) -> float:
    found = _engine()(np.ascontiguousarray(np.rot90(line, -turns)), use_det=False, use_rec=True)
    return float(np.mean(found.scores)) if found.scores else 0.0


def _cut(page: Picture, box: NDArray[np.float32]) -> Picture:
    (x0, y0), (x1, y1) = box.min(axis=0).astype(int), box.max(axis=0).astype(int)
    return page[max(y0, 0) : y1 + 1, max(x0, 0) : x1 + 1]


def _side(box: NDArray[np.float32], a: int, b: int) -> float:
    return float(np.linalg.norm(box[a] - box[b]))


def _share(box: NDArray[np.float32], width: int, height: int) -> Box:
    x0, y0, x1, y1 = map(float, (*box.min(axis=0), *box.max(axis=0)))
    return round(x0 / width, 4), round(y0 / height, 4), round(x1 / width, 4), round(y1 / height, 4)


def _turned_back(box: Box, turns: int) -> Box:
    """Where a box of the upright page stands on the page as it came, before `turns` quarters clockwise."""
    for _ in range(turns):
        x0, y0, x1, y1 = box
        box = (y0, round(1 - x1, 4), y1, round(1 - x0, 4))
    return box


def _in_order(lines: list[Line]) -> list[Line]:
    """Left column before right one where a gutter parts the page, else row by row."""
    left = [line for line in lines if line.box[2] < 0.52]
    right = [line for line in lines if line.box[0] > 0.48]
    across = [line for line in lines if line not in left and line not in right]
    wide = [line for line in left + right if line.box[2] - line.box[0] > 0.3]
    if len(wide) > 0.6 * len(lines) and len(across) < 0.1 * len(lines) and min(len(left), len(right)) > 4:
        return [*_rows(left), *_rows(across + right)]
    return _rows(lines)


def _rows(lines: list[Line]) -> list[Line]:
    """Lines side by side whose middles share a height are one row, read from the left.

    On a photographed page the boxes of slanting lines overlap in height: such lines stand one below the other.
    """
    rows: list[list[Line]] = []
    for line in sorted(lines, key=_middle):
        if rows and _middle(line) < rows[-1][0].box[3] and all(_beside(line, other) for other in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.box[0])]


def _beside(a: Line, b: Line) -> bool:
    return a.box[0] >= b.box[2] - 0.01 or b.box[0] >= a.box[2] - 0.01


def _middle(line: Line) -> float:
    return (line.box[1] + line.box[3]) / 2
