"""Rows: ids, states, times and links in plain columns; everything clinical sealed (see `crypto`)."""

from consilium_web.models.audit import AuditEvent, AuditHead, FormToken
from consilium_web.models.cases import CasePerson, CaseRow, Invitation
from consilium_web.models.notices import NoticeRow
from consilium_web.models.outcomes import FeelingRow, KnownRow, OutcomeRow
from consilium_web.models.people import Role, User
from consilium_web.models.records import MarkRow, ReadingRow, RecordRow, State, StatementRow
from consilium_web.models.reviews import AddendumRow, BlindedReadRow, DraftRow, OpinionRow, OverrideRow

__all__ = [
    "AddendumRow",
    "AuditEvent",
    "AuditHead",
    "BlindedReadRow",
    "CasePerson",
    "CaseRow",
    "DraftRow",
    "FeelingRow",
    "FormToken",
    "Invitation",
    "KnownRow",
    "MarkRow",
    "NoticeRow",
    "OpinionRow",
    "OutcomeRow",
    "OverrideRow",
    "ReadingRow",
    "RecordRow",
    "Role",
    "State",
    "StatementRow",
    "User",
]
