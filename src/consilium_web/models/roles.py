"""In what capacity an account is used."""

from django.db import models


class Role(models.TextChoices):
    """The same names as `consilium.cases.Role`."""

    PATIENT = "patient", "Patient"
    PROXY = "proxy", "Family member or friend who acts for a patient"
    FIRST_DOCTOR = "first_doctor", "First doctor"
    COORDINATOR = "coordinator", "Coordinator"
    REVIEWER = "reviewer", "Reviewer"
    PATHOLOGIST = "pathologist", "Pathologist"
    BOARD_CHAIR = "board_chair", "Chair of a tumor board"
    BOARD_MEMBER = "board_member", "Member of a tumor board"
    BOARD_GUEST = "board_guest", "Guest of a tumor board"
    ADMINISTRATOR = "administrator", "Administrator"
    AUDITOR = "auditor", "Auditor"


PERSONAL = (Role.PATIENT, Role.PROXY, Role.FIRST_DOCTOR)
"""Roles that somebody has for themselves; in every other role they act for an organisation."""
LAY = (Role.PATIENT, Role.PROXY)
"""Roles of the patient's side: whoever acts in one acts in the other too, as each case says."""
