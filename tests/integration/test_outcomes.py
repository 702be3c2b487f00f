"""How people feel before and after, and an opinion whose ground has moved."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.test import Client
from walking import Walk

from consilium_web.models import FeelingRow, KnownRow
from consilium_web.models.outcomes import Feeling, Known


def feelings(walk: Walk) -> list[Feeling]:
    return [one.value(walk.row().key, Feeling) for one in FeelingRow.objects.order_by("at")]


@pytest.mark.requirement("R46")
@pytest.mark.requirement("R48")
def test_confidence_and_worry_are_asked_before_and_after(walk: Walk) -> None:
    walk.send().post("patient", "feeling/", {"confidence": "3", "worry": "9"})
    walk.ask().seal().write().sign().release()
    walk.post("patient", "feeling/", {"confidence": "8", "worry": "4", "words": "I sleep again."})
    before, after = feelings(walk)
    assert (before.after, before.confidence, before.worry) == (False, 3, 9)
    assert (after.after, after.confidence, after.worry, after.words) == (True, 8, 4, "I sleep again.")


@pytest.mark.requirement("R46")
def test_who_would_rather_not_say_says_nothing(walk: Walk) -> None:
    walk.send().post("patient", "feeling/", {})
    assert feelings(walk) == [Feeling(after=False)]


@pytest.mark.requirement("R35")
def test_the_patient_can_say_whether_they_feel_respected(walk: Walk) -> None:
    walk.send().post("patient", "feeling/", {"respected": "partly"})
    assert feelings(walk)[0].respected == "partly"


@pytest.mark.requirement("R23")
def test_a_signed_case_is_flagged_when_later_knowledge_brings_a_finding(
    walk: Walk, sign_in: Callable[[str], Client]
) -> None:
    walk.send().ask().seal().write().sign().release()
    client = sign_in("patient")
    assert client.get(walk.at("findings/")).context["noticed"].new_since == ()
    kept = KnownRow.objects.get()
    known = kept.value(walk.row().key, Known)
    assert known.findings
    with patch("consilium.assessment.knowledge_edition", return_value="later"):
        assert client.get(walk.at("findings/")).context["noticed"].new_since == ()
        kept.put(walk.row().key, Known(findings=known.findings[1:]))
        kept.save()
        assert len(client.get(walk.at("findings/")).context["noticed"].new_since) == 1
        assert "New since the opinion was signed" in client.get(walk.at("findings/")).content.decode()
