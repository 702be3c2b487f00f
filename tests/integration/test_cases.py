"""Starting, telling, sending and withdrawing a case; what the site does when things happen twice or at once."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from walking import ABOUT, FIRST_OPINION, PASSWORD, Walk, join_first_doctor, take_part

from consilium.cases import Status
from consilium_web.models import AuditEvent, CaseRow, User


@pytest.mark.requirement("R7")
@pytest.mark.parametrize(
    ("who", "as_"), [("patient", "patient"), ("patient", "proxy"), ("first_doctor", "first_doctor")]
)
def test_patient_family_and_doctor_can_start_a_case(
    walk: Walk, sign_in: Callable[[str], Client], who: str, as_: str
) -> None:
    response = sign_in(who).post("/cases/new/", {"who": as_, "acts_by": "consent"})
    assert response.status_code == 302
    assert CaseRow.objects.get().case.starter_role == as_


@pytest.mark.requirement("R7")
def test_a_doctors_patient_joins_by_invitation_and_consents_and_sends(
    walk: Walk, sign_in: Callable[[str], Client]
) -> None:
    walk.start("first_doctor")
    walk.post("first_doctor", "first-opinion/", FIRST_OPINION)
    walk.post("first_doctor", "about/", ABOUT)
    invited = sign_in("first_doctor").post(walk.at("invite/"), {"role": "patient", "name": "Jenny"})
    link = invited.context["link"].removeprefix("http://testserver")
    assert take_part(sign_in("patient"), invited).status_code == 302
    assert sign_in("other_patient").get(link).status_code == 404, "a link works once"
    walk.post("patient", "consents/", {"review": "on"})
    walk.post("patient", "send/", {})
    assert walk.row().status == Status.SENT


@pytest.mark.requirement("R1")
def test_a_case_without_a_first_opinion_is_not_sent(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.start()
    walk.post("patient", "about/", ABOUT)
    walk.post("patient", "consents/", {"review": "on"})
    page = sign_in("patient").post(walk.at("send/"), {})
    assert "Write what the first doctor found or plans." in page.content.decode()
    assert walk.row().status == Status.DRAFT


@pytest.mark.requirement("R1")
def test_an_empty_first_opinion_is_explained_at_its_field(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    page = sign_in("patient").post(walk.start().at("first-opinion/"), {"doctor": "Dr. Adams"})
    assert page.context["form"].errors["diagnosis"]


@pytest.mark.requirement("R2")
@pytest.mark.requirement("R5")
@pytest.mark.requirement("R9")
def test_scope_intent_and_treatment_are_recorded(walk: Walk) -> None:
    case = walk.tell(scope="both", treatment_status="during").row().case
    assert (case.scope, case.intent, case.treatment_status) == ("both", "return", "during")


@pytest.mark.requirement("R5")
def test_moving_care_is_a_referral_and_takes_its_own_path(walk: Walk) -> None:
    walk.tell(intent="transfer").post("patient", "send/", {})
    assert walk.row().status == Status.REFERRED


@pytest.mark.requirement("R8")
def test_the_first_doctor_is_told_by_a_ready_letter_and_never_asked_for_leave(
    walk: Walk, sign_in: Callable[[str], Client]
) -> None:
    walk.tell()
    sent = walk.post("patient", "send/", {})
    assert sent.url == walk.at("letter/")
    assert "Dr. Adams" in sign_in("patient").get(sent.url).content.decode()
    assert sign_in("patient").get(walk.at("letter.pdf")).content.startswith(b"%PDF")
    walk.post("patient", "letter/", {})
    assert walk.row().case.first_doctor_told


@pytest.mark.requirement("R18")
@pytest.mark.requirement("R20")
def test_goals_and_own_questions_are_kept_in_the_persons_words(walk: Walk) -> None:
    case = walk.tell().row().case
    assert case.goals == ("Live long", "Keep my hair")
    assert [question.text for question in case.questions] == ["Do I need chemotherapy?"]


@pytest.mark.requirement("R18")
def test_questions_that_fit_this_cancer_are_offered(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.tell().add()
    offered = sign_in("patient").get(walk.at("wishes/")).context["form"].fields["offered"].choices
    assert len(offered) >= 4
    walk.post("patient", "wishes/", {"offered": [offered[0][0]], "questions": "And my hair?"})
    assert [question.origin for question in walk.row().case.questions] == ["builder", "patient"]


def test_a_double_click_starts_one_case(sign_in: Callable[[str], Client]) -> None:
    token = str(uuid4())
    first, second = (sign_in("patient").post("/cases/new/", {"who": "patient", "token": token}) for _ in range(2))
    assert first.url == second.url
    assert CaseRow.objects.count() == 1


def test_another_person_with_the_same_token_gets_a_case_of_their_own(sign_in: Callable[[str], Client]) -> None:
    token = str(uuid4())
    for who in ("patient", "other_patient"):
        sign_in(who).post("/cases/new/", {"who": "patient", "token": token})
    assert CaseRow.objects.count() == 2


def test_sending_twice_sends_once(walk: Walk) -> None:
    walk.send().post("patient", "send/", {})
    assert AuditEvent.objects.filter(action="case.sent").count() == 1


def test_a_second_tab_is_told_and_shown_both(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.tell()
    form = sign_in("patient").get(walk.at("wishes/")).context["form"]
    opened = {"version": form.initial["version"], "preferences": "", "questions": ""}
    walk.post("patient", "wishes/", opened | {"goals": "From the first tab"})
    late = sign_in("patient").post(walk.at("wishes/"), opened | {"goals": "From the second tab"})
    page = late.content.decode()
    assert "changed in another window" in page
    assert "From the first tab" in page
    assert "From the second tab" in page
    assert walk.row().case.goals == ("From the first tab",)
    again = {name: late.context["form"].data[name] for name in ("version", "goals")}
    walk.post("patient", "wishes/", opened | again)
    assert walk.row().case.goals == ("From the second tab",)


def test_a_case_that_was_sent_is_not_changed(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    before = walk.send().row().case
    sign_in("patient").post(walk.at("wishes/"), {"goals": "Another goal"})
    assert walk.row().case == before


def test_withdrawing_asks_first_and_then_closes_the_case_to_all_but_the_patient(
    walk: Walk, sign_in: Callable[[str], Client]
) -> None:
    walk.send().ask()
    assert sign_in("patient").get(walk.at("withdraw/")).status_code == 200
    assert walk.row().status == Status.BLINDED
    walk.post("patient", "withdraw/", {})
    assert sign_in("patient").get(walk.at("")).status_code == 200
    assert sign_in("reviewer").get(walk.at("")).status_code == 404
    assert sign_in("coordinator").get(walk.at("records/")).status_code == 404


def test_taking_back_consent_stops_the_review_at_once(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask()
    walk.post("patient", "consents/", {})
    assert sign_in("reviewer").get(walk.at("records/")).status_code == 404
    assert sign_in("coordinator").get(walk.at("records/")).status_code == 404


@pytest.mark.requirement("R38")
def test_a_doctor_sees_the_case_only_while_the_patient_agrees(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send()
    join_first_doctor(walk)
    assert sign_in("first_doctor").get(walk.at("records/")).status_code == 200
    walk.post("patient", "consents/", {"review": "on"})
    assert sign_in("first_doctor").get(walk.at("records/")).status_code == 404


def test_a_proxy_acts_for_the_patient(walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]) -> None:
    walk.tell()
    page = sign_in("patient").post(walk.at("invite/"), {"role": "proxy", "name": "Olga"})
    take_part(sign_in("other_patient"), page)
    walk.post("other_patient", "wishes/", {"goals": "Written by her daughter", "preferences": "", "questions": ""})
    assert walk.row().case.proxies == (str(people["other_patient"].pk),)
    assert sign_in("other_patient").get(walk.at("consents/")).status_code == 200


def test_home_says_what_comes_next_for_each_role(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send()
    assert "looking for a reviewer" in sign_in("patient").get("/").content.decode()
    assert "Open the queue" in sign_in("coordinator").get("/").content.decode()
    walk.ask()
    assert walk.at("desk/") in sign_in("reviewer").get("/").content.decode()
    walk.seal()
    assert "Write your opinion" in sign_in("reviewer").get("/").content.decode()
    walk.write().sign().release()
    assert walk.at("report/") in sign_in("patient").get("/").content.decode()


def test_somebody_who_was_let_in_can_be_sent_away_and_come_back(
    walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]
) -> None:
    walk.tell()

    def join() -> None:
        page = sign_in("patient").post(walk.at("invite/"), {"role": "proxy", "name": "Olga"})
        take_part(sign_in("other_patient"), page)

    join()
    assert sign_in("other_patient").get(walk.at("")).status_code == 200
    assert "Olga P" in sign_in("patient").get(walk.at("people/")).content.decode()
    walk.post("patient", "people/", {"person": str(people["other_patient"].pk)})
    assert sign_in("other_patient").get(walk.at("")).status_code == 404
    assert walk.at("") not in sign_in("other_patient").get("/").content.decode()
    join()
    assert sign_in("other_patient").get(walk.at("")).status_code == 200


def test_words_sent_after_the_session_ended_are_not_lost(walk: Walk, people: dict[str, User]) -> None:
    walk.start()
    browser = Client()
    typed = {"goals": "To see my daughter marry", "preferences": "", "questions": "How long?", "version": "1"}
    gone = browser.post(walk.at("wishes/"), typed)
    assert gone.url.startswith("/account/login/")
    assert "daughter" not in str(dict(browser.session))
    back = browser.post(gone.url, {"login": "jenny@example.org", "password": PASSWORD})
    page = browser.get(back.url).content.decode()
    assert "To see my daughter marry" in page
    assert "You were signed out" in page
    assert walk.row().case.goals == (), "nothing is saved before the person sends it again"
    assert "daughter" not in browser.get(back.url).content.decode(), "it is shown once"


def test_words_of_one_page_do_not_appear_on_another(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.start()
    browser = Client()
    browser.post(walk.at("wishes/"), {"goals": "To see my daughter marry"})
    browser.post("/account/login/", {"login": "other@example.org", "password": PASSWORD})
    assert browser.get(walk.at("wishes/")).status_code == 404
    assert "daughter" not in browser.get("/cases/new/").content.decode()
