"""Later knowledge: every open and signed case is held against it, and flagged where it is touched."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from walking import Walk

from consilium.assessment import knowledge_edition
from consilium.checks import testing
from consilium_web.actions import knowledge
from consilium_web.jobs import recheck_cases
from consilium_web.models import AuditEvent, KnownRow
from consilium_web.models.outcomes import Known

Browser = Callable[[str], Client]


@contextmanager
def earlier() -> Iterator[None]:
    """Tables that do not know yet which tests a cancer calls for."""
    with (
        patch("consilium.assessment.knowledge_edition", return_value="earlier"),
        patch.object(testing, "findings", lambda *args, **kwargs: iter(())),
    ):
        yield


def recheck() -> str:
    said = StringIO()
    call_command("recheck", stdout=said)
    return said.getvalue()


@pytest.mark.requirement("R23")
def test_a_signed_case_is_flagged_on_its_page_and_in_the_queue(walk: Walk, sign_in: Browser) -> None:
    with earlier():
        walk.send().ask().seal().write().sign().release()
        assert "0 are touched" in recheck()
    assert "Looked at 1 cases; 1 are touched" in recheck()
    for who in ("patient", "reviewer", "coordinator"):
        assert "New knowledge" in sign_in(who).get(walk.at("")).content.decode()
    assert "New knowledge" in sign_in("coordinator").get("/queue/").content.decode()
    page = sign_in("patient").get(walk.at("findings/"))
    assert "New since the opinion was signed" in page.content.decode()
    assert page.context["noticed"].new_since


@pytest.mark.requirement("R23")
def test_an_open_case_is_flagged_too_but_tells_a_blinded_reviewer_nothing(walk: Walk, sign_in: Browser) -> None:
    with earlier():
        walk.send().ask()
        recheck()
    assert "1 are touched" in recheck()
    assert "New knowledge" in sign_in("patient").get(walk.at("")).content.decode()
    assert "New since the case was last checked" in sign_in("patient").get(walk.at("findings/")).content.decode()
    assert "New knowledge" not in sign_in("reviewer").get(walk.at("")).content.decode()
    assert "New since" not in sign_in("reviewer").get(walk.at("findings/")).content.decode()


def test_a_case_that_no_change_touches_is_not_flagged(walk: Walk, sign_in: Browser) -> None:
    walk.send()
    with patch("consilium.assessment.knowledge_edition", return_value="earlier"):
        recheck()
    assert "0 are touched" in recheck()
    assert "New knowledge" not in sign_in("coordinator").get("/queue/").content.decode()


def test_new_records_of_an_open_case_are_no_new_knowledge(walk: Walk) -> None:
    with earlier():
        walk.send()
        recheck()
    kept = KnownRow.objects.get()
    known = kept.value(walk.row().key, Known)
    kept.put(walk.row().key, Known(findings=known.findings, facts="other records"))
    kept.save()
    assert "0 are touched" in recheck()
    assert KnownRow.objects.count() == 2


def test_drafts_and_cases_taken_back_are_left_alone(walk: Walk) -> None:
    walk.tell()
    assert knowledge.watched() == []
    assert not knowledge.recheck(case_id=walk.row().id, at=timezone.now())
    assert KnownRow.objects.count() == 0


def test_the_flag_is_told_once_and_goes_when_the_reviewer_adds_to_the_opinion(walk: Walk, sign_in: Browser) -> None:
    with earlier():
        walk.send().ask().seal().write().sign().release()
    recheck_cases.enqueue()
    recheck_cases.enqueue()
    assert walk.row().news_at is not None
    assert AuditEvent.objects.filter(action="knowledge.changed").count() == 1
    walk.post("reviewer", "opinion/addendum/", {"text": "A gene test is advised now.", "password": "x"})
    assert walk.row().news_at is None
    assert "0 are touched" in recheck()


def test_an_assessment_keeps_its_edition(walk: Walk) -> None:
    walk.send()
    recheck()
    assert KnownRow.objects.get().knowledge == knowledge_edition()
