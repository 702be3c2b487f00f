"""Looking for somebody to ask: interest before fame, unknown kept apart from no, ratings beside and never within."""

from dataclasses import replace

import pytest

from consilium.experts import Centre, Expert, Place, Rating, Source, Wish, Work, larger_places, search
from consilium.values import Answer

HERE = Place(city="Bemidji", region="MN", latitude=47.47, longitude=-94.88)
COMMUNITY = Expert(
    name="Ada Community",
    institution="Lakeside Clinic",
    place=Place(city="Fargo", region="ND", latitude=46.88, longitude=-96.79),
    cancers=("kidney",),
    centre=Centre.COMMUNITY,
    sources=(Source.FAMILY,),
)
FAMOUS = Expert(
    name="Max Famous",
    institution="Great Cancer Center",
    place=Place(city="Houston", region="TX", country="United States", latitude=29.71, longitude=-95.4),
    fields=("Medical oncology",),
    cancers=("breast",),
    languages=("english", "spanish"),
    tumor_board=Answer.YES,
    several_specialties=Answer.YES,
    remote=Answer.YES,
    centre=Centre.COMPREHENSIVE,
    sources=(Source.DIRECTORY,),
    works=(Work(cancer="breast", articles=300, leading=200, guidelines=9, newest=2026, weight=90.0),),
)
EVERYBODY = (COMMUNITY, FAMOUS)


def names(wish: Wish, among: tuple[Expert, ...] = EVERYBODY) -> list[str]:
    return [match.expert.name for match in search(among, wish)]


@pytest.mark.requirement("R32")
def test_a_community_doctor_with_the_right_interest_stands_before_a_famous_one_without() -> None:
    assert names(Wish(cancer="kidney")) == ["Ada Community", "Max Famous"]
    assert names(Wish(cancer="breast")) == ["Max Famous", "Ada Community"]


@pytest.mark.requirement("R30")
@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (Wish(name="famous"), ["Max Famous"]),
        (Wish(name="lakeside"), []),
        (Wish(place="houston"), ["Max Famous"]),
        (Wish(place="lakeside"), ["Ada Community"]),
        (Wish(interest="breast"), ["Max Famous"]),
        (Wish(field="medical"), ["Max Famous", "Ada Community"]),
        (Wish(field="surgery"), ["Ada Community"]),
        (Wish(language="spanish"), ["Max Famous", "Ada Community"]),
        (Wish(language="french"), ["Ada Community"]),
        (Wish(tumor_board=True), ["Max Famous", "Ada Community"]),
        (Wish(several_specialties=True), ["Max Famous", "Ada Community"]),
        (Wish(remote=True), ["Max Famous", "Ada Community"]),
        (Wish(near=HERE, within_km=300), ["Ada Community"]),
        (Wish(source=Source.FAMILY), ["Ada Community"]),
    ],
)
def test_each_wish_narrows_the_search(wish: Wish, found: list[str]) -> None:
    assert names(wish) == found


def test_what_is_not_known_of_somebody_is_said_and_no_answer_of_no() -> None:
    unknown = next(match for match in search(EVERYBODY, Wish(remote=True)) if match.expert is COMMUNITY)
    assert unknown.not_known == ("remote",)
    surely_not = replace(COMMUNITY, remote=Answer.NO)
    assert names(Wish(remote=True), (surely_not, FAMOUS)) == ["Max Famous"]


@pytest.mark.requirement("R33")
def test_a_rating_moves_nobody() -> None:
    praised = replace(COMMUNITY, rating=Rating(stars=5.0, number=900))
    blamed = replace(FAMOUS, rating=Rating(stars=1.0, number=900))
    for wish in (Wish(cancer="breast"), Wish(cancer="kidney"), Wish(tumor_board=True)):
        assert names(wish, (praised, blamed)) == names(wish)
        assert [m.weight for m in search((praised, blamed), wish)] == [m.weight for m in search(EVERYBODY, wish)]


@pytest.mark.requirement("R34")
def test_somebody_far_away_is_shown_larger_houses_and_review_from_afar_nearest_first() -> None:
    near = replace(FAMOUS, name="", institution="Regional Center", centre=Centre.REGIONAL,
                   place=Place(city="Duluth", latitude=46.79, longitude=-92.1))  # fmt: skip
    shown = larger_places((COMMUNITY, FAMOUS, near), Wish(near=HERE))
    assert [match.expert.label for match in shown] == ["Regional Center", "Max Famous"]
    assert shown[0].km is not None and shown[0].km < 250
    assert [reason.code for reason in shown[0].reasons][-1] == "centre.regional"


def test_what_somebody_wrote_is_told_as_counts() -> None:
    reasons = {reason.code: dict(reason.params) for reason in search(EVERYBODY, Wish(cancer="breast"))[0].reasons}
    assert reasons["wrote"] == {"articles": "300", "leading": "200", "newest": "2026"}
    assert reasons["guideline"] == {"guidelines": "9"}
