"""After the opinion: the decision, how sure the person is of it, and the outcome that a person confirms."""

import pytest
from walking import Walk

from consilium_web.models import CodedRow, DecisionRow, SureRow, User
from consilium_web.models.after import Coded, Decision, Sure
from consilium_web.queries import outcomes, people

CHOICE = {"way": "later", "words": "The Numbat operation", "on": "2026-11-20", "with_whom": "My daughter"}
ALL_YES = dict.fromkeys(("sure", "understand", "ratio", "encouraged"), "yes")


@pytest.fixture
def out(walk: Walk) -> Walk:
    """A released opinion that changes the treatment."""
    walk.send().ask().seal()
    return walk.write(**{"judgement.treatments": "lumpectomy\nletrozole\nradiation"}).sign().release()


def text(walk: Walk, who: str, page: str) -> str:
    return str(walk.sign_in(who).get(walk.at(page)).content.decode())


def test_the_patient_tells_what_they_decided_when_and_with_whom(out: Walk) -> None:
    assert out.post("patient", "decision/", CHOICE).url == out.at("sure/")
    kept = DecisionRow.objects.get().value(out.row().key, Decision)
    assert (kept.way, kept.words, str(kept.on), kept.with_whom) == tuple(CHOICE.values())
    assert "The Numbat operation" in text(out, "patient", "decision/")
    assert b"Numbat" not in bytes(DecisionRow.objects.get().sealed)


def test_a_decision_without_a_way_is_not_kept(out: Walk) -> None:
    page = out.sign_in("patient").post(out.at("decision/"), CHOICE | {"way": ""})
    assert "way" in page.context["form"].errors
    assert not DecisionRow.objects.exists()


@pytest.mark.requirement("R46")
def test_the_sure_test_is_asked_before_and_after_the_decision(out: Walk) -> None:
    out.post("patient", "sure/", ALL_YES | {"encouraged": "no", "ratio": ""})
    page = text(out, "patient", "sure/")
    assert "Some things are still open for you" in page
    assert page.count("enough support and advice") == 2, "named as open, and asked again"
    out.post("patient", "decision/", CHOICE)
    out.post("patient", "sure/", ALL_YES)
    assert "You said yes to all four" in text(out, "patient", "sure/")
    before, after = (row.value(out.row().key, Sure) for row in SureRow.objects.order_by("at"))
    assert (before.after, before.answers) == (False, {"sure": True, "understand": True, "encouraged": False})
    assert (after.after, all(after.answers.values())) == (True, True)


def test_an_open_decision_is_no_decision_yet(out: Walk) -> None:
    out.post("patient", "decision/", {"way": "open"})
    out.post("patient", "sure/", ALL_YES)
    assert SureRow.objects.get().value(out.row().key, Sure).after is False


def test_the_sure_test_is_there_in_spanish(out: Walk) -> None:
    page = text(out, "patient", "sure/?language=es")
    assert "¿Conoce los beneficios y los riesgos de cada opción?" in page


@pytest.mark.requirement("R45")
@pytest.mark.parametrize("who", ["reviewer", "coordinator"])
def test_the_outcome_is_a_proposal_until_a_person_confirms_it(out: Walk, who: str) -> None:
    out.post("patient", "decision/", CHOICE)
    page = text(out, who, "outcome/")
    assert "Proposed by the comparison" in page
    assert "Treatment changed" in page
    assert "Different modalities." in page
    assert "The Numbat operation" in page
    out.post(who, "outcome/", {"codes": ["treatment_changed", "trial_found"], "note": "A trial by telephone."})
    kept = CodedRow.objects.get().value(out.row().key, Coded)
    assert kept.codes == ("treatment_changed", "trial_found")
    assert kept.proposed == ("treatment_changed",)


@pytest.mark.requirement("R45")
@pytest.mark.parametrize("codes", [[], ["confirmed", "stage_changed"]])
def test_an_outcome_that_says_nothing_or_two_things_is_not_kept(out: Walk, codes: list[str]) -> None:
    page = out.sign_in("coordinator").post(out.at("outcome/"), {"codes": codes})
    assert "codes" in page.context["form"].errors
    assert not CodedRow.objects.exists()


@pytest.mark.parametrize("who", ["patient", "first_doctor", "other_reviewer", "administrator"])
def test_nobody_else_codes_an_outcome(out: Walk, who: str) -> None:
    assert out.sign_in(who).post(out.at("outcome/"), {"codes": ["confirmed"]}).status_code == 404


@pytest.mark.requirement("B7")
@pytest.mark.requirement("R45")
def test_the_figures_count_decisions_talks_confirmed_codes_and_the_sure_test(out: Walk) -> None:
    out.post("patient", "consents/", {"review": "on", "research": "on"})
    out.post("patient", "sure/", ALL_YES | {"sure": "no"})
    out.post("patient", "decision/", CHOICE)
    out.post("patient", "sure/", ALL_YES)
    out.post("coordinator", "outcome/", {"codes": ["trial_found"]})
    coordinator = people.actor(User.objects.get(name="Carla J"))
    (found,) = outcomes._consented(coordinator.organisation)
    assert (found.decision, found.talk, found.sure, found.codes) == ("later", "none", (3, 4), ("trial_found",))
