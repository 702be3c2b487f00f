"""Many notes over time become one line: nothing without a day, nothing twice, nothing that was only planned as done."""

from consilium.facts import Assertion, Fact, FactSheet, Provenance, Status
from consilium.timeline import Event, Kind, timeline
from consilium.values import PartialDate, RecordId


def fact(
    code: str,
    value: str,
    on: str = "",
    *,
    record: str = "a",
    page: int = 1,
    assertion: Assertion = Assertion.PRESENT,
    status: Status = Status.STATED,
) -> Fact:
    source = Provenance(record=RecordId(record), reader="report/1", page=page)
    day = PartialDate.parse(on) if on else None
    return Fact(code=code, value=value, source=source, on=day, assertion=assertion, status=status)


def line(*facts: Fact) -> list[tuple[str, str, str, list[str]]]:
    return [told(event) for event in timeline(FactSheet.of(facts))]


def told(event: Event) -> tuple[str, str, str, list[str]]:
    return str(event.on), str(event.until), event.kind.value, [one.text for one in event.shown]


def given(drugs: str, on: str) -> list[Fact]:
    return [fact("treatment.drug", drug, on) for drug in drugs.split()]


def test_drugs_given_together_are_one_line_with_first_and_last_day() -> None:
    days = ("2020-06-10", "2020-07-01", "2020-09-24")
    (one,) = line(*(each for on in days for each in given("carboplatin paclitaxel", on)))
    assert one == ("2020-06-10", "2020-09-24", "drugs", ["carboplatin", "paclitaxel"])


def test_a_day_with_only_some_of_the_drugs_stays_in_its_line_if_the_others_come_again() -> None:
    days = [
        ("2020-01-01", "carboplatin paclitaxel"),
        ("2020-01-08", "paclitaxel"),
        ("2020-01-22", "carboplatin paclitaxel"),
    ]
    assert len(line(*(each for on, drugs in days for each in given(drugs, on)))) == 1


def test_a_drug_that_goes_on_alone_begins_a_line_of_its_own() -> None:
    days = [
        ("2020-06-10", "carboplatin pembrolizumab"),
        ("2020-12-28", "pembrolizumab"),
        ("2021-03-22", "pembrolizumab"),
    ]
    found = line(*(each for on, drugs in days for each in given(drugs, on)))
    assert [one[:2] for one in found] == [("2020-06-10", "2020-06-10"), ("2020-12-28", "2021-03-22")]


def test_what_was_done_without_a_day_of_its_own_is_not_on_the_line() -> None:
    note = fact("record.date", "2021-03-20")
    assert line(note, fact("treatment.drug", "paclitaxel"), fact("treatment.surgery", "lobectomy")) == []


def test_what_a_note_finds_so_was_so_on_its_day() -> None:
    note, before = fact("record.date", "2021-03-20"), fact("record.date", "2020-12-31")
    assert line(before, note, fact("performance.ecog", "1")) == [("2021-03-20", "2021-03-20", "performance", ["1"])]


def test_pages_of_one_file_have_days_of_their_own() -> None:
    notes = fact("record.date", "2020-01-01"), fact("record.date", "2021-01-01", page=3)
    said = fact("performance.ecog", "0", page=2), fact("performance.ecog", "1", page=4)
    assert [one[0] for one in line(*notes, *said)] == ["2020-01-01", "2021-01-01"]


def test_what_is_said_again_lengthens_its_event() -> None:
    said = [fact("stage.group", "IIB", on, record=on) for on in ("2020-01-01", "2020-03-01")]
    changed = fact("stage.group", "IV", "2021-01-01")
    assert line(*said, changed) == [
        ("2020-01-01", "2020-03-01", "stage", ["IIB"]),
        ("2021-01-01", "2021-01-01", "stage", ["IV"]),
    ]


def test_a_note_that_tells_the_history_of_the_disease_adds_only_what_is_new() -> None:
    old = fact("response.status", "partial", "2020-08-04")
    again = [fact("response.status", value, "2021-03-20", record="b") for value in ("partial", "progression")]
    assert [one[3] for one in line(old, *again)] == [["partial"], ["progression"]]


def test_a_response_that_comes_back_later_is_an_event_again() -> None:
    said = [("2020-01-01", "partial"), ("2020-06-01", "progression"), ("2020-12-01", "partial")]
    assert len(line(*(fact("response.status", value, on) for on, value in said))) == 3


def test_what_is_denied_uncertain_or_in_the_family_is_not_on_the_line() -> None:
    for assertion in (Assertion.ABSENT, Assertion.UNCERTAIN, Assertion.FAMILY):
        assert line(fact("treatment.radiation", "radiation", "2020-01-01", assertion=assertion)) == []


def test_a_planned_drug_is_a_plan_and_not_a_treatment() -> None:
    planned = fact("plan.drug", "adagrasib", "2021-03-27", assertion=Assertion.PLANNED)
    treatment = fact("treatment.drug", "adagrasib", "2021-03-27", assertion=Assertion.PLANNED)
    assert [one[2] for one in line(planned, treatment)] == [Kind.PLAN]


def test_a_corrected_value_takes_the_place_of_what_was_read() -> None:
    right = fact("stage.group", "IIA", "2020-01-01", status=Status.CORRECTED)
    assert [one[3] for one in line(fact("stage.group", "IIB", "2020-01-01"), right)] == [["IIA"]]


def test_the_first_day_of_each_place_is_a_diagnosis_with_its_kind() -> None:
    note = fact("record.date", "2020-04-22")
    said = fact("diagnosis.site", "C34.1"), fact("diagnosis.histology", "8140/3"), fact("diagnosis.histology", "8000/3")
    later = fact("diagnosis.site", "C34.9", "2021-01-01")
    assert line(note, *said, later) == [("2020-04-22", "2020-04-22", "diagnosis", ["C34.1", "8140/3"])]
