"""What `consilium read` shows of the records themselves: what was read, and the facts found, each with its source."""

from collections.abc import Iterable, Iterator, Sequence

from consilium import imaging
from consilium.cli import layout
from consilium.cli.sources import plain
from consilium.delivery import labels, timeline
from consilium.delivery.words import words
from consilium.facts import Fact, FactSheet, Status
from consilium.reading import Reading
from consilium.timeline import timeline as events

GROUPS = (
    ("Diagnosis", ("diagnosis.", "tumor.", "specimen")),
    ("Stage", ("stage.",)),
    ("Grade", ("diagnosis.grade", "gleason.", "nottingham.")),
    ("Tumor markers and genes", ("biomarker.", "variant")),
    ("Lymph nodes, edges, vessels", ("nodes.", "margin.", "invasion.")),
    ("Treatment so far", ("treatment.", "procedure", "response.")),
    ("Plan", ("plan.",)),
    ("General health", ("performance.", "comorbidity", "allergy", "medication", "history.")),
    ("Laboratory", ("lab.",)),
)
# A long chart repeats itself; what is left out is counted, and --explain shows it.
MOST_OF_A_CODE = 4


def files(readings: Sequence[Reading]) -> Iterator[str]:
    """Every file, its kind and how much it gave, the pictures of one series together; the refused with their reason."""
    names = layout.names(readings)
    read = [one for one in readings if not one.refused]
    series = imaging.series_of(fact for one in read for fact in one.facts)
    groups: dict[str, list[Reading]] = {}
    for one in read:
        groups.setdefault(series.get(one.record, f"{one.record} {one.name}"), []).append(one)
    yield from layout.heading(f"What was read: {len(read)} of {len(readings)} files")
    for group in groups.values():
        yield from _file(group, names)
    for one in readings:
        if one.refused:
            yield f"  {layout.shortened(names[one.record].name, 80)}"
            yield from layout.wrapped(one.refused, "      not read: ")


def _file(same: Sequence[Reading], names: layout.Names) -> Iterator[str]:
    first, last = names[same[0].record].name, names[same[-1].record].name
    name = first if len(same) == 1 else f"{layout.shortened(first, 26)} … {layout.shortened(last, 26)}"
    pages = _counted(sum(len(one.pages) for one in same), "page") if len(same) == 1 else f"{len(same)} files"
    facts = _counted(sum(len(one.facts) for one in same), "fact")
    yield f"  {layout.shortened(name, 56):<56}  {same[0].kind:<8} {pages:>10}  {facts:>10}"
    for note in dict.fromkeys(note for one in same for note in one.notes):
        yield from layout.wrapped(note, "      note: ")


def _counted(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"


def over_time(readings: Sequence[Reading]) -> Iterator[str]:
    """One line for each event, oldest first."""
    found = events(FactSheet.of(fact for one in readings for fact in one.facts))
    say = words()
    if found:
        yield from layout.heading("Over time")
    for line in timeline.lines(found, say):
        yield from layout.wrapped(line.said, f"  {line.days:<23}  {line.about:<22} ")


def images(readings: Sequence[Reading]) -> Iterator[str]:
    """One line for each series of pictures, under the day of its study."""
    found = imaging.studies(fact for one in readings for fact in one.facts)
    if found:
        yield from layout.heading("Images")
    for study in found:
        yield from layout.wrapped(f"{study.on or 'no date'}  {study.description}", "  ", 14)
        for one in study.series:
            yield from layout.wrapped(f"{one.name}: {_counted(one.pictures, 'picture')}", "      ")


def facts(readings: Sequence[Reading]) -> Iterator[str]:
    """The facts by group, those that say the same together."""
    names = layout.names(readings)
    sheet = FactSheet.of(fact for one in readings for fact in one.facts)
    for title, _ in GROUPS:
        found = [fact for fact in sheet if _group(fact.code) == title]
        if not found:
            continue
        yield from layout.heading(title)
        for code in dict.fromkeys(fact.code for fact in found):
            yield from _code(code, [fact for fact in found if fact.code == code], names)


def explain(readings: Sequence[Reading], code: str) -> Iterator[str]:
    """Every fact of one code, with its words, its reader and its rule."""
    names = layout.names(readings)
    found = [fact for one in readings for fact in one.facts if fact.code == code]
    if not found:
        yield f"No fact of the code {plain(code)} was found."
    for fact in found:
        yield f"{labels.label(code)}: {layout.said(fact)}{' (worked out)' * _is_inferred(fact)}"
        on = f"on {fact.on}" if fact.on else ""
        rule = f"rule: {fact.rule}" if fact.rule else ""
        for line in (layout.source(fact, names), on, rule, f"read by {fact.source.reader}"):
            if line:
                yield from layout.wrapped(line, "    ")


def _group(code: str) -> str:
    """The group whose prefix fits the code most closely."""
    fitting = [(len(one), title) for title, prefixes in GROUPS for one in prefixes if code.startswith(one)]
    return max(fitting)[1] if fitting else ""


def _code(code: str, found: Iterable[Fact], names: layout.Names) -> Iterator[str]:
    same: dict[str, list[Fact]] = {}
    for fact in found:
        same.setdefault(layout.said(fact), []).append(fact)
    for said, facts in list(same.items())[:MOST_OF_A_CODE]:
        yield from _fact(said, facts, names)
    if len(same) > MOST_OF_A_CODE:
        yield from layout.wrapped(f"{len(same) - MOST_OF_A_CODE} more: --explain {code}", "      ")


def _fact(said: str, same: Sequence[Fact], names: layout.Names) -> Iterator[str]:
    best = same[0]
    first = f"  {labels.label(best.code):<{layout.LABEL}} "
    yield from layout.wrapped(said + " (worked out)" * _is_inferred(best), first)
    places = len(same) - 1
    more = f" and {places} more place{'' if places == 1 else 's'}" if places else ""
    yield from layout.wrapped(layout.source(best, names) + more, "      ")


def _is_inferred(fact: Fact) -> bool:
    return fact.status is Status.INFERRED
