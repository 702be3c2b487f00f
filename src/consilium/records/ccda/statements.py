"""Clinical statements of C-CDA sections → lines with facts: problems, allergies, medicines, results, procedures …

Source: HL7 C-CDA R1.1–R2.1, templates of sections and entries; negationInd, nullFlavor, statusCode and moodCode as HL7
CDA R2 defines them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from consilium.facts import Assertion, Status
from consilium.oncology import answers, coded, coded_treatments
from consilium.oncology.answers import Stated
from consilium.oncology.coded import Disease
from consilium.records.ccda.parsing import Code, Node, codes, date, original, templates, value_type, words, written
from consilium.values import Value

_T = "2.16.840.1.113883.10.20.22.4."
_VOID = {"aborted", "cancelled", "nullified", "held", "new", "obsolete"}
_INTENDED = {"INT", "RQO", "PRMS", "PRP", "ARQ", "GOL"}


@dataclass(frozen=True, slots=True)
class Said:
    """A fact in the making."""

    code: str
    value: Value
    held: Assertion = Assertion.PRESENT
    rule: str = ""

    @property
    def status(self) -> Status:
        return Status.INFERRED if self.rule else Status.STATED


@dataclass(slots=True)
class Statement:
    """One clinical statement as read; `kept` says why it was not interpreted. `ill` where it names a cancer."""

    kind: str
    path: str
    line: str = ""
    on: str = ""
    facts: list[Said] = field(default_factory=list)
    kept: str = ""
    ill: Disease | None = None
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands: the section's LOINC code, its texts by ID, and the path so far."""

    section: str
    texts: dict[str, str]
    path: str


_PROBLEMS = {"11450-4", "11348-0", "46241-6", "11535-2", "10219-4", "10218-6", "75310-3", "46240-8", "55109-3"}
_MEDICINES = {"10160-0", "29549-3", "10183-2", "42346-7", "75311-1", "18776-5"}


def statements(node: Node, place: Place) -> Iterator[Statement]:
    """Every statement under an entry that says something of its own; wrappers (acts, organizers) are opened."""
    reader = _reader(node, place)
    if reader is not None:
        yield reader(node, place)
        return
    inner = [one for one in _inner(node) if one.tag in _STATEMENTS]
    is_wrapper = node.tag in ("act", "organizer", "observation") and inner
    if not is_wrapper:
        yield _kept(node, place, "not interpreted")
    for number, one in enumerate(inner, 1):
        if is_wrapper or _is_problem(one, place):
            yield from statements(one, replace(place, path=f"{place.path}/{one.tag}[{number}]"))


_STATEMENTS = {"act", "observation", "organizer", "substanceAdministration", "procedure", "encounter", "supply"}


def _inner(node: Node) -> Iterator[Node]:
    for link in node:
        if link.tag in ("entryRelationship", "component"):
            yield from link


def _reader(node: Node, place: Place) -> Callable[[Node, Place], Statement] | None:
    known = templates(node)
    match node.tag:
        case "observation" if known & {f"{_T}7", f"{_T}24.3.90"} or (
            place.section == "48765-2" and _substance(node) is not None
        ):
            return _allergy
        case "observation" if known & {f"{_T}78", f"{_T}85"}:
            return _smoking
        case "observation" if _is_problem(node, place):
            return _problem
        case "observation" if f"{_T}13" in known or (place.section == "47519-4" and node.find("value") is None):
            return _procedure
        case "observation":
            return _observation
        case "substanceAdministration" if place.section in _MEDICINES or not place.section:
            return _medicine
        case "organizer" if place.section == "10157-6":
            return _family
        case "procedure":
            return _procedure
        case "act" if place.section in ("47519-4", "18776-5") and node.find("code") is not None:
            return _procedure
    return None


def _is_problem(node: Node, place: Place) -> bool:
    if node.tag == "act":
        return bool(templates(node) & {f"{_T}3", f"{_T}80"})
    if f"{_T}4" in templates(node):
        return True
    value = node.find("value")
    return place.section in _PROBLEMS and value is not None and value_type(value) in ("CD", "CE", "CV")


def _kept(node: Node, place: Place, why: str) -> Statement:
    name = (
        words(node.find("code"), place.texts) or _material(node, place) or original(node, place.texts) or str(node.tag)
    )
    return Statement(str(node.tag), place.path, name, date(node.find("effectiveTime")), kept=why)


