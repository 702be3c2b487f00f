"""Fill an empty site with the demo: accounts, cases and records, each walked to its step by the site's own actions."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from consilium.cases import Actor, FirstOpinion, Intent, Purpose, Question, Role, Route, Scope, TreatmentStatus
from consilium.opinions import (
    AnswerTo,
    Judgement,
    OpinionForm,
    Option,
    Part,
    PartOpinion,
    ReadDraft,
    Recommendation,
    Verdict,
)
from consilium_web import jobs
from consilium_web.actions import cases, invitations, marks, opinions, queue, reviewers
from consilium_web.actions import records as actions
from consilium_web.demo import records
from consilium_web.models import Organisation, User
from consilium_web.models import Role as AccountRole
from consilium_web.queries import marks as marked
from consilium_web.queries import people
from consilium_web.queries.reviewers import Profile
from consilium_web.storage import files
from consilium_web.storage.uploads import SealedUpload

DOMAIN = "@demo.example"
PLACE = "Meridian Cancer Institute"
NO_FIELDS = {"key", "reviewing"}
STEPS = ("draft", "sent", "blinded", "open", "released")
Person = Mapping[str, Any]


def password() -> str:
    """The demo accounts' password: made for this installation, kept beside its keys, nowhere in the repository."""
    path = Path(settings.VAR) / "demo-password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def accounts() -> list[tuple[str, str, str]]:
    """(role, name, e-mail address) of every account of the demo."""
    found = User.objects.filter(email__endswith=DOMAIN).order_by("date_joined", "pk")
    return [("; ".join(str(one) for one in user.held), user.name, user.email) for user in found]


@transaction.atomic
def load(at: datetime) -> bool:
    """Make the demo, where this site has none; False where it has one."""
    if User.objects.filter(email__endswith=DOMAIN).exists():
        return False
    Organisation.objects.get_or_create(name=PLACE, defaults={"since": at})
    staff = {one["key"]: _account(**{key: one[key] for key in one.keys() - NO_FIELDS}) for one in records.staff()}
    for one in records.staff():
        if "reviewing" in one:
            said = one["reviewing"]
            profile = Profile(cancers=tuple(said["cancers"]), languages=tuple(said["languages"]))
            reviewers.describe(person="", profile=profile, by=people.actor(staff[one["key"]]), at=at)
    for person in records.people():
        _Walk(person, staff, at).to(person["step"])
    return True


def open_or_close() -> None:
    """The demo's accounts can be used in a demo only: elsewhere nobody signs in with them."""
    User.objects.filter(email__endswith=DOMAIN).update(is_active=settings.DEMO)


def _account(*, email: str, name: str, role: str, also: str = "", **profile: Any) -> User:
    user = User.objects.create_user(email, password(), name=name, role=role, **profile)
    if also:
        user.take_role(AccountRole(also))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


