"""Radiation objects (DICOM PS3.3 C.8.8): what a plan, a dose and a set of outlines say, in one line each."""

from typing import TYPE_CHECKING

from consilium.records.dicom.header import text

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

MOST_NAMES = 40


def plan(header: "Dataset") -> str:
    """Its name, the dose prescribed to the target in Gy, and the fractions planned."""
    doses = [text(item.get("TargetPrescriptionDose")) for item in header.get("DoseReferenceSequence") or []]
    fractions = [text(item.get("NumberOfFractionsPlanned")) for item in header.get("FractionGroupSequence") or []]
    dose = next((f"{dose} Gy" for dose in doses if dose), "")
    parts = next((f"{count} fractions" for count in fractions if count), "")
    return _joined(text(header.get("RTPlanLabel")), dose, parts)


def dose(header: "Dataset") -> str:
    """What kind of dose the grid holds, such as "physical, plan, in Gy"; the grid itself is not summed up."""
    units = text(header.get("DoseUnits"))
    kinds = (text(header.get(keyword)).lower() for keyword in ("DoseType", "DoseSummationType"))
    return _joined(*kinds, {"GY": "in Gy", "RELATIVE": "relative"}.get(units, units.lower()))


def outlines(header: "Dataset") -> str:
    """The names of what was outlined, each with the purpose the file gives it, such as "Rectum (organ)"."""
    purposes = {
        text(item.get("ReferencedROINumber")): text(item.get("RTROIInterpretedType")).lower()
        for item in header.get("RTROIObservationsSequence") or []
    }
    names = []
    for item in list(header.get("StructureSetROISequence") or [])[:MOST_NAMES]:
        purpose = purposes.get(text(item.get("ROINumber")), "")
        names.append(text(item.get("ROIName")) + (f" ({purpose})" if purpose else ""))
    return ", ".join(name for name in names if name)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
