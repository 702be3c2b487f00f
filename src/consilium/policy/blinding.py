"""Blinding (B5): what a reviewer does not see until their own first read is sealed, by one table keyed by scope.

What enters: the case, its records as read, and the marks of where they state the first opinion. What leaves: a `Sight`,
through which every page, fact, name and sentence passes on its way to an actor. Where it is unsure, it withholds.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import msgspec

from consilium.cases import Actor, Case, Phase, Role, Scope, scope_of
from consilium.facts import Fact
from consilium.opinions import is_plan
from consilium.policy.permissions import phase as phase_for
from consilium.policy.phrases import Phrases, Span, of_facts, of_statement
from consilium.records import Page
from consilium.values import PersonId, RecordId

WITHHELD_TEXT = "[withheld until your first read is sealed]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A span of a page that states the first opinion; `what` is `plan` or `diagnosis`.

    Proposed by the reader and in force at once; a patient or coordinator confirms it, or says by `stands=False` that
    the span holds no first opinion.
    """

    record: RecordId
    page: int
    start: int
    end: int
    what: str
    confirmed_by: PersonId | None = None
    stands: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """What one scope withholds: kinds of marks, codes of facts (a trailing `*` is a family), kinds of whole records."""

    marks: frozenset[str]
    codes: tuple[str, ...]
    kinds: frozenset[str]

    def hides(self, fact: Fact) -> bool:
        """Whether a fact is withheld for its code, or as part of the plan."""
        return is_plan(fact) or any(_covers(pattern, fact.code) for pattern in self.codes)


_PLAN = Withheld(
    marks=frozenset({"plan"}),
    codes=("plan.*", "treatment.intent", "record.states_first_opinion"),
    kinds=frozenset({"treatment_plan"}),
)
_DIAGNOSIS = Withheld(
    marks=frozenset({"plan", "diagnosis"}),
    codes=(
        *_PLAN.codes,
        "diagnosis.*",
        "stage.*",
        "gleason.*",
        "nottingham.*",
        "tumor.breslow",
        "tumor.clark",
        "tumor.ulceration",
        "tumor.mitoses",
        "invasion.*",
    ),
    kinds=_PLAN.kinds | {"pathology"},
)

BLINDING: Mapping[Scope, Withheld] = {
    Scope.TREATMENT: _PLAN,
    Scope.DIAGNOSIS: _DIAGNOSIS,
    Scope.BOTH: _DIAGNOSIS,
}
"""The one table. A diagnosis review withholds the plan too, because a plan tells the diagnosis."""


def withheld(scope: Scope | None) -> Withheld:
    """The row of this scope; a case that does not say its scope withholds most."""
    return BLINDING[scope or Scope.BOTH]


def _covers(pattern: str, code: str) -> bool:
    return code.startswith(pattern[:-1]) if pattern.endswith("*") else code == pattern


class Material(Protocol):
    """A record as read; `consilium.reading.Reading` is one."""

    @property
    def record(self) -> RecordId: ...
    @property
    def kind(self) -> str: ...
    @property
    def pages(self) -> tuple[Page, ...]: ...
    @property
    def facts(self) -> tuple[Fact, ...]: ...


def proposed_marks(facts: Iterable[Fact]) -> Iterator[Mark]:
    """A mark for each span in which a reader found the first opinion stated."""
    for fact in facts:
        at = fact.source
        if fact.code != "record.states_first_opinion" or at.record is None or at.page is None:
            continue
        if at.start is not None and at.end is not None:
            yield Mark(record=at.record, page=at.page, start=at.start, end=at.end, what=fact.text)


LONGEST_SENTENCE = 2_000
"""Characters in which the start of a sentence is looked for."""
COPIED_WORDS = 5
"""A sentence of so many words that stands in a marked span and elsewhere was copied."""

