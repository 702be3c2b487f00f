"""No path leads from the first opinion to a blinded reviewer: canaries are planted, and looked for everywhere."""

import string
from collections.abc import Iterator
from dataclasses import dataclass, replace

import case_for_tests as made
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consilium.cases import Case, FirstOpinion, Question, Scope
from consilium.facts import Assertion, Fact, Provenance
from consilium.policy import Mark, Sight, sight
from consilium.reading.shapes import Reading
from consilium.records import Page
from consilium.values import RecordId

CANARY = "Zyxoquine"
SAFE = ("The patient walks without help.", "Lungs are clear.", "Hemoglobin 13.2 g/dL.", "No fever was noted.")
PLAN_CODES = ("plan.drug", "plan.text", "plan.surgery", "plan.trial", "plan.observation", "treatment.intent")
DIAGNOSIS_CODES = ("diagnosis.statement", "diagnosis.histology", "diagnosis.grade", "stage.path.t", "gleason.score")
SCOPES = list(Scope)


@dataclass(frozen=True)
class Planted:
    """A case with its records, in which the canary stands only where it must be withheld, or repeats it elsewhere."""

    case: Case
    readings: tuple[Reading, ...]
    marks: tuple[Mark, ...]


def codes(scope: Scope) -> tuple[str, ...]:
    return PLAN_CODES if scope is Scope.TREATMENT else (*PLAN_CODES, *DIAGNOSIS_CODES)


@st.composite
def sentences(draw: st.DrawFn) -> list[str]:
    return draw(st.lists(st.sampled_from(SAFE), min_size=1, max_size=4))


def record_id(number: int) -> RecordId:
    return RecordId(f"{number:064x}")


def a_fact(record: RecordId, page: Page, code: str, value: str, words: str, *, path: str = "") -> Fact:
    start = page.text.index(words)
    source = Provenance(
        record=record, reader="test", page=page.number, start=start, end=start + len(words), quote=words, path=path
    )
    return Fact(code=code, value=value, source=source)


@st.composite
def told_by_a_fact(draw: st.DrawFn, number: int, scope: Scope) -> Reading:
    """A record in which a reader found the first opinion as a fact."""
    before, after = draw(sentences()), draw(sentences())
    structured = draw(st.booleans())
    joint = "\n" if structured else " "
    text = joint.join([*before, f"We discussed {CANARY} in detail today.", *after])
    page = Page(number=1, text=text, label=draw(st.sampled_from(["Note", f"Note on {CANARY}"])))
    code = draw(st.sampled_from(codes(scope)))
    told = a_fact(record_id(number), page, code, CANARY, CANARY, path="MedicationRequest/1" if structured else "")
    safe = a_fact(record_id(number), page, "comorbidity", after[-1], after[-1])
    return Reading(
        record=record_id(number), name=f"{CANARY}.txt", size=1, kind="note", pages=(page,), facts=(told, safe)
    )


@st.composite
def told_by_a_mark(draw: st.DrawFn, number: int, scope: Scope) -> Reading:
    """A record in which a reader proposed a span, and no fact was read inside it."""
    before, after = " ".join(draw(sentences())), " ".join(draw(sentences()))
    span = f"Plan: {CANARY} {draw(st.text(string.ascii_letters + ' ', max_size=20))}"
    page = Page(number=1, text=f"{before}\n{span}\n{after}")
    what = "plan" if scope is Scope.TREATMENT else draw(st.sampled_from(["plan", "diagnosis"]))
    told = a_fact(record_id(number), page, "record.states_first_opinion", what, span)
    inside = a_fact(record_id(number), page, "comorbidity", CANARY, CANARY)
    return Reading(record=record_id(number), name="a.txt", size=1, kind="note", pages=(page,), facts=(told, inside))


def told_by_a_person(told: Reading) -> tuple[Reading, Mark]:
    """The same record where no reader saw the span, and a person marked it."""
    proposal, *others = told.facts
    at = proposal.source
    assert at.start is not None
    assert at.end is not None
    mark = Mark(
        record=told.record, page=1, start=at.start, end=at.end, what=proposal.text, confirmed_by=made.PATIENT.id
    )
    return replace(told, facts=tuple(others)), mark


@st.composite
def told_whole(draw: st.DrawFn, number: int, scope: Scope) -> Reading:
    """A record of a kind that is withheld altogether."""
    kind = "treatment_plan" if scope is Scope.TREATMENT else draw(st.sampled_from(["treatment_plan", "pathology"]))
    page = Page(number=1, text=f"{CANARY} " + " ".join(draw(sentences())))
    facts = (
        a_fact(record_id(number), page, "record.kind", kind, page.text),
        a_fact(record_id(number), page, "comorbidity", CANARY, CANARY),
    )
    return Reading(record=record_id(number), name="a.pdf", size=1, kind="report", pages=(page,), facts=facts)


@st.composite
def repeated(draw: st.DrawFn, number: int) -> Reading:
    """A record that repeats the words in a place where no reader looked."""
    said = draw(st.sampled_from([CANARY, CANARY.upper(), CANARY.lower()]))
    page = Page(number=1, text=f"{' '.join(draw(sentences()))} Asked about {said} again.")
    fact = a_fact(record_id(number), page, "medication", said, said)
    return Reading(record=record_id(number), name="b.txt", size=1, kind="note", pages=(page,), facts=(fact,))


