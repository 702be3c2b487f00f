"""The bundle while it is being made: entries with stable names, source documents, and who said what."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from consilium.facts import Fact, Status
from consilium.oncology.coded import ASSERTION, FACT
from consilium.values import RecordId

Json = dict[str, Any]
SHA256 = "urn:consilium:sha256"
MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition/"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
ICDO3 = "http://terminology.hl7.org/CodeSystem/icd-o-3"
_SPACE = UUID("6f0d2a0e-6b1f-5d3a-9a51-3c1f0c6f5b11")


def concept(text: str = "", system: str = "", code: str = "", display: str = "") -> Json:
    """A CodeableConcept with its words, and its code where there is one."""
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return ({"coding": [coding]} if code else {}) | ({"text": text} if text else {})


def absent(reason: str = "unknown") -> Json:
    """What stands for an element that FHIR asks for and the record does not tell."""
    return {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": reason}]}


class Draft:
    """A bundle being made. Entries are named by their kind and order only: the same facts give the same bytes."""

    def __init__(self, *, at: datetime, names: dict[RecordId, str]) -> None:
        self.at = at.isoformat()
        self._names = names
        self._entries: list[Json] = []
        self._provenance: list[Json] = []
        self._documents: dict[RecordId, Json] = {}
        self.patient: Json = {"reference": ""}

    def add(self, resource: Json, *facts: Fact, assertion: str = "") -> Json:
        """Append an entry; a reference to it. The facts it is made from are named in its tags and its Provenance."""
        name = str(uuid5(_SPACE, f"{resource['resourceType']}/{len(self._entries)}/{len(self._provenance)}"))
        whole = {"resourceType": resource["resourceType"], "id": name}
        if facts:
            profiles = resource.pop("_profile", None)
            codes = dict.fromkeys(fact.code for fact in facts)
            meta: Json = {"profile": [profiles]} if profiles else {}
            whole["meta"] = meta | {"tag": [{"system": FACT, "code": code} for code in codes]}
        if assertion:
            whole["modifierExtension"] = [{"url": ASSERTION, "valueCode": assertion}]
        reference = {"reference": f"urn:uuid:{name}"}
        self._entries.append({"fullUrl": reference["reference"], "resource": whole | resource})
        if facts:
            self._provenance.append(self._said(reference, facts))
        return reference

    def document(self, record: RecordId, **more: Any) -> Json:
        """A reference to the source document of this hash; the document itself is not in the bundle."""
        if record not in self._documents:
            title = self._names.get(record, "")
            described: Json = {
                "resourceType": "DocumentReference",
                "masterIdentifier": {"system": SHA256, "value": record},
                "status": "current",
                "content": [{"attachment": {"title": title or f"SHA-256 {record}"}}],
            }
            described |= {"subject": self.patient} if self.patient["reference"] else {}
            self._documents[record] = self.add(described | more)
        return self._documents[record]

    def _said(self, target: Json, facts: tuple[Fact, ...]) -> Json:
        entities = [self._entity(fact) for fact in facts if fact.source.record is not None]
        return {
            "resourceType": "Provenance",
            "target": [target],
            "recorded": self.at,
            "agent": [{"who": {"display": who}} for who in dict.fromkeys(_who(fact) for fact in facts)],
        } | ({"entity": entities} if entities else {})

    def _entity(self, fact: Fact) -> Json:
        assert fact.source.record is not None
        where = f"page {fact.source.page}: " if fact.source.page else ""
        words = f"{where}“{fact.source.quote}”" if fact.source.quote else fact.source.path
        what = self.document(fact.source.record) | ({"display": words} if words else {})
        return {"role": "source", "what": what}

    def bundle(self) -> Json:
        """The whole."""
        for said in self._provenance:
            name = str(uuid5(_SPACE, f"Provenance/{said['target'][0]['reference']}"))
            entry = {"resourceType": "Provenance", "id": name} | said
            self._entries.append({"fullUrl": f"urn:uuid:{name}", "resource": entry})
        digest = hashlib.sha256("".join(sorted(self._documents)).encode()).hexdigest()
        made: Json = {"resourceType": "Bundle", "id": digest[:32], "type": "collection", "timestamp": self.at}
        return made | ({"entry": self._entries} if self._entries else {})


def _who(fact: Fact) -> str:
    if fact.status in (Status.CORRECTED, Status.ANSWERED):
        return fact.source.said_by or "a person"
    rule = f", by the rule: {fact.rule}" if fact.rule else ""
    return f"Consilium, reader {fact.source.reader}{rule}"
