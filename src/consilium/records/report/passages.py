"""Parts that state the first opinion, withheld from a reviewer who reads blinded; addenda; the diagnosis in words."""

from collections.abc import Iterator

from consilium.facts import Assertion
from consilium.records.report.candidates import Candidate
from consilium.records.report.sections import Section
from consilium.records.report.text import Text

_STATES = {
    "final": "diagnosis",
    "synoptic": "diagnosis",
    "addendum": "diagnosis",
    "comment": "diagnosis",
    "impression": "diagnosis",
    "assessment": "plan",
    "plan": "plan",
}
_NOTE_KINDS = frozenset({"clinic_note", "letter", "treatment_plan", "discharge", "other"})


def candidates(text: Text) -> Iterator[Candidate]:
    """One span per section that gives a diagnosis or a plan, its heading included."""
    for section in _merged(text.sections.all):
        states = _STATES.get(section.kind)
        if states and section.end - section.start > 3:
            yield _span(text, section, "record.states_first_opinion", states)
            if section.kind == "assessment" and text.kind in _NOTE_KINDS:
                # An assessment names the diagnosis as well as the plan.
                yield _span(text, section, "record.states_first_opinion", "diagnosis")
    for section in text.sections.all:
        if section.kind == "addendum" and section.end - section.start > 10:
            yield _span(
                text, section, "record.addendum", " ".join(text.cased[section.start : section.end].split())[:2000]
            )
    for section in text.sections.all:
        if section.kind == "final":
            words = " ".join(text.cased[section.start : section.end].split())
            if len(words) > 3:
                yield _span(text, section, "diagnosis.statement", words[:600])
                return


def _merged(sections: list[Section]) -> Iterator[Section]:
    """Neighbouring sections that state the same thing, as one."""
    last: Section | None = None
    for section in sections:
        if last and _STATES.get(last.kind) == _STATES.get(section.kind) and _STATES.get(section.kind):
            last = Section(last.kind, last.weight, last.heading, last.start, section.end)
            continue
        if last:
            yield last
        last = section
    if last:
        yield last


def _span(text: Text, section: Section, code: str, value: str) -> Candidate:
    start = section.heading if code == "record.states_first_opinion" else section.start
    words = text.flat[start : section.end]
    start += len(words) - len(words.lstrip())
    return Candidate(
        code=code,
        value=value,
        start=start,
        end=max(start + 1, section.heading + len(text.flat[section.heading : section.end].rstrip())),
        score=section.weight,
        assertion=Assertion.PRESENT,
        why=f"section {section.kind}",
        subject=str(start),
    )
