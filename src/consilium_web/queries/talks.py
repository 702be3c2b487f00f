"""How the opinions of a case relate, and the talk of the two doctors; as an actor may see them.

No word of the talk leaves here but for somebody who talks, and nothing at all for a reviewer who still reads blinded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings

from consilium import policy
from consilium.cases import Action, Actor, Case, Purpose, Role
from consilium.concordance import Grade, Item, reconciling
from consilium.concordance.reconciling import Ending, Point, Result, Together
from consilium.delivery import document
from consilium.delivery.reconciliation import News, Side, Standing, side_by_side
from consilium.delivery.words import words
from consilium.errors import WrongState
from consilium.policy.permissions import Permission
from consilium.values import Answer, PersonId
from consilium_web.models import ResultRow, TalkRow
from consilium_web.queries import charts, opinions
from consilium_web.queries.charts import Chart
from consilium_web.queries.opinions import Given


class Camp(StrEnum):
    """On which side somebody talks."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What one doctor wrote to the other."""

    name: str
    camp: Camp
    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What one side wrote down of the talk, in words; `may_confirm` where this actor is of the other side."""

    id: UUID
    name: str
    at: datetime
    lines: tuple[tuple[str, str, str], ...]
    may_confirm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A major difference that the doctors talk about: `name` of its form fields, `label` and both values in words."""

    name: str
    label: str
    first: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Relating:
    """How the opinions of a case relate. `page` is HTML in which everything is escaped.

    `settled`: number of each opinion -> whether its major differences are settled; `nearest`: of each that came last,
    several where several were asked at once -> how it compares with the opinion that it comes nearest to.
    """

    given: tuple[Given, ...]
    page: str
    standing: Standing
    settled: dict[int, Answer]
    together: tuple[Together, ...]
    nearest: dict[int, Grade]
    talks: bool
    words: tuple[Word, ...]
    points: tuple[Open, ...]
    noted: Noted | None
    may_ask_third: bool

    @property
    def agrees(self) -> bool:
        """Whether what came last agrees with another opinion, and none of it stands alone (R42, R44)."""
        found = set(self.nearest.values())
        return bool(found & {Grade.SAME, Grade.MINOR}) and Grade.MAJOR not in found

    @property
    def unsettled(self) -> bool:
        """Whether a major difference stayed with an opinion of those that came last, which agrees with none (R43)."""
        alone = (number for number, grade in self.nearest.items() if grade is Grade.MAJOR)
        return any(self.settled[number] is Answer.NO for number in alone)

    @property
    def differ(self) -> bool:
        """Whether any of them differs from the first in something important."""
        return any(one.comparison.overall is Grade.MAJOR for one in self.given)


def camp(actor: Actor) -> Camp:
    """On which side this actor talks."""
    return Camp.FIRST if actor.role is Role.FIRST_DOCTOR else Camp.SECOND


def get(case_id: UUID, actor: Actor, *, today: date, language: str = "") -> Relating:
    """How the opinions relate. Denied for strangers; WrongState for a reviewer who still reads blinded."""
    chart = charts.load(case_id, actor, Permission.SEE_OPINION)
    if chart.blinded:
        raise WrongState("Write and seal your first read before you see how the opinions compare.")
    given = tuple(one for one in opinions.given_of(chart, today=today) if policy.is_released(one.opinion, chart.case))
    confirmed, waiting = results(chart)
    points = {one.number: points_of(one, confirmed) for one in given}
    settled = settled_of(chart, given, confirmed, today)
    sides = opinions.judgements(given)
    together = reconciling.together(sides, cancer=chart.case.cancer) if len(sides) > 2 else ()
    majors = tuple(_majors(given, settled))
    standing = _standing(chart, majors, points, waiting)
    reader = "clinician" if opinions.for_clinician(actor) else "patient"
    spoken = (language or chart.case.language) if reader == "patient" else "en"
    shown = [
        Side(number=one.number, opinion=one.opinion, comparison=one.comparison, points=points[one.number])
        for one in given
    ]
    among = opinions.among(given)
    drawn = side_by_side(
        shown, standing, together, among=among, reader=reader, language=spoken, names=chart.record_names
    )
    talks = bool(majors or confirmed or waiting) and not policy.may(Permission.TALK, actor, chart.case)
    return Relating(
        given=given,
        page=document.fragment(drawn, level=1, titled=False),
        standing=standing,
        settled=settled,
        together=together,
        nearest=_nearest(chart.case, given),
        talks=talks,
        words=tuple(_words(chart)) if talks else (),
        points=tuple(_open(given, majors)) if talks else (),
        noted=_noted(chart, waiting, actor) if talks and waiting else None,
        may_ask_third=not policy.may(Action.ASK_THIRD, actor, chart.case),
    )


def _nearest(case: Case, given: tuple[Given, ...]) -> dict[int, Grade]:
    """Of the opinions of the last round; one round ends, and the next begins, where a third opinion is asked for."""
    found = reconciling.nearest(opinions.judgements(given), cancer=case.cancer)
    released = max((at for at, step in enumerate(case.history) if step.action is Action.RELEASE), default=-1)
    began = max(
        (at for at, step in enumerate(case.history[: released + 1]) if step.action is Action.ASK_THIRD), default=-1
    )
    return {
        one.number: grade
        for one, grade in zip(given, found, strict=True)
        if policy.signed_place(one.opinion.reviewer.id, case) > began
    }


def expected(case_id: UUID, actor: Actor, *, today: date) -> tuple[tuple[int, str], ...]:
    """Number and field of each major difference that this actor's talk is about."""
    return tuple((number, item.field) for number, item in _all_majors(opinions.given(case_id, actor, today=today)))