def _material(node: Node, place: Place) -> str:
    """The medicine or vaccine that a statement names."""
    material = node.find("consumable/manufacturedProduct/manufacturedMaterial")
    if material is None:
        return ""
    return words(material.find("code"), place.texts) or written(material.find("name"))


def _status(node: Node) -> str:
    at = node.find("statusCode")
    return at.get("code", "") if at is not None else ""


def _is_negated(node: Node) -> bool:
    return node.get("negationInd", "").lower() == "true"


def _is_over(node: Node) -> bool:
    high = node.find("effectiveTime/high")
    return high is not None and bool(high.get("value"))


_ENDED = {"73425007", "413322009", "277022003"}
_NOTHING = re.compile(r"^\s*(?:no (?:known|current)|none|unknown|not on file|nka\b|nkda\b)", re.IGNORECASE)


def _problem(node: Node, place: Place) -> Statement:
    """A problem observation: its value is the disease."""
    said = Statement("observation", place.path, on=date(node.find("effectiveTime")))
    value = node.find("value")
    named = codes(value, place.texts) or codes(node.find("code"), place.texts)[:0]
    name = coded.plain(next((one.words for one in named if one.words), "") or original(node, place.texts))
    said.line = f"Condition: {name or 'not named'}"
    if not name or _status(node) == "nullified":
        said.kept = "entered in error" if name else "the condition is not named"
    elif _NOTHING.match(name):
        said.kept = "nothing is stated"
    else:
        _disease(said, node, place, named, name)
    return said


def _disease(said: Statement, node: Node, place: Place, named: list[Code], name: str) -> None:
    ill = _meaning(named, name, node, place)
    held = _held(node, place, ill)
    said.line += f"{_beside(held)}{f', since {said.on}' if said.on else ''}"
    if ill.claim == "secondary":
        numbers = [one.code for one in named if coded.system(one.system) == "icd10"]
        organ = coded.spread_to(name, next(iter(numbers), ""))
        said.facts = [Said("diagnosis.metastasis_site", organ, held)] if organ else []
        said.facts.append(Said("diagnosis.statement", name, held))
    elif ill.claim == "other":
        code = "history.family" if held is Assertion.FAMILY else "comorbidity"
        said.facts = [Said(code, name, held)]
    else:
        held = Assertion.UNCERTAIN if ill.claim == "unsure" and held is Assertion.PRESENT else held
        pairs = [("statement", name), ("site", ill.site), ("laterality", ill.side), ("histology", ill.histology)]
        said.facts = [Said(f"diagnosis.{code}", value, held) for code, value in pairs if value]
        if held is Assertion.PRESENT and said.on:
            said.facts.append(Said("diagnosis.date", said.on, held))
        if group := coded.group("", name):
            said.facts.append(Said("stage.group", group, held))
        if ill.claim != "unsure" and held in (Assertion.PRESENT, Assertion.HISTORICAL):
            said.ill, said.rank = ill, 0 if held is Assertion.PRESENT else 2


def _beside(held: Assertion) -> str:
    return "" if held is Assertion.PRESENT else f" ({held.value})"


def _meaning(named: list[Code], name: str, node: Node, place: Place) -> Disease:
    read = [coded.disease(one.system, one.code, one.words or name) for one in named] or [coded.disease("", "", name)]
    ill = next((one for one in read if one.claim != "other"), read[0])
    for target in node.findall("targetSiteCode"):
        for one in codes(target, place.texts):
            site, side = coded.body_site(one.system, one.code, one.words)
            ill = replace(ill, site=site or ill.site, side=side or ill.side)
        for qualifier in target.findall("qualifier/value"):
            ill = replace(ill, side=coded.side(qualifier.get("code", ""), qualifier.get("displayName", "")) or ill.side)
    return ill


def _held(node: Node, place: Place, ill: Disease) -> Assertion:
    if ill.context == "family":
        return Assertion.FAMILY
    if _is_negated(node) or ill.context == "absent":
        return Assertion.ABSENT
    if ill.context == "suspected":
        return Assertion.UNCERTAIN
    standing = {one.get("code", "") for one in node.findall("entryRelationship/observation/value")}
    if ill.context == "history" or place.section == "11348-0" or standing & _ENDED or _is_over(node):
        return Assertion.HISTORICAL
    return Assertion.PRESENT


