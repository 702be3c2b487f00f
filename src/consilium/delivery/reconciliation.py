"""The opinions side by side: the gap, the points, the reasons, the talk and its result, who goes with whom.

What enters: the comparisons and what the doctors recorded. What leaves: a `Document`. No word of the talk is in it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consilium.concordance import Concordance, Grade
from consilium.concordance.reconciling import Ending, Point, Together
from consilium.delivery.document import Block, Bullets, Document, Notice, Pairs, Paragraph, Section, Table, section
from consilium.delivery.report import comparison_table, gap_lines, verdict_words
from consilium.delivery.words import Words, words
from consilium.opinions import Opinion, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One later opinion beside the first. `points`: what both doctors recorded on it."""

    number: int
    opinion: Opinion
    comparison: Concordance
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the talk stands: a key of `[standing]` of the wording, and since when somebody writes."""

    code: str
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something that came after the first release: a key of `[news]`, whose it is, and the day."""

    code: str
    name: str
    on: date


def side_by_side(
    sides: Sequence[Side],
    standing: Standing,
    together: Iterable[Together],
    *,
    reader: str = "patient",
    language: str = "en",
    names: Mapping[str, str] | None = None,
) -> Document:
    """Everything that `reader` may know of how the opinions relate. `names` are those of records."""
    say = words(language, reader)
    parts = list(section(say.say("two.three"), _together(tuple(together), say)))
    for side in sides:
        several = say.say("two.opinion", number=str(side.number + 1), name=side.opinion.reviewer.name)
        parts += [Section(several, ())] if len(sides) > 1 else []
        parts += _of_side(side, names or {}, say)
    parts += section(say.say("two.talk"), _talk(standing, say))
    parts += section(say.say("two.result"), _result(sides, say))
    return Document(title=say.say("two.title"), sections=tuple(parts), language=language)


def _of_side(side: Side, names: Mapping[str, str], say: Words) -> Iterator[Section]:
    compared = side.comparison
    lines = tuple((line, "") for line in gap_lines(compared, names, say))
    if lines or compared.overall is Grade.MAJOR:
        known: tuple[Block, ...] = (Paragraph(say.say("step.find_gap")), Bullets(lines))
        found = known if lines else (Paragraph(say.say("two.gap_none")),)
        yield from section(say.say("two.gap"), found)
    verdict = Notice(say.say(f"overall.{compared.overall.value}"))
    yield from section(say.say("report.table"), (verdict, *comparison_table(compared, say)))
    reasons = [
        (say.say(f"part.{part.part.value}"), verdict_words(part, say))
        for part in side.opinion.form.parts
        if part.verdict is not Verdict.CONFIRMED
    ]
    if reasons:
        heading = say.say("two.reasons", name=side.opinion.reviewer.name)
        yield Section(heading, (Pairs("", tuple(reasons)),))


def _talk(standing: Standing, say: Words) -> Iterator[Block]:
    day = say.day(standing.since) if standing.since else ""
    yield Paragraph(say.say(f"standing.{standing.code}", day=day))
    if say.reader == "patient" and standing.code not in ("no_major", "settled"):
        yield Paragraph(say.say("standing.can"))
        yield Bullets(
            tuple((say.say(f"standing.{key}"), "") for key in ("can_ask", "can_letter", "can_third", "can_decide"))
        )


def _result(sides: Iterable[Side], say: Words) -> Iterator[Block]:
    for point in (point for side in sides for point in side.points):
        ending = say.say(f"ending.{point.ending.value}", view=point.view if point.ending is Ending.NEW else "")
        why = ("", say.say("report.because", why=point.why))
        yield Pairs(say.field(point.field), (("", ending), why))


def _together(found: Sequence[Together], say: Words) -> Iterator[Block]:
    if not found:
        return
    yield Paragraph(say.say("two.three_intro"))
    names = _opinions(len(found[0].said), say)
    columns = (say.say("columns.what"), *names, say.say("two.three_how"))
    rows = tuple(
        (say.field(one.field), *(say.value(one.field, said) for said in one.said), _group(one, names, say))
        for one in found
    )
    yield Table(say.say("two.three_caption"), columns, rows)


def _opinions(count: int, say: Words) -> tuple[str, ...]:
    return (say.say("two.first"), *(say.say("two.later", number=str(number)) for number in range(2, count + 1)))


def _group(one: Together, names: Sequence[str], say: Words) -> str:
    return (
        say.say("two.three_group", names=", ".join(names[at] for at in one.group))
        if one.group
        else say.say("two.three_none")
    )


def news(found: Sequence[News], since: date, *, reader: str = "patient", language: str = "en") -> tuple[Section, ...]:
    """What came after the first release, as one section for the top of a report; none where nothing came."""
    say = words(language, reader)
    lines = tuple((say.say(f"news.{one.code}", day=say.day(one.on), name=one.name), "") for one in found)
    return (Section(say.say("news.title", day=say.day(since)), (Bullets(lines),)),) if lines else ()
