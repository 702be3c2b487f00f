"""The four routes, and what is handed over besides the opinion: export, letters, teaching."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pypdfium2 import PdfDocument
from walking import PASSWORD, Walk, join_first_doctor, opinion

from consilium.cases import Status
from consilium_web.models import User


def ask(walk: Walk, route: str, *reviewers: User, **more: str) -> None:
    who = [str(one.pk) for one in reviewers]
    walk.post("coordinator", "assign/", {"route": route, "reviewer": who, **more})


def specialist(name: str, field: str, institution: str = "Third Place") -> User:
    return User.objects.create_user(
        f"{name}@example.org",
        PASSWORD,
        name=f"Dr. {name}",
        role="reviewer",
        field=field,
        institution=institution,
        credentials="MD",
    )


PATHOLOGY = {
    "version": "0",
    "judgement.diagnosis": "Invasive lobular carcinoma",
    "judgement.histology": "8520/3",
    "judgement.laterality": "right",
    "part.pathology": "differs",
    "part.pathology.what": "Lobular, not ductal.",
    "part.pathology.why": "E-cadherin is lost.",
    "answers.own-1": "A pathologist does not judge this.",
    "nothing_missing": "on",
    "evidence_date": "2026-11-01",
    "summary": "It is another kind of breast cancer than you were told.",
}


@pytest.mark.requirement("R25")
@pytest.mark.parametrize(
    ("route", "who"), [("specialist", "reviewer"), ("pathologist", "pathologist"), ("expert", "reviewer")]
)
def test_a_case_goes_to_one_person_on_three_of_the_routes(
    walk: Walk, people: dict[str, User], route: str, who: str
) -> None:
    walk.send()
    ask(walk, route, people[who])
    assert walk.row().case.route == route


@pytest.mark.requirement("R14", "R15")
def test_the_page_shows_what_triage_proposes_and_why(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.tell().add()
    walk.post("patient", "questions/", {"uncertain_diagnosis": "yes"})
    walk.post("patient", "send/", {})
    page = sign_in("coordinator").get(walk.at("assign/"))
    assert page.context["proposal"].route == "pathologist"
    assert page.context["proposal"].reasons
    assert page.context["route"] == "pathologist", "the proposed route is chosen until another one is"
    assert sign_in("coordinator").get(walk.at("assign/?route=board")).context["route"] == "board"
    assert "A pathologist does not judge that." in page.content.decode()


@pytest.mark.requirement("R27", "R21")
def test_a_pathologist_judges_the_tissue_and_the_report_says_what_was_not_asked(
    walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]
) -> None:
    walk.send()
    ask(walk, "pathologist", people["pathologist"])
    first_read = sign_in("pathologist").get(walk.at("first-read/"))
    assert "judgement.treatments" not in first_read.context["form"].fields
    walk.seal("pathologist", {"judgement.diagnosis": "Invasive lobular carcinoma", "reasons": "E-cadherin is lost."})
    page = sign_in("pathologist").get(walk.at("opinion/")).context["form"]
    asked = {name for name in page.fields if name.startswith(("part.", "options."))}
    assert asked == {"part.pathology", "part.pathology.what", "part.pathology.why"}
    walk.post("pathologist", "opinion/", PATHOLOGY)
    walk.post("pathologist", "opinion/sign/", {"password": PASSWORD})
    walk.release()
    report = sign_in("patient").get(walk.at("report/")).content.decode()
    plain = report.split("<details")[0]
    assert "It is another kind of breast cancer than you were told." in plain
    assert plain.count("Not asked of a pathologist.") == 4
    assert sign_in("patient").get(walk.at("report/1.pdf")).content.startswith(b"%PDF")
    bundle = sign_in("patient").get(walk.at("export.json")).content.decode()
    assert "plan: not asked of a pathologist." in bundle


@pytest.mark.requirement("R27")
def test_a_pathologist_is_asked_about_testing_where_the_coordinator_says_so(
    walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]
) -> None:
    walk.send()
    ask(walk, "pathologist", people["pathologist"], testing="on")
    walk.seal("pathologist", {"judgement.diagnosis": "Carcinoma", "reasons": "Seen."})
    fields = sign_in("pathologist").get(walk.at("opinion/")).context["form"].fields
    assert "part.testing" in fields
    assert "part.plan" not in fields


@pytest.mark.requirement("B5", "R27")
def test_a_pathologist_is_blinded_from_the_diagnosis_even_where_only_the_treatment_is_asked_about(
    walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]
) -> None:
    walk.send()
    ask(walk, "pathologist", people["pathologist"])
    shown = {page: sign_in("pathologist").get(walk.at(page)).content.decode() for page in ("", "facts/", "records/")}
    assert [page for page, text in shown.items() if "nvasive ductal" in text] == []


@pytest.mark.requirement("R4", "R28")
def test_a_pathologist_is_asked_beside_a_specialist_and_each_does_their_own(
    walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]
) -> None:
    walk.send()
    ask(walk, "specialist", people["reviewer"])
    page = sign_in("coordinator").get(walk.at("assign/?route=pathologist")).content.decode()
    assert "Another field" not in page, "another field is what this route wants"
    ask(walk, "pathologist", people["pathologist"])
    assert walk.row().case.route == "specialist"
    walk.seal("pathologist", {"judgement.diagnosis": "Lobular carcinoma", "reasons": "Seen."})
    walk.post(
        "pathologist", "opinion/", {key: text for key, text in PATHOLOGY.items() if not key.startswith("answers")}
    )
    walk.post("pathologist", "opinion/sign/", {"password": PASSWORD})
    assert walk.row().status == Status.OPEN
    walk.seal().write().sign().release()
    reports = sign_in("patient").get(walk.at("report/")).context["reports"]
    assert [one["plain"].count("Not asked of a pathologist.") for one in reports] == [4, 0]


@pytest.fixture
def three(walk: Walk, people: dict[str, User]) -> dict[str, User]:
    """A surgeon, a medical and a radiation oncologist, each asked by themselves."""
    people["surgeon"] = specialist("Serrano", "Surgical oncology")
    people["radiotherapist"] = specialist("Rao", "Radiation oncology")
    asked = {who: people[who] for who in ("reviewer", "surgeon", "radiotherapist")}
    walk.send()
    ask(walk, "modalities", *asked.values())
    return asked


def write(walk: Walk, who: str, **changes: str) -> None:
    walk.post(who, "opinion/", opinion(**changes))


@pytest.mark.requirement("R28", "B5")
def test_a_specialist_of_each_field_reads_blinded_from_the_first_opinion_and_from_the_others(
    walk: Walk, sign_in: Callable[[str], Client], three: dict[str, User]
) -> None:
    case = walk.row().case
    assert sorted(seat.field for seat in case.seats) == ["medical oncology", "radiation oncology", "surgery"]
    secret = {who: f"Zebra-{who} is what I think." for who in three}
    for who in ("reviewer", "surgeon"):
        walk.seal(who, {"judgement.diagnosis": "IDC", "reasons": secret[who]})
    write(walk, "reviewer", summary=secret["reviewer"])
    walk.post("reviewer", "opinion/sign/", {"password": PASSWORD})
    pages = ("", "report/", "records/", "findings/", "opinion/", "first-read/")
    for who in ("surgeon", "radiotherapist"):
        seen = "".join(sign_in(who).get(walk.at(page)).content.decode() for page in pages)
        assert [word for other, word in secret.items() if other != who and word in seen] == []
    assert sign_in("radiotherapist").get(walk.at("opinion/")).status_code == 409
    assert sign_in("radiotherapist").get(walk.at("report/1.pdf")).status_code == 404
    assert secret["surgeon"] not in sign_in("reviewer").get(walk.at("report/")).content.decode()


@pytest.mark.requirement("R28", "R39")
def test_the_patient_gets_every_opinion_and_where_they_agree_or_differ(
    walk: Walk, sign_in: Callable[[str], Client], three: dict[str, User], settings: Any
) -> None:
    for who, laterality in (("reviewer", "right"), ("surgeon", "right"), ("radiotherapist", "left")):
        walk.seal(who)
        write(walk, who, **{"judgement.laterality": laterality})
        walk.post(who, "opinion/sign/", {"password": PASSWORD})
    assert walk.row().status == Status.SIGNED
    assert "Dr. Serrano" in sign_in("reviewer").get(walk.at("report/")).content.decode(), "all are in now"
    walk.release()
    page = sign_in("patient").get(walk.at("report/"))
    assert len(page.context["reports"]) == 3
    join_first_doctor(walk)
    shown = [("patient", at) for at in ("report/", "two-opinions/")]
    shown += [(who, at) for who in ("first_doctor", "surgeon") for at in ("report/", "two-opinions/")]
    shown += [("first_doctor", "letter-of-result/")]
    for who, at in shown:
        told = sign_in(who).get(walk.at(at)).content.decode()
        assert "Opinion 2, Opinion 3: right<br>Opinion 4: left" in told, (who, at)
        assert "Opinion 2, Opinion 3 go together." in told, (who, at)
    assert "Opinion 4: Dr. Rao" in page.content.decode()
    settings.CONSILIUM_TALK_DAYS = 0
    asking = sign_in("patient").get(walk.at("third-opinion/")).content.decode()
    assert "it is not settled" in asking, "one of them stands alone"
    taken = sign_in("patient").get(walk.at("export.json")).json()
    assert [entry["resource"]["resourceType"] for entry in taken["entry"]].count("Composition") == 3
    printed = PdfDocument(sign_in("patient").get(walk.at("report/1.pdf")).content)
    text = "".join(one.get_textpage().get_text_range() for one in printed)
    assert "Opinion 2, Opinion 3: right" in text


@pytest.mark.requirement("R28")
def test_one_who_is_slow_is_seen_and_let_go_without_losing_the_others(
    walk: Walk, sign_in: Callable[[str], Client], three: dict[str, User]
) -> None:
    for who in ("reviewer", "surgeon"):
        walk.seal(who)
        write(walk, who)
        walk.post(who, "opinion/sign/", {"password": PASSWORD})
    page = sign_in("coordinator").get(walk.at("assign/"))
    slow = next(one for one in page.context["asked"] if not one.sealed)
    assert slow.name == "Dr. Rao"
    assert [one.can_go for one in page.context["asked"] if one.signed] == [False, False]
    walk.post("coordinator", f"let-go/{slow.person}/", {})
    assert walk.row().status == Status.SIGNED, "all who are left have signed"
    assert sign_in("radiotherapist").get(walk.at("records/")).status_code == 404
    walk.release()
    assert len(sign_in("patient").get(walk.at("report/")).context["reports"]) == 2


@pytest.mark.requirement("R28")
def test_two_do_not_read_for_one_field(walk: Walk, sign_in: Callable[[str], Client], three: dict[str, User]) -> None:
    another = specialist("Sato", "Surgery")
    answer = sign_in("coordinator").post(walk.at("assign/"), {"route": "modalities", "reviewer": [str(another.pk)]})
    assert "Two would read for surgery." in answer.content.decode()


@pytest.mark.requirement("R4")
def test_a_reviewer_of_another_field_is_flagged_to_the_coordinator(
    walk: Walk, sign_in: Callable[[str], Client], people: dict[str, User]
) -> None:
    User.objects.filter(pk=people["reviewer"].pk).update(field="Radiation oncology")
    walk.send()
    assert "Another field" in sign_in("coordinator").get(walk.at("assign/")).content.decode()


@pytest.mark.requirement("B10")
def test_the_patient_takes_everything_along_as_fhir(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.send().ask().seal().write().sign()
    before = sign_in("patient").get(walk.at("export.json"))
    bundle: dict[str, Any] = json.loads(before.content)
    assert bundle["resourceType"] == "Bundle"
    assert "Your cancer can be taken out" not in before.content.decode(), "it is not released yet"
    walk.release()
    assert "Your cancer can be taken out" in sign_in("patient").get(walk.at("export.json")).content.decode()


@pytest.mark.requirement("R16")
def test_missing_records_are_asked_for_by_a_ready_letter(walk: Walk, sign_in: Callable[[str], Client]) -> None:
    walk.tell().add()
    client = sign_in("patient")
    assert client.get(walk.at("ask-for-records.pdf")).content.startswith(b"%PDF")
    missing = len(client.get(walk.at("ask-for-records/")).context["missing"])
    assert missing
    walk.post("patient", "ask-for-records/", {})
    states = [state.value for _, state in client.get(walk.at("findings/")).context["noticed"].checklist]
    assert states.count("requested") == missing
    assert "missing" not in states


@pytest.mark.requirement("R47")
def test_everybody_can_read_about_second_opinions_without_an_account(db: None) -> None:
    page = Client().get("/about-second-opinions/")
    assert page.status_code == 200
    assert len(page.context["topics"]) >= 4


@pytest.mark.requirement("R19")
@pytest.mark.requirement("R36")
def test_questions_for_the_first_doctor_and_the_insurer_are_offered(
    walk: Walk, sign_in: Callable[[str], Client]
) -> None:
    noticed = walk.tell().add() and sign_in("patient").get(walk.at("findings/")).context["noticed"]
    assert noticed.for_first_doctor
    assert noticed.for_insurer