def _substance(node: Node) -> Node | None:
    return node.find("participant/participantRole/playingEntity")


def _allergy(node: Node, place: Place) -> Statement:
    said = Statement("observation", place.path, on=date(node.find("effectiveTime")))
    entity = _substance(node)
    name = ""
    if entity is not None:
        name = words(entity.find("code"), place.texts) or written(entity)
    kind = words(node.find("value"), place.texts)
    nothing = _NOTHING.match(name or kind) or (_is_negated(node) and not name)
    name = coded.plain(name or kind)
    said.line = f"Allergy: {'none known' if nothing else name or 'not named'}"
    if nothing:
        said.facts = [Said("allergy", name or "any", Assertion.ABSENT)]
    elif not name or _status(node) in ("nullified", "aborted"):
        said.kept = "withdrawn" if name else "the allergy is not named"
    else:
        held = Assertion.ABSENT if _is_negated(node) else Assertion.HISTORICAL if _is_over(node) else Assertion.PRESENT
        said.line += _beside(held)
        said.facts = [Said("allergy", name, held)]
    return said


def _medicine(node: Node, place: Place) -> Statement:
    """Given (EVN) is told apart from intended (INT); a medicine not taken is no fact."""
    said = Statement("substanceAdministration", place.path, on=_first_date(node))
    name = coded.plain(_material(node, place) or original(node, place.texts))
    status = _status(node)
    intended = node.get("moodCode") in _INTENDED
    said.line = (
        f"Medicine: {name or 'not named'}{' (intended)' if intended else ''}{f', from {said.on}' if said.on else ''}"
    )
    if not name or _NOTHING.match(name):
        said.kept = "the medicine is not named"
    elif _is_negated(node) or node.get("nullFlavor"):
        said.kept = "not taken"
    elif status in _VOID - {"aborted"}:
        said.kept = f"status {status}"
    else:
        _taken(said, name, intended=intended, over=status == "aborted" or (status == "completed" and _is_over(node)))
    return said


def _taken(said: Statement, name: str, *, intended: bool, over: bool) -> None:
    drug = coded_treatments.drug_in(name, for_cancer=False)
    if not drug:
        said.facts = [Said("medication", name, Assertion.HISTORICAL if over else Assertion.PRESENT)]
    elif intended and not over:
        said.facts = [Said("plan.drug", drug, Assertion.PLANNED)]
    else:
        said.facts = [Said("treatment.drug", drug, Assertion.HISTORICAL if over and intended else Assertion.PRESENT)]


def _first_date(node: Node) -> str:
    return next((found for one in node.findall("effectiveTime") if (found := date(one))), "")


def _smoking(node: Node, place: Place) -> Statement:
    said = Statement("observation", place.path, on=date(node.find("effectiveTime")))
    name = coded.plain(words(node.find("value"), place.texts))
    said.line = f"Smoking: {name or 'not stated'}"
    if not name or _is_negated(node) or "unknown" in name.lower():
        said.kept = "not known"
    else:
        said.facts = [Said("history.smoking", name)]
    return said


def _observation(node: Node, place: Place) -> Statement:
    """A result, a measurement or a habit: the question by its code, the answer as stated."""
    said = Statement("observation", place.path, on=date(node.find("effectiveTime")))
    asked = codes(node.find("code"), place.texts)
    name = coded.plain(
        next((one.words for one in asked if one.words), "") or original(node, place.texts) or "Observation"
    )
    value = node.find("value")
    stated = _stated(value, node, place)
    said.line = f"{name}: {stated.words or 'no answer'}{f' ({said.on})' if said.on else ''}"
    if node.get("moodCode") in _INTENDED:
        said.line, said.kept = f"Planned: {name}", "planned, not done"
        return said
    if _is_negated(node) or _status(node) in _VOID:
        said.kept = "negated" if _is_negated(node) else f"status {_status(node)}"
        return said
    question = next((found for one in asked if (found := coded.question(one.system, one.code))), None)
    told = answers.read(question, stated) if question else answers.quantity(_measured(place.section, name), stated)
    if question is None and place.section not in ("30954-2", "8716-3"):
        told = _habit(place, name, stated)
    said.facts = [Said(one.code, one.value, rule=one.rule) for one in told if one.value != ""]
    said.kept = "" if said.facts else "not interpreted"
    return said


