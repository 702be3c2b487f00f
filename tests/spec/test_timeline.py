"""The time line of two real-looking charts, against what a person finds who reads the notes one after another."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from consilium import reading
from consilium.facts import FactSheet
from consilium.timeline import Event, Kind, timeline

pytestmark = pytest.mark.shared


def events(files: Iterable[Path]) -> tuple[Event, ...]:
    sources = [(path.name, path.read_bytes()) for path in sorted(files)]
    return timeline(FactSheet.of(fact for one in reading.read(sources) for fact in one.facts))


@pytest.fixture(scope="module")
def lung(shared: Path) -> tuple[Event, ...]:
    """A 59-year-old with lung cancer: seventeen months of notes."""
    return events((shared / "data/chart/patient_4/clinical_notes").glob("*.json"))


@pytest.fixture(scope="module")
def breast(shared: Path) -> tuple[Event, ...]:
    return events([shared / "data/mcode/examples/Bundle-mcode-patient-bundle-jenny-m.json"])


def of(found: tuple[Event, ...], kind: Kind) -> list[tuple[str, str, set[str]]]:
    return [(str(one.on), str(one.until), {fact.text for fact in one.shown}) for one in found if one.kind is kind]


def test_two_lines_of_drugs_were_given_for_the_lung_cancer(lung: tuple[Event, ...]) -> None:
    """Six cycles of three drugs from 2020-06-10 to 2020-09-24, then pembrolizumab alone, last on 2021-03-22."""
    together, alone = of(lung, Kind.DRUGS)
    assert together == ("2020-06-10", "2020-09-24", {"carboplatin", "paclitaxel", "pembrolizumab"})
    assert alone[1:] == ("2021-03-22", {"pembrolizumab"})
    # It was advised on 2020-12-10 and first given on 2020-12-28; the chart's own summary names the former.
    assert alone[0] in ("2020-12-10", "2020-12-28")


def test_the_lung_cancer_answered_and_then_grew(lung: tuple[Event, ...]) -> None:
    assert [(on, said) for on, _, said in of(lung, Kind.RESPONSE)] == [
        ("2020-08-04", {"partial"}),
        ("2021-03-20", {"progression"}),
    ]


def test_the_stage_of_the_lung_cancer_and_what_the_flow_sheets_call_it(lung: tuple[Event, ...]) -> None:
    """Stage IV at the first visit, IVA in full in 2021. The infusion sheets between wrongly say stage II."""
    assert of(lung, Kind.STAGE) == [
        ("2020-04-22", "2020-04-22", {"IV"}),
        ("2020-09-24", "2020-12-28", {"II"}),
        ("2021-03-20", "2021-03-27", {"T4", "N3", "M1a", "IVA"}),
    ]


def test_what_else_stands_on_the_line_of_the_lung_cancer(lung: tuple[Event, ...]) -> None:
    assert of(lung, Kind.PERFORMANCE) == [("2020-04-22", "2020-04-30", {"1"})]
    plans = of(lung, Kind.PLAN)
    assert {"carboplatin", "paclitaxel", "pembrolizumab"} <= plans[0][2] and plans[0][0] == "2020-04-22"
    assert plans[-1] == ("2021-03-27", "2021-03-27", {"adagrasib"})
    assert ("2020-03-30", "2020-03-30", {"bronchoscopy"}) in of(lung, Kind.OPERATION)
    assert of(lung, Kind.RADIATION) == [], "advised against on 2020-12-10, never given"


def test_the_line_of_the_breast_cancer(breast: tuple[Event, ...]) -> None:
    assert [(str(one.on), one.kind) for one in breast] == [
        ("2018-03-16", Kind.DIAGNOSIS),
        ("2018-03-16", Kind.STAGE),
        ("2018-04-01", Kind.OPERATION),
        ("2018-04-12", Kind.PERFORMANCE),
        ("2018-04-12", Kind.PLAN),
        ("2018-08-15", Kind.RADIATION),
        ("2018-09-30", Kind.PLAN),
        ("2018-11-01", Kind.RESPONSE),
    ]
    assert [said for _, _, said in of(breast, Kind.PLAN)] == [
        {"cyclophosphamide", "doxorubicin", "paclitaxel"},
        {"anastrozole"},
    ]


@pytest.mark.requirement("B1")
def test_every_event_has_the_facts_that_show_it(lung: tuple[Event, ...], breast: tuple[Event, ...]) -> None:
    for event in (*lung, *breast):
        assert event.facts and all(fact.source.record and fact.source.page for fact in event.facts)
        assert event.on <= event.until
