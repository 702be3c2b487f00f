"""The sealed first read, the draft, the signature, the addendum, the release."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from consilium import cases, opinions
from consilium.cases import Action, Actor, Case, Phase, Status
from consilium.errors import Denied, WrongState
from consilium.opinions import BlindedRead, Judgement, Opinion, OpinionForm, Override, Part, ReadDraft
from consilium.policy import check_can, may, phase
from consilium.policy.permissions import Permission
from consilium_web.actions import audit, boards, knowledge, messages, notices, saving
from consilium_web.actions.conflicts import Stale
from consilium_web.models import (
    AddendumRow,
    BlindedReadRow,
    CaseRow,
    DraftRow,
    OpinionRow,
    OutcomeRow,
    OverrideRow,
    ReadDraftRow,
)
from consilium_web.queries import assessments, charts, findings, outcomes, people
from consilium_web.queries import opinions as given


@transaction.atomic
def save_read(*, case_id: UUID, draft: ReadDraft, version: int, by: Actor, at: datetime) -> int:
    """Keep a first read as far as it is written; its new version. Stale where another window saved one in between."""
    row, case = saving.load(case_id)
    check_can(Action.SEAL, by, case)
    kept = ReadDraftRow.objects.select_for_update().filter(case=row, by_id=UUID(by.id)).first()
    if kept is None:
        kept = ReadDraftRow(id=uuid4(), case=row, by_id=UUID(by.id))
    elif kept.value(row.key, ReadDraft) == draft:
        return kept.version
    _save(kept, row, draft, version=version, at=at)
    audit.record("read.saved", case=case_id, by=by, at=at)
    return kept.version


def _save(kept: ReadDraftRow | DraftRow, row: CaseRow, written: object, *, version: int, at: datetime) -> None:
    """Keep what is written, one version on. Stale where it stands at another version than its writer saw."""
    if kept.version != version:
        raise Stale(kept.version)
    kept.put(row.key, written)
    kept.version, kept.at = kept.version + 1, at
    kept.save()


@transaction.atomic
def seal(*, case_id: UUID, version: int, by: Actor, at: datetime) -> BlindedRead:
    """Seal the first read as it is kept; from then on its writer sees the first opinion (B5).

    Stale where it is no longer the version that its writer looked at.
    """
    row, case = saving.load(case_id)
    check_can(Action.SEAL, by, case)
    draft = ReadDraftRow.objects.select_for_update().filter(case=row, by_id=UUID(by.id)).first()
    if draft is not None and draft.version != version:
        raise Stale(draft.version)
    read = opinions.seal(case, draft.value(row.key, ReadDraft) if draft else ReadDraft(), by=by.id, at=at)
    kept = BlindedReadRow(id=uuid4(), case=row, by_id=UUID(by.id), at=at)
    kept.put(row.key, read)
    kept.save(force_insert=True)
    saving.save(row, cases.advance(case, Action.SEAL, by, at), at=at)
    if not may(Permission.WRITE_OPINION, by, case):
        _start_draft(row, read.judgement, by, at)
    ReadDraftRow.objects.filter(case=row, by_id=UUID(by.id)).delete()
    audit.record("read.sealed", case=case_id, by=by, at=at, digest=read.digest)
    messages.tell_after_sealing(case, by.id, at)
    return read


def _start_draft(row: CaseRow, judgement: Judgement, by: Actor, at: datetime) -> None:
    """The opinion begins with the sealed judgement, so that what is changed afterwards is changed on purpose."""
    draft = DraftRow(id=uuid4(), case=row, by_id=UUID(by.id), at=at)
    draft.put(row.key, OpinionForm(judgement=judgement))
    draft.save(force_insert=True)


@transaction.atomic
def save_draft(*, case_id: UUID, form: OpinionForm, version: int, by: Actor, at: datetime) -> int:
    """Keep what is written so far; the draft's new version. Stale where another window saved one in between."""
    row, case = saving.load(case_id)
    check_can(Permission.WRITE_OPINION, by, case)
    if phase(by, case) is Phase.BLINDED:
        raise WrongState("The first read is sealed before an opinion is written.")
    if by.id in case.signed_by:
        raise WrongState("Your opinion is signed. What you wish to add is an addendum.")
    draft = DraftRow.objects.select_for_update().get(case=row, by_id=UUID(by.id))
    if draft.value(row.key, OpinionForm) == form:
        return draft.version
    _save(draft, row, form, version=version, at=at)
    audit.record("draft.saved", case=case_id, by=by, at=at)
    return draft.version


