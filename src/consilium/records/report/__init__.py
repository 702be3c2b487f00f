"""Running text in, facts out: pathology and other reports, clinic notes, letters.

`read_pages` joins the pages, lets every extractor propose candidates, drops those that were refused and gives the rest
as facts, best first within each code. Offsets and quotes are those of the page on which the words begin.
"""

from collections.abc import Callable, Iterator, Sequence

from consilium.facts import Assertion, Fact, Provenance, Status
from consilium.records import Page
from consilium.records.report.patterns import skipping
from consilium.values import RecordId

with skipping():
    from consilium.records.report import (
        background,
        care,
        course,
        diagnosis,
        extranodal,
        focality,
        general,
        gone,
        grade,
        history,
        identity,
        inferred,
        invasion,
        kind,
        margins,
        markers,
        melanoma,
        misread,
        no_cancer,
        node_words,
        nodes,
        passages,
        receptors,
        repair,
        revisions,
        side,
        sizes,
        spread,
        tnm,
    )
    from consilium.records.report.candidates import Candidate
    from consilium.records.report.text import Text

READER = "report/9"
"""Name and version of this reader; every fact it reads remembers it."""

EXTRACTORS: tuple[Callable[[Text], Iterator[Candidate]], ...] = (
    diagnosis.candidates,
    grade.candidates,
    tnm.candidates,
    nodes.candidates,
    node_words.candidates,
    extranodal.candidates,
    margins.candidates,
    invasion.candidates,
    receptors.candidates,
    markers.candidates,
    sizes.candidates,
    focality.candidates,
    melanoma.candidates,
    identity.candidates,
    care.candidates,
    course.candidates,
    history.candidates,
    background.candidates,
)

_ASSERTED = {assertion: place for place, assertion in enumerate(Assertion)}


def read_pages(pages: Sequence[Page], record: RecordId) -> tuple[Fact, ...]:
    """Facts of the pages of one record, best first within each code."""
    text = Text(pages)
    best: dict[tuple[object, ...], Candidate] = {}
    for candidate in _proposed(text):
        if candidate.refused:
            continue
        # A plan is kept in each sentence that tells it, since each is withheld from a blinded reviewer.
        told = text.sentence(candidate.start)[0] if candidate.code.startswith("plan.") else 0
        key = (candidate.code, str(candidate.value), candidate.assertion, candidate.subject, candidate.on, told)
        known = best.get(key)
        if known is None or _order(candidate) < _order(known):
            best[key] = candidate
    chosen = sorted(best.values(), key=lambda candidate: (candidate.code, *_order(candidate)))
    return tuple(fact for candidate in chosen for fact in _facts(text, candidate, record))


def read_text(text: str, record: RecordId) -> tuple[Fact, ...]:
    """Facts of one text, which is page 1."""
    return read_pages((Page(number=1, text=text),), record)


def explain(text: str, code: str) -> list[Candidate]:
    """Every candidate of a code, best first, with why it was taken or refused."""
    found = [candidate for candidate in _proposed(Text((Page(number=1, text=text),))) if candidate.code == code]
    return sorted(found, key=lambda candidate: (bool(candidate.refused), *_order(candidate)))


def _proposed(text: Text) -> Iterator[Candidate]:
    """What every extractor proposes, then what follows from it."""
    told = list(kind.candidates(text))
    text.kind = str(told[0].value) if told else ""
    stated = list(told)
    for extractor in EXTRACTORS:
        stated += extractor(text)
    general.refuse(text, stated)
    site = next((str(one.value) for one in stated if one.code == "diagnosis.site" and not one.refused), "")
    stated += misread.candidates(text, stated, site[:3])
    no_cancer.refuse(text, stated)
    stated += side.candidates(text, site[:3])
    revisions.weigh(text, stated)
    gone.weigh(text, stated)
    spread.only_there(stated)
    spread.only_measured(text, stated)
    yield from stated
    yield from repair.candidates(text, stated)
    yield from passages.candidates(text)
    yield from inferred.candidates(text, stated)


def _order(candidate: Candidate) -> tuple[int, float, int]:
    return _ASSERTED[candidate.assertion], -candidate.score, candidate.start


def _facts(text: Text, candidate: Candidate, record: RecordId) -> Iterator[Fact]:
    """One fact; of a whole passage one for each page that it touches, so that no page keeps a part of it."""
    whole = candidate.code in _PASSAGES
    places = text.places(candidate.start, candidate.end) if whole else [text.quote(candidate.start, candidate.end)]
    for page, start, end, quote in places:
        yield Fact(
            code=candidate.code,
            value=candidate.value,
            status=candidate.status,
            assertion=candidate.assertion,
            on=candidate.on,
            subject="" if whole else candidate.subject,
            rule=candidate.rule if candidate.status is Status.INFERRED else "",
            confidence=candidate.confidence,
            source=Provenance(record=record, reader=READER, page=page, start=start, end=end, quote=quote),
        )


_PASSAGES = frozenset({"record.states_first_opinion", "record.addendum"})
