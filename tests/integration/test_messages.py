"""Messages: who reads what, what a blinded reviewer does not read, and that nothing is lost or sent twice."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from walking import Walk

from consilium.delivery import ready
from consilium_web.models import MessageDraftRow, MessageRow, NoticeRow, User

SignIn = Callable[[str], Client]
CANARY = "Dr. Adams wants the Kiwi-regimen for a Quokkaoma"


def write(walk: Walk, who: str, text: str, thread: str = "desk", **more: str) -> None:
    walk.post(who, f"messages/?thread={thread}", {"text": text, **more})


def page(walk: Walk, who: str, thread: str = "") -> str:
    answer = walk.sign_in(who).get(walk.at("messages/"), {"thread": thread} if thread else {})
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def new_for(people: dict[str, User], who: str) -> bool:
    return NoticeRow.objects.filter(user=people[who], what="message.new", read_at=None).exists()


def test_patient_and_desk_write_to_each_other(walk: Walk, people: dict[str, User]) -> None:
    walk.send()
    write(walk, "patient", "My treatment may start earlier.")
    assert new_for(people, "coordinator") and not new_for(people, "patient")
    said = page(walk, "coordinator")
    assert "My treatment may start earlier." in said and "Jenny M" in said and "New</strong>" in said
    assert not new_for(people, "coordinator"), "it was read"
    assert "New</strong>" not in page(walk, "coordinator")
    write(walk, "coordinator", "Thank you. On which day?")
    assert new_for(people, "patient")
    assert "On which day?" in page(walk, "patient")


@pytest.mark.requirement("B5")
def test_no_words_of_another_reach_a_blinded_reviewer(walk: Walk, people: dict[str, User]) -> None:
    walk.send().ask()
    thread = str(people["reviewer"].pk)
    write(walk, "patient", CANARY)
    write(walk, "coordinator", f"The patient writes: {CANARY}", thread)
    assert not new_for(people, "reviewer"), "there is nothing to read yet"
    said = page(walk, "reviewer")
    assert "Kiwi" not in said and "Quokka" not in said
    assert "waits until you seal your first read" in said
    walk.seal()
    assert new_for(people, "reviewer")
    said = page(walk, "reviewer")
    assert f"The patient writes: {CANARY}" in said and "New</strong>" in said
    assert said.count("Kiwi-regimen") == 1, "the patient's own thread is not the reviewer's"


@pytest.mark.requirement("B5")
def test_a_blinded_reviewer_reads_ready_messages_and_their_own(walk: Walk, people: dict[str, User]) -> None:
    walk.send().ask()
    thread = str(people["reviewer"].pk)
    text = ready.messages("reviewer")[0].text
    write(walk, "coordinator", text, thread)
    assert new_for(people, "reviewer")
    write(walk, "reviewer", "By Friday.", thread)
    said = page(walk, "reviewer")
    assert text in said and "By Friday." in said
    assert "By Friday." in page(walk, "coordinator", thread)
    write(walk, "coordinator", f"{text} {CANARY}", thread)
    assert "Kiwi" not in page(walk, "reviewer"), "a changed ready message is one of the desk's own"


@pytest.mark.requirement("B5")
def test_the_desks_own_ready_messages_wait_as_well(walk: Walk, people: dict[str, User]) -> None:
    walk.send().ask()
    desk = walk.sign_in("coordinator")
    desk.post("/ready-messages/", {"title": "Mine", "text": CANARY})
    write(walk, "coordinator", CANARY, str(people["reviewer"].pk))
    assert "Kiwi" not in page(walk, "reviewer")


@given(text=st.text(min_size=1, max_size=200))
def test_only_the_words_of_the_table_pass_as_ready(text: str) -> None:
    known = {one.text for to in ("patient", "reviewer") for one in ready.messages(to)}  # type: ignore[arg-type]
    assert not ready.code_of(text) or " ".join(text.split()) in known
    assert ready.code_of(f"{ready.messages('reviewer')[0].text} {text}") == "" or not text.split()


def test_each_reads_their_own_threads_only(walk: Walk, sign_in: SignIn, people: dict[str, User]) -> None:
    walk.send().ask()
    thread = str(people["reviewer"].pk)
    for who, wanted in (("patient", thread), ("reviewer", "desk"), ("coordinator", str(uuid4()))):
        assert sign_in(who).get(walk.at(f"messages/?thread={wanted}")).status_code == 404
        assert sign_in(who).post(walk.at(f"messages/?thread={wanted}"), {"text": "x"}).status_code == 404
    assert not MessageRow.objects.exists()


def test_a_question_is_passed_on_by_the_desk(walk: Walk, people: dict[str, User]) -> None:
    walk.send().ask().seal()
    write(walk, "patient", "May I swim?")
    message, thread = MessageRow.objects.get(), str(people["reviewer"].pk)
    link = f"messages/?thread={thread}&pass-on={message.pk}"
    assert link.replace("&", "&amp;") in page(walk, "coordinator")
    assert "The patient asks: “May I swim?”" in walk.sign_in("coordinator").get(walk.at(link)).content.decode()
    assert "May I swim?" not in walk.sign_in("reviewer").get(walk.at(link)).content.decode()


def test_a_double_click_sends_once(walk: Walk) -> None:
    walk.send()
    token = str(uuid4())
    for _ in range(2):
        write(walk, "patient", "Hello", token=token)
    assert MessageRow.objects.count() == 1


def test_what_is_written_is_kept_and_comes_back_until_it_is_sent(walk: Walk, sign_in: SignIn) -> None:
    walk.send()
    token = str(uuid4())
    write(walk, "patient", "I wonder whether", keep="1")
    assert "I wonder whether" in page(walk, "patient")
    assert "I wonder whether" not in page(walk, "coordinator")
    late = {"text": "I wonder whether I", "token": token}
    kept = sign_in("patient").post(walk.at("messages/"), late, HTTP_HX_REQUEST="true")
    assert "Kept at" in kept.content.decode()
    write(walk, "patient", "I wonder whether I can swim", token=token)
    sign_in("patient").post(walk.at("messages/"), late, HTTP_HX_REQUEST="true")
    form = sign_in("patient").get(walk.at("messages/")).context["form"]
    assert form.initial["text"] == "", "words that come after the message was sent are not kept again"
    assert MessageDraftRow.objects.count() == 1


def test_an_empty_message_is_not_sent(walk: Walk, sign_in: SignIn) -> None:
    walk.send()
    answer = sign_in("patient").post(walk.at("messages/"), {"text": " "})
    assert answer.status_code == 200 and answer.context["form"].errors
    assert not MessageRow.objects.exists()


def test_before_a_case_is_sent_and_after_it_is_taken_back_nobody_writes(walk: Walk, sign_in: SignIn) -> None:
    walk.tell()
    assert "Once you send your case" in page(walk, "patient")
    assert sign_in("patient").post(walk.at("messages/"), {"text": "x"}).url == walk.at("")
    assert not MessageRow.objects.exists()


def test_a_long_thread_has_pages(walk: Walk, people: dict[str, User]) -> None:
    walk.send()
    for number in range(21):
        write(walk, "patient", f"Message number {number}.")
    assert "Message number 0." not in page(walk, "patient")
    second = walk.sign_in("patient").get(walk.at("messages/?thread=desk&page=2")).content.decode()
    assert "Message number 0." in second


def test_the_desk_keeps_ready_messages_of_its_own(walk: Walk, sign_in: SignIn) -> None:
    walk.send()
    desk = sign_in("coordinator")
    desk.post("/ready-messages/", {"title": "Parking", "text": "You can park in front."})
    old = desk.get("/ready-messages/").context["own"][0].own
    desk.post("/ready-messages/", {"title": "Parking", "text": "You can park behind.", "old": old})
    choices = desk.get(walk.at("messages/")).context["choices"]
    assert [one.text for one in choices if one.own] == ["You can park behind."]
    put_in = desk.get(walk.at(f"messages/?ready={len(choices) - 1}"))
    assert put_in.context["form"].initial["text"] == "You can park behind."
    desk.post("/ready-messages/", {"end": next(one.own for one in choices if one.own)})
    assert not desk.get("/ready-messages/").context["own"]


def test_ready_messages_speak_the_patients_language(walk: Walk, sign_in: SignIn) -> None:
    walk.tell(language="es").add().post("patient", "send/", {})
    choices = sign_in("coordinator").get(walk.at("messages/")).context["choices"]
    assert choices[0].text.startswith("Su caso ha llegado.")


def test_messages_are_sealed(walk: Walk) -> None:
    walk.send()
    write(walk, "patient", CANARY)
    write(walk, "patient", CANARY, keep="1")
    rows = [bytes(row.sealed) for row in (*MessageRow.objects.all(), *MessageDraftRow.objects.all())]
    assert len(rows) == 2 and all(b"Kiwi" not in row for row in rows)
    assert datetime.now(UTC) > MessageRow.objects.get().at


def test_a_message_is_never_changed_or_deleted(walk: Walk) -> None:
    walk.send()
    write(walk, "patient", "May I swim?")
    for change in (lambda: MessageRow.objects.update(thread="another"), MessageRow.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
