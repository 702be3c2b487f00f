"""Where a picture lies in the body, and how large its dots are (DICOM PS3.3 C.7.6.2, C.7.6.3, 10.7.1.3)."""

from typing import TYPE_CHECKING

from consilium.records.dicom.header import text

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

Vector = tuple[float, float, float]
PROJECTIONS = ("CR", "DX", "MG", "RF", "XA", "IO", "PX")
"""Kinds of picture that are a shadow: without calibration a length is true at the detector, not in the body."""
LETTERS = (("R", "L"), ("A", "P"), ("F", "H"))


def _numbers(header: "Dataset", keyword: str, count: int) -> tuple[float, ...] | None:
    try:
        said = tuple(float(text(one)) for one in header.get(keyword) or ())
    except (TypeError, ValueError):
        return None
    return said if len(said) == count and all(abs(one) < 1e6 for one in said) else None


def _axes(header: "Dataset") -> tuple[Vector, Vector] | None:
    said = _numbers(header, "ImageOrientationPatient", 6)
    return ((said[0], said[1], said[2]), (said[3], said[4], said[5])) if said and any(said) else None


def position(header: "Dataset") -> float | None:
    """Millimetres along the line that runs through the pile of pictures; None where the header does not say."""
    corner, axes = _numbers(header, "ImagePositionPatient", 3), _axes(header)
    if corner is None or axes is None:
        return None
    (a, b, c), (d, e, f) = axes
    normal = (b * f - c * e, c * d - a * f, a * e - b * d)
    return sum(one * other for one, other in zip(corner, normal, strict=True))


def edges(header: "Dataset") -> str:
    """What lies at the left, top, right and bottom edge: R, L, A, P, H (head) or F (feet); "" where it is not said."""
    axes = _axes(header)
    if axes is None:
        return ""
    (left, right), (top, bottom) = (_ends(axis) for axis in axes)
    return left + top + right + bottom


def _ends(axis: Vector) -> tuple[str, str]:
    """The letters where an axis begins and ends: x grows to the patient's left, y to the back, z to the head."""
    strongest = max(range(3), key=lambda one: abs(axis[one]))
    low, high = LETTERS[strongest]
    return (low, high) if axis[strongest] > 0 else (high, low)


def spacing(header: "Dataset") -> tuple[tuple[float, float] | None, str]:
    """Millimetres from dot to dot, down and across, and where that holds: "body", "detector" or "" (not known)."""
    modality = text(header.get("Modality"))
    if said := _millimetres(header, "PixelSpacing"):
        plain = modality in PROJECTIONS and not text(header.get("PixelSpacingCalibrationType"))
        return said, "detector" if plain else "body"
    if said := _millimetres(header, "ImagerPixelSpacing"):
        return said, "detector"
    return None, ""


def _millimetres(header: "Dataset", keyword: str) -> tuple[float, float] | None:
    said = _numbers(header, keyword, 2)
    return (said[0], said[1]) if said and all(0.0001 < one < 100 for one in said) else None
