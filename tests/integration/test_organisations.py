"""Organisations with their staff, name and colours; and people with several roles, who act in one at a time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from walking import Walk

from consilium_web.models import AuditEvent, Membership, Organisation, Role, User

SignIn = Callable[[str], Client]


def another(name: str = "Harbor Charity") -> Organisation:
    return Organisation.objects.create(name=name, kind="charity", since=timezone.now() + timedelta(days=1))


def act(client: Client, user: User, role: Role) -> Any:
    membership = Membership.objects.get(user=user, role=role, ended_at=None)
    return client.post("/acting/", {"membership": str(membership.pk)})


def test_whoever_holds_two_roles_acts_in_one_at_a_time_and_says_which(
    walk: Walk, sign_in: SignIn, people: dict[str, User]
) -> None:
    user = people["reviewer"]
    user.take_role(Role.COORDINATOR)
    walk.send().ask()
    client = sign_in("reviewer")
    assert client.get("/queue/").status_code == 404
    assert "You act as <strong>Reviewer, " in client.get("/").content.decode()
    assert act(client, user, Role.COORDINATOR).status_code == 302
    assert client.get("/queue/").status_code == 200
    assert "You act as <strong>Coordinator, " in client.get("/").content.decode()
    chosen = AuditEvent.objects.get(action="role.chosen")
    assert (chosen.actor, chosen.role) == (user, "coordinator")


def test_a_case_of_another_role_of_ones_own_leads_to_the_choice_and_then_to_the_case(
    walk: Walk, sign_in: SignIn, people: dict[str, User]
) -> None:
    user = people["patient"]
    walk.send()
    user.take_role(Role.COORDINATOR)
    client = sign_in("patient")
    act(client, user, Role.COORDINATOR)
    asked = client.get(walk.at(""))
    assert asked.url == f"/acting/?next=%2Fcases%2F{walk.case}%2F"
    membership = Membership.objects.get(user=user, role=Role.PATIENT)
    back = client.post(asked.url, {"membership": str(membership.pk)})
    assert back.url == walk.at("")
    assert client.get(back.url).status_code == 200


@pytest.mark.parametrize("where", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_the_choice_of_a_role_leads_to_no_other_site(people: dict[str, User], sign_in: SignIn, where: str) -> None:
    mine = Membership.objects.get(user=people["patient"])
    assert sign_in("patient").post("/acting/?next=" + where, {"membership": str(mine.pk)}).url == "/"


def test_nobody_acts_in_a_role_of_somebody_else(people: dict[str, User], sign_in: SignIn) -> None:
    theirs = Membership.objects.get(user=people["administrator"])
    client = sign_in("patient")
    assert client.post("/acting/", {"membership": str(theirs.pk)}).status_code == 200
    session = client.session
    session["acting"] = str(theirs.pk)
    session.save()
    assert client.get("/staff/").status_code == 404


def test_whoever_has_one_role_is_asked_nothing(people: dict[str, User], sign_in: SignIn) -> None:
    assert "You act as" not in sign_in("reviewer").get("/").content.decode()


@pytest.mark.requirement("B9")
def test_a_coordinator_sees_only_the_cases_sent_to_their_own_organisation(
    walk: Walk, sign_in: SignIn, people: dict[str, User]
) -> None:
    walk.send()
    place = another()
    stranger = User.objects.create_user("desk2@example.org", role="coordinator", organisation=place, name="Hal B")
    client = Client()
    client.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(walk.at("")).status_code == 404
    assert walk.row().pk.hex[:4].upper() not in client.get("/queue/").content.decode()
    assert sign_in("coordinator").get(walk.at("")).status_code == 200


def test_with_several_organisations_the_patient_chooses_one_and_with_one_is_asked_nothing(
    walk: Walk, sign_in: SignIn, people: dict[str, User]
) -> None:
    walk.tell()
    assert "Who should look at your case?" not in sign_in("patient").get(walk.at("send/")).content.decode()
    place = another()
    page = sign_in("patient").get(walk.at("send/")).content.decode()
    assert "Who should look at your case?" in page and "Harbor Charity (charity)" in page
    walk.post("patient", "send/", {"organisation": str(place.pk)})
    assert walk.row().organisation == place
    assert sign_in("coordinator").get(walk.at("")).status_code == 404


def test_colours_are_taken_only_where_words_can_be_read(people: dict[str, User], sign_in: SignIn) -> None:
    client, form = sign_in("administrator"), {"name": "Meridian", "kind": "centre", "ink": "#ffffff"}
    faint = client.post("/organisation/", form | {"colour": "#ffd54a"}).content.decode()
    assert "their contrast is 1.4, and 4.5 is needed" in faint
    assert "as # and six digits" in client.post("/organisation/", form | {"colour": "red"}).content.decode()
    assert client.post("/organisation/", form | {"colour": "#1B3A6B"}).status_code == 302
    place = Organisation.objects.get()
    assert (place.name, place.colour, place.ink) == ("Meridian", "#1b3a6b", "#ffffff")
    page = client.get("/").content.decode()
    assert ">Meridian</span>" in page and f"/organisations/{place.pk}/colours.css" in page and "style=" not in page
    sheet = Client().get(f"/organisations/{place.pk}/colours.css")
    assert sheet.headers["Content-Type"].startswith("text/css") and "background: #1b3a6b" in sheet.content.decode()


def test_an_administrator_gives_and_ends_roles_and_the_door_shuts_at_the_next_click(
    people: dict[str, User], sign_in: SignIn
) -> None:
    desk, user = sign_in("administrator"), people["reviewer"]
    working = sign_in("reviewer")
    assert desk.get("/staff/").content.decode().count("Dr. Okafor") == 1
    desk.post(f"/staff/{user.pk}/", {"role": "coordinator"})
    user = User.objects.get(pk=user.pk)
    act(working, user, Role.COORDINATOR)
    assert working.get("/queue/").status_code == 200
    held = Membership.objects.get(user=user, role=Role.COORDINATOR)
    assert "End this role?" in desk.get(f"/staff/{user.pk}/roles/{held.pk}/end/").content.decode()
    desk.post(f"/staff/{user.pk}/roles/{held.pk}/end/")
    assert working.get("/queue/").status_code == 404
    assert [one.action for one in AuditEvent.objects.filter(action__startswith="role.")] == [
        "role.given", "role.chosen", "role.ended"]  # fmt: skip


@pytest.mark.requirement("R3")
def test_what_an_administrator_says_of_a_reviewer_decides_whom_they_may_review(
    walk: Walk, people: dict[str, User], sign_in: SignIn
) -> None:
    user = people["reviewer"]
    profile = {"credentials": "MD", "field": "Medical oncology", "institution": "Lakeside Clinic"}
    sign_in("administrator").post(f"/staff/{user.pk}/", profile)
    walk.send()
    page = sign_in("coordinator").post(walk.at("assign/"), {"route": "specialist", "reviewer": str(user.pk)})
    assert "belongs to the first doctor" in page.content.decode()


@pytest.mark.requirement("R3")
def test_a_reviewer_on_the_staff_of_the_first_doctors_centre_is_refused(walk: Walk, people: dict[str, User]) -> None:
    from consilium_web.queries.people import reviewer

    lakeside = Organisation.objects.create(name="Lakeside Clinic", since=timezone.now() + timedelta(days=1))
    user = User.objects.get(pk=people["reviewer"].pk)
    user.take_role(Role.REVIEWER, organisation=lakeside)
    assert "Lakeside Clinic" in reviewer(user).other_places


def test_the_last_administrator_stays(people: dict[str, User], sign_in: SignIn) -> None:
    mine = Membership.objects.get(user=people["administrator"])
    sign_in("administrator").post(f"/staff/{people['administrator'].pk}/roles/{mine.pk}/end/")
    mine.refresh_from_db()
    assert mine.ended_at is None


def test_an_administrator_of_one_organisation_changes_nothing_in_another(
    people: dict[str, User], sign_in: SignIn
) -> None:
    place = another()
    stranger = User.objects.create_user("x@example.org", role="reviewer", organisation=place, name="Xenia")
    desk = sign_in("administrator")
    assert "Xenia" not in desk.get("/staff/").content.decode()
    assert desk.post(f"/staff/{stranger.pk}/", {"role": "coordinator"}).status_code == 404
    held = Membership.objects.get(user=stranger)
    assert desk.post(f"/staff/{stranger.pk}/roles/{held.pk}/end/").status_code == 404
    assert Membership.objects.filter(ended_at=None, user=stranger).count() == 1


def test_letters_bear_the_name_of_the_organisation(walk: Walk, sign_in: SignIn) -> None:
    import pypdfium2

    walk.send()
    Organisation.objects.update(name="Meridian Cancer Institute")
    data = sign_in("patient").get(walk.at("letter.pdf")).content
    assert "Meridian Cancer Institute" in pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()


def test_organisations_are_added_and_listed_at_the_command_line(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("organisation", "North Centre")
    call_command("organisation", "North Network", kind="network", rename="North Centre")
    assert capsys.readouterr().out.splitlines()[-1] == "North Network (network of centres)"