@st.composite
def planted(draw: st.DrawFn) -> Planted:
    """Where the statement of the first opinion does not hold the words, nothing but their place can withhold them."""
    scope, stated = draw(st.sampled_from(SCOPES)), draw(st.booleans())
    readings, marks = [], []
    for number, kind in enumerate(draw(st.lists(st.integers(0, 4), min_size=1, max_size=4)), start=1):
        match kind:
            case 0:
                told = draw(told_by_a_fact(number, scope))
                stated = True
            case 1:
                told = draw(told_by_a_mark(number, scope))
            case 2:
                told = draw(told_whole(number, scope))
            case 3:
                told, mark = told_by_a_person(draw(told_by_a_mark(number, scope)))
                marks.append(mark)
            case _:
                told = draw(repeated(number))
                stated = True
        readings.append(told)
    words = CANARY if stated else "nothing"
    goals = (f"I would rather not have {words}.", "Go on teaching")
    asked = (Question(id="q", text=f"Why {CANARY}?"), Question(id="b", text=f"{words}?", origin="builder"))
    first = FirstOpinion(plan=f"{words}, then rest", diagnosis="" if scope is Scope.TREATMENT else f"Kind of {words}")
    case = replace(made.blinded(scope), first_opinion=first, goals=goals, preferences=goals, questions=asked)
    return Planted(case, tuple(readings), tuple(marks))


def everything_shown(planted: Planted, view: Sight) -> Iterator[str]:
    yield msgspec.json.encode(view.visible_case(planted.case)).decode()
    for reading in planted.readings:
        yield view.record_name(reading.record, reading.name)
        yield msgspec.json.encode(view.visible_facts(reading.facts)).decode()
        for page in reading.pages:
            yield view.visible_page_text(reading.record, page)
            yield view.visible_page(reading.record, page).label
        if view.record_visible(reading.record):
            yield " ".join(page.text for page in reading.pages)


@pytest.mark.requirement("B5")
@given(planted())
@settings(max_examples=400)
def test_what_is_withheld_reaches_no_blinded_reviewer(planted: Planted) -> None:
    view = sight(made.REVIEWER, planted.case, planted.readings, planted.marks)
    for shown in everything_shown(planted, view):
        assert CANARY.casefold() not in shown.casefold()


@pytest.mark.requirement("B5")
@given(planted())
@settings(max_examples=100)
def test_once_the_first_read_is_sealed_all_of_it_is_shown(planted: Planted) -> None:
    case = replace(planted.case, sealed_by=(made.REVIEWER.id,))
    view = sight(made.REVIEWER, case, planted.readings, planted.marks)
    assert view.visible_case(case) == case
    for reading in planted.readings:
        assert view.visible_facts(reading.facts) == reading.facts
        assert all(view.visible_page(reading.record, page) == page for page in reading.pages)
        assert view.record_visible(reading.record)


@pytest.mark.requirement("B1")
@given(planted())
@settings(max_examples=200)
def test_facts_that_stay_are_found_at_their_place_in_the_cut_text(planted: Planted) -> None:
    view = sight(made.REVIEWER, planted.case, planted.readings, planted.marks)
    for reading in planted.readings:
        shown = {page.number: view.visible_page_text(reading.record, page) for page in reading.pages}
        for fact in view.visible_facts(reading.facts):
            at = fact.source
            assert at.page is not None
            assert shown[at.page][at.start : at.end] == at.quote


@given(st.sampled_from(SCOPES), sentences())
def test_a_record_that_tells_nothing_is_shown_whole(scope: Scope, text: list[str]) -> None:
    page = Page(number=1, text=" ".join(text))
    fact = a_fact(record_id(1), page, "comorbidity", text[0], text[0])
    reading = Reading(record=record_id(1), name="a.txt", size=1, kind="note", pages=(page,), facts=(fact,))
    view = sight(made.REVIEWER, made.blinded(scope), [reading])
    assert view.visible_page_text(reading.record, page) == page.text
    assert view.visible_facts(reading.facts) == reading.facts
    assert view.record_visible(reading.record)
    assert not view.something_withheld()


def test_a_planned_treatment_is_withheld_and_one_that_was_given_is_not() -> None:
    page = Page(number=1, text="Lumpectomy was done. Letrozole is planned.")
    done = a_fact(record_id(1), page, "treatment.surgery", "lumpectomy", "Lumpectomy")
    plan = msgspec.structs.replace(
        a_fact(record_id(1), page, "treatment.drug", "letrozole", "Letrozole"), assertion=Assertion.PLANNED
    )
    reading = Reading(record=record_id(1), name="a.txt", size=1, kind="note", pages=(page,), facts=(done, plan))
    view = sight(made.REVIEWER, made.blinded(), [reading])
    assert view.visible_facts(reading.facts) == (done,)
    assert view.visible_page_text(reading.record, page).startswith("Lumpectomy was done. [withheld")