def _habit(place: Place, name: str, stated: Stated) -> list[answers.Told]:
    """Smoking as older documents tell it, in an observation of the social history without a code of its own."""
    is_smoking = re.search(r"smok|tobacco|cigarette", f"{name} {stated.words}", re.IGNORECASE)
    if place.section != "29762-2" or not is_smoking or not stated.words or "unknown" in stated.words.lower():
        return []
    return [
        answers.Told(
            "history.smoking", coded.plain(stated.words if name == "Observation" else f"{name}: {stated.words}")
        )
    ]


def _measured(section: str, name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:48] or "unnamed"
    return f"vital.{slug}" if section == "8716-3" else f"lab.{slug}"


def _stated(value: Node | None, node: Node, place: Place) -> Stated:
    if value is None or value.get("nullFlavor"):
        return Stated()
    match value_type(value):
        case "PQ" | "REAL" | "INT":
            return _number(value, value.get("value", ""), "")
        case "IVL_PQ":
            return _bound(value)
        case "CD" | "CE" | "CV" | "CO":
            named = codes(value, place.texts)
            morphology = next((found for one in named if (found := coded.morphology(one.system, one.code))), "")
            pairs = tuple((one.code, one.words) for one in named)
            return Stated(pairs, words=words(value, place.texts), morphology=morphology)
        case "BL":
            return Stated(words="yes" if value.get("value") == "true" else "no")
    text = written(value) or value.get("value", "")
    return Stated((("", text),) if text else (), words=text)


def _number(value: Node, text: str, comparator: str) -> Stated:
    unit = value.get("unit", "")
    unit = "" if unit == "1" else unit
    if not re.fullmatch(r"[+-]?\d{1,12}(\.\d{1,12})?", text):
        return Stated(words=text)
    return Stated((), float(text), unit, comparator, f"{comparator}{text} {unit}".strip())


def _bound(value: Node) -> Stated:
    """An interval of one end is a bound: `<0.1 ng/mL`; one of two ends is words."""
    low, high = value.find("low"), value.find("high")
    low_text, high_text = (one.get("value", "") if one is not None else "" for one in (low, high))
    if low_text and high_text:
        return Stated(words=f"{low_text} to {high_text}")
    end, sign, text = (high, "<", high_text) if high_text else (low, ">", low_text)
    if end is None or not text:
        return Stated()
    closed = "=" if end.get("inclusive", "true").lower() == "true" else ""
    return _number(end, text, f"{sign}{closed}")


def _procedure(node: Node, place: Place) -> Statement:
    said = Statement(str(node.tag), place.path, on=date(node.find("effectiveTime")))
    named = codes(node.find("code"), place.texts)
    name = coded.plain(next((one.words for one in named if one.words), "") or original(node, place.texts))
    intended = node.get("moodCode") in _INTENDED
    said.line = f"{'Planned' if intended else 'Procedure'}: {name or 'not named'}{f' ({said.on})' if said.on else ''}"
    status = _status(node)
    if not name or _NOTHING.match(name) or _is_negated(node) or status in _VOID - ({"new"} if intended else set()):
        said.kept = "not done" if name else "the procedure is not named"
        return said
    kind = coded_treatments.procedure_kind(name, [], for_cancer=False)
    if intended and not kind.startswith("treatment."):
        said.kept = "planned, not done"
    elif intended:
        said.facts = [Said(kind.replace("treatment.", "plan."), name, Assertion.PLANNED)]
    else:
        said.facts = [Said(kind, name)]
    return said


def _family(node: Node, place: Place) -> Statement:
    """A relative's illnesses: cancers become `history.family`, nothing becomes the person's own."""
    said = Statement("organizer", place.path)
    who = words(node.find("subject/relatedSubject/code"), place.texts) or "relative"
    illnesses = []
    for observation in node.iter("observation"):
        value = observation.find("value")
        name = coded.plain(words(value, place.texts)) if value is not None else ""
        if name and not _is_negated(observation):
            illnesses.append(name)
            if _meaning(codes(value, place.texts), name, observation, place).claim != "other":
                said.facts.append(Said("history.family", f"{who}: {name}", Assertion.FAMILY))
    said.line = f"Family: {who}: {', '.join(dict.fromkeys(illnesses)) or 'nothing stated'}"
    said.kept = "" if said.facts else "no cancer named"
    return said
