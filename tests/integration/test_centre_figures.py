"""The figures of a centre: only of those who agreed, without anybody's data, on a page and as a file."""

import csv
from collections.abc import Callable

import pytest
from django.test import Client
from figures_for_tests import agree, copies, released
from walking import PASSWORD, Walk, opinion

from consilium.concordance import Grade
from consilium.outcomes import Outcome
from consilium_web.models import OutcomeRow, User
from consilium_web.views.outcomes import harmless

SignIn = Callable[[str], Client]


@pytest.fixture
def many(walk: Walk) -> Walk:
    """Seven cases like one that was walked through the site."""
    agree(released(walk))
    copies(walk, 6)
    return walk


@pytest.mark.requirement("R45")
def test_the_release_keeps_what_the_case_came_to(walk: Walk) -> None:
    released(walk)
    kept = OutcomeRow.objects.get().value(walk.row().key, Outcome)
    assert kept.cancer == "breast"
    assert kept.overall is Grade.MAJOR
    assert kept.codes == ("treatment_changed",)
    assert kept.verdicts == (("confirmed", "confirmed", "cannot_judge", "confirmed", "differs"),)
    assert 0 <= kept.days < 1


@pytest.mark.requirement("B7")
@pytest.mark.parametrize("who", ["coordinator", "administrator"])
def test_the_centre_sees_its_figures_with_intervals_beside_published_ones(
    many: Walk, sign_in: SignIn, who: str
) -> None:
    page = sign_in(who).get("/outcomes/").content.decode()
    assert "7 cases are counted" in page
    assert "64.6 to 100.0" in page, "seven of seven, by Wilson"
    assert "Treatment changed" in page
    assert "Moffitt" in page
    assert "/outcomes/" in sign_in(who).get("/").content.decode()


@pytest.mark.requirement("R46")
def test_reassurance_stands_among_the_figures(many: Walk, sign_in: SignIn) -> None:
    page = sign_in("coordinator").get("/outcomes/").content.decode()
    assert "How worried people are: 9.0 before, 4.0 after" in page
    assert "Worry less than before" in page


def test_the_file_holds_the_figures_and_nobodys_data(many: Walk, sign_in: SignIn) -> None:
    answer = sign_in("coordinator").get("/outcomes.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="outcomes.csv"'
    rows = list(csv.DictReader(answer.content.decode().splitlines()))
    (all_major,) = [row for row in rows if (row["of"], row["what"]) == ("All cases", "Big difference")]
    assert (all_major["value"], all_major["low_95"], all_major["count"], all_major["total"]) == (
        "100.0",
        "64.567",
        "7",
        "7",
    )
    case = many.row().case
    told = (case.first_opinion.doctor, "Jenny", str(case.id), str(case.patient)) if case.first_opinion else ()
    assert [word for word in told if word in answer.content.decode()] == []


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_in_the_file_is_taken_for_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(-1.5) == -1.5
    assert harmless("Breast cancer") == "Breast cancer"


@pytest.mark.requirement("B9")
def test_who_does_not_agree_to_research_is_not_counted(walk: Walk, sign_in: SignIn) -> None:
    released(walk)
    copies(walk, 6)
    page = sign_in("coordinator").get("/outcomes/").content.decode()
    assert "too few cases" in page
    assert "Moffitt" in page


def test_who_takes_their_agreement_back_is_counted_no_more(many: Walk, sign_in: SignIn) -> None:
    agree(many, agreed=False)
    assert "6 cases are counted" in sign_in("coordinator").get("/outcomes/").content.decode()


def test_a_third_opinion_changes_nothing_in_what_the_second_came_to(walk: Walk) -> None:
    released(walk)
    before = bytes(OutcomeRow.objects.get().sealed)
    User.objects.filter(name="Dr. Novak").update(institution="Northern Hospital")
    walk.post("patient", "third-opinion/", {})
    walk.ask("other_reviewer")
    walk.seal("other_reviewer", {"judgement.treatments": "mastectomy", "reasons": "A large tumor."})
    walk.post("other_reviewer", "opinion/", opinion(**{"judgement.treatments": "mastectomy"}))
    walk.post("other_reviewer", "opinion/sign/", {"password": PASSWORD})
    walk.release()
    assert bytes(OutcomeRow.objects.get().sealed) == before
