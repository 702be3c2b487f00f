"""A misfiled record is found and named; a married name, an initial or an accent is not held against anybody (B2)."""

import pytest
from sheet_for_tests import fact, record, sheet

from consilium.checks import Severity, identity
from consilium.checks.identity import Match, match_dates, match_names
from consilium.facts import Fact

pytestmark = pytest.mark.requirement("B2")


def person(where: str, name: str = "", born: str = "", sex: str = "", mrn: str = "", place: str = "") -> list[Fact]:
    said = {
        "patient.name": name,
        "patient.birth_date": born,
        "patient.sex": sex,
        "patient.mrn": mrn,
        "record.institution": place,
    }
    return [fact(code, value, where) for code, value in said.items() if value]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane Doe", "DOE, JANE M"),
        ("Jane Doe", "Ms. Jane Mary Doe"),
        ("José García", "Jose Garcia"),
        ("Amara Okoye", "Amara Okoyo"),
        ("J. Doe", "Jane Doe"),
        ("Anne Marie Doe", "Annemarie Doe"),
        ("Jane Doe-Smith", "Jane Smith"),
        ("Aaron697 Jones", "Aaron Jones"),
        ("Zhang Wei", "Wei Zhang"),
    ],
)
def test_ways_of_writing_one_name(one: str, other: str) -> None:
    assert match_names(one, other) is Match.SAME
    assert match_names(other, one) is Match.SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [("George Whitfield", "Gordon Whitfield"), ("Jane Doe", "John Doe"), ("Ann Lee", "Ian Lee"), ("A Doe", "B Roe")],
)
def test_names_of_two_people(one: str, other: str) -> None:
    assert match_names(one, other) is Match.OTHER


def test_dates_of_birth_may_swap_day_and_month_or_lack_them() -> None:
    assert match_dates("1955-01-07", "1955-07-01") is Match.CLOSE
    assert match_dates("1955", "1955-07-01") is Match.SAME
    assert match_dates("1955-01-07", "1956-01-07") is Match.OTHER
    assert match_dates("", "1956-01-07") is Match.UNKNOWN


def test_a_misfiled_record_is_named_and_urgent() -> None:
    george = [person(where, "George Whitfield", "1955-01-17", "male", "556672") for where in "ac"]
    gordon = person("b", "Gordon Whitfield", "1949-05-02", "male", "910034")
    found = list(identity.findings(sheet(*george[0], *gordon, *george[1])))
    assert [(one.code, one.severity, one.param("record")) for one in found] == [
        ("identity.other_patient", Severity.URGENT, record("b"))
    ]


def test_the_odd_record_is_found_when_it_comes_first() -> None:
    records = [*person("a", "Gordon Whitfield", "1949-05-02")]
    for where in "bc":
        records += person(where, "George Whitfield", "1955-01-17")
    assert [one.param("record") for one in identity.findings(sheet(*records))] == [record("a")]


@pytest.mark.parametrize(
    "other",
    [
        person("b", "Jane Smith", "1960-02-03", "female"),
        person("b", "DOE, JANE M", "1960-02-03"),
        person("b", "Jane Doe", "1960-03-02"),
        person("b", "Jane Doe", mrn="77", place="Elsewhere"),
        person("b", sex="female"),
    ],
    ids=["married", "other order", "day and month swapped", "other hospital", "sex alone"],
)
def test_one_person_is_not_taken_for_two(other: list[Fact]) -> None:
    first = person("a", "Jane Doe", "1960-02-03", "female", "12", "Northbridge")
    assert list(identity.findings(sheet(*first, *other))) == []


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (person("b", "Jane Doe", "1971-08-30"), "identity.birth_date"),
        (person("b", "Jane Doe", "1960-02-03", "male"), "identity.sex"),
        (person("b", "John Doe", "1960-02-03"), "identity.name"),
        (person("b", "Jane Smith"), "identity.name"),
        (person("b", "Olga Petrov"), "identity.other_patient"),
        (person("b", "Jane Doe", mrn="77", place="Northbridge"), "identity.mrn"),
    ],
)
def test_one_field_that_differs_is_said(other: list[Fact], code: str) -> None:
    first = person("a", "Jane Doe", "1960-02-03", "female", "12", "Northbridge")
    assert [one.code for one in identity.findings(sheet(*first, *other))] == [code]


def test_records_without_a_name_are_not_judged() -> None:
    assert list(identity.findings(sheet(fact("diagnosis.site", "C50.9", "a"), *person("b", "Jane Doe")))) == []


def test_another_number_beside_another_birth_date_makes_another_patient() -> None:
    first, other = person("a", born="1955-01-17", mrn="556672"), person("b", born="1949-05-02", mrn="910034")
    assert [one.code for one in identity.findings(sheet(*first, *other))] == ["identity.other_patient"]


def test_a_new_name_at_another_hospital_is_asked_about_not_taken_for_another_patient() -> None:
    first, other = person("a", "Jane Doe", mrn="12", place="North"), person("b", "Jane Smith", mrn="9", place="South")
    assert [one.code for one in identity.findings(sheet(*first, *other))] == ["identity.name"]
