"""C-CDA R1.1–R2.1 (CCD, discharge summaries, consultation notes …) as record systems export them.

In: the bytes of an XML document. Out: pages of readable lines with the facts that coded entries give, and the narrative
of sections without coded entries as pages of their own for the reader of reports. Every coded statement is a fact or
listed in `Extract.kept`. A DOCTYPE is refused; nothing a document refers to is fetched.
"""

import re

from consilium.facts import Assertion, Fact, Provenance, Status
from consilium.oncology.primaries import Primary, subjects
from consilium.records import Extract, Kept, Layout, Member, Page
from consilium.records.ccda.parsing import Node, date, decoded, parse, text_of, words, written
from consilium.records.ccda.statements import Place, Said, Statement, statements
from consilium.values import PartialDate, RecordId

READER = "ccda/1"
_KINDS = {
    "11488-4": "clinic_note",
    "11506-3": "clinic_note",
    "34117-2": "clinic_note",
    "18842-5": "discharge",
    "11504-8": "operative_note",
    "28570-0": "operative_note",
    "18748-4": "imaging",
    "57133-1": "letter",
    "11502-2": "laboratory",
    "11526-1": "pathology",
}


def sniff(data: bytes, name: str) -> bool:
    """Whether this is XML of HL7's clinical documents: its root, its namespace or its template ids."""
    head = data[:16384]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head.decode("utf-16", errors="ignore").encode()
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return False
    return b"ClinicalDocument" in head or b"urn:hl7-org:v3" in head or b"2.16.840.1.113883.10.20" in head


def read(data: bytes, record: RecordId) -> Extract:
    """The facts of a document, the latest first. Raises Malformed."""
    root = parse(data)
    draft = _Draft(record)
    _header(draft, root)
    letters = []
    for number, section in enumerate(root.iter("section"), 1):
        letters += _section(draft, section, number)
    body, files, notes = _unstructured(root)
    letters += body
    pages = list(draft.layout.pages())
    narrative = []
    for title, text in letters:
        pages.append(Page(number=len(pages) + 1, text=text, label=title[:80]))
        narrative.append(len(pages))
    return Extract(
        kind="ccda",
        reader=READER,
        pages=tuple(pages),
        facts=draft.facts(),
        kept=tuple(draft.kept),
        members=files,
        narrative=tuple(narrative),
        notes=notes,
    )


