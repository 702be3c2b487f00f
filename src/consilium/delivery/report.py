"""The report of a second opinion: opinion and comparison in plain words, each with its clinical counterpart.

What enters: a case, a signed opinion, the comparison. What leaves: a `Document`, from which page, PDF and letter are
drawn. `reader` is `patient` or `clinician`. It repeats what people wrote; it adds no opinion of its own (R6).
"""

from collections.abc import Iterable, Iterator, Mapping

from consilium.cases import Case
from consilium.concordance import Concordance, Grade, Item, next_steps
from consilium.delivery.document import Block, Bullets, Document, Notice, Pairs, Paragraph, Table, section
from consilium.delivery.words import Words, words
from consilium.opinions import Opinion, Option, Part, PartOpinion
from consilium.values import Answer


def report(
    case: Case,
    opinion: Opinion,
    concordance: Concordance,
    *,
    reader: str = "patient",
    language: str = "en",
    resolved: Answer = Answer.UNKNOWN,
    apart: bool = False,
    agreeing: int = 0,
    names: Mapping[str, str] | None = None,
) -> Document:
    """The whole report. `resolved`, `apart`, `agreeing` are those of `concordance.next_steps`; `names` of records."""
    say = words(language, reader)
    steps = next_steps(concordance, resolved=resolved, apart=apart, agreeing=agreeing)
    sections = (
        section(say.say("report.short"), [Paragraph(opinion.form.summary)]),
        section(say.say("report.agree"), _agreement(concordance, steps, names or {}, say)),
        section(say.say("report.recommendations"), _recommendations(opinion, say)),
        section(say.say("report.questions"), _answers(case, opinion)),
        section(say.say("report.options"), (_option(option, say) for option in opinion.form.options)),
        section(say.say("report.goals"), _goals(case, say)),
        section(say.say("report.table"), comparison_table(concordance, say)),
        section(say.say("report.parts"), _parts(opinion, say)),
        section(say.say("report.missing"), _missing(opinion, say)),
        section(say.say("report.references"), _references(opinion)),
        section(say.say("report.addenda"), _addenda(opinion, say)),
        section(say.say("report.made"), _made(opinion, say)),
    )
    return Document(
        title=say.say("report.title"),
        lead=tuple(_lead(opinion, say)),
        notice=_notice(opinion, say),
        sections=tuple(one for some in sections for one in some),
        footer=say.say("report.no_software"),
        language=language,
    )


def _lead(opinion: Opinion, say: Words) -> Iterator[str]:
    by = opinion.reviewer
    place = f" {say.say('report.at', institution=by.institution)}." if by.institution else ""
    yield say.say("report.by", name=by.name, credentials=by.credentials, field=by.field) + place
    dated = say.say("report.signed", day=say.day(opinion.signed_at))
    evidence = opinion.form.evidence_date
    yield f"{dated} {say.say('report.evidence', day=say.day(evidence))}" if evidence else dated


def _notice(opinion: Opinion, say: Words) -> str:
    allowed = opinion.override
    return say.say("report.not_independent", name=allowed.name, reason=allowed.reason) if allowed else ""


def _agreement(concordance: Concordance, steps: Iterable[str], names: Mapping[str, str], say: Words) -> Iterator[Block]:
    yield Notice(say.say(f"overall.{concordance.overall.value}"))
    for step in steps:
        yield Paragraph(say.say(f"step.{step}"))
        if step == "find_gap":
            yield Bullets(tuple((line, "") for line in gap_lines(concordance, names, say)))


def gap_lines(concordance: Concordance, names: Mapping[str, str], say: Words) -> Iterator[str]:
    """What one side did not have, one line each."""
    unseen = concordance.gap.unseen_by_first
    yield from (say.say("step.gap_first", name=names[record]) for record in unseen if record in names)
    if unnamed := sum(record not in names for record in unseen):
        yield say.say("step.gap_first_count", count=str(unnamed))
    for what in concordance.gap.missing_for_second:
        yield say.say("step.gap_second", what=what.strip().rstrip("."))


def comparison_table(concordance: Concordance, say: Words, later: str = "") -> Iterator[Block]:
    """Differences first; what neither opinion states is left out. A patient gets one line for what has no two sides.

    `later` names the opinion that is held against the first, where it is not the only one.
    """
    order = (Grade.MAJOR, Grade.MINOR, Grade.SAME)
    one_sided = concordance.of(Grade.NOT_COMPARABLE)
    shown = [item for grade in order for item in concordance.of(grade)]
    if say.reader != "patient":
        shown += one_sided
    if shown:
        what, first, second, grade = (say.say(f"columns.{name}") for name in ("what", "first", "second", "grade"))
        columns = (what, first, later or second, grade)
        yield Table(say.say("report.table_caption"), columns, tuple(_row(item, say) for item in shown), (3, 4, 4, 6))
    if one_sided and say.reader == "patient":
        yield one_sided_line((item.field for item in one_sided), say)


