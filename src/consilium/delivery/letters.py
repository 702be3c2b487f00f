"""Letters: telling the first doctor early, asking for missing records, bringing the result.

What enters: names and what the letter is about, as the person entered them. What leaves: a `Document`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from consilium.cases import Case, Intent, Scope
from consilium.concordance import Grade
from consilium.concordance.reconciling import Among
from consilium.delivery.document import Bullets, Document, Notice, Paragraph, Section
from consilium.delivery.reconciliation import Side, later_opinions
from consilium.delivery.report import report
from consilium.delivery.words import Words, words


def early(case: Case | None, *, patient: str, on: date, language: str = "en") -> Document:
    """Tells the first doctor that a second opinion is asked for (R8). It informs and never asks for permission."""
    say = words(language)
    about = say.say(f"letter.early.{((case and case.scope) or Scope.BOTH).value}")
    moving = case is not None and case.intent is Intent.TRANSFER
    intent = say.say("letter.early.transfer" if moving else "letter.early.return")
    body = say.lines("letter.early.body", about=about, intent=intent)
    return _with(_letter("letter.early.title", _doctor(case), patient, on, body, say), (), patient, say)


def records(
    missing: Iterable[str], *, doctor: str, patient: str, on: date, needed_by: date | None = None, language: str = "en"
) -> Document:
    """Asks for the records that are missing (R16); `missing` are their names in words."""
    say = words(language)
    first, *rest = say.lines("letter.records.body")
    letter = _letter("letter.records.title", doctor, patient, on, (first,), say)
    asked = Bullets(tuple((name, "") for name in missing))
    due = (say.say("letter.records.needed_by", day=say.day(needed_by)),) if needed_by else ()
    return _with(letter, (asked, *(Paragraph(line) for line in (*rest, *due))), patient, say)


def referral(
    case: Case,
    *,
    place: str,
    doctor: str,
    reason: str,
    patient: str,
    signer: str,
    on: date,
    left_out: Iterable[str] = (),
    language: str = "en",
) -> Document:
    """Asks another place to take over the care (R5). `left_out`: names of records that are sent apart."""
    say = words(language, "clinician")
    body = [say.say("letter.referral.to", place=place), *say.lines("letter.referral.body", reason=reason)]
    if case.planned_start:
        body.append(say.say("letter.referral.planned", day=say.day(case.planned_start)))
    if names := ", ".join(left_out):
        body.append(say.say("letter.referral.left_out", names=names))
    return _with(_letter("letter.referral.title", doctor, patient, on, body, say), (), signer, say)


def result(
    case: Case,
    sides: Sequence[Side],
    among: Sequence[Among] = (),
    *,
    patient: str,
    on: date,
    language: str = "en",
) -> Document:
    """Brings the opinions to the first doctor, in clinical words, with each report in full below, and how several
    compare `among` themselves. There is at least one side."""
    say = words(language, "clinician")
    body = list(say.lines("letter.result.body"))
    if any(side.comparison.overall is Grade.MAJOR for side in sides):
        body.append(say.say("letter.result.disagree"))
    body.append(say.say("letter.result.share"))
    letter = _letter("letter.result.title", _doctor(case), patient, on, body, say)
    signed = _with(letter, (), ", ".join(dict.fromkeys(side.opinion.reviewer.name for side in sides)), say)
    beside = later_opinions(among, [side.number + 1 for side in sides], reader="clinician", language=language)
    enclosed = tuple(part for side in sides for part in _enclosed(case, side, say, several=len(sides) > 1))
    return replace(signed, sections=(*signed.sections, *beside, *enclosed), footer=say.say("report.no_software"))


def _enclosed(case: Case, side: Side, say: Words, *, several: bool) -> Iterator[Section]:
    full = report(case, side.opinion, side.comparison, reader="clinician", language=say.language)
    name = say.say("two.opinion", number=str(side.number + 1), name=side.opinion.reviewer.name)
    notice = (Notice(full.notice),) if full.notice else ()
    yield Section(name if several else full.title, (*notice, *(Paragraph(line) for line in full.lead)))
    yield from full.sections


def _doctor(case: Case | None) -> str:
    return case.first_opinion.doctor if case and case.first_opinion else ""


def _letter(title: str, doctor: str, patient: str, on: date, body: Iterable[str], say: Words) -> Document:
    """A letter without its close."""
    dear = say.say("letter.dear", doctor=doctor) if doctor else say.say("letter.dear_unknown")
    concerning = say.say("letter.concerning", patient=patient) if patient else ""
    lead = tuple(line for line in (say.day(on), concerning) if line)
    blocks = tuple(Paragraph(line) for line in (dear, *body))
    return Document(title=say.say(title), lead=lead, sections=(Section("", blocks),), language=say.language)


def _with(letter: Document, blocks: Iterable[Bullets | Paragraph], signer: str, say: Words) -> Document:
    """The letter with more below its body, and its close."""
    close = Paragraph(f"{say.say('letter.regards')}\n\n{signer}")
    (opening,) = letter.sections
    return replace(letter, sections=(Section("", (*opening.blocks, *blocks, close)),))