def results(chart: Chart) -> tuple[tuple[Result, ...], ResultRow | None]:
    """What both sides confirmed, in order, and what one side wrote down last and the other did not confirm yet."""
    rows = list(ResultRow.objects.filter(case_id=chart.id).select_related("by").order_by("at", "pk"))
    confirmed = tuple(row.value(chart.key, Result) for row in rows if row.confirmed_at)
    return confirmed, rows[-1] if rows and rows[-1].confirmed_at is None else None


def points_of(one: Given, confirmed: tuple[Result, ...]) -> tuple[Point, ...]:
    """What both doctors recorded on this opinion, the last word on each field."""
    found = {p.field: p for result in confirmed for p in result.points if p.opinion == one.number}
    return tuple(found.values())


def since_release(case: Case, today: date) -> int:
    """Days since the last release; 0 before any."""
    released = [step.at.date() for step in case.history if step.action is Action.RELEASE]
    return (today - released[-1]).days if released else 0


def settled_of(chart: Chart, given: tuple[Given, ...], confirmed: tuple[Result, ...], today: date) -> dict[int, Answer]:
    """Number of each opinion -> whether its major differences with the first are settled."""
    days, patience = since_release(chart.case, today), settings.CONSILIUM_TALK_DAYS
    known = {one.number: Result(points=points_of(one, confirmed)) for one in given}
    return {
        one.number: reconciling.resolved(one.number, one.comparison, known[one.number], days=days, patience=patience)
        for one in given
    }


def apart(given: tuple[Given, ...], confirmed: tuple[Result, ...]) -> frozenset[int]:
    """Numbers of the opinions on which both doctors recorded that they still differ in some point."""
    ends = ((one.number, point.ending) for one in given for point in points_of(one, confirmed))
    return frozenset(number for number, ending in ends if ending is Ending.APART)


def news(chart: Chart, given: tuple[Given, ...]) -> tuple[date | None, tuple[News, ...]]:
    """The day of the first release, and what came after it: opinions, addenda, what the doctors recorded."""
    released = [at for at, step in enumerate(chart.case.history) if step.action is Action.RELEASE]
    if not released:
        return None, ()
    names = {one.opinion.reviewer.id: one.opinion.reviewer.name for one in given}
    since = chart.case.history[released[0]].at.date()
    kinds = {Action.AMEND: "addendum", Action.SIGN: "opinion"}
    later = chart.case.history[released[0] + 1 :]
    found = [
        News(code=kinds[step.action], name=names[step.by], on=step.at.date())
        for step in later
        if step.action in kinds and step.by in names
    ]
    agreed = ResultRow.objects.filter(case_id=chart.id, confirmed_at__isnull=False).order_by("confirmed_at", "pk")
    found += [News(code="result", name="", on=row.confirmed_at.date()) for row in agreed if row.confirmed_at]
    return since, tuple(sorted(found, key=lambda one: one.on))


def _all_majors(given: tuple[Given, ...]) -> Iterator[tuple[int, Item]]:
    for one in given:
        yield from ((one.number, item) for item in one.comparison.of(Grade.MAJOR))


def _majors(given: tuple[Given, ...], settled: dict[int, Answer]) -> Iterator[tuple[int, Item]]:
    return ((number, item) for number, item in _all_majors(given) if settled[number] is not Answer.YES)


def _standing(
    chart: Chart,
    majors: tuple[tuple[int, Item], ...],
    points: dict[int, tuple[Point, ...]],
    waiting: ResultRow | None,
) -> Standing:
    endings = {point.ending for some in points.values() for point in some}
    spoken = [(row.at.date(), camp_of(row, chart.case)) for row in _rows(chart)]
    if waiting:
        return Standing(code="noted")
    if not majors:
        return Standing(code="settled" if endings else "no_major")
    if Ending.APART in endings:
        return Standing(code="apart")
    camps = {camp for _, camp in spoken}
    if len(camps) == 2:
        return Standing(code="talking", since=spoken[0][0])
    if camps:
        return Standing(code="waiting_first" if camps == {Camp.SECOND} else "waiting_second", since=spoken[0][0])
    here = chart.case.first_doctor and chart.case.consents_to(Purpose.SHARE_WITH_FIRST_DOCTOR, chart.case.first_doctor)
    return Standing(code="quiet" if here else "no_doctor")


def _rows(chart: Chart) -> list[TalkRow]:
    return list(TalkRow.objects.filter(case_id=chart.id).select_related("by").order_by("at", "pk"))


def camp_of(row: TalkRow | ResultRow, case: Case) -> Camp:
    """On which side somebody spoke. A first doctor who was replaced since spoke for the first side too."""
    return Camp.SECOND if policy.signed_place(PersonId(str(row.by_id)), case) >= 0 else Camp.FIRST


def _words(chart: Chart) -> Iterator[Word]:
    for row in _rows(chart):
        yield Word(name=row.by.name, camp=camp_of(row, chart.case), at=row.at, text=row.value(chart.key, str))


def _open(given: tuple[Given, ...], majors: tuple[tuple[int, Item], ...]) -> Iterator[Open]:
    say = words(reader="clinician")
    for number, item in majors:
        label = say.field(item.field) if len(given) == 1 else f"{say.field(item.field)} (opinion {number + 1})"
        first, second = say.value(item.field, item.first), say.value(item.field, item.second)
        yield Open(name=f"{number}.{item.field}", label=label, first=first, second=second)


def _noted(chart: Chart, row: ResultRow, actor: Actor) -> Noted:
    say, result = words(reader="clinician"), row.value(chart.key, Result)
    lines = tuple((say.field(p.field), say.say(f"ending.{p.ending.value}", view=p.view), p.why) for p in result.points)
    other = camp_of(row, chart.case) is not camp(actor)
    return Noted(id=row.pk, name=row.by.name, at=row.at, lines=lines, may_confirm=other)
