"""How fast the site answers: pages of a case with 500 facts, and the coordinator's queue with 2,000 cases.

usage: python bench/pages.py [cases]

Everything is made up, in a database of its own that goes away. The request runs from the first middleware to the last
byte of the page, in one thread, without the network. The median of several requests.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid4

RUNS = 9
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
CANCERS = ("Breast cancer", "Colon cancer", "Lung cancer", "Prostate cancer")
WORDS = "The report says what was found and what was done. "
LINES = 60
"""Lines of the one page that each record has."""


@contextmanager
def site() -> Iterator[None]:
    """An empty site with a key and a database of its own."""
    var = tempfile.mkdtemp(prefix="consilium-bench-")
    os.environ |= {"CONSILIUM_VAR": var, "CONSILIUM_DEMO": "1", "DJANGO_SETTINGS_MODULE": "consilium_web.settings"}
    import django
    from django.conf import settings

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    from consilium_web.crypto import create_master_key

    create_master_key(Path(settings.CONSILIUM_MASTER_KEY))
    settings.STORAGES = {  # the names of the files as they are: nothing is collected here
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    setup_test_environment()
    (Path(var) / "static").mkdir()
    call_command("migrate", verbosity=0)
    try:
        yield
    finally:
        shutil.rmtree(var, ignore_errors=True)


def account(role: str) -> Any:
    """Somebody who acts in this role."""
    from consilium_web.models import User

    return User.objects.create_user(f"{role}-{uuid4()}@example.org", None, name=role, role=role)


def case(patient: Any, reviewer: Any, number: int, facts: int = 0) -> UUID:
    """A case that a reviewer reads blinded; with records where it has facts."""
    from django.db import transaction

    from consilium import cases
    from consilium.cases import (
        Action,
        Actor,
        Case,
        Consent,
        FirstOpinion,
        Intent,
        Purpose,
        Role,
        Scope,
        Starter,
        TreatmentStatus,
    )
    from consilium.values import CaseId, PersonId
    from consilium_web.actions import saving
    from consilium_web.crypto import CaseKey
    from consilium_web.models import CaseRow, Organisation

    id, person = uuid4(), PersonId(str(patient.pk))
    key, wrapped = CaseKey.new(str(id))
    told = Case(
        id=CaseId(str(id)),
        organisation=str(Organisation.objects.get().pk),
        patient=person,
        starter=person,
        starter_role=Starter.PATIENT,
        cancer=CANCERS[number % len(CANCERS)],
        scope=Scope.TREATMENT,
        intent=Intent.RETURN,
        treatment_status=TreatmentStatus.BEFORE,
        planned_start=(NOW + timedelta(days=number % 90)).date(),
        goals=("Live long", "Keep my hair"),
        first_opinion=FirstOpinion(
            diagnosis="Cancer, stage II.", plan="Docetaxel, then an operation.", doctor="Dr. A", institution="Lakeside"
        ),
        consents=(Consent(purpose=Purpose.REVIEW, given=True, by=person, at=NOW),),
    )
    row = CaseRow(id=id, wrapped_key=wrapped, status="draft", started_at=NOW, changed_at=NOW, sent_at=NOW)
    by, desk = Actor(id=person, role=Role.PATIENT), Actor(id=PersonId(str(uuid4())), role=Role.COORDINATOR)
    told = cases.advance(told, Action.SEND, by, NOW)
    if reviewer is not None:
        asked: dict[str, Any] = {"reviewers": [PersonId(str(reviewer.pk))], "role": Role.REVIEWER}
        told = cases.advance(told, Action.ASSIGN, desk, NOW, **asked)
    row.put(key, told)
    with transaction.atomic():
        row.save(force_insert=True)
        saving.save(row, told, at=NOW)
        identity(row, number)
        for reading in records(facts):
            record(row, reading, patient)
    return id


def identity(row: Any, number: int) -> None:
    """Who the patient is by their records: all different, and as many birthdays as people have."""
    from consilium_web.models import IdentityRow
    from consilium_web.models.appointments import Identity

    born = datetime(1940, 1, 1, tzinfo=UTC) + timedelta(days=number * 7 % 20_000)
    kept = IdentityRow(case=row, at=NOW)
    kept.put(row.key, Identity(names=(f"Marta Ellison{number}",), births=(str(born.date()),)))
    kept.save(force_insert=True)


def records(facts: int) -> Iterator[Any]:
    """The records of `bench/checks.py`, each with a page."""
    import checks

    from consilium.records import Page

    page = Page(number=1, text="\n".join(f"{line}. {WORDS}" for line in range(LINES)))
    for one in checks.case(facts) if facts else ():
        yield replace(one, pages=(page,), kind="report")


def record(row: Any, reading: Any, by: Any) -> None:
    """A record that was read."""
    from consilium_web.actions.records import _save_reading
    from consilium_web.models import RecordRow

    kept = RecordRow(id=uuid4(), case=row, fingerprint=reading.record, size=1, state="read", by=by, at=NOW, read_at=NOW)
    kept.put(row.key, reading.name)
    kept.save(force_insert=True)
    _save_reading(kept, reading, NOW)


def told(name: str, client: Any, url: str) -> None:
    """Print how long the answer takes."""
    client.get(url)
    clock, processor = [], []
    for _ in range(RUNS):
        begun, worked = time.perf_counter(), time.process_time()
        answer = client.get(url)
        processor.append((time.process_time() - worked) * 1000)
        clock.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, (name, answer.status_code)
    print(f"{name}: {median(processor):.0f} ms of processor, {median(clock):.0f} ms on the clock", flush=True)


def browser(user: Any) -> Any:
    """A browser in which this person is signed in."""
    from django.test import Client

    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def main() -> None:
    """Print every figure."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    with site():
        from consilium_web.models import RecordRow

        patient, reviewer, desk = account("patient"), account("reviewer"), account("coordinator")
        id = case(patient, reviewer, 0, facts=500)
        shown = RecordRow.objects.filter(case_id=id).values_list("pk", flat=True)[0]
        pages = {"case": "", "facts": "facts/", "records": "records/", "one page": f"records/{shown}/pages/1/"}
        for who, user in (("patient", patient), ("reviewer, blinded", reviewer)):
            for name, page in pages.items():
                told(f"{name}, {who}", browser(user), f"/cases/{id}/{page}")
        told("desk, blinded", browser(reviewer), f"/cases/{id}/desk/")
        for one in range(1, number + 1):
            case(patient if one % 50 == 0 else account("patient"), None, one)
        told(f"queue of {number} cases", browser(desk), "/queue/")
        told("the same, one cancer", browser(desk), "/queue/?cancer=breast")


if __name__ == "__main__":
    main()
