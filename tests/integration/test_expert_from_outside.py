"""A renowned expert from outside is invited by a link that shows one case only (R25)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from walking import PASSWORD, Walk, opinion

from consilium.cases import Status
from consilium_web.models import CaseRow, Invitation, User

pytestmark = pytest.mark.requirement("R25")
SignIn = Callable[[str], Client]

WHO = {
    "name": "Prof. Ines Quandt",
    "credentials": "MD, PhD",
    "field": "Medical oncology",
    "institution": "Institute of the North",
}


@pytest.fixture
def expert(people: dict[str, User]) -> User:
    """Somebody with an account and no part in anything here."""
    people["expert"] = User.objects.create_user("quandt@example.org", PASSWORD)
    people["expert"].memberships.all().delete()
    return people["expert"]


def invited(walk: Walk) -> tuple[str, str]:
    """The path of the link, and the code."""
    answer = walk.sign_in("coordinator").post(walk.at("invite-expert/"), {"name": "Ines from the congress"})
    assert answer.status_code == 200
    return answer.context["link"].removeprefix("http://testserver"), answer.context["handed"].code


def opened(walk: Walk) -> Client:
    """The expert's browser, the link opened with its code."""
    link, code = invited(walk)
    browser = walk.sign_in("expert")
    assert browser.post(link, {"code": code}).url == walk.at("expert/")
    return browser


@pytest.fixture
def inside(walk: Walk, expert: User) -> Client:
    """The expert's browser, the case open to them."""
    walk.send()
    browser = opened(walk)
    assert browser.post(walk.at("expert/"), WHO).status_code == 302
    return browser


@pytest.mark.requirement("R6", "B5")
def test_an_expert_names_themselves_reads_blinded_and_signs(walk: Walk, inside: Client, sign_in: SignIn) -> None:
    assert walk.row().case.route == "expert"
    assert "withheld" in inside.get(walk.at("records/")).content.decode()
    inside.post(walk.at("first-read/"), {"judgement.diagnosis": "IDC", "reasons": "Seen."})
    inside.post(walk.at("first-read/seal/"), {"version": "1"})
    inside.post(walk.at("opinion/"), opinion())
    assert inside.post(walk.at("opinion/sign/"), {"password": PASSWORD}).status_code == 302
    assert walk.row().status == Status.SIGNED
    walk.release()
    report = sign_in("patient").get(walk.at("report/")).content.decode()
    assert "Prof. Ines Quandt" in report
    assert "MD, PhD" in report


def test_the_link_without_its_code_opens_nothing(walk: Walk, expert: User, sign_in: SignIn) -> None:
    walk.send()
    link, code = invited(walk)
    browser = sign_in("expert")
    assert browser.post(link, {"code": code[::-1] + "A"}).status_code == 200
    assert browser.get(walk.at("expert/")).status_code == 404
    assert browser.get(walk.at("")).status_code == 404
    assert code not in str(list(Invitation.objects.values()))


def test_the_code_alone_does_not_open_the_case_before_they_say_who_they_are(walk: Walk, expert: User) -> None:
    walk.send()
    browser = opened(walk)
    assert browser.get(walk.at("records/")).status_code == 404
    answer = browser.post(walk.at("expert/"), WHO | {"credentials": ""})
    assert "This is signed with your opinion." in answer.content.decode()
    assert walk.row().status == Status.SENT


@pytest.mark.requirement("R3")
def test_an_expert_of_the_first_doctors_place_is_refused(walk: Walk, expert: User) -> None:
    walk.send()
    answer = opened(walk).post(walk.at("expert/"), WHO | {"institution": "Lakeside Clinic"})
    assert "The opinion would not be independent." in answer.content.decode()
    assert walk.row().status == Status.SENT


def test_the_account_of_an_expert_has_no_other_door(walk: Walk, inside: Client, expert: User, sign_in: SignIn) -> None:
    other = Walk(walk.sign_in).send()
    assert CaseRow.objects.count() == 2
    assert inside.get(other.at("")).status_code == 404
    closed = ("/queue/", "/outcomes/", "/audit/", "/cases/new/", "/staff/", "/boards/new/", walk.at("assign/"))
    assert [page for page in closed if inside.get(page).status_code != 404] == []
    home = inside.get("/").content.decode()
    assert walk.case in home
    assert other.case not in home
    offered = sign_in("coordinator").get(other.at("assign/?route=specialist")).content.decode()
    assert "Quandt" not in offered, "nobody here asks more of them"


@pytest.mark.parametrize("how", ["let_go", "consent", "withdrawn"])
def test_the_expert_sees_nothing_any_more_once_it_ends(walk: Walk, inside: Client, expert: User, how: str) -> None:
    assert inside.get(walk.at("records/")).status_code == 200
    if how == "let_go":
        walk.post("coordinator", f"let-go/{expert.pk}/", {})
    elif how == "consent":
        walk.post("patient", "consents/", {})
    else:
        walk.post("patient", "withdraw/", {})
    assert inside.get(walk.at("records/")).status_code == 404
    inside.post(walk.at("expert/"), WHO)
    assert inside.get(walk.at("records/")).status_code == 404


def test_a_link_ends_after_two_weeks_and_serves_one_person(walk: Walk, expert: User, sign_in: SignIn) -> None:
    walk.send()
    link, _ = invited(walk)
    Invitation.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert sign_in("expert").get(link).status_code == 404
    link, code = invited(walk)
    sign_in("expert").post(link, {"code": code})
    assert sign_in("other_reviewer").get(link).status_code == 404
    assert sign_in("other_reviewer").get(walk.at("expert/")).status_code == 404
