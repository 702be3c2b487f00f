"""A reviewer from the first doctor's team, practice or institution is refused, however the name is spelled."""

from dataclasses import replace

import case_for_tests as made
import pytest

from consilium.cases import FirstOpinion, Route
from consilium.errors import NotIndependent
from consilium.opinions import Override, Reviewer
from consilium.policy import FieldMatch, check_independent, field_match, independence
from consilium.policy.independence import same_place
from consilium.values import Answer

SAME = [
    ("Mayo Clinic", "Mayo Clinic, Rochester"),
    ("St. Mary's Hospital", "Saint Marys Hosp."),
    ("MGH", "Massachusetts General Hospital"),
    ("MSK", "Memorial Sloan Kettering Cancer Center"),
    ("M.D. Anderson Cancer Center", "MD Anderson"),
    ("Charité", "Charite Universitätsmedizin Berlin"),
    ("Universitätsklinikum Heidelberg", "Heidelberg University Hospital"),
    ("Hospital Universitario La Paz", "hospital universitario la paz"),
    ("Univ. of Colorado Hosp", "University of Colorado Hospital"),
    ("Heidelberg University", "Heidelburg University"),
]
APART = [
    ("University Hospital", "University Hospital Leipzig"),
    ("Washington University in St. Louis", "University of Washington"),
    ("St. Mary Hospital", "St. Mark Hospital"),
    ("Cancer Center", "Mayo Clinic"),
    ("Regional Medical Center", "Memorial Hospital"),
    ("Massachusetts General Hospital", "Massachusetts Eye and Ear"),
    ("", ""),
    ("", "Mayo Clinic"),
]


@pytest.mark.requirement("R3")
@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_one_place_are_one_place(one: str, other: str) -> None:
    assert same_place(one, other)
    assert same_place(other, one)


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_places_stay_two_places(one: str, other: str) -> None:
    assert not same_place(one, other)
    assert not same_place(other, one)


def reviewer(**change: str) -> Reviewer:
    return replace(made.WHO, **{"institution": "", **change})


@pytest.mark.requirement("R3")
@pytest.mark.parametrize(
    ("who", "first"),
    [
        (reviewer(institution="Hospital del Mar"), FirstOpinion(plan="x", institution="hospital del mar")),
        (reviewer(practice="Valley Oncology"), FirstOpinion(plan="x", practice="Valley Oncology, P.C.")),
        (reviewer(institution="Valley Oncology"), FirstOpinion(plan="x", practice="Valley Oncology")),
        (reviewer(team="Sunrise breast team"), FirstOpinion(plan="x", team="Sunrise Breast Team")),
        (reviewer(), FirstOpinion(plan="x", doctor="Maj, Łucja")),
    ],
)
def test_a_reviewer_from_the_first_doctors_side_is_refused(who: Reviewer, first: FirstOpinion) -> None:
    with pytest.raises(NotIndependent):
        check_independent(who, first)


@pytest.mark.requirement("R3")
def test_an_override_names_who_allowed_it_and_why() -> None:
    who = reviewer(institution="Hospital del Mar")
    allowed = Override(by=made.COORDINATOR.id, name="Maria Koch", reason="None else knows it", at=made.AT)
    check_independent(who, made.FIRST, allowed)
    for incomplete in (replace(allowed, name=" "), replace(allowed, reason="")):
        with pytest.raises(NotIndependent):
            check_independent(who, made.FIRST, incomplete)


def test_two_teams_of_one_name_in_two_known_institutions_are_two_teams() -> None:
    check_independent(
        reviewer(team="Sarcoma group", institution="A Clinic"),
        FirstOpinion(plan="x", team="Sarcoma Group", institution="B Clinic"),
    )


def test_an_unknown_place_is_not_called_independent() -> None:
    assert independence(reviewer(), made.FIRST) is Answer.UNKNOWN
    assert independence(made.WHO, made.FIRST) is Answer.YES
    assert independence(reviewer(institution="Hospital del Mar"), made.FIRST) is Answer.NO


@pytest.mark.requirement("R4")
@pytest.mark.parametrize(
    ("mine", "theirs", "route", "expected"),
    [
        ("Medical oncologist", "Medical oncology", Route.SPECIALIST, FieldMatch.SAME),
        ("Hematology/Oncology", "Oncology", Route.SPECIALIST, FieldMatch.SAME),
        ("Breast surgeon", "Surgical oncology", Route.SPECIALIST, FieldMatch.SAME),
        ("Radiation oncology", "Medical oncology", Route.SPECIALIST, FieldMatch.DIFFERENT),
        ("Pathologist", "Medical oncology", Route.PATHOLOGIST, FieldMatch.DIFFERENT_BY_ROUTE),
        ("Radiology", "Medical oncology", Route.BOARD, FieldMatch.DIFFERENT_BY_ROUTE),
        ("", "Medical oncology", Route.SPECIALIST, FieldMatch.UNKNOWN),
    ],
)
def test_the_fields_are_compared(mine: str, theirs: str, route: Route, expected: FieldMatch) -> None:
    assert field_match(replace(made.WHO, field=mine), FirstOpinion(plan="x", field=theirs), route) is expected


@pytest.mark.requirement("R28")
def test_one_specialist_of_each_modality_may_be_of_another_field() -> None:
    who = replace(made.WHO, field="Radiation oncology")
    assert field_match(who, made.FIRST, Route.SPECIALIST, invited=True) is FieldMatch.DIFFERENT_BY_ROUTE
