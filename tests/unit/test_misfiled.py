"""What rests on a record that may be another person's is told apart; what that record had hidden is still found."""

import pytest
from sheet_for_tests import TODAY, breast, codes, fact

from consilium.assessment import Assessment, assess
from consilium.checks import Finding
from consilium.delivery import packet
from consilium.facts import Fact


def person(where: str, name: str, born: str) -> list[Fact]:
    return [fact("patient.name", name, where), fact("patient.birth_date", born, where)]


def own(where: str) -> list[Fact]:
    return [*person(where, "Marta Ellison", "1950-04-11"), *breast(where), fact("diagnosis.laterality", "left", where)]


def strange(*more: Fact) -> list[Fact]:
    return [*person("z", "Gordon Ashworth", "1931-09-09"), *more]


def assessed(*facts: Fact) -> Assessment:
    return assess([], answers=facts, today=TODAY)


def split(found: Assessment) -> tuple[set[str], set[str]]:
    sure: list[Finding] = [one for one in found.findings if not one.doubted]
    return codes(sure), codes([one for one in found.findings if one.doubted])


@pytest.mark.requirement("B2")
def test_a_contradiction_with_a_record_of_perhaps_another_person_is_told_apart() -> None:
    odd = strange(*breast("z"), fact("diagnosis.laterality", "right", "z"))
    sure, doubted = split(assessed(*own("a"), *own("b"), *odd))
    assert "identity.other_patient" in sure
    assert "contradiction.laterality" in doubted - sure


def test_a_finding_inside_that_record_is_told_apart_too_and_not_left_out() -> None:
    odd = strange(fact("nodes.positive", 5, "z"), fact("nodes.examined", 3, "z"))
    _, doubted = split(assessed(*own("a"), *own("b"), *odd))
    assert "impossible.nodes" in doubted


def test_a_true_finding_of_the_persons_own_records_stays_where_it_was() -> None:
    right = fact("diagnosis.laterality", "right", "c")
    mixed = [*person("c", "Marta Ellison", "1950-04-11"), *breast("c"), right]
    sure, doubted = split(assessed(*own("a"), *own("b"), *mixed, *strange(*breast("z"))))
    assert "contradiction.laterality" in sure - doubted


def test_a_finding_that_the_strange_record_had_hidden_is_brought_up() -> None:
    trastuzumab = fact("plan.drug", "trastuzumab", "a")
    tested = fact("biomarker.HER2", "positive", "z")
    alone, _ = split(assessed(*own("a"), *own("b"), trastuzumab))
    hidden, _ = split(assessed(*own("a"), *own("b"), trastuzumab, *strange(*breast("z"), tested)))
    assert "plan.untested" in alone
    assert "plan.untested" in hidden


def test_nothing_is_doubted_where_every_record_is_of_one_person() -> None:
    _, doubted = split(assessed(*own("a"), *own("b"), fact("nodes.positive", 5, "b"), fact("nodes.examined", 3, "b")))
    assert not doubted


def test_advice_and_questions_do_not_rest_on_it_and_the_packet_says_so() -> None:
    odd = strange(*breast("z"), fact("biomarker.ER", "positive", "z"))
    clean = assessed(*own("a"), *own("b"), fact("biomarker.ER", "negative", "a"))
    found = assessed(*own("a"), *own("b"), fact("biomarker.ER", "negative", "a"), *odd)
    assert "contradiction.biomarker" in split(found)[1]
    assert {one.rule for one in found.advice.fired} == {one.rule for one in clean.advice.fired}
    assert "may be another person" in repr(packet.summary(found, (), language="en"))
