"""A FHIR file with any part replaced by anything is read or refused: never a traceback, never a quote off its page."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from consilium.errors import Unreadable
from consilium.records import fhir
from consilium.values import RecordId

CONCEPT = {
    "coding": [{"system": "http://snomed.info/sct", "code": "93761005", "display": "Malignant neoplasm of colon"}]
}
QUESTION = {"coding": [{"system": "http://loinc.org", "code": "21889-1"}], "text": "Tumor size"}
WHOLE: dict[str, Any] = {
    "resourceType": "Bundle",
    "entry": [
        {"fullUrl": "urn:uuid:p", "resource": {"resourceType": "Patient", "id": "p", "birthDate": "1960-01-01"}},
        {
            "resource": {
                "resourceType": "Condition",
                "id": "c",
                "code": CONCEPT,
                "subject": {"reference": "urn:uuid:p"},
                "onsetDateTime": "2020-01-01",
                "bodySite": [CONCEPT],
                "stage": [{"summary": {"text": "Stage IIB"}}],
            }
        },
        {
            "resource": {
                "resourceType": "Observation",
                "id": "o",
                "status": "final",
                "code": QUESTION,
                "focus": [{"reference": "Condition/c"}],
                "valueQuantity": {"value": 2.5, "unit": "cm"},
                "component": [{"code": QUESTION, "valueString": "large"}],
                "hasMember": [{"reference": "Observation/o"}],
            }
        },
        {
            "resource": {
                "resourceType": "MedicationRequest",
                "id": "m",
                "status": "active",
                "contained": [{"resourceType": "Medication", "id": "d", "code": {"text": "letrozole"}}],
                "medicationReference": {"reference": "#d"},
            }
        },
        {
            "resource": {
                "resourceType": "DiagnosticReport",
                "id": "r",
                "status": "final",
                "presentedForm": [{"contentType": "text/html", "data": "PHA+eDwvcD4="}],
            }
        },
    ],
}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def paths(tree: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where each part of a tree stands."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [at, *(path for key, value in pairs for path in paths(value, (*at, key)))]


@settings(max_examples=300)
@given(at=st.lists(st.sampled_from(paths(WHOLE)[1:]), min_size=1, max_size=3), new=ANYTHING)
def test_any_change_is_read_or_refused(at: list[tuple[Any, ...]], new: Any) -> None:
    whole = json.loads(json.dumps(WHOLE))
    for path in at:
        _replace(whole, path, new)
    try:
        extract = fhir.read(json.dumps(whole).encode(), RecordId("0" * 64))
    except Unreadable:
        return
    for fact in extract.facts:
        text = extract.pages[(fact.source.page or 0) - 1].text
        assert text[fact.source.start : fact.source.end] == fact.source.quote != ""


def _replace(tree: Any, path: tuple[Any, ...], new: Any) -> None:
    for key in path[:-1]:
        try:
            tree = tree[key]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(tree, dict) or (isinstance(tree, list) and isinstance(path[-1], int) and path[-1] < len(tree)):
        tree[path[-1]] = json.loads(json.dumps(new))
