"""The picture in a DICOM file (DICOM PS3.3 C.7.6.3, C.11.2): one frame as PNG, in the greys its header asks for.

Used in the limited child process only: what a header claims is checked before anything is unpacked, and the walls of
memory and time hold for what the compressed picture itself claims.
"""

import warnings
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from consilium.errors import Malformed, TooLarge
from consilium.records.dicom.header import BROKEN, number, opened, text

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image
    from pydicom.dataset import Dataset

    Dots = np.ndarray[Any, np.dtype[Any]]

MOST_BYTES = 96 * 1024 * 1024
SHOWN = 1_600
NO_PICTURE = "This DICOM file holds no picture. Its words stand beside it."
HUGE = "This picture has more dots than may be drawn here. The file is kept as it is; open it in a viewer of images."
PACKED = "This picture is packed in a way that cannot be drawn here, or is broken. The file is kept as it is."
# Below and above these shares of all dots the greys end, where a header names no window.
DARKEST, BRIGHTEST = 1, 99
# Kinds of picture into which a person or a machine often writes the patient's name.
WRITTEN_INTO = ("SC", "US", "OT", "ES", "XC")
# Where newer files keep what holds for one frame (PS3.3 C.7.6.16).
IN_GROUPS = (
    *("PixelValueTransformationSequence", "FrameVOILUTSequence"),
    *("PixelMeasuresSequence", "PlanePositionSequence", "PlaneOrientationSequence"),
)


def render(data: bytes, page: int, scale: float) -> bytes:
    """Frame `page` (from 1) as PNG at `scale` times its own dots, its longer side at most 1,600.

    Raises Malformed where there is no such frame or it is broken, TooLarge where it is larger than 96 MiB unpacked.
    """
    out = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        header = opened(data, pixels=True)
        try:
            check(header, page)
            _sized(_drawn(header, page), header, scale).save(out, "PNG")
        except (NotImplementedError, ValueError) as error:  # pydicom looks at a value only when it is asked for
            raise Malformed(BROKEN) from error
    return out.getvalue()


def names_inside(header: "Dataset") -> bool:
    """Whether a name may be written in the dots of the picture: the header says so, or it is of such a kind."""
    said = text(header.get("BurnedInAnnotation"))
    return bool(header.get("Rows")) and (
        said == "YES" or (said != "NO" and text(header.get("Modality")) in WRITTEN_INTO)
    )


def check(header: "Dataset", page: int) -> None:
    rows, columns = number(header.get("Rows")), number(header.get("Columns"))
    if not rows or not columns or not {"PixelData", "FloatPixelData", "DoubleFloatPixelData"} & set(header.dir()):
        raise Malformed(NO_PICTURE)
    if not 1 <= page <= max(number(header.get("NumberOfFrames")), 1):
        raise Malformed("This DICOM file has no such picture.")
    dot = max(number(header.get("BitsAllocated")), 8) // 8 * max(number(header.get("SamplesPerPixel")), 1)
    if rows * columns * dot > MOST_BYTES:
        raise TooLarge(HUGE)


def _drawn(header: "Dataset", page: int) -> "Image":
    from PIL import Image

    dots = unpacked(header, page)
    shown = dots[:: _step(dots), :: _step(dots)]
    try:
        return Image.fromarray(as_bytes(in_colour(header, shown) if is_colour(header) else _grey(header, page, shown)))
    except MemoryError as error:
        raise TooLarge(HUGE) from error
    except Exception as error:  # a palette or a scale may be broken in many ways, none of them ours to tell apart
        raise Malformed(BROKEN) from error


def unpacked(header: "Dataset", page: int) -> "Dots":
    """The dots of frame `page` (from 1), colours as red, green and blue. Raises Malformed or TooLarge."""
    from pydicom.pixels.utils import pixel_array

    try:
        return pixel_array(header, index=page - 1)
    except MemoryError as error:
        raise TooLarge(HUGE) from error
    except Exception as error:  # decoders raise many kinds on broken bytes, none of them ours to tell apart
        raise Malformed(
            PACKED if "Pixel" in type(error).__name__ or isinstance(error, RuntimeError) else BROKEN
        ) from error