class _Draft:
    """Lines and what they say, until all diagnoses are known and each fact can be tied to its cancer."""

    def __init__(self, record: RecordId) -> None:
        self.record = record
        self.layout = Layout(label="Clinical document")
        self.kept: list[Kept] = []
        self._said: list[tuple[Said, str, str, Provenance]] = []
        self._primaries: list[Primary] = []

    def add(self, statement: Statement) -> None:
        page, start = self.layout.add(_one_line(statement.line))
        quote = _one_line(statement.line)
        for said in statement.facts:
            source = Provenance(
                record=self.record,
                reader=READER,
                page=page,
                start=start,
                end=start + len(quote),
                quote=quote,
                path=statement.path,
            )
            self._said.append((said, statement.on, statement.path, source))
        if statement.kept:
            self.kept.append(Kept(path=statement.path, kind=statement.kind, label=f"{quote[:200]} — {statement.kept}"))
        if statement.ill:
            self._primaries.append(Primary(statement.path, statement.ill, statement.on, statement.rank))

    def tell(self, label: str, words: str, code: str, value: str | None = None) -> None:
        """A line of the header with its fact; nothing where the document does not say it."""
        if words and value != "":
            said = Said(code, words if value is None else value)
            self.add(Statement("header", "ClinicalDocument", f"{label}: {words}", facts=[said]))

    def facts(self) -> tuple[Fact, ...]:
        about = subjects(self._primaries)
        facts = [
            Fact(
                code=said.code,
                value=said.value,
                source=source,
                on=_day(on),
                status=said.status if said.rule else Status.STATED,
                assertion=said.held,
                subject=about.get(path, ""),
                rule=said.rule,
            )
            for said, on, path, source in self._said
        ]
        facts.sort(key=lambda fact: str(fact.on or ""), reverse=True)
        facts.sort(key=lambda fact: fact.subject != "")
        return tuple(facts)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _day(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text else None
    except ValueError:
        return None


def _header(draft: _Draft, root: Node) -> None:
    """What the document is, when and where it was written, and whom it is about."""
    code = root.find("code")
    kind = _KINDS.get(code.get("code", ""), "other") if code is not None else "other"
    title = written(root.find("title")) or words(code, {})
    draft.tell("Document", title, "record.kind", kind if title else "")
    draft.tell("Written on", date(root.find("effectiveTime")), "record.date")
    place = root.find("custodian/assignedCustodian/representedCustodianOrganization/name")
    draft.tell("Kept by", written(place), "record.institution")
    draft.tell("Author", _name(root.find("author/assignedAuthor/assignedPerson/name")), "record.author")
    role = root.find("recordTarget/patientRole")
    if role is not None:
        _person(draft, role)


_SEXES = {"F": "female", "M": "male", "UN": "other"}
_SOCIAL_SECURITY = "2.16.840.1.113883.4.1"


def _person(draft: _Draft, role: Node) -> None:
    person = role.find("patient")
    if person is not None:
        draft.tell("Name", _name(person.find("name")), "patient.name")
        draft.tell("Date of birth", date(person.find("birthTime")), "patient.birth_date")
        sex = person.find("administrativeGenderCode")
        draft.tell("Sex", _SEXES.get(sex.get("code", ""), "") if sex is not None else "", "patient.sex")
    for one in role.findall("id"):
        if one.get("root") != _SOCIAL_SECURITY:
            draft.tell("Record number", one.get("extension", ""), "patient.mrn")


def _name(node: Node | None) -> str:
    if node is None:
        return ""
    parts = [written(one) for kind in ("given", "family") for one in node.findall(kind)]
    return " ".join(part for part in parts if part) or written(node)


def _section(draft: _Draft, section: Node, number: int) -> list[tuple[str, str]]:
    """The coded entries of a section as lines; its narrative as a letter where it has none."""
    code = section.find("code")
    title = written(section.find("title")) or words(code, {}) or "Section"
    told = section.find("text")
    texts = _by_id(told)
    loinc = code.get("code", "") if code is not None else ""
    place = Place(loinc, texts, f"section[{number}]")
    found = [one for entry in section.findall("entry") for one in _entry(entry, place)]
    if found:
        draft.layout.add(title.upper())
    for statement in found:
        draft.add(_marked(statement))
    text = text_of(told) if told is not None and not found else ""
    return [(title, f"{title}\n\n{text}")] if text else []


def _entry(entry: Node, place: Place) -> list[Statement]:
    parent = entry.getparent()
    number = parent.index(entry) if parent is not None else 0
    found = []
    for node in entry:
        if isinstance(node.tag, str) and node.tag not in ("templateId", "realmCode", "typeId"):
            at = Place(place.section, place.texts, f"{place.path}/entry[{number}]/{node.tag}")
            found += list(statements(node, at))
    return found


def _marked(statement: Statement) -> Statement:
    """A planned step that gives no fact still tells the plan: marked for a blinded reviewer."""
    if not statement.facts and statement.line.startswith("Planned:"):
        statement.facts = [Said("record.states_first_opinion", "plan", Assertion.PRESENT)]
    return statement


def _by_id(told: Node | None) -> dict[str, str]:
    if told is None:
        return {}
    return {name: written(one) for one in told.iter() if isinstance(one.tag, str) and (name := one.get("ID"))}


def _unstructured(root: Node) -> tuple[list[tuple[str, str]], tuple[Member, ...], tuple[str, ...]]:
    """The body of a document that is no XML: text becomes a page, another file a file of its own."""
    body = root.find("component/nonXMLBody/text")
    if body is None:
        return [], (), ()
    data = decoded(body)
    kind = body.get("mediaType", "text/plain").split(";")[0].lower()
    if not data or body.find("reference") is not None:
        return [], (), ("The text of this document is not in the file. It was not fetched from elsewhere.",)
    if kind in ("text/plain", ""):
        return [("Document", data.decode("utf-8", errors="replace").strip())], (), ()
    ending = {"application/pdf": ".pdf", "text/rtf": ".rtf", "text/html": ".html"}.get(kind, "")
    ending = ending or re.sub(r"[^a-z]", "", f".{kind.rsplit('/', 1)[-1]}")[:8]
    return [], (Member(name=f"document{ending}", data=data),), ()
