"""Everybody who had a role holds it as a membership; the centre becomes the first organisation."""

from typing import Any

from django.conf import settings
from django.db import migrations
from django.utils import timezone

PERSONAL = ("patient", "proxy", "first_doctor")


def give(apps: Any, editor: Any) -> None:
    """One membership for each role of an account, and for each role of the patient's side taken in a case."""
    users = apps.get_model("consilium_web", "User")
    cases = apps.get_model("consilium_web", "CaseRow")
    if not (users.objects.exists() or cases.objects.exists()):
        return
    organisations = apps.get_model("consilium_web", "Organisation")
    here = organisations.objects.create(name=settings.SITE_NAME, since=timezone.now())
    cases.objects.update(organisation=here)
    memberships = apps.get_model("consilium_web", "Membership")
    for user in users.objects.all():
        place = None if user.role in PERSONAL else here
        memberships.objects.create(user=user, role=user.role, organisation=place, since=user.date_joined)
    links = apps.get_model("consilium_web", "CasePerson").objects.filter(role__in=PERSONAL, ended_at=None)
    for link in links:
        memberships.objects.get_or_create(
            user_id=link.user_id, role=link.role, organisation=None, ended_at=None, defaults={"since": link.since}
        )


class Migration(migrations.Migration):
    dependencies = [("consilium_web", "0010_organisations")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
