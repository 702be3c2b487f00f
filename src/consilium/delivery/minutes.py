"""The minutes of a tumor board (R26): who was there, what each said before, what the board says, who does not agree.

What enters: the meeting, and each case as far as the reader may see it. What leaves: a `Document`. It repeats what
people wrote; it adds nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from consilium.boards import Meeting, Outcome, Quorum, disciplines
from consilium.concordance.reconciling import Among
from consilium.delivery.document import Block, Bullets, Document, Notice, Pairs, Paragraph, Section, Table, section
from consilium.delivery.reconciliation import beside
from consilium.delivery.words import Words, words
from consilium.opinions import Opinion


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussed:
    """One case of a meeting. `shown` false: the reader takes no part in it. `views` are pairs of member and view,
    `among` the same item by item."""

    reference: str
    shown: bool
    presenter: str
    quorum: Quorum
    recused: tuple[str, ...]
    outcome: Outcome
    reason: str
    views: tuple[tuple[str, str], ...]
    among: tuple[Among, ...]
    opinion: Opinion | None


def minutes(meeting: Meeting, cases: Iterable[Discussed], *, language: str = "en") -> Document:
    """The whole minutes. Times are those of the zone in which the meeting was entered."""
    say = words(language, "clinician")
    when = say.say("minutes.when", day=say.day(meeting.begins), time=f"{meeting.begins:%H:%M %Z}", where=meeting.where)
    discussed = [Section(say.say("minutes.case", reference=one.reference), tuple(_case(one, say))) for one in cases]
    return Document(
        title=say.say("minutes.title"),
        lead=(when, say.say("minutes.chair", name=meeting.chair.name)),
        sections=(*section(say.say("minutes.present"), [_there(meeting, say)]), *discussed),
        footer=say.say("minutes.footer"),
        language=language,
    )


def _there(meeting: Meeting, say: Words) -> Table:
    known = disciplines()
    columns = tuple(say.say(f"minutes.{name}") for name in ("name", "role", "discipline", "was_there"))
    rows = tuple(
        (
            one.name,
            say.say(f"minutes.{one.role.value}"),
            known.get(one.discipline, "–"),
            say.say("minutes.yes" if one.person in meeting.present else "minutes.no"),
        )
        for one in meeting.attendees
    )
    return Table(say.say("minutes.present"), columns, rows, (3, 3, 3, 2))


def _case(one: Discussed, say: Words) -> Iterator[Block]:
    if not one.shown:
        yield Paragraph(say.say("minutes.not_shown"))
        return
    yield Pairs("", tuple(_facts(one, say)))
    if one.views:
        yield Paragraph(say.say("minutes.views"))
        yield Bullets(tuple((f"{who}: {view}", "") for who, view in one.views))
        yield from beside(one.among, [who for who, _ in one.views], say)
    if one.outcome is Outcome.CARRIED_OVER:
        yield Notice(say.say("minutes.carried_over", reason=one.reason))
    elif one.opinion is None:
        yield Notice(say.say("minutes.open"))
    else:
        yield from _opinion(one.opinion, say)


def _facts(one: Discussed, say: Words) -> Iterator[tuple[str, str]]:
    yield say.say("minutes.presenter"), one.presenter
    yield say.say("minutes.disciplines"), ", ".join(one.quorum.present)
    if one.quorum.missing:
        yield say.say("minutes.missing"), f"{', '.join(one.quorum.missing)}\n{one.quorum.rule}"
    if one.recused:
        yield say.say("minutes.recused"), ", ".join(one.recused)


def _opinion(opinion: Opinion, say: Words) -> Iterator[Block]:
    form = opinion.form
    yield Notice(f"{say.say('minutes.opinion')}\n{form.summary}")
    advised = tuple((advice.what, say.say("report.because", why=advice.why)) for advice in form.recommendations)
    if advised:
        yield Bullets(advised)
    parts = tuple(
        (say.say(f"part.{part.part.value}"), say.say(f"verdict.{part.verdict.value}", what=part.what))
        for part in form.parts
    )
    yield Pairs("", parts)
    board = form.board
    if board is None:
        return
    if board.without:
        absent = ", ".join(board.missing)
        yield Paragraph(say.say("report.board_without", disciplines=absent, why=board.without))
    for name, dissent in board.dissents:
        yield Paragraph(say.say("report.board_dissent", name=name, dissent=dissent))
    signer = opinion.reviewer
    yield Paragraph(say.say("minutes.signed", name=signer.name, day=say.day(opinion.signed_at)))