_PICTURES = frozenset({"dicom", "slide"})
"""Kinds whose original a blinded reviewer may open although no text was read: looking at them is the work."""
_SHOWN_WHOLE = frozenset({"note", "pdf", "image", "page", "report"})
"""Kinds whose pages show all that they say. Others hold fields, comments and properties that no page shows."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one actor sees of one case. Everything shown to an actor passes through here.

    `cuts` are the withheld spans of each page, sorted and apart; `whole` the records withheld altogether; `words` the
    phrases that tell the first opinion wherever they stand.
    """

    phase: Phase
    row: Withheld
    order: Mapping[RecordId, int]
    cuts: Mapping[tuple[RecordId, int], tuple[Span, ...]]
    whole: frozenset[RecordId]
    closed: frozenset[RecordId]
    words: Phrases | None
    reader: Actor

    @property
    def blinded(self) -> bool:
        """Whether anything may be withheld at all."""
        return self.phase is Phase.BLINDED

    def visible_facts(self, facts: Iterable[Fact]) -> tuple[Fact, ...]:
        """The facts this actor may see; their offsets are those of `visible_page_text`."""
        if not self.blinded:
            return tuple(facts)
        return tuple(self._moved(fact) for fact in facts if not self.hides(fact))

    def hides(self, fact: Fact) -> bool:
        """Whether a fact is withheld: by its code, its place, or because it repeats withheld words."""
        if not self.blinded:
            return False
        return self.row.hides(fact) or self._in_withheld_place(fact) or self._tells(fact.text, fact.source.quote)

    def visible_page_text(self, record: RecordId, page: Page) -> str:
        """The page's text with every withheld span replaced by `WITHHELD_TEXT`."""
        if not self.blinded:
            return page.text
        if record in self.whole or record not in self.order:
            return WITHHELD_TEXT
        return _cut(page.text, self.cuts.get((record, page.number), ()))

    def visible_page(self, record: RecordId, page: Page) -> Page:
        """The page as this actor may see it; its label is cut as well."""
        return replace(page, text=self.visible_page_text(record, page), label=self.visible_words(page.label))

    def visible_words(self, text: str) -> str:
        """Any other text (a goal, a label, a question) with withheld phrases cut."""
        if not self.blinded or self.words is None:
            return text
        return _cut(text, _joined(self.words.spans(text)))

    def visible_message(self, text: str, *, own: bool, ready: bool) -> str:
        """A message of a thread. Blinded, one's own words and ready sentences of ours; the words of another person are
        withheld whole, because the first opinion can be told in any words."""
        return text if own or ready or not self.blinded else WITHHELD_TEXT

    def allows(self, facts: Iterable[Fact], texts: Iterable[str] = ()) -> bool:
        """Whether something built on these facts and texts (a finding, a rule that fired) may be shown."""
        return not any(self.hides(fact) for fact in facts) and not self._tells(*texts)

    def record_visible(self, record: RecordId) -> bool:
        """Whether the original may be served: nothing in it is withheld, and it is known what is in it."""
        return not self.blinded or (record in self.order and record not in self.closed)

    def record_name(self, record: RecordId, name: str) -> str:
        """The file's name, or `Record 3` while blinded: names tell too."""
        return f"Record {self.order.get(record, 0)}" if self.blinded else name

    def something_withheld(self, record: RecordId | None = None) -> bool:
        """Whether anything of this record, or of any, is withheld from this actor."""
        if not self.blinded:
            return False
        if record is None:
            return bool(self.whole or self.cuts)
        return record in self.whole or any(where == record for where, _ in self.cuts)

    def visible_case(self, case: Case) -> Case:
        """The case without its first opinion, the patient's own questions and every withheld phrase, while blinded.

        Why somebody gave the case back is for coordinators; what another reviewer asked for, and what was written with
        an answer, is for those who are not blinded.
        """
        if self.reader.role is not Role.COORDINATOR:
            case = replace(case, declined=())
        if not self.blinded:
            return case
        own = (ask for ask in case.asks if ask.by == self.reader.id)
        asked = (question for question in case.questions if question.origin == "builder")
        return replace(
            case,
            first_opinion=None,
            asks=tuple(replace(ask, note="") for ask in own),
            cancer="" if "diagnosis" in self.row.marks else case.cancer,
            goals=tuple(self.visible_words(goal) for goal in case.goals),
            preferences=tuple(self.visible_words(wish) for wish in case.preferences),
            questions=tuple(q for q in asked if not self._tells(q.text)),
        )

    def _tells(self, *texts: str) -> bool:
        return self.words is not None and any(self.words.stand_in(text) for text in texts)

    def _in_withheld_place(self, fact: Fact) -> bool:
        at = fact.source
        if at.record is None:
            return False
        if at.record in self.whole or at.record not in self.order:
            return True
        if at.page is None or at.start is None or at.end is None:
            return False
        spans = self.cuts.get((at.record, at.page), ())
        return any(at.start < end and start < at.end for start, end in spans)

    def _moved(self, fact: Fact) -> Fact:
        """The fact with offsets into the cut text, so that its words are still found there."""
        at = fact.source
        if at.record is None or at.page is None or at.start is None or at.end is None:
            return fact
        before = (span for span in self.cuts.get((at.record, at.page), ()) if span[1] <= at.start)
        shift = sum(len(WITHHELD_TEXT) - (end - start) for start, end in before)
        moved = msgspec.structs.replace(at, start=at.start + shift, end=at.end + shift)
        return msgspec.structs.replace(fact, source=moved)


