"""The coordinator's day: the queue and its filters, one person twice, records asked for, a proposal for all at once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from walking import ABOUT, FIRST_OPINION, REPORT, WISHES, Walk, upload

from consilium.cases import Status
from consilium_web.actions import reminders
from consilium_web.models import AssignmentRow, AuditEvent, NoticeRow, RecordAskRow, ReviewerProfile, User

SignIn = Callable[[str], Client]
SEVERAL = 4


@pytest.fixture
def several(sign_in: SignIn) -> list[Walk]:
    """Cases that wait, told by two people."""
    found = []
    for number in range(SEVERAL):
        one = Walk(sign_in)
        one.tell(cancer=("Breast cancer", "Lung cancer")[number % 2], planned_start=f"2030-12-{10 + number}")
        one.post("patient", "send/", {})
        found.append(one)
    return found


@pytest.fixture
def free_reviewer(people: dict[str, User]) -> User:
    """The second reviewer, from a place of their own, with room."""
    User.objects.filter(pk=people["other_reviewer"].pk).update(institution="Third Place")
    return people["other_reviewer"]


def rows(page: Any) -> list[str]:
    return [line.reference for line in page.context["lines"]]


def test_the_queue_is_narrowed_by_cancer_route_reviewer_and_state(
    several: list[Walk], sign_in: SignIn, people: dict[str, User]
) -> None:
    desk = sign_in("coordinator")
    several[0].ask()
    everything = rows(desk.get("/queue/"))
    assert len(everything) == SEVERAL
    assert len(rows(desk.get("/queue/?cancer=lung"))) == 2
    assert len(rows(desk.get("/queue/?status=sent"))) == SEVERAL - 1
    assert len(rows(desk.get("/queue/?route=specialist"))) == 1
    assert rows(desk.get(f"/queue/?reviewer={people['reviewer'].pk}")) == everything[:1]
    assert rows(desk.get("/queue/?cancer=breast&status=sent&route=expert")) == []
    assert "Show everything that waits" in desk.get("/queue/?route=expert").content.decode()
    assert len(rows(desk.get("/queue/?cancer=nonsense&status=x&reviewer=y&page=9"))) == SEVERAL


def test_the_most_urgent_stands_first(several: list[Walk], sign_in: SignIn) -> None:
    lines = sign_in("coordinator").get("/queue/").context["lines"]
    assert [line.days_left for line in lines] == sorted(line.days_left for line in lines)
    oldest = sign_in("coordinator").get("/queue/?order=age").context["lines"]
    assert [line.sent_at for line in oldest] == sorted(line.sent_at for line in oldest)


def test_missing_records_are_asked_for_reminded_of_and_answered(walk: Walk, sign_in: SignIn) -> None:
    walk.send()
    desk = sign_in("coordinator")
    assert rows(desk.get("/queue/?records=on")) == []
    walk.post("coordinator", "ask-for-records/", {})
    page = desk.get("/queue/?records=on")
    asked = page.context["lines"][0].asked
    assert asked.by == "Carla J" and asked.count > 0 and asked.reminded_on is None
    desk.post(walk.at("remind/"), {"of": "records"})
    assert desk.get("/queue/").context["lines"][0].asked.reminded_on == timezone.now().date()
    assert NoticeRow.objects.filter(what="records.reminded", user__name="Jenny M").exists()
    walk.add(upload("late.txt", b"late"))
    assert rows(desk.get("/queue/?records=on")) == []
    assert RecordAskRow.objects.get().answered_at is not None


def test_one_person_twice_is_shown_and_never_merged(walk: Walk, sign_in: SignIn) -> None:
    walk.send()
    other = Walk(sign_in)
    assert sign_in("coordinator").get("/queue/").context["lines"][0].twins == ()
    response = sign_in("other_patient").post("/cases/new/", {"who": "patient"})
    other.case = response.url.split("/")[2]
    for page, data in (
        ("first-opinion/", FIRST_OPINION),
        ("about/", ABOUT),
        ("wishes/", WISHES),
        ("consents/", {"review": "on"}),
        ("records/", {"files": [upload("r.txt", REPORT.replace("Jenny M", "Jenni M").encode())]}),
        ("send/", {}),
    ):
        other.post("other_patient", page, data)
    page = sign_in("coordinator").get("/queue/?twins=on")
    assert len(rows(page)) == 2
    assert all(len(line.twins) == 1 and not line.twins[0].sure for line in page.context["lines"])
    assert "May be the same person as" in page.content.decode()
    assert walk.row().case.patient != other.row().case.patient


def propose(sign_in: SignIn) -> Any:
    return sign_in("coordinator").get("/queue/proposal/")


def chosen(page: Any) -> dict[str, str]:
    """The form as it is proposed."""
    return {f"case-{line.case}": f"{line.reviewer}:{line.version}" for line in page.context["found"].lines} | {
        "token": str(page.context["form"].initial["token"])
    }


@pytest.mark.requirement("B6")
def test_the_whole_queue_is_assigned_at_once_after_a_yes(
    several: list[Walk], sign_in: SignIn, people: dict[str, User], free_reviewer: User
) -> None:
    page = propose(sign_in)
    lines = page.context["found"].lines
    assert len(lines) == SEVERAL
    assert {line.name for line in lines} == {"Dr. Okafor", "Dr. Novak"}, "equal people share the work"
    assert all("independent" in line.reasons for line in lines)
    assert all(one.row().status == Status.SENT for one in several), "nobody is asked before a yes"
    answer = sign_in("coordinator").post("/queue/proposal/", chosen(page))
    assert answer.url == "/queue/"
    assert all(one.row().status == Status.BLINDED for one in several)
    assert AuditEvent.objects.filter(action="reviewer.asked").count() == SEVERAL
    assert AssignmentRow.objects.count() == SEVERAL
    again = sign_in("coordinator").post("/queue/proposal/", chosen(page))
    assert again.url == "/queue/" and AuditEvent.objects.filter(action="reviewer.asked").count() == SEVERAL


@pytest.mark.requirement("B6")
@pytest.mark.requirement("R3")
def test_whoever_is_not_independent_is_not_proposed_and_it_is_said(several: list[Walk], sign_in: SignIn) -> None:
    page = propose(sign_in)
    lines, left = page.context["found"].lines, page.context["found"].left
    assert {line.name for line in lines} == {"Dr. Okafor"}, "the other one is from the first doctor's clinic"
    assert all(offer.name != "Dr. Novak" for line in lines for offer in line.offers)
    assert left == ()
    ReviewerProfile.objects.create(user=User.objects.get(name="Dr. Okafor"), capacity=1, changed_at=timezone.now())
    found = propose(sign_in).context["found"]
    assert len(found.lines) == 1 and len(found.left) == SEVERAL - 1
    assert "not independent of the first doctor: 1" in found.left[0].why
    assert "a field that this route does not want: 1" in found.left[0].why, "the pathologist is for the tissue"


@pytest.mark.requirement("B6")
def test_cases_that_changed_meanwhile_are_refused_one_by_one(
    several: list[Walk], sign_in: SignIn, free_reviewer: User
) -> None:
    page = propose(sign_in)
    several[0].ask()
    several[1].post("patient", "withdraw/", {})
    answer = sign_in("coordinator").post("/queue/proposal/", chosen(page), follow=True)
    said = answer.content.decode()
    assert "2 reviewers were asked." in said
    assert said.count("This case was changed after the proposal was made") == 2
    assert [one.row().status for one in several] == ["blinded", "withdrawn", "blinded", "blinded"]


@pytest.mark.requirement("B6")
def test_a_row_can_be_changed_or_left_out(
    several: list[Walk], sign_in: SignIn, people: dict[str, User], free_reviewer: User
) -> None:
    page = propose(sign_in)
    form = chosen(page)
    first, second, *rest = page.context["found"].lines
    other = next(offer for offer in first.offers if offer.id != first.reviewer)
    form |= {f"case-{first.case}": f"{other.id}:{first.version}", f"case-{second.case}": ""}
    form |= {f"case-{line.case}": "" for line in rest}
    sign_in("coordinator").post("/queue/proposal/", form)
    row = AssignmentRow.objects.get()
    assert str(row.reviewer_id) == other.id and row.case_id == first.case


def test_what_was_tampered_with_is_refused(several: list[Walk], sign_in: SignIn, people: dict[str, User]) -> None:
    """Somebody not independent, away, full, or nobody at all is not asked, whatever the form says."""
    page = propose(sign_in)
    line = page.context["found"].lines[0]
    field = f"case-{line.case}"
    desk = sign_in("coordinator")
    for reviewer in (people["other_reviewer"].pk, people["patient"].pk, "no-id", line.case):
        desk.post("/queue/proposal/", {field: f"{reviewer}:{line.version}"})
    away = date(2099, 1, 1)
    ReviewerProfile.objects.create(user=people["reviewer"], away_until=away, changed_at=timezone.now())
    desk.post("/queue/proposal/", {field: f"{people['reviewer'].pk}:{line.version}"})
    ReviewerProfile.objects.update(away_until=None, capacity=0)
    desk.post("/queue/proposal/", {field: f"{people['reviewer'].pk}:{line.version}"})
    assert not AssignmentRow.objects.exists()


def test_a_reviewer_says_what_they_work_with_and_is_proposed_for_it(
    several: list[Walk], sign_in: SignIn, people: dict[str, User], free_reviewer: User
) -> None:
    for who, cancer in (("reviewer", "breast"), ("other_reviewer", "lung")):
        said = {"cancers": [cancer], "languages": ["en", "es"], "capacity": "5"}
        assert sign_in(who).post("/reviewing/", said).status_code == 302
    names = {line.cancer: line.name for line in propose(sign_in).context["found"].lines}
    assert names == {"Breast cancer": "Dr. Okafor", "Lung cancer": "Dr. Novak"}
    assert "Write the last day" in (
        sign_in("reviewer").post("/reviewing/", said | {"away_from": "2030-01-01"}).content.decode()
    )


def test_an_administrator_changes_a_profile_and_nobody_else_does(sign_in: SignIn, people: dict[str, User]) -> None:
    page = f"/reviewing/?person={people['reviewer'].pk}"
    assert sign_in("other_reviewer").get(page).status_code == 404
    admin = sign_in("administrator")
    assert "Dr. Okafor" in admin.get("/reviewing/").content.decode()
    assert admin.post(page, {"capacity": "2", "cancers": ["skin"]}).status_code == 302
    assert ReviewerProfile.objects.get(user=people["reviewer"]).capacity == 2
    assert admin.get(f"/reviewing/?person={people['patient'].pk}").status_code == 404
    assert admin.get("/reviewing/?person=no-id").status_code == 404


def test_the_workload_shows_open_cases_and_their_days(walk: Walk, sign_in: SignIn) -> None:
    walk.send().ask()
    first, *_ = sign_in("coordinator").get("/queue/workload/").context["loads"]
    assert first.name == "Dr. Okafor" and len(first.open) == 1
    assert first.open[0].due_on == AssignmentRow.objects.get().due_on
    walk.seal().write().sign()
    assert all(not one.open for one in sign_in("coordinator").get("/queue/workload/").context["loads"])


def test_a_reviewer_is_reminded_by_hand_and_when_the_day_is_near(walk: Walk, sign_in: SignIn) -> None:
    walk.send().ask()
    sign_in("coordinator").post(walk.at("remind/"), {"of": "review"})
    assert NoticeRow.objects.filter(what="review.reminded", user__name="Dr. Okafor").exists()
    row = AssignmentRow.objects.get()
    near = datetime.combine(row.due_on, datetime.min.time(), tzinfo=UTC) - timedelta(days=1)
    assert not reminders.review_is_near(row.pk, near - timedelta(days=4))
    assert reminders.review_is_near(row.pk, near)
    walk.seal().write().sign()
    assert not reminders.review_is_near(row.pk, near), "it is signed"


def test_a_coordinator_can_put_the_filters_into_a_bookmark_that_names_nobody(
    several: list[Walk], sign_in: SignIn, people: dict[str, User]
) -> None:
    page = sign_in("coordinator").get("/queue/?cancer=breast&order=age")
    form = page.content.decode().split('<form method="get"')[1].split("</form>")[0]
    assert "Jenny" not in form and "example.org" not in form
    assert 'value="breast" selected' in form
