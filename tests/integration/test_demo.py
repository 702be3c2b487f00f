"""The demo: six people at different steps, and what each of them is there to show."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from consilium.cases import Status
from consilium.concordance import Concordance, Grade
from consilium.outcomes import Outcome
from consilium_web.demo import load, records
from consilium_web.models import CaseRow, OutcomeRow, User
from consilium_web.queries import assessments, boards, opinions, people
from consilium_web.queries.audit import verify


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """The demo, loaded once for all tests of this file and undone behind the last."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(VAR=tmp_path_factory.mktemp("demo")):
        assert load.load(timezone.now())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: None, db: None, settings: Any) -> None:
    settings.DEMO = True


def case_of(email: str) -> tuple[UUID, User]:
    user = User.objects.get(email=email)
    row = CaseRow.objects.get(people__user=user)
    return row.pk, user


def compared(email: str) -> Concordance:
    case, user = case_of(email)
    actor = people.actor_in(user, case)
    assert actor
    return opinions.one(case, 1, actor, today=timezone.now().date()).comparison


def finding_codes(email: str) -> set[str]:
    case, user = case_of(email)
    actor = people.actor_in(user, case)
    assert actor
    found = assessments.get(case, actor, today=timezone.now().date())
    return {finding.code for finding in found.findings}


def test_the_six_people_stand_at_their_steps_and_the_audit_holds(demo: None) -> None:
    steps = sorted(CaseRow.objects.values_list("status", flat=True))
    assert steps == sorted(person["step"] for person in records.people())
    assert len(steps) == 6
    assert verify().broken_at is None


@pytest.mark.requirement("R39")
@pytest.mark.requirement("R41")
def test_one_persons_two_opinions_differ_in_stage_and_it_is_major(demo: None) -> None:
    grades = {item.field: item.grade for item in compared("harold@demo.example").items}
    assert grades["stage_group"] is Grade.MAJOR


@pytest.mark.requirement("R42")
def test_one_persons_two_opinions_agree(demo: None) -> None:
    assert not compared("ingrid@demo.example").of(Grade.MAJOR)


@pytest.mark.requirement("B2")
def test_another_mans_report_in_the_folder_is_noticed(demo: None) -> None:
    assert any(code.startswith("identity.") for code in finding_codes("george@demo.example"))


@pytest.mark.requirement("B2")
def test_two_reports_that_disagree_on_a_receptor_are_noticed(demo: None) -> None:
    assert "contradiction.biomarker" in finding_codes("amara@demo.example")


def test_the_proxy_acts_in_an_open_review(demo: None) -> None:
    case, _ = case_of("lin@demo.example")
    assert CaseRow.objects.get(pk=case).status == Status.OPEN.value


@pytest.mark.requirement("R26")
def test_the_demos_board_has_every_discipline_that_its_quorum_asks_for(demo: None) -> None:
    coordinator = people.actor(User.objects.get(email="coordinator@demo.example"))
    found = {one.discipline for one in boards.sitters(coordinator)}
    assert {"surgery", "medical", "radiation", "pathology", "radiology"} <= found


def test_the_demo_has_too_few_cases_and_says_so(demo: None) -> None:
    desk = User.objects.filter(memberships__role="coordinator", email__endswith=load.DOMAIN).first()
    assert desk
    client = Client()
    client.force_login(desk, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/outcomes/").content.decode()
    assert "too few cases" in page
    assert OutcomeRow.objects.count() == 2
    kept = {row.value(row.case.key, Outcome).overall for row in OutcomeRow.objects.all()}
    assert Grade.MAJOR in kept, "two people of the demo have an opinion, and one of them differs"


def test_loading_again_changes_nothing(demo: None) -> None:
    assert not load.load(timezone.now())
    assert CaseRow.objects.count() == 6


def test_outside_a_demo_nothing_is_loaded_and_its_accounts_are_shut(demo: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="no demo"):
        call_command("demo")
    load.open_or_close()
    assert not User.objects.filter(email__endswith=load.DOMAIN, is_active=True).exists()