def sight(
    actor: Actor,
    case: Case,
    readings: Iterable[Material],
    marks: Iterable[Mark] = (),
    facts: Iterable[Fact] = (),
) -> Sight:
    """What this actor sees. `readings` are all records of the case in the order of its list; `marks` those that people
    confirmed or rejected; `facts` such that stand in no record (corrections, answers). Cost: one pass over the text.
    """
    records = tuple(readings)
    row, phase = withheld(scope_of(actor.id, case)), phase_for(actor, case)
    order = {record.record: number for number, record in enumerate(records, start=1)}
    if phase is Phase.OPEN:
        return Sight(phase, row, order, {}, frozenset(), frozenset(), None, actor)
    told = tuple(marks)
    copied = [line for record in records for line in _withheld_sentences(record, row, _in_force(record, told))]
    everything = (*(fact for record in records for fact in record.facts), *facts)
    stated = of_statement(case, plan_only=row.marks == {"plan"})
    words = Phrases((*of_facts(everything, row.hides), *stated, *copied))
    whole = frozenset(record.record for record in records if _is_whole(record, row))
    cuts = {
        (record.record, page.number): spans
        for record in records
        if record.record not in whole
        for page, spans in _page_cuts(record, row, _in_force(record, told), words)
    }
    closed = whole | {record.record for record in records if _unsure(record) or _has_cut(record, cuts)}
    return Sight(phase, row, order, cuts, whole, closed, words, actor)


def _is_whole(record: Material, row: Withheld) -> bool:
    said = (fact.text for fact in record.facts if fact.code == "record.kind")
    return record.kind in row.kinds or any(kind in row.kinds for kind in said)


def _unsure(record: Material) -> bool:
    """An original may hold anything where its pages do not show all of it, or were only recognised in a picture."""
    if record.kind in _PICTURES:
        return False
    if record.kind not in _SHOWN_WHOLE or not record.pages:
        return True
    return any(page.spots or not page.text.strip() for page in record.pages)


def _has_cut(record: Material, cuts: Mapping[tuple[RecordId, int], tuple[Span, ...]]) -> bool:
    return any((record.record, page.number) in cuts for page in record.pages)


def _in_force(record: Material, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """People's marks first; a proposal holds unless somebody answered it."""
    said = [mark for mark in marks if mark.record == record.record]
    answered = {(mark.page, mark.start, mark.end) for mark in said}
    open_ones = [m for m in proposed_marks(record.facts) if (m.page, m.start, m.end) not in answered]
    return tuple(mark for mark in (*said, *open_ones) if mark.stands)


def _page_cuts(
    record: Material, row: Withheld, marks: tuple[Mark, ...], words: Phrases
) -> Iterator[tuple[Page, tuple[Span, ...]]]:
    for page in record.pages:
        spans = [(m.start, m.end) for m in marks if m.page == page.number and m.what in row.marks]
        spans += [
            _around(page.text, fact) for fact in record.facts if fact.source.page == page.number and row.hides(fact)
        ]
        spans += words.spans(page.text)
        if joined := _joined(spans):
            yield page, joined


_SENTENCE_END = re.compile(r"[.!?;]\s+|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)]))")
_LINE_END = re.compile(r"\n")


def _around(text: str, fact: Fact) -> Span:
    """The sentence that holds the fact's words; the line, in a record laid out as lines."""
    at = fact.source
    start, end = at.start or 0, at.end if at.end is not None else len(text)
    if fact.code == "record.states_first_opinion":
        return start, start
    edge = _LINE_END if at.path else _SENTENCE_END
    near = max(0, start - LONGEST_SENTENCE)
    before = [found.end() for found in edge.finditer(text, near, start)]
    after = edge.search(text, end)
    return (before[-1] if before else near), (after.start() if after else len(text))


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _cut(text: str, spans: tuple[Span, ...]) -> str:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], WITHHELD_TEXT]
        at = end
    return "".join((*pieces, text[at:]))


def _withheld_sentences(record: Material, row: Withheld, marks: tuple[Mark, ...]) -> Iterator[str]:
    """The sentences of marked spans and around withheld facts: notes are copied forward, and a copy carries neither."""
    texts = {page.number: page.text for page in record.pages}
    spans = [texts.get(mark.page, "")[mark.start : mark.end] for mark in marks if mark.what in row.marks]
    for fact in record.facts:
        if row.hides(fact) and (text := texts.get(fact.source.page or 0)):
            spans.append(text[slice(*_around(text, fact))])
    for span in spans:
        yield from (line for line in _SENTENCE_END.split(span) if len(line.split()) >= COPIED_WORDS)
