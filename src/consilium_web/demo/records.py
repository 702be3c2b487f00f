"""The demo's people and the records they bring: PDF reports, text notes and FHIR bundles made from `people/*.toml`."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

PEOPLE = Path(__file__).parent / "people"
# PDFs carry a fixed time of making, so that the same person gives the same bytes and the same record id.
MADE_AT = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp())
SNOMED = "http://snomed.info/sct"
TNM_CODES = {
    "t": ("399504009", "cT category"),
    "n": ("399534004", "cN category"),
    "m": ("399387003", "cM category"),
    "group": ("399537006", "Clinical TNM stage grouping"),
}
TNM_PROFILES = {
    "t": "mcode-tnm-primary-tumor-category",
    "n": "mcode-tnm-regional-nodes-category",
    "m": "mcode-tnm-distant-metastases-category",
    "group": "mcode-tnm-stage-group",
}


def people() -> list[dict[str, Any]]:
    """Every person of the demo, in a fixed order; keys as in the files."""
    return [_load(path) for path in sorted(PEOPLE.glob("*.toml")) if path.name != "staff.toml"]


def staff() -> list[dict[str, Any]]:
    """The people who work at the demo's centre."""
    return list(_load(PEOPLE / "staff.toml")["staff"])


def files(person: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """The person's records as (file name, bytes)."""
    for record in person["record"]:
        yield record["file"], _content(person, record)


def write(folder: Path) -> list[Path]:
    """One folder a person, each holding that person's records; existing files of these names are replaced."""
    written = []
    for person in people():
        home = folder / person["key"]
        home.mkdir(parents=True, exist_ok=True)
        for name, content in files(person):
            (home / name).write_bytes(content)
            written.append(home / name)
    return written


def _load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _content(person: Mapping[str, Any], record: dict[str, Any]) -> bytes:
    if record.get("fhir"):
        return json.dumps(_bundle(person, record), indent=1).encode()
    if record["file"].endswith(".pdf"):
        return _pdf(record)
    return str(record["text"]).lstrip("\n").encode()


def _pdf(record: dict[str, Any]) -> bytes:
    page = {"title": record["title"], "institution": record["institution"], "text": record["text"].strip("\n")}
    template = Path(__file__).parent / "report.typ"
    made: bytes = typst.compile(template, format="pdf", sys_inputs={"page": json.dumps(page)}, timestamp=MADE_AT)
    return made


def _bundle(person: Mapping[str, Any], record: dict[str, Any]) -> dict[str, Any]:
    resources = [_patient(person["person"]), _condition(record), *_stage(record), _ecog(record)]
    return {"resourceType": "Bundle", "type": "collection", "entry": [_entry(resource) for resource in resources]}


def _entry(resource: dict[str, Any]) -> dict[str, Any]:
    return {"fullUrl": f"urn:consilium-demo:{resource['resourceType']}/{resource['id']}", "resource": resource}


def _patient(who: dict[str, Any]) -> dict[str, Any]:
    given, family = who["name"].rsplit(" ", 1)
    return {
        "resourceType": "Patient",
        "id": "patient",
        "meta": _profile("mcode-cancer-patient"),
        "identifier": [{"type": {"coding": [{"code": "MR"}]}, "value": who["mrn"]}],
        "name": [{"family": family, "given": [given]}],
        "gender": who["sex"],
        "birthDate": who["birth_date"],
    }


def _condition(record: dict[str, Any]) -> dict[str, Any]:
    code, display = record["diagnosis"]
    site, site_name = record["site"]
    topography = {"system": "http://terminology.hl7.org/CodeSystem/icd-o-3", "code": site, "display": site_name}
    return {
        "resourceType": "Condition",
        "id": "cancer",
        "meta": _profile("mcode-primary-cancer-condition"),
        "subject": {"reference": "Patient/patient"},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "code": {"coding": [{"system": SNOMED, "code": code, "display": display}]},
        "bodySite": [{"coding": [topography], "text": site_name}],
        "onsetDateTime": record["diagnosed"],
        "recordedDate": record["diagnosed"],
    }


def _stage(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for axis, said in record["stage"].items():
        code, display = TNM_CODES[axis]
        yield {
            **_observation(f"stage-{axis}", record),
            "meta": _profile(TNM_PROFILES[axis]),
            "code": {"coding": [{"system": SNOMED, "code": code, "display": display}]},
            "method": {"coding": [{"system": SNOMED, "code": "897275008"}], "text": "AJCC 8th edition"},
            "valueCodeableConcept": {"text": f"Stage {said}" if axis == "group" else said},
        }


def _ecog(record: dict[str, Any]) -> dict[str, Any]:
    return {
        **_observation("ecog", record),
        "meta": _profile("mcode-ecog-performance-status"),
        "code": {"coding": [{"system": "http://loinc.org", "code": "89247-1", "display": "ECOG performance status"}]},
        "valueInteger": record["ecog"],
    }


def _observation(name: str, record: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "subject": {"reference": "Patient/patient"},
        "focus": [{"reference": "Condition/cancer"}],
        "effectiveDateTime": record["diagnosed"],
    }


def _profile(name: str) -> dict[str, Any]:
    return {"profile": [f"http://hl7.org/fhir/us/mcode/StructureDefinition/{name}"]}
