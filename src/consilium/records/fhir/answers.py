"""The answer of an observation, as `consilium.oncology.answers` reads it and as a person does."""

from consilium.facts import Status
from consilium.oncology import answers
from consilium.oncology.answers import Stated, Told
from consilium.oncology.coded import Question
from consilium.records.fhir.diseases import morphology
from consilium.records.fhir.elements import Component, Observation, Quantity
from consilium.records.fhir.entries import Said, number, one_line
from consilium.values import Quantity as Measured

Valued = Observation | Component


def words_of(value: Valued) -> str:
    """The answer as a person reads it; "" where there is none."""
    if concept := value.value_codeable_concept:
        listed = dict.fromkeys(one.display for one in concept.coding if one.system == concept.coding[0].system)
        return concept.words if concept.text or len(listed) < 2 else one_line(", ".join(listed))
    if value.value_quantity and value.value_quantity.value is not None:
        return quantity_words(value.value_quantity)
    if value.value_integer is not None:
        return str(value.value_integer)
    if value.value_boolean is not None:
        return "yes" if value.value_boolean else "no"
    if value.value_range:
        ends = [one for one in (value.value_range.low, value.value_range.high) if one and one.value is not None]
        return " to ".join(quantity_words(one) for one in ends)
    return one_line(value.value_string or value.value_date_time)


def quantity_words(value: Quantity) -> str:
    """`2.5 cm`, `<0.1 ng/mL`."""
    unit = "" if value.code in ("1", "{count}", "{score}", "(score)") and not value.unit else value.unit or value.code
    return f"{value.comparator}{number(value.value or 0)} {unit}".strip()


def stated(value: Valued) -> Stated:
    """The answer without its FHIR."""
    concept, quantity = value.value_codeable_concept, value.value_quantity
    codes: tuple[tuple[str, str], ...] = ()
    if concept:
        codes = tuple((one.code, one.display or concept.text) for one in concept.coding) or (("", concept.text),)
    elif value.value_string:
        codes = (("", value.value_string),)
    words = words_of(value)
    if quantity and quantity.value is not None:
        return Stated(codes, quantity.value, quantity.code or quantity.unit, quantity.comparator, words)
    return Stated(codes, value.value_integer, "", "", words, morphology(concept))


def read(asked: Question, value: Valued) -> list[Said]:
    """The facts of one answer; none where the answer is not one that this question has."""
    return [said(told) for told in answers.read(asked, stated(value))]


def measured(fact: str, value: Valued) -> list[Said]:
    """A number with its unit."""
    return [said(told) for told in answers.quantity(fact, stated(value))]


def said(told: Told) -> Said:
    """A fact in the making; one that a rule computed is inferred."""
    status = Status.INFERRED if told.rule else Status.STATED
    return Said(told.code, told.value, "value", status=status, rule=told.rule)


def plain(fact: str, value: Valued) -> list[Said]:
    """The value as it stands: of entries that we exported ourselves."""
    quantity = value.value_quantity
    if value.value_integer is not None:
        return [Said(fact, value.value_integer, "value")]
    if quantity and quantity.value is not None and not quantity.comparator:
        unit = quantity.code or quantity.unit
        return [Said(fact, Measured(quantity.value, unit) if unit else quantity.value, "value")]
    concept = value.value_codeable_concept
    words = concept.text if concept else value.value_string
    return [Said(fact, words, "value")] if words else []
