"""Parts that state the first opinion, withheld from a reviewer who reads blinded; addenda; the diagnosis in words."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from consilium.facts import Assertion
from consilium.records.report import identity
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
_MOST = 600
_LISTED = re.compile(
    r"\n[- ]*(?:\(?[a-z\d]{1,2}[.)] ?)?(?:estrogen|progesterone|hormone|receptor"
    r"|er\b|her-?2|ki-?67|mib-?1|breslow"
    r"|ulceration|(?:maximum |greatest )?tumor (?:size|thickness|dimension)|margins?\b|surgical margins"
    r"|lymph(?:o|atic|[- ])?-?vascular|angiolymph|perineural"
    r"|histologic grade|overall grade|nuclear grade|pathologic(?:al)? (?:stag|tnm)|p?tnm\b|ajcc|mitotic|synoptic)"
)
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
            words = " ".join(word for place in text.places(section.start, section.end) for word in place[3].split())
            yield _span(text, section, "record.addendum", words.lstrip(". ")[:2000])
    for section in text.sections.all:
        if section.kind == "final":
            end = _told(text, section)
            words = " ".join(text.place(section.start, end)[3].split())
            if len(words) > 3:
                yield _span(text, replace(section, end=end), "diagnosis.statement", words)
                return


def _told(text: Text, section: Section) -> int:
    """Where the diagnosis itself ends: before its list of receptors and sizes, a signature, or 600 characters."""
    most = section.start + _MOST
    end = identity.unsigned(text, section.start, min(section.end, most))
    listed = _LISTED.search(text.flat, section.start + 12, end)
    if listed:
        return listed.start()
    if end == most:
        line = max(text.flat.rfind("\n", section.start + 12, end), text.flat.rfind(" ", section.start + 12, end))
        return line if line > 0 else end
    return end


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
