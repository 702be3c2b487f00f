"""FHIR in XML: the same pages, facts and kept entries as the same resources in JSON."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from consilium.errors import Malformed
from consilium.reading import readers
from consilium.records import fhir
from consilium.records.fhir.markup import NAMESPACE
from consilium.values import RecordId

RECORD = RecordId("ab" * 32)
SMALL = """<?xml version="1.0" encoding="UTF-8"?>
<!-- written by a portal -->
<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/>
 <entry><fullUrl value="urn:uuid:1"/><resource><Patient><id value="p"/>
  <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>Robin <b>Vale</b></p></div></text>
  <name><family value="Vale"/><given value="Robin"/></name><birthDate value="1961-04-05"/></Patient></resource></entry>
 <entry><resource><Condition><id value="c"/>
  <code><coding><system value="http://snomed.info/sct"/><code value="93761005"/>
  <display value="Primary malignant neoplasm of colon"/></coding></code>
  <subject><reference value="urn:uuid:1"/></subject></Condition></resource></entry>
 <entry><resource><Observation><status value="final"/>
  <code><coding><system value="http://snomed.info/sct"/><code value="399504009"/></coding></code>
  <subject><reference value="urn:uuid:1"/></subject>
  <valueCodeableConcept><text value="cT3"/></valueCodeableConcept></Observation></resource></entry>
</Bundle>"""


def _add(parent: etree._Element, name: str, value: Any, more: dict[str, Any] | None = None) -> None:
    """One member as XML; `more` is what JSON holds beside a plain value, under `_name`."""
    if name == "div":
        parent.append(etree.fromstring(value))
        return
    node = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if isinstance(value, dict) and "resourceType" in value:
        node.append(_resource(value))
    elif isinstance(value, dict):
        _members(node, value)
    elif value is not None:
        node.set("value", json.dumps(value) if isinstance(value, bool) else str(value))
    _members(node, more or {})


def _members(node: etree._Element, tree: dict[str, Any]) -> None:
    attributes = () if "resourceType" in tree else ("id", "url") if node.tag.endswith("xtension") else ("id",)
    names = dict.fromkeys(name.removeprefix("_") for name in tree if name != "resourceType")
    for name in names:
        value, beside = tree.get(name), tree.get(f"_{name}")
        if name in attributes:
            node.set(name, value)
            continue
        values = value if isinstance(value, list) else [value]
        extras = beside if isinstance(beside, list) else [beside] * len(values)
        for number, one in enumerate(values):
            _add(node, name, one, extras[number] if number < len(extras) else None)


def _resource(tree: dict[str, Any]) -> etree._Element:
    node = etree.Element(f"{{{NAMESPACE}}}{tree['resourceType']}", nsmap={None: NAMESPACE})
    _members(node, tree)
    return node


def _same(path: Path) -> None:
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    written = etree.tostring(_resource(json.loads(data)), xml_declaration=True, encoding="UTF-8")
    assert next(one for one in readers.READERS if one.sniff(written, "")) is fhir
    assert fhir.read(written, RECORD) == fhir.read(data, RECORD)


@pytest.mark.shared
@pytest.mark.requirement("B10")
def test_every_example_reads_the_same_in_either_form(shared: Path) -> None:
    examples = sorted((shared / "data/mcode/examples").glob("*.json"))
    people = sorted((shared / "data/fhir/synthea").glob("*.json.gz"))
    assert len(examples) > 170
    for path in (*examples, *people[:2], shared / "data/genomics/Bundle-bundle-cgexample.json"):
        _same(path)


def test_a_small_bundle_is_read_with_its_words() -> None:
    extract = fhir.read(SMALL.encode(), RECORD)
    values = {fact.code: fact.value for fact in extract.facts}
    assert values["patient.name"] == "Robin Vale"
    assert values["patient.birth_date"] == "1961-04-05"
    assert values["diagnosis.site"] == "C18.9"
    assert values["stage.clin.t"] == "T3"


def test_a_name_before_the_namespace_and_another_encoding_change_nothing() -> None:
    root = etree.fromstring(SMALL.encode())
    prefixed = etree.Element(root.tag, nsmap={"f": NAMESPACE})
    prefixed.extend(list(root))
    written = etree.tostring(prefixed, xml_declaration=True, encoding="ISO-8859-1")
    assert b"<f:Bundle" in written
    assert fhir.sniff(written, "")
    assert fhir.read(written, RECORD) == fhir.read(SMALL.encode(), RECORD)


def test_a_number_that_is_none_is_kept_and_not_read() -> None:
    spoiled = SMALL.replace(
        "<valueCodeableConcept>", '<valueQuantity><value value="many"/></valueQuantity><valueCodeableConcept>'
    )
    extract = fhir.read(spoiled.encode(), RECORD)
    assert [one.kind for one in extract.kept] == ["Observation"]
    assert "stage.clin.t" not in {fact.code for fact in extract.facts}


@pytest.mark.parametrize(
    "data",
    [
        '<!DOCTYPE Bundle [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SMALL.partition("?>")[2].replace("Vale", "&a;"),
        "<!DOCTYPE Bundle>" + SMALL.partition("?>")[2],
        SMALL[:-30],
        SMALL.replace("<name>", "<name" + " x" * 9 + ">"),
        f'<Bundle xmlns="{NAMESPACE}"/>',
        SMALL.replace("<entry>", "<entry><resource><Bundle>" * 400),
        f'<Bundle xmlns="{NAMESPACE}">{"<entry><resource><Bundle>" * 80}{"</Bundle></resource></entry>" * 80}</Bundle>',
        f'<a xmlns="{NAMESPACE}x"/>',
    ],
)
def test_what_is_not_whole_or_brings_definitions_is_refused(data: str) -> None:
    with pytest.raises(Malformed, match=r"Ask for it again|not health data"):
        fhir.read(data.encode(), RECORD)
