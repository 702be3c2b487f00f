"""Rows: ids, states, times and links in plain columns; everything clinical sealed (see `crypto`)."""

from consilium_web.models.after import CodedRow, DecisionRow, ReferralRow, SureRow
from consilium_web.models.appointments import AppointmentRow, IdentityRow
from consilium_web.models.assignments import AssignmentRow, RecordAskRow, ReviewerProfile
from consilium_web.models.audit import AuditEvent, AuditHead, FormToken
from consilium_web.models.boards import AgendaRow, MeetingPerson, MeetingRow
from consilium_web.models.cases import CasePerson, CaseRow
from consilium_web.models.effort import WorkClock, WorkCorrection, WorkRow
from consilium_web.models.experts import CandidateRow, ExpertRow
from consilium_web.models.handing import HandedRow
from consilium_web.models.invitations import Invitation, StaffInvitation
from consilium_web.models.mail import How, MailWishRow
from consilium_web.models.messages import MessageDraftRow, MessageRow, OwnWordsRow, ThreadSeenRow
from consilium_web.models.notices import NoticeRow
from consilium_web.models.organisations import Kind, Membership, Organisation
from consilium_web.models.outcomes import FeelingRow, KnownRow, OutcomeRow
from consilium_web.models.people import User
from consilium_web.models.reconciliation import ResultRow, TalkRow
from consilium_web.models.records import MarkRow, ReadingRow, RecordRow, State, StatementRow, UploadRow
from consilium_web.models.reviews import AddendumRow, BlindedReadRow, DraftRow, OpinionRow, OverrideRow, ReadDraftRow
from consilium_web.models.roles import LAY, PERSONAL, Role

__all__ = [
    "LAY",
    "PERSONAL",
    "AddendumRow",
    "AgendaRow",
    "AppointmentRow",
    "AssignmentRow",
    "AuditEvent",
    "AuditHead",
    "BlindedReadRow",
    "CandidateRow",
    "CasePerson",
    "CaseRow",
    "CodedRow",
    "DecisionRow",
    "DraftRow",
    "ExpertRow",
    "FeelingRow",
    "FormToken",
    "HandedRow",
    "How",
    "IdentityRow",
    "Invitation",
    "Kind",
    "KnownRow",
    "MailWishRow",
    "MarkRow",
    "MeetingPerson",
    "MeetingRow",
    "Membership",
    "MessageDraftRow",
    "MessageRow",
    "NoticeRow",
    "OpinionRow",
    "Organisation",
    "OutcomeRow",
    "OverrideRow",
    "OwnWordsRow",
    "ReadDraftRow",
    "ReadingRow",
    "RecordAskRow",
    "RecordRow",
    "ReferralRow",
    "ResultRow",
    "ReviewerProfile",
    "Role",
    "StaffInvitation",
    "State",
    "StatementRow",
    "SureRow",
    "TalkRow",
    "ThreadSeenRow",
    "UploadRow",
    "User",
    "WorkClock",
    "WorkCorrection",
    "WorkRow",
]