class _Walk:
    """One person's case on its way. Each step is what that person would do on the site, a while ago."""

    def __init__(self, person: Person, staff: Mapping[str, User], at: datetime) -> None:
        self.person, self.staff, self.now = person, staff, at
        self.at = at - timedelta(days=6)
        self.patient = people.actor(self._starter())
        self.coordinator = people.actor(staff["coordinator"])

    def _starter(self) -> User:
        proxy = self.person.get("proxy")
        if proxy:
            return _account(email=proxy["email"], name=proxy["name"], role="proxy")
        who = self.person["person"]
        return _account(email=who["email"], name=who["name"], role="patient")

    def to(self, step: str) -> None:
        """Walk as far as `step`."""
        self._draft()
        for each in STEPS[1 : STEPS.index(step) + 1]:
            self.at += timedelta(days=1)
            getattr(self, f"_{each}")()

    def _draft(self) -> None:
        self.case = cases.start(by=self.patient, at=self.at)
        told = self.person["case"]
        changes = {
            "first_opinion": _first_opinion(self.person["first_opinion"]),
            "cancer": told["cancer"],
            "scope": Scope(told["scope"]),
            "intent": Intent(told["intent"]),
            "treatment_status": TreatmentStatus(told["treatment_status"]),
            "planned_start": self.now.date() + timedelta(days=told["planned_start_in_days"]),
            "goals": tuple(told["goals"]),
            "preferences": tuple(told["preferences"]),
            "questions": tuple(Question(id=f"own-{n}", text=text) for n, text in enumerate(told["questions"], 1)),
        }
        cases.change(case_id=self.case, changes=changes, step="about", by=self.patient, at=self.at)
        answers = {Purpose.REVIEW: True, Purpose.SHARE_WITH_FIRST_DOCTOR: bool(told["share_with_first_doctor"])}
        cases.consent(case_id=self.case, answers=answers, by=self.patient, at=self.at)
        self._upload()

    def _upload(self) -> None:
        for name, data in records.files(self.person):
            arriving = files.arrive(data)
            upload = SealedUpload(name, len(data), arriving)
            for receipt in actions.take(case_id=self.case, uploads=[upload], by=self.patient, at=self.at):
                jobs.read_record.call(str(receipt.record))

    def _sent(self) -> None:
        lines = marked.listing(self.case, self.patient).lines
        chosen = [(line.record, line.mark) for line in lines]
        marks.decide(case_id=self.case, marks=chosen, by=self.patient, at=self.at)
        self._invite_first_doctor()
        cases.send(case_id=self.case, by=self.patient, at=self.at)

    def _invite_first_doctor(self) -> None:
        name = self.person["first_opinion"]["doctor"]
        doctor = next((user for user in self.staff.values() if user.name == name), None)
        if doctor is None:
            return
        handed = invitations.invite(
            case_id=self.case, role=Role.FIRST_DOCTOR, address=doctor.email, by=self.patient, at=self.at
        )
        invitations.accept(secret=handed.secret, code=handed.code, by=people.actor(doctor), at=self.at)

    def _blinded(self) -> None:
        reviewer = self.staff[self.person["review"]["reviewer"]]
        self.reviewer: Actor = people.actor(reviewer)
        queue.assign(
            case_id=self.case, reviewers=[reviewer.pk], route=Route.SPECIALIST, by=self.coordinator, at=self.at
        )

    def _open(self) -> None:
        read = self.person["review"]["first_read"]
        draft = ReadDraft(judgement=_judgement(read), reasons=read["reasons"])
        kept = opinions.save_read(case_id=self.case, draft=draft, version=0, by=self.reviewer, at=self.at)
        opinions.seal(case_id=self.case, version=kept, by=self.reviewer, at=self.at)

    def _released(self) -> None:
        review = self.person["review"]
        form = _form(review["first_read"], review["opinion"], self.at.date())
        opinions.save_draft(case_id=self.case, form=form, version=0, by=self.reviewer, at=self.at)
        opinions.sign(case_id=self.case, by=self.reviewer, at=self.at)
        opinions.release(case_id=self.case, by=self.coordinator, at=self.at)


def _first_opinion(said: Person) -> FirstOpinion:
    return FirstOpinion(**{**said, "on": date.fromisoformat(said["on"])})


def _judgement(said: Person) -> Judgement:
    fields = {name: value for name, value in said.items() if name not in ("reasons", "treatments")}
    return Judgement(**fields, treatments=tuple(said["treatments"]))


def _form(read: Person, said: Person, on: date) -> OpinionForm:
    return OpinionForm(
        judgement=_judgement(read),
        parts=tuple(
            PartOpinion(part=part, verdict=Verdict(verdict), what=what, why=why)
            for part in Part
            for verdict, what, why in [said[part.value]]
        ),
        options=tuple(Option(**option) for option in said["option"]),
        recommendations=(Recommendation(what=said["recommendation"], why=said["reason"], goals=said["goals"]),),
        answers=tuple(AnswerTo(question=f"own-{n}", text=text) for n, text in enumerate(said["answers"], 1)),
        missing_information=tuple(said["missing"]),
        evidence_date=on,
        summary=said["summary"],
    )
