"""Invitations with a code told apart from the link, consent for each person, and doors that shut at the next click."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from walking import Walk, join_first_doctor, take_part

from consilium_web.models import (
    AuditEvent,
    CasePerson,
    Invitation,
    Membership,
    NoticeRow,
    Organisation,
    Role,
    StaffInvitation,
    User,
)

SignIn = Callable[[str], Client]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def invited(walk: Walk, role: str = "first_doctor", by: str = "patient", **more: str) -> Any:
    return walk.sign_in(by).post(walk.at("invite/"), {"role": role, "name": "Somebody", **more})


def link_of(page: Any) -> str:
    return str(page.context["link"]).removeprefix("http://testserver")


def test_the_link_alone_opens_nothing_and_tells_nothing(walk: Walk, sign_in: SignIn) -> None:
    page = invited(walk.tell())
    shown = sign_in("first_doctor").get(link_of(page)).content.decode()
    assert "You are invited" in shown
    assert not [word for word in ("Jenny", "doctor of", "Breast", "first doctor") if word in shown]
    assert sign_in("first_doctor").post(link_of(page), {}).status_code == 200
    assert sign_in("first_doctor").get(walk.at("")).status_code == 404
    assert CasePerson.objects.filter(role="first_doctor").count() == 0


def test_neither_link_nor_code_is_kept(walk: Walk) -> None:
    page = invited(walk.tell())
    handed, row = page.context["handed"], Invitation.objects.get()
    held = str({**vars(row), "sealed": bytes(row.sealed)})
    assert handed.secret not in held and handed.code not in held


def test_a_code_is_typed_as_people_type_it(walk: Walk, sign_in: SignIn) -> None:
    page = invited(walk.tell())
    code = page.context["handed"].code
    typed = f" {code[:4].lower()}-{code[4:].lower()} "
    assert sign_in("first_doctor").post(link_of(page), {"code": typed}).status_code == 302


def test_after_five_wrong_codes_the_link_is_dead_for_the_right_one_too(walk: Walk, sign_in: SignIn) -> None:
    page = invited(walk.tell())
    client = sign_in("first_doctor")
    said = [client.post(link_of(page), {"code": f"WRONG22{n}"}).content.decode() for n in range(2, 7)]
    assert "4 more times" in said[0] and "once more" in said[3] and "does not work any more" in said[4]
    assert take_part(client, page).status_code == 404
    assert client.get(walk.at("")).status_code == 404
    assert AuditEvent.objects.filter(action="invitation.wrong_code").count() == 5


def test_an_invitation_can_be_taken_back(walk: Walk, sign_in: SignIn) -> None:
    page = invited(walk.tell())
    assert "Somebody" in sign_in("patient").get(walk.at("people/")).content.decode()
    walk.post("patient", "people/", {"do": "take_back", "invitation": str(Invitation.objects.get().pk)})
    assert take_part(sign_in("first_doctor"), page).status_code == 404


@pytest.mark.requirement("R8")
def test_a_doctor_who_never_answers_stops_nothing(walk: Walk) -> None:
    walk.tell().add()
    invited(walk)
    walk.post("patient", "send/", {})
    walk.ask().seal().write().sign().release()
    assert walk.row().status == "released"


@pytest.mark.requirement("R7")
def test_by_what_right_somebody_acts_for_the_patient_is_asked_kept_and_shown(walk: Walk, sign_in: SignIn) -> None:
    answer = sign_in("patient").post("/cases/new/", {"who": "proxy"})
    assert answer.context["form"].errors["acts_by"]
    walk.case = sign_in("patient").post("/cases/new/", {"who": "proxy", "acts_by": "parent"}).url.split("/")[2]
    assert walk.row().case.parents == walk.row().case.proxies
    assert "as parent or legal guardian" in sign_in("patient").get(walk.at("people/")).content.decode()
    refused = invited(walk, "proxy")
    assert refused.context["form"].errors["acts_by"]
    take_part(sign_in("other_patient"), invited(walk, "proxy", acts_by="consent"))
    assert len(walk.row().case.proxies) == 2 and len(walk.row().case.parents) == 1
    assert "by your consent" in sign_in("patient").get(walk.at("people/")).content.decode()


def consent(walk: Walk, who: User, do: str) -> None:
    walk.post("patient", "people/", {"do": do, "person": str(who.pk)})


@pytest.mark.requirement("R38")
def test_consent_is_taken_back_from_one_doctor_and_the_other_keeps_it(
    walk: Walk, sign_in: SignIn, people: dict[str, User]
) -> None:
    walk.tell().add()
    join_first_doctor(walk)
    people["other_reviewer"].take_role(Role.FIRST_DOCTOR)
    take_part(sign_in("other_reviewer"), invited(walk))
    first, second = sign_in("first_doctor"), sign_in("other_reviewer")
    held = Membership.objects.get(user=people["other_reviewer"], role="first_doctor")
    second.post("/acting/", {"membership": str(held.pk)})
    assert (first.get(walk.at("records/")).status_code, second.get(walk.at("records/")).status_code) == (200, 200)
    consent(walk, people["first_doctor"], "refuse")
    assert (first.get(walk.at("records/")).status_code, second.get(walk.at("records/")).status_code) == (404, 200)
    assert "took it back on" in sign_in("patient").get(walk.at("people/")).content.decode()
    consent(walk, people["first_doctor"], "agree")
    assert first.get(walk.at("records/")).status_code == 200


def test_what_is_said_for_all_later_counts_for_everybody(walk: Walk, sign_in: SignIn, people: dict[str, User]) -> None:
    walk.tell().add()
    join_first_doctor(walk)
    consent(walk, people["first_doctor"], "refuse")
    consent(walk, people["first_doctor"], "agree")
    walk.post("patient", "consents/", {"review": "on"})
    assert sign_in("first_doctor").get(walk.at("records/")).status_code == 404


def shut(client: Client, address: str, withdraw: Callable[[], object]) -> None:
    """The page opens, then access is withdrawn, and the very next request finds nothing."""
    assert client.get(address).status_code == 200
    withdraw()
    assert client.get(address).status_code == 404


@pytest.mark.requirement("B9")
def test_the_door_shuts_at_the_next_click_for_a_reviewer_whose_consent_is_withdrawn(
    walk: Walk, sign_in: SignIn, people: dict[str, User]
) -> None:
    walk.send().ask().seal()
    shut(sign_in("reviewer"), walk.at("records/"), lambda: consent(walk, people["reviewer"], "refuse"))
    assert sign_in("coordinator").get(walk.at("records/")).status_code == 200
    assert (walk.row().case.reviewers, walk.row().status) == ((), "sent"), "the review ended with the consent"
    assert NoticeRow.objects.filter(user=people["coordinator"], what="consent.ended").exists()
    queue = sign_in("coordinator").get("/queue/").content.decode()
    assert "The patient took back the consent for Dr. Okafor" in queue


def test_a_consent_taken_back_after_the_signature_leaves_the_opinion_to_the_patient(
    walk: Walk, sign_in: SignIn, people: dict[str, User]
) -> None:
    walk.send().ask().seal().write().sign()
    consent(walk, people["reviewer"], "refuse")
    assert walk.row().status == "signed"
    walk.release()
    assert sign_in("patient").get(walk.at("report/")).context["reports"]


def test_the_queue_says_that_a_patient_agrees_to_no_review(
    walk: Walk, sign_in: SignIn, people: dict[str, User]
) -> None:
    walk.send().ask()
    walk.post("patient", "consents/", {})
    assert NoticeRow.objects.filter(user=people["coordinator"], what="consent.ended").count() == 1
    assert "Nothing, until the patient agrees again" in sign_in("coordinator").get("/queue/").content.decode()
    walk.post("patient", "consents/", {"review": "on"})
    assert sign_in("reviewer").get(walk.at("records/")).status_code == 200, "nothing was lost"


@pytest.mark.requirement("B9", "R35")
def test_the_door_shuts_for_a_reviewer_who_is_changed(walk: Walk, sign_in: SignIn) -> None:
    walk.send().ask()
    shut(sign_in("reviewer"), walk.at("records/"), lambda: walk.post("patient", "change-reviewer/", {}))


@pytest.mark.requirement("B9")
@pytest.mark.parametrize("who", ["pathologist", "board_chair", "board_member", "board_guest"])
def test_the_door_shuts_when_a_seat_or_a_membership_ends(
    walk: Walk, sign_in: SignIn, people: dict[str, User], who: str
) -> None:
    walk.send().seat(who)
    held = Membership.objects.get(user=people[who])

    def end() -> None:
        assert sign_in("administrator").post(f"/staff/{people[who].pk}/roles/{held.pk}/end/").status_code == 302

    shut(sign_in(who), walk.at("records/"), end)
    assert NoticeRow.objects.filter(user=people["coordinator"], what="reviewer.gone").count() == 1
    assert f"let-go/{people[who].pk}/" in sign_in("coordinator").get(walk.at("assign/")).content.decode() or (
        who == "board_chair"
    ), "a board keeps its chair"


@pytest.mark.requirement("B9")
@pytest.mark.parametrize("who", ["pathologist", "board_chair", "board_member", "board_guest"])
def test_the_door_shuts_when_the_patient_takes_back_the_consent_to_one_of_a_board(
    walk: Walk, sign_in: SignIn, people: dict[str, User], who: str
) -> None:
    walk.send().seat(who)
    shut(sign_in(who), walk.at("records/"), lambda: consent(walk, people[who], "refuse"))


@pytest.mark.requirement("B9")
@pytest.mark.parametrize("who", ["coordinator", "auditor"])
def test_the_door_shuts_for_staff_whose_role_ends(
    walk: Walk, sign_in: SignIn, people: dict[str, User], who: str
) -> None:
    walk.send()
    held = Membership.objects.get(user=people[who])
    page = {"coordinator": walk.at("records/"), "auditor": walk.at("audit/")}[who]
    shut(
        sign_in(who),
        page,
        lambda: sign_in("administrator").post(f"/staff/{people[who].pk}/roles/{held.pk}/end/"),
    )


@pytest.mark.requirement("B9")
@pytest.mark.parametrize("role", ["proxy", "first_doctor"])
def test_the_door_shuts_for_a_companion_who_is_sent_away(
    walk: Walk, sign_in: SignIn, people: dict[str, User], role: str
) -> None:
    walk.tell().add()
    who = {"proxy": "other_patient", "first_doctor": "first_doctor"}[role]
    take_part(sign_in(who), invited(walk, role))
    shut(sign_in(who), walk.at("records/"), lambda: consent(walk, people[who], "end"))


@pytest.mark.requirement("B9")
def test_an_auditor_sees_who_did_what_and_when_and_nothing_of_anybodys_illness(walk: Walk, sign_in: SignIn) -> None:
    walk.send().ask().seal()
    client = sign_in("auditor")
    pages = [client.get(path) for path in ("/audit/", walk.at("audit/"), "/audit.csv")]
    told = [b"".join(one).decode() if one.streaming else one.content.decode() for one in pages]
    assert all("sealed the first read" in text and "Dr. Okafor" in text for text in told)
    clinical = ("Jenny", "Breast", "carcinoma", "Lakeside", "lumpectomy", "report.txt", "Keep my hair")
    assert [word for word in clinical for text in told if word in text] == []
    assert "Jenny M" in sign_in("patient").get(walk.at("audit/")).content.decode()
    for closed in ("", "records/", "facts/", "findings/", "report/", "people/"):
        assert client.get(walk.at(closed)).status_code == 404


@pytest.mark.requirement("B9")
def test_the_file_of_the_audit_holds_every_event_with_its_hash(
    walk: Walk, sign_in: SignIn, people: dict[str, User]
) -> None:
    User.objects.filter(pk=people["reviewer"].pk).update(name="=HYPERLINK(1)")
    walk.send()
    walk.post("coordinator", "assign/", {"route": "specialist", "reviewer": str(people["reviewer"].pk)})
    sign_in("reviewer").get(walk.at(""))
    rows = list(csv.DictReader(StringIO(b"".join(sign_in("auditor").get("/audit.csv")).decode())))
    kept = list(AuditEvent.objects.order_by("seq").values_list("seq", "hash"))
    assert [(int(row["number"]), row["hash"]) for row in rows] == kept
    assert "'=HYPERLINK(1)" in {row["who"] for row in rows}


def test_an_auditor_of_one_organisation_sees_nothing_of_another(walk: Walk, people: dict[str, User]) -> None:
    walk.send()
    there = Organisation.objects.create(name="Elsewhere", since=timezone.now() + timedelta(days=1))
    other = User.objects.create_user("aud2@example.org", role="auditor", organisation=there, name="Otto")
    client = Client()
    client.force_login(other, backend=BACKEND)
    assert "sent the case" not in client.get("/audit/").content.decode()
    assert client.get(walk.at("audit/")).status_code == 404
    assert "Jenny" not in b"".join(client.get("/audit.csv")).decode()


def test_an_account_that_is_closed_is_signed_out_at_the_next_click(
    walk: Walk, sign_in: SignIn, people: dict[str, User]
) -> None:
    client = sign_in("coordinator")
    assert client.get("/queue/").status_code == 200
    User.objects.filter(pk=people["coordinator"].pk).update(is_active=False)
    assert client.get("/queue/").status_code == 302


def test_the_page_of_people_says_what_the_policy_says(walk: Walk, sign_in: SignIn) -> None:
    walk.send().ask()
    page = sign_in("patient").get(walk.at("people/")).content.decode()
    assert "Does not see yet what your doctor thinks." in page
    walk.seal()
    page = sign_in("patient").get(walk.at("people/")).content.decode()
    assert "Does not see yet what your doctor thinks." not in page


def invite_staff(sign_in: SignIn, address: str = "new@example.org", role: str = "reviewer") -> Any:
    form = {"name": "Dr. Neu", "address": address, "role": role}
    return sign_in("administrator").post("/staff/invite/", form)


def test_somebody_invited_to_the_staff_joins_by_link_and_code(sign_in: SignIn, people: dict[str, User]) -> None:
    page = invite_staff(sign_in)
    client, user = Client(), User(email="new@example.org")
    user.save()
    client.force_login(user, backend=BACKEND)
    assert "You have no case" in client.get("/").content.decode()
    assert take_part(client, page).status_code == 302
    user = User.objects.get(pk=user.pk)
    assert (user.name, [one.role for one in user.held]) == ("Dr. Neu", ["reviewer"])
    assert user.held[0].organisation == people["administrator"].held[0].organisation
    assert "Dr. Neu" in sign_in("administrator").get("/staff/").content.decode()


def test_an_invitation_to_the_staff_ends_and_can_be_taken_back(sign_in: SignIn, people: dict[str, User]) -> None:
    page = invite_staff(sign_in)
    StaffInvitation.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert take_part(sign_in("other_patient"), page).status_code == 404
    page = invite_staff(sign_in)
    waiting = StaffInvitation.objects.latest("at")
    sign_in("administrator").post("/staff/", {"invitation": str(waiting.pk)})
    assert take_part(sign_in("other_patient"), page).status_code == 404
    assert not Membership.objects.filter(user=people["other_patient"]).exclude(role="patient").exists()
