"""The opinions side by side: the gap, the points, the reasons, the talk and its result, who goes with whom, and the
later opinions among themselves.

What enters: the comparisons and what the doctors recorded. What leaves: a `Document`. No word of the talk is in it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consilium.concordance import ORDER, Concordance, Grade, gravest
from consilium.concordance.reconciling import Among, Ending, Point, Together
from consilium.delivery.document import Block, Bullets, Document, Notice, Pairs, Paragraph, Section, Table, section
from consilium.delivery.report import comparison_table, gap_lines, one_sided_line, verdict_words
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
    among: Sequence[Among] = (),
    reader: str = "patient",
    language: str = "en",
    names: Mapping[str, str] | None = None,
) -> Document:
    """Everything that `reader` may know of how the opinions relate. `names` are those of records."""
    say = words(language, reader)
    parts = list(section(say.say("two.three"), _together(tuple(together), say)))
    parts += later_opinions(among, [side.number + 1 for side in sides], reader=reader, language=language)
    for side in sides:
        number = str(side.number + 1)
        several = say.say("two.opinion", number=number, name=side.opinion.reviewer.name)
        parts += [Section(several, ())] if len(sides) > 1 else []
        later = say.say("two.later", number=number) if len(sides) > 1 else ""
        parts += _of_side(side, names or {}, later, say)
    parts += section(say.say("two.talk"), _talk(standing, say))
    parts += section(say.say("two.result"), _result(sides, say))
    return Document(title=say.say("two.title"), sections=tuple(parts), language=language)


def _of_side(side: Side, names: Mapping[str, str], later: str, say: Words) -> Iterator[Section]:
    compared = side.comparison
    lines = tuple((line, "") for line in gap_lines(compared, names, say))
    if lines or compared.overall is Grade.MAJOR:
        known: tuple[Block, ...] = (Paragraph(say.say("step.find_gap")), Bullets(lines))
        found = known if lines else (Paragraph(say.say("two.gap_none")),)
        yield from section(say.say("two.gap"), found)
    verdict = Notice(say.say(f"overall.{compared.overall.value}"))
    yield from section(say.say("report.table"), (verdict, *comparison_table(compared, say, later)))
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
        (say.field(one.field), *(say.value(one.field, said) for said in one.said), _group(one.group, names, say))
        for one in found
    )
    yield Table(say.say("two.three_caption"), columns, rows)


def later_opinions(
    found: Sequence[Among], numbers: Iterable[int], *, reader: str = "patient", language: str = "en"
) -> tuple[Section, ...]:
    """The opinions after the first one among themselves, as one section; none where there are less than two.

    `numbers`: by which the reader knows them, the first opinion being 1.
    """
    if not found:
        return ()
    say = words(language, reader)
    names = [say.say("two.later", number=str(number)) for number in numbers]
    grade = gravest(one.item.grade for one in found)
    intro = (Paragraph(say.say("two.among_intro")), Notice(say.say(f"two.among_{grade.value}")))
    return (Section(say.say("two.among"), (*intro, *beside(found, names, say))),)


def beside(found: Sequence[Among], names: Sequence[str], say: Words) -> Iterator[Block]:
    """What each says, item by item, the gravest difference first; `names` of those who say it, in order.

    What only one of them states is told to a patient in one line.
    """
    ordered = sorted(found, key=lambda one: ORDER.index(one.item.grade))
    one_sided = [one for one in ordered if one.item.grade is Grade.NOT_COMPARABLE] if say.reader == "patient" else []
    if rows := tuple(_beside(one, names, say) for one in ordered if one not in one_sided):
        columns = (say.say("columns.what"), say.say("two.among_caption"), say.say("two.among_how"))
        yield Table(say.say("two.among_caption"), columns, rows, (3, 6, 6))
    if one_sided:
        yield one_sided_line((one.field for one in one_sided), say)


def _beside(one: Among, names: Sequence[str], say: Words) -> tuple[str, ...]:
    by_value: dict[str, list[str]] = {}
    for name, value in zip(names, one.said, strict=True):
        by_value.setdefault(say.value(one.field, value), []).append(name)
    said = (say.say("two.among_said", names=", ".join(who), value=value) for value, who in by_value.items())
    how = [say.graded(one.item, among=True)]
    if 2 <= len(one.group) < len(names):
        how.append(_group(one.group, names, say))
    if one.item.grade in {Grade.MAJOR, Grade.MINOR} and say.reader != "patient":
        how.append(one.item.source)
    return say.field(one.field), "\n".join(said), "\n".join(how)


def _opinions(count: int, say: Words) -> tuple[str, ...]:
    return (say.say("two.first"), *(say.say("two.later", number=str(number)) for number in range(2, count + 1)))


def _group(group: Iterable[int], names: Sequence[str], say: Words) -> str:
    together = ", ".join(names[at] for at in group)
    return say.say("two.three_group", names=together) if together else say.say("two.three_none")


def news(found: Sequence[News], since: date, *, reader: str = "patient", language: str = "en") -> tuple[Section, ...]:
    """What came after the first release, as one section for the top of a report; none where nothing came."""
    say = words(language, reader)
    lines = tuple((say.say(f"news.{one.code}", day=say.day(one.on), name=one.name), "") for one in found)
    return (Section(say.say("news.title", day=say.day(since)), (Bullets(lines),)),) if lines else ()