def _step(dots: "Dots") -> int:
    """Every how many-th dot is enough: greys are computed only for what is shown."""
    longer: int = max(dots.shape[:2])
    return max(longer // SHOWN, 1)


def is_colour(header: "Dataset") -> bool:
    return number(header.get("SamplesPerPixel")) == 3 or header.get("PhotometricInterpretation") == "PALETTE COLOR"


def in_colour(header: "Dataset", dots: "Dots") -> "Dots":
    from pydicom.pixels.processing import apply_color_lut

    if header.get("PhotometricInterpretation") != "PALETTE COLOR":
        return dots
    return apply_color_lut(dots, header)


def _grey(header: "Dataset", page: int, dots: "Dots") -> "Dots":
    """The greys of the header's window, white where the header's own scale says white."""
    from pydicom.pixels.processing import apply_modality_lut, apply_voi

    said = looked_at(header, page)
    values = apply_modality_lut(dots, said)
    if said.get("VOILUTSequence"):
        values = apply_voi(values, said)
        greys = _stretched(values, values.min(), values.max())
    else:
        greys = _stretched(values, *(window(said) or span(values)))
    return 255 - greys if header.get("PhotometricInterpretation") == "MONOCHROME1" else greys


def looked_at(header: "Dataset", page: int) -> "Dataset":
    """The header with the scale, window and place of this frame, which newer files keep in groups a frame."""
    from pydicom.dataset import Dataset

    said = Dataset()
    groups = [*(header.get("SharedFunctionalGroupsSequence") or [])[:1]]
    groups += (header.get("PerFrameFunctionalGroupsSequence") or [])[page - 1 : page]
    said.update(header)
    for group in groups:
        for name in IN_GROUPS:
            for item in group.get(name) or []:
                said.update(item)
    return said


def window(said: "Dataset") -> tuple[float, float] | None:
    """Where black ends and white begins, by the first window the header names (PS3.3 C.11.2.1.2)."""
    centre, width = (first(said.get(keyword)) for keyword in ("WindowCenter", "WindowWidth"))
    if centre is None or width is None or width < 1:
        return None
    return centre - 0.5 - (width - 1) / 2, centre - 0.5 + (width - 1) / 2


def first(value: object) -> float | None:
    try:
        return float(text(value[0] if isinstance(value, Sequence) and not isinstance(value, str) else value))
    except (ValueError, IndexError):
        return None


def span(values: "Dots") -> tuple[float, float]:
    import numpy as np

    darkest, brightest = np.percentile(values, (DARKEST, BRIGHTEST))
    return float(darkest), float(brightest)


def _stretched(values: "Dots", low: float, high: float) -> "Dots":
    import numpy as np

    share = (values.astype(np.float32) - low) / max(high - low, 1e-6)
    greys: Dots = np.rint(np.clip(share * 255, 0, 255)).astype(np.uint8)
    return greys


def as_bytes(dots: "Dots") -> "Dots":
    """Eight bits a colour, the highest ones: palettes give sixteen, and some files thirty-two."""
    import numpy as np

    return np.ascontiguousarray((dots >> (8 * dots.dtype.itemsize - 8)).astype(np.uint8))


def _sized(picture: "Image", header: "Dataset", scale: float) -> "Image":
    """At the scale asked for, and as wide as tall dots are: some scanners' dots are not square."""
    rows, columns = number(header.get("Rows")), number(header.get("Columns"))
    tall = rows * _tallness(header)
    within = min(max(scale, 0.01), SHOWN / max(tall, columns))
    return picture.resize((max(round(columns * within), 1), max(round(tall * within), 1)))


def _tallness(header: "Dataset") -> float:
    """How much taller than wide one dot is."""
    for keyword in ("PixelSpacing", "ImagerPixelSpacing", "PixelAspectRatio"):
        down, across = map(first, [*(header.get(keyword) or ()), None, None][:2])
        if down and across and 0.2 < down / across < 5:
            return down / across
    return 1.0
