"""Two opinions that differ: the gap, the doctors' private talk, its result, the third opinion."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from walking import PASSWORD, Walk, join_first_doctor, opinion

from consilium_web.models import CaseRow, NoticeRow, ResultRow, TalkRow, User

SECRET = "Between us: I never saw the ultrasound."
ANSWER = "Between us: nor did I at first."
RESULT = {
    "note": "",
    "1.laterality.ending": "second",
    "1.laterality.why": "The scan shows it plainly.",
    "1.treatments.ending": "new",
    "1.treatments.view": "A smaller operation, then a pill.",
    "1.treatments.why": "It works as well.",
}


def text(walk: Walk, who: str, page: str = "two-opinions/") -> str:
    return str(walk.sign_in(who).get(walk.at(page)).content.decode())


@pytest.fixture
def apart(walk: Walk) -> Walk:
    """Both opinions are out and differ in the side and in the treatment; the first doctor takes part."""
    walk.send()
    join_first_doctor(walk)
    walk.ask().seal()
    different = {"judgement.laterality": "left", "judgement.treatments": "lumpectomy\nletrozole\nradiation"}
    walk.write(**different).sign().release()
    return walk


def test_the_points_of_the_talk_are_the_major_differences(apart: Walk) -> None:
    page = apart.sign_in("first_doctor").get(apart.at("two-opinions/"))
    assert {one.name for one in page.context["found"].points} == {"1.laterality", "1.treatments"}


def talked(walk: Walk) -> Walk:
    walk.post("reviewer", "two-opinions/", {"say": "", "text": SECRET})
    walk.post("first_doctor", "two-opinions/", {"say": "", "text": ANSWER})
    return walk


@pytest.mark.requirement("R39")
@pytest.mark.requirement("R41")
def test_the_patient_sees_the_gap_first_then_each_point_with_its_reason(apart: Walk) -> None:
    page = text(apart, "patient")
    gap, points, talk = (
        page.index(words) for words in ("did both doctors see", "Point by point", "What the two doctors")
    )
    assert gap < points < talk
    assert "Ultrasound of the armpit" in page
    assert "The tumor is small enough." in page


@pytest.mark.requirement("R41")
def test_the_two_doctors_read_each_other_and_nobody_else_reads_a_word(apart: Walk) -> None:
    talked(apart)
    for who in ("first_doctor", "reviewer"):
        assert SECRET in text(apart, who)
        assert ANSWER in text(apart, who)
    for who in ("patient", "coordinator"):
        for page in ("", "two-opinions/", "report/", "audit/" if who == "patient" else "", "letter-of-result/"):
            assert "Between us" not in text(apart, who, page)
    assert "have been talking since" in text(apart, "patient")
    assert b"Between us" not in b"".join(bytes(row.sealed) for row in TalkRow.objects.all())


@pytest.mark.parametrize("who", ["patient", "coordinator", "other_reviewer", "other_patient", "administrator"])
def test_nobody_else_writes_in_the_talk(apart: Walk, who: str) -> None:
    answer = apart.sign_in(who).post(apart.at("two-opinions/"), {"say": "", "text": "Me too"})
    assert answer.status_code == 404
    assert not TalkRow.objects.exists()


def test_what_a_doctor_wrote_is_never_changed(apart: Walk) -> None:
    talked(apart)
    with pytest.raises(DatabaseError), transaction.atomic():
        TalkRow.objects.update(sealed=b"other")


@pytest.mark.requirement("R41")
def test_the_result_stands_once_the_other_doctor_agrees_and_the_patient_reads_it(apart: Walk) -> None:
    talked(apart).post("reviewer", "two-opinions/", RESULT)
    assert "A smaller operation" not in text(apart, "patient")
    assert "still has to agree" in text(apart, "patient")
    waiting = str(ResultRow.objects.get().pk)
    assert apart.sign_in("reviewer").post(apart.at("two-opinions/"), {"confirm": waiting}).status_code == 404
    apart.post("first_doctor", "two-opinions/", {"confirm": waiting})
    page = text(apart, "patient")
    assert "A smaller operation, then a pill." in page
    assert "The scan shows it plainly." in page
    assert "settled it with them" in text(apart, "patient", "report/")
    assert "wrote down what they came to" in text(apart, "patient", "report/").split("Download as PDF")[0]


def test_an_incomplete_result_is_not_kept_and_says_what_is_missing(apart: Walk) -> None:
    page = apart.sign_in("reviewer").post(apart.at("two-opinions/"), RESULT | {"1.treatments.view": ""})
    assert "new common view" in str(page.context["result_form"].errors["1.treatments.view"])
    assert not ResultRow.objects.exists()


@pytest.mark.requirement("R43")
def test_a_third_opinion_is_offered_where_the_doctors_still_differ(apart: Walk) -> None:
    offered = "A third opinion can help now."
    assert offered not in text(apart, "patient")
    still = RESULT | {"1.treatments.ending": "apart", "1.treatments.why": "We weigh the risk in two ways."}
    apart.post("first_doctor", "two-opinions/", still)
    apart.post("reviewer", "two-opinions/", {"confirm": str(ResultRow.objects.get().pk)})
    assert offered in text(apart, "patient")
    report = text(apart, "patient", "report/")
    assert "On some points they still differ." in report
    assert "Talk to both doctors" not in report, "they have"
    assert "it is not settled" in text(apart, "patient", "third-opinion/")


@pytest.mark.requirement("R8")
@pytest.mark.requirement("R43")
def test_silence_stops_nothing_and_after_some_days_a_third_opinion_is_offered(apart: Walk, settings: object) -> None:
    apart.post("reviewer", "two-opinions/", {"say": "", "text": SECRET})
    page = text(apart, "patient")
    assert "There is no answer yet. Nothing stops because of this." in page
    assert "Ask for a third opinion. You can do this at any time." in page
    settings.CONSILIUM_TALK_DAYS = 0  # type: ignore[attr-defined]
    assert "A third opinion can help now." in text(apart, "patient")


@pytest.mark.requirement("R8")
def test_where_the_patient_does_not_share_the_first_doctor_reads_and_writes_nothing(apart: Walk) -> None:
    talked(apart).post("patient", "consents/", {"review": "on"})
    client = apart.sign_in("first_doctor")
    assert client.get(apart.at("two-opinions/")).status_code == 404
    assert client.post(apart.at("two-opinions/"), {"say": "", "text": "Hello"}).status_code == 404
    apart.post("reviewer", "two-opinions/", {"say": "", "text": "Are you there?"})


@pytest.mark.requirement("R43")
@pytest.mark.requirement("B5")
def test_a_third_reviewer_sees_neither_opinion_nor_talk_nor_result_before_sealing(
    apart: Walk, people: dict[str, User]
) -> None:
    User.objects.filter(pk=people["other_reviewer"].pk).update(institution="Third Place")
    talked(apart).post("reviewer", "two-opinions/", RESULT)
    apart.post("first_doctor", "two-opinions/", {"confirm": str(ResultRow.objects.get().pk)})
    apart.post("patient", "third-opinion/", {})
    apart.ask("other_reviewer")
    client = apart.sign_in("other_reviewer")
    assert client.get(apart.at("two-opinions/")).status_code == 409
    for page in (
        "",
        "report/",
        "records/",
        "facts/",
        "findings/",
        "letter-of-result/",
        "report/1.json",
        "report/1.pdf",
    ):
        body = client.get(apart.at(page)).content.decode("latin-1")
        assert [bird for bird in ("Between us", "smaller operation", "cut out", "scan shows") if bird in body] == []
    apart.seal("other_reviewer", {"judgement.laterality": "left", "reasons": "Seen."})
    client.post(apart.at("opinion/"), opinion(**{"judgement.laterality": "left"}))
    client.post(apart.at("opinion/sign/"), {"password": PASSWORD})
    assert "Between us" not in client.get(apart.at("two-opinions/")).content.decode()
    apart.release()
    page = text(apart, "patient")
    assert "Opinion 2, Opinion 3 go together." in page
    assert "does not say who is right" in page
    assert "gave one more opinion" in text(apart, "patient", "report/")


@pytest.mark.requirement("R44")
@pytest.mark.requirement("R42")
def test_who_asks_again_after_agreement_meets_a_kind_note_and_no_block(walk: Walk) -> None:
    walk.send().ask().seal()
    same = {"judgement.laterality": "right", "judgement.treatments": "mastectomy\nAC"}
    walk.write(**same).sign().release()
    page = text(walk, "patient", "third-opinion/")
    assert "It is normal to feel unsure" in page
    assert "support group" in page
    walk.post("patient", "third-opinion/", {})
    assert walk.row().status == "sent"


def test_the_doctors_are_told_that_something_waits_and_the_patient_that_it_is_settled(
    apart: Walk, people: dict[str, User]
) -> None:
    talked(apart).post("reviewer", "two-opinions/", RESULT)
    apart.post("first_doctor", "two-opinions/", {"confirm": str(ResultRow.objects.get().pk)})

    def told(who: str) -> set[str]:
        return set(NoticeRow.objects.filter(user=people[who]).values_list("what", flat=True))

    assert {"talk.said", "talk.noted"} <= told("first_doctor")
    assert "talk.agreed" in told("patient")
    assert not {"talk.said", "talk.noted"} & (told("patient") | told("coordinator"))


def test_a_double_click_sends_one_word(apart: Walk) -> None:
    client = apart.sign_in("reviewer")
    words = client.get(apart.at("two-opinions/")).context["words_form"]
    sent = {"say": "", "text": SECRET, "token": str(words.initial["token"])}
    assert [client.post(apart.at("two-opinions/"), sent).status_code for _ in range(2)] == [302, 302]
    assert TalkRow.objects.count() == 1


def test_a_case_without_a_major_difference_has_no_talk(walk: Walk) -> None:
    walk.send().ask().seal()
    walk.write(**{"judgement.treatments": "mastectomy\nAC"}).sign().release()
    assert walk.sign_in("reviewer").post(walk.at("two-opinions/"), {"say": "", "text": "Hm"}).status_code == 404


@pytest.mark.requirement("R37")
def test_the_letter_to_the_first_doctor_is_a_page_and_a_file(apart: Walk) -> None:
    for who in ("patient", "first_doctor", "coordinator", "reviewer"):
        assert "differ in something important" in text(apart, who, "letter-of-result/")
    assert apart.sign_in("patient").get(apart.at("letter-of-result.pdf")).content.startswith(b"%PDF")


@pytest.mark.requirement("B10")
def test_an_opinion_can_be_taken_along_as_fhir(apart: Walk) -> None:
    for who in ("patient", "first_doctor", "coordinator", "reviewer"):
        bundle = apart.sign_in(who).get(apart.at("report/1.json")).json()
        kinds = {entry["resource"]["resourceType"] for entry in bundle["entry"]}
        assert {"Composition", "DiagnosticReport"} <= kinds
    assert apart.sign_in("patient").get(apart.at("report/2.json")).status_code == 404


def test_days_are_counted_from_the_last_release(apart: Walk) -> None:
    from consilium_web.queries.talks import since_release

    row: CaseRow = apart.row()
    released = row.case.history[-1].at.date()
    assert since_release(row.case, released + timedelta(days=8)) == 8
