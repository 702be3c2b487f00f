"""Whatever facts come, an assessment comes out, and names and days compare the same either way round."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from sheet_for_tests import TODAY, record

from consilium.assessment import assess
from consilium.checks.identity import Match, match_dates, match_names
from consilium.checks.tumors import one_kind, one_place
from consilium.delivery import wording
from consilium.facts import Assertion, Fact, Provenance, Status
from consilium.values import PartialDate, Quantity

CODES = (
    "record.kind", "record.date", "record.addendum", "patient.name", "patient.birth_date", "patient.sex", "patient.mrn",
    "patient.age", "diagnosis.site", "diagnosis.histology", "diagnosis.grade", "diagnosis.laterality", "diagnosis.date",
    "diagnosis.statement", "diagnosis.recurrence", "diagnosis.metastasis_site", "gleason.primary", "gleason.secondary",
    "gleason.score", "gleason.grade_group", "tumor.size", "nodes.examined", "nodes.positive", "stage.clin.t",
    "stage.path.m", "stage.path.group", "stage.prefix", "biomarker.ER", "biomarker.ER.percent", "biomarker.HER2",
    "biomarker.HER2.score", "biomarker.EGFR", "lab.PSA", "variant", "treatment.drug", "treatment.surgery", "plan.drug",
    "plan.start", "plan.text", "plan.surgery", "imaging.study", "comorbidity", "specimen", "answer.doubt",
)  # fmt: skip
WORDS = (
    "C50.4", "C18.7", "C61.9", "8500/3", "8140/2", "9861/3", "positive", "negative", "left", "right", "T2", "M1",
    "IIIB", "y", "trastuzumab", "2026-01-31", "1950", "3+", "p.L858R", "Jane Doe", "DOE, J", "yes", "", "?",
    "{one}", "Ç 12",
)  # fmt: skip
values = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=8),
    st.integers(-5, 200),
    st.floats(-1, 300, allow_nan=False),
    st.builds(Quantity, st.floats(0, 300, allow_nan=False), st.sampled_from(["mm", "%", "cm"])),
)
days = st.none() | st.dates(date(1900, 1, 1), date(2030, 1, 1)).map(PartialDate.of)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    where = draw(st.sampled_from("abc"))
    page = draw(st.none() | st.just(1))
    return Fact(
        code=draw(st.sampled_from(CODES)),
        value=draw(values),
        source=Provenance(record=record(where), reader="report/1", page=page, start=page, end=page),
        on=draw(days),
        status=draw(st.sampled_from(list(Status))),
        assertion=draw(st.sampled_from(list(Assertion))),
        subject=draw(st.sampled_from(["", "A"])),
    )


@settings(max_examples=300)
@given(st.lists(facts(), max_size=30))
def test_any_facts_give_an_assessment_that_can_be_said(some: list[Fact]) -> None:
    found = assess([], answers=some, today=TODAY)
    assert all(evidence in some for one in found.findings for evidence in one.because)
    for one in found.findings:
        assert wording.finding(one)
        assert wording.finding(one, "clinician")
    assert all(wording.prompt(one) for one in found.questions)


@given(st.lists(facts(), max_size=20))
@settings(max_examples=100)
def test_more_facts_never_make_the_advice_weaker_than_never_a_bad_idea(some: list[Fact]) -> None:
    advice = assess([], answers=some, today=TODAY).advice
    assert bool(advice.fired) is (advice.strength.value != "never_a_bad_idea")


names = st.lists(st.sampled_from(["Jane", "J", "Doe", "Döe", "Smith", "Anne-Marie", "O'Neil", "Wei"]), max_size=4).map(
    " ".join
)


@given(names, names)
def test_names_compare_the_same_either_way(one: str, other: str) -> None:
    assert match_names(one, other) is match_names(other, one)


@given(names)
def test_a_name_is_its_own(name: str) -> None:
    assert match_names(name, name) in (Match.SAME, Match.UNKNOWN)


@given(st.dates(), st.dates())
def test_days_compare_the_same_either_way(one: date, other: date) -> None:
    assert match_dates(one.isoformat(), other.isoformat()) is match_dates(other.isoformat(), one.isoformat())


sites = st.builds("C{:02d}.{}".format, st.integers(0, 80), st.integers(0, 9))
kinds = st.builds("{}/3".format, st.integers(8000, 9993))


@given(sites, sites, kinds, kinds)
def test_tumors_compare_the_same_either_way(place: str, elsewhere: str, kind: str, other: str) -> None:
    assert one_place(place, elsewhere) == one_place(elsewhere, place)
    assert one_kind(kind, other) == one_kind(other, kind)
    assert one_place(place, place) and one_kind(kind, kind)
