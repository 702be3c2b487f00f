"""One frame of a DICOM file as values, for a viewer that makes its own greys (DICOM PS3.3 C.7.6.3, C.11.1, C.11.2).

In: one file's bytes and the number of a frame; out: raw little-endian values, with what turns them into the values of
the examination and into millimetres. Used in the limited child process only.
"""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from consilium.errors import Malformed, TooLarge, Unreadable
from consilium.records.dicom import geometry, pixels
from consilium.records.dicom.header import BROKEN, opened, text

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from consilium.records.dicom.pixels import Dots

COLOURS = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT", "PALETTE COLOR")
GREYS = ("MONOCHROME1", "MONOCHROME2")
ODD = "This picture keeps its colours in a way ({}) that we cannot show rightly. Download it and open it elsewhere."
AS_THEY_ARE = ("uint8", "int8", "int16", "uint16")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Values row by row. `form` is "int8", "uint8", "int16", "uint16", or "rgb" of three bytes a dot.

    A value times `slope` plus `intercept` is in `unit` ("HU" for CT). `white_is_low`: low values are shown bright.
    `low`, `high`: where black ends and white begins, as the header asks or as most dots lie. `spacing` is millimetres
    from dot to dot, down and across, true in the `body`, at the `detector`, or not known (""). `edges`: what lies
    left, above, right and below, such as "RALP". `names`: a name may be written in the picture.
    """

    rows: int
    columns: int
    form: str
    slope: float = 1.0
    intercept: float = 0.0
    unit: str = ""
    white_is_low: bool = False
    low: float = 0.0
    high: float = 255.0
    spacing: tuple[float, float] | None = None
    spacing_at: str = ""
    position: float | None = None
    edges: str = ""
    names: bool = False


def frame(data: bytes, page: int) -> tuple[Frame, bytes]:
    """Frame `page` (from 1) and its values. Raises Malformed, TooLarge or Unreadable with a sentence that says why."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        header = opened(data, pixels=True)
        try:
            pixels.check(header, page)
            said = pixels.looked_at(header, page)
            kind = text(header.get("PhotometricInterpretation"))
            if kind not in COLOURS + GREYS:
                raise Unreadable(ODD.format(kind or "not named"))
            dots = pixels.unpacked(header, page)
            return _coloured(header, said, dots) if kind in COLOURS else _grey(said, dots)
        except Unreadable:
            raise
        except MemoryError as error:
            raise TooLarge(pixels.HUGE) from error
        except Exception as error:  # pydicom looks at a value only when it is asked for, and raises many kinds
            raise Malformed(BROKEN) from error


def _coloured(header: "Dataset", said: "Dataset", dots: "Dots") -> tuple[Frame, bytes]:
    shown = pixels.as_bytes(pixels.in_colour(header, dots))
    if shown.ndim != 3 or shown.shape[2] != 3:
        raise Malformed(BROKEN)
    rows, columns = shown.shape[:2]
    return Frame(rows=rows, columns=columns, form="rgb", **_place(said)), shown.tobytes()


def _grey(said: "Dataset", dots: "Dots") -> tuple[Frame, bytes]:
    if dots.ndim != 2:
        raise Malformed(BROKEN)
    values, slope, intercept = _scaled(said, dots)
    if said.get("VOILUTSequence"):
        low, high = intercept, intercept + slope * 65_535
    else:
        low, high = pixels.window(said) or pixels.span(values * slope + intercept)
    made = Frame(
        rows=dots.shape[0],
        columns=dots.shape[1],
        form=str(values.dtype),
        slope=slope,
        intercept=intercept,
        unit=_unit(said),
        white_is_low=said.get("PhotometricInterpretation") == "MONOCHROME1",
        low=low,
        high=high,
        **_place(said),
    )
    return made, values.astype(values.dtype.newbyteorder("<")).tobytes()


def _scaled(said: "Dataset", dots: "Dots") -> tuple["Dots", float, float]:
    """Values that fit 16 bits, and the slope and intercept that turn them into those of the examination."""
    import numpy as np
    from pydicom.pixels.processing import apply_modality_lut, apply_voi

    plain = not said.get("ModalityLUTSequence") and not said.get("VOILUTSequence")
    if plain and str(dots.dtype) in AS_THEY_ARE:
        slope, intercept = (pixels.first(said.get(name)) for name in ("RescaleSlope", "RescaleIntercept"))
        return dots, 1.0 if slope is None else slope, intercept or 0.0
    true = np.nan_to_num(np.asarray(apply_modality_lut(dots, said)))
    if said.get("VOILUTSequence"):
        true = apply_voi(true, said)
    low, high = float(true.min()), float(true.max())
    step = max(high - low, 1e-9) / 65_535
    return np.rint((true - low) / step).astype(np.uint16), step, low


def _unit(said: "Dataset") -> str:
    if said.get("VOILUTSequence"):
        return ""
    named = text(said.get("RescaleType")) or text(said.get("Units"))
    return "HU" if text(said.get("Modality")) == "CT" and named in ("", "HU") else named.replace("US", "")[:16]


def _place(said: "Dataset") -> dict[str, Any]:
    dots, at = geometry.spacing(said)
    return {
        "spacing": dots,
        "spacing_at": at,
        "position": geometry.position(said),
        "edges": geometry.edges(said),
        "names": pixels.names_inside(said),
    }