@transaction.atomic
def take_over(*, case_id: UUID, finding: str, by: Actor, at: datetime) -> Part:
    """Put a finding into the draft, with its source, marked until the reviewer rewrites it; the part it went to."""
    row, case = saving.load(case_id)
    check_can(Permission.WRITE_OPINION, by, case)
    if phase(by, case) is Phase.BLINDED or by.id in case.signed_by:
        raise WrongState("A finding can be taken over while you write your opinion.")
    _, noticed = findings.get(case_id, by, today=at.date())
    line = next((one for one in noticed.findings if one.id == finding), None)
    if line is None:
        raise Denied("There is no such finding.")
    places = (f"{one.record_name}, page {one.fact.source.page}" for one in line.evidence if one.record_name)
    where = "; ".join(dict.fromkeys(places)) or line.source
    draft = DraftRow.objects.select_for_update().get(case=row, by_id=UUID(by.id))
    asked, part = opinions.parts_asked(case, by.id), opinions.part_of(line.code)
    part = part if part in asked else asked[0]
    words = f"Noticed by the software, to be checked: {line.text} ({where})"
    written = opinions.taken_over(draft.value(row.key, OpinionForm), part, words)
    _save(draft, row, written, version=draft.version, at=at)
    audit.record("finding.taken", case=case_id, by=by, at=at)
    return part


@transaction.atomic
def sign(*, case_id: UUID, by: Actor, at: datetime) -> Opinion:
    """Sign the draft as it stands. The caller has just made sure who signs (R6)."""
    row, case = saving.load(case_id)
    check_can(Action.SIGN, by, case)
    draft = DraftRow.objects.select_for_update().get(case=row, by_id=UUID(by.id))
    sealed = BlindedReadRow.objects.get(case=row, by_id=UUID(by.id)).value(row.key, BlindedRead)
    signed = opinions.sign(
        case,
        given.with_board(charts.load(case_id, by, Action.SIGN), draft.value(row.key, OpinionForm)),
        by=people.reviewer_by_id(by.id),
        sealed=sealed,
        at=at,
        override=_override(row, by),
    )
    kept = OpinionRow(id=uuid4(), case=row, by_id=UUID(by.id), signed_at=at)
    kept.put(row.key, signed)
    kept.save(force_insert=True)
    knowledge.keep(row, assessments.get(row.id, by, today=at.date()), at)
    boards.decide(row, by)
    moved = cases.advance(case, Action.SIGN, by, at)
    saving.save(row, moved, at=at)
    audit.record("opinion.signed", case=case_id, by=by, at=at, independent=signed.independent)
    if moved.status is Status.SIGNED:
        notices.tell_all("opinion.signed", moved, at, by=by)
    return signed


def _override(row: CaseRow, by: Actor) -> Override | None:
    kept = OverrideRow.objects.filter(case=row, reviewer_id=UUID(by.id)).order_by("at").last()
    return kept.value(row.key, Override) if kept else None


@transaction.atomic
def amend(*, case_id: UUID, text: str, by: Actor, at: datetime) -> Opinion:
    """Add words to one's own signed opinion, which stays as it was."""
    row, case = saving.load(case_id)
    check_can(Action.AMEND, by, case)
    kept = OpinionRow.objects.filter(case=row, by_id=UUID(by.id)).first()
    if kept is None:
        raise Denied("There is no opinion of yours here.")
    amended = opinions.amend(kept.value(row.key, Opinion), text, by=people.reviewer_by_id(by.id), at=at)
    added = AddendumRow(id=uuid4(), opinion=kept, at=at)
    added.put(row.key, amended.addenda[-1])
    added.save(force_insert=True)
    knowledge.keep(row, assessments.whole(charts.whole(row), today=at.date()), at)
    moved = cases.advance(case, Action.AMEND, by, at)
    saving.save(row, moved, at=at)
    audit.record("opinion.amended", case=case_id, by=by, at=at)
    if kept.released_at is not None:
        notices.tell_all("opinion.amended", moved, at, by=by)
    return amended


@transaction.atomic
def release(*, case_id: UUID, by: Actor, at: datetime) -> Case:
    """Give every signed opinion to the patient, and to the first doctor where the patient wishes (R37)."""
    row, case = saving.load(case_id)
    check_can(Action.RELEASE, by, case)
    released = cases.advance(case, Action.RELEASE, by, at)
    OpinionRow.objects.filter(case=row, released_at=None).update(released_at=at)
    saving.save(row, released, at=at)
    _keep_outcome(row, by, at)
    audit.record("opinion.released", case=case_id, by=by, at=at)
    notices.tell_all("opinion.released", released, at, by=by)
    return released


@transaction.atomic
def remind(*, case_id: UUID, by: Actor, at: datetime) -> bool:
    """Remind the patient's side that their opinion is here; False where it is not, or the case is closed."""
    _, case = saving.load(case_id)
    check_can(Permission.WRITE_MESSAGE, by, case)
    check_can(Permission.SEE_QUEUE, by, None)
    if case.status is not Status.RELEASED:
        return False
    notices.tell_all("opinion.reminded", case, at, by=by)
    audit.record("opinion.reminded", case=case_id, by=by, at=at)
    return True


def _keep_outcome(row: CaseRow, by: Actor, at: datetime) -> None:
    """What the case came to (R45). It stays as it was first: a third opinion is no second one."""
    if not OutcomeRow.objects.filter(case=row).exists():
        kept = OutcomeRow(case=row, at=at)
        kept.put(row.key, outcomes.of_case(row.id, by, sent=row.sent_at or row.started_at, at=at))
        kept.save(force_insert=True)