def one_sided_line(fields: Iterable[str], say: Words) -> Paragraph:
    """The one line of what cannot be compared."""
    return Paragraph(say.say("report.one_sided", names=", ".join(dict.fromkeys(map(say.field, fields)))))


def _row(item: Item, say: Words) -> tuple[str, ...]:
    source = "" if item.grade in {Grade.SAME, Grade.NOT_COMPARABLE} or say.reader == "patient" else f"\n{item.source}"
    return (
        say.field(item.field),
        say.value(item.field, item.first),
        say.value(item.field, item.second),
        f"{say.graded(item)}{source}",
    )


def _parts(opinion: Opinion, say: Words) -> Iterator[Block]:
    given = {one.part: one for one in opinion.form.parts}
    unasked = say.say("verdict.not_asked")
    told = ((part, verdict_words(given[part], say) if part in given else unasked) for part in Part)
    yield Pairs("", tuple((say.say(f"part.{part.value}"), words_of) for part, words_of in told))


def verdict_words(one: PartOpinion, say: Words) -> str:
    """What the reviewer says of a part, and why."""
    verdict = say.say(f"verdict.{one.verdict.value}", what=one.what)
    return f"{verdict}\n{say.say('report.because', why=one.why)}" if one.why.strip() else verdict


def _goals(case: Case, say: Words) -> Iterator[Block]:
    wishes = (*case.goals, *case.preferences)
    if wishes:
        yield Paragraph(say.say("report.goals_intro"))
        yield Bullets(tuple((wish, "") for wish in wishes))


def _option(option: Option, say: Words) -> Block:
    named = [(name, str(getattr(option, name))) for name in ("chance", "side_effects", "quality_of_life", "trials")]
    named.append(("serves", "; ".join(option.goals)))
    return Pairs(option.name, tuple((say.say(f"columns.{name}"), text) for name, text in named if text.strip()))


def _recommendations(opinion: Opinion, say: Words) -> Iterator[Block]:
    for advice in opinion.form.recommendations:
        entries = [("", say.say("report.because", why=advice.why))]
        if advice.goals.strip():
            entries.append(("", say.say("report.fits", goals=advice.goals)))
        yield Pairs(advice.what, tuple(entries))


def _answers(case: Case, opinion: Opinion) -> Iterator[Block]:
    asked = {question.id: question.text for question in case.questions}
    for answer in opinion.form.answers:
        if answer.question in asked:
            yield Pairs(asked[answer.question], (("", answer.text),))


def _missing(opinion: Opinion, say: Words) -> Iterator[Block]:
    if not opinion.form.missing_information:
        yield Paragraph(say.say("report.nothing_missing"))
        return
    yield Paragraph(say.say("report.missing_intro"))
    yield Bullets(tuple((what, "") for what in opinion.form.missing_information))


def _references(opinion: Opinion) -> Iterator[Block]:
    if opinion.form.references:
        yield Bullets(tuple((one.text, "") for one in opinion.form.references))


def _addenda(opinion: Opinion, say: Words) -> Iterator[Block]:
    for added in opinion.addenda:
        yield Paragraph(say.say("report.addendum", name=added.name, day=say.day(added.at), text=added.text))


def _made(opinion: Opinion, say: Words) -> Iterator[Block]:
    if opinion.changed_after_unblinding:
        fields = ", ".join(say.field(name).lower() for name in opinion.changed_after_unblinding)
        yield Paragraph(say.say("report.changed", fields=fields))
    else:
        yield Paragraph(say.say("report.unchanged"))
    if board := opinion.form.board:
        present = ", ".join(board.disciplines)
        yield Paragraph(say.say("report.board", presenter=board.presenter, disciplines=present))
        yield Bullets(tuple((f"{member}: {view}", "") for member, view in board.views))
        for name, words_of in board.dissents:
            yield Paragraph(say.say("report.board_dissent", name=name, dissent=words_of))
        if board.missing:
            absent = ", ".join(board.missing)
            yield Paragraph(say.say("report.board_without", disciplines=absent, why=board.without))
    if say.language != "en":
        yield Paragraph(say.say("report.own_words"))
    if say.reader == "patient":
        yield Paragraph(say.say("report.closing"))
    else:
        yield Paragraph(say.say("report.seal", digest=opinion.sealed_digest))
