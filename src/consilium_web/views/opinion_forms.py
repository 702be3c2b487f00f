"""The reviewer's forms: a judgement, and the opinion in five parts. Names of fields are those the library uses."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms

from consilium.cases import Case, Role
from consilium.opinions import (
    AnswerTo,
    Board,
    Judgement,
    OpinionForm,
    Option,
    Part,
    PartNote,
    PartOpinion,
    ReadDraft,
    Recommendation,
    Reference,
    Verdict,
    headings,
)
from consilium.opinions.editing import ROWS
from consilium_web.views.case_forms import date_field, short_field, text_field
from consilium_web.views.forms import SiteForm, lines

JUDGEMENT = {
    "diagnosis": "Diagnosis in words",
    "site": "Where the cancer began (ICD-O-3 topography)",
    "laterality": "Side",
    "histology": "Kind of cancer (ICD-O-3 morphology or words)",
    "grade": "Grade",
    "stage_t": "T",
    "stage_n": "N",
    "stage_m": "M",
    "stage_group": "Stage group",
    "prognosis": "Outlook",
    "trial": "Clinical trial that fits",
}
PARTS = {
    Part.PATHOLOGY: "Pathology diagnosis",
    Part.TESTING: "Testing for treatment targets: done, and still needed",
    Part.STAGE: "Stage and spread",
    Part.CONDITION: "Physical condition",
    Part.PLAN: "Proposed plan and other recommendations",
}
VERDICTS = (
    (Verdict.CONFIRMED, "Confirmed"),
    (Verdict.DIFFERS, "Differs"),
    (Verdict.CANNOT_JUDGE, "Cannot be judged"),
)
NOT_OF_TISSUE = ("stage_m", "stage_group", "prognosis", "trial")
"""What no pathologist is asked (R27)."""
SECTIONS = (
    ("What you find", ("judgement.",)),
    ("The five parts", ("part.",)),
    ("Options", ("options.",)),
    ("Recommendations", ("recommendations.",)),
    ("The person’s questions", ("answers.",)),
    ("The board", ("board.",)),
    ("Works that you rest it on", ("references.",)),
    ("What it rests on", ("missing_information", "nothing_missing", "evidence_date")),
    ("In plain words", ("summary",)),
)
"""Headings of the opinion's page, and how the names of their fields begin."""
OPTION = {
    "name": "Option",
    "chance": "Chance of cure or survival",
    "side_effects": "Side effects",
    "quality_of_life": "Quality of life",
    "trials": "Clinical trials",
}


REFERENCE = {
    "title": "Title of the work",
    "where": "Journal or book",
    "year": "Year",
    "pmid": "PMID",
    "doi": "DOI",
}


@dataclass(frozen=True)
class Group:
    """Fields under one heading, in rows; `filled` of the rows hold something and can be moved."""

    heading: str
    key: str
    rows: tuple[tuple[int | None, list[forms.BoundField]], ...]
    filled: int


class JudgementForm(SiteForm):
    """A judgement; what is not known stays empty."""

    def __init__(self, *args: Any, role: Role = Role.REVIEWER, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_tissue = role is Role.PATHOLOGIST
        for name, label in JUDGEMENT.items():
            if not (self.of_tissue and name in NOT_OF_TISSUE):
                self.fields[f"judgement.{name}"] = short_field(label)
        self.fields["judgement.biomarkers"] = text_field(
            "Tumor markers", "One on each line. For example HER2: negative"
        )
        if not self.of_tissue:
            self.fields["judgement.treatments"] = text_field("Treatment you would choose", "One on each line.")

    def judgement(self) -> Judgement:
        """What was written."""
        said = self.cleaned_data
        markers = (line.partition(":") for line in lines(said["judgement.biomarkers"]))
        return Judgement(
            **{name: said.get(f"judgement.{name}", "").strip() for name in JUDGEMENT},
            biomarkers=tuple((name.strip(), result.strip()) for name, _, result in markers),
            treatments=lines(said.get("judgement.treatments", "")),
        )

    def named(self, missing: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """(field, its label, how to mend it) for what stands between this page and its seal or signature."""
        found = ((self._field(name) or name, how) for name, how in missing.items())
        return [(name, str(self.fields[name].label) if name in self.fields else name, how) for name, how in found]


def judgement_fields(judgement: Judgement) -> dict[str, str]:
    """A judgement as the form's fields."""
    known = {f"judgement.{name}": getattr(judgement, name) for name in JUDGEMENT}
    markers = "\n".join(f"{name}: {result}" for name, result in judgement.biomarkers)
    return known | {"judgement.biomarkers": markers, "judgement.treatments": "\n".join(judgement.treatments)}


class FirstReadForm(JudgementForm):
    """The first read, made before the first opinion is shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reasons"] = text_field("Your reasons", "In a sentence or two.")
        self.fields["judgement"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def draft(self) -> ReadDraft:
        """What was written, complete or not."""
        return ReadDraft(judgement=self.judgement(), reasons=self.cleaned_data["reasons"].strip())


class OpinionPage(JudgementForm):
    """The whole opinion. It offers one empty option and recommendation more than are filled; saving brings the next."""

    def __init__(
        self,
        *args: Any,
        case: Case,
        parts: Iterable[Part] = tuple(Part),
        board: Board | None = None,
        written: OpinionForm,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.parts, self.board = case, tuple(parts), board
        self.offered = headings(case.cancer)
        self.written = {name: len(getattr(written, name)) for name in ROWS}
        self.options, self.recommendations, self.references = (self._rows(name) for name in ROWS)
        if self.of_tissue:
            self.options = 0
        self._parts()
        self._options()
        self._recommendations()
        for question in case.questions:
            self.fields[f"answers.{question.id}"] = text_field(question.text, rows=3)
        self._references()
        self._statements()
        if board:
            self._board(board)

    def _rows(self, name: str) -> int:
        """One more than are filled, and as many as were sent: nothing that was typed is left out."""
        sent = (re.match(rf"{name}\.(\d{{1,2}})(?:\.|$)", key) for key in self.data)
        return max([self.written[name], *(int(found[1]) for found in sent if found)]) + 1

    def _parts(self) -> None:
        for part in self.parts:
            label = PARTS[part]
            self.fields[f"part.{part.value}"] = forms.ChoiceField(
                label=label, choices=VERDICTS, widget=forms.RadioSelect, required=False
            )
            self.fields[f"part.{part.value}.what"] = text_field(f"{label}: what differs", rows=2)
            self.fields[f"part.{part.value}.why"] = text_field(f"{label}: your reasons", rows=2)

    def _options(self) -> None:
        for number in range(self.options):
            for name, label in OPTION.items():
                self.fields[f"options.{number}.{name}"] = short_field(f"{label} ({number + 1})")
            if self.case.goals:
                self.fields[f"options.{number}.goals"] = text_field(
                    f"Goals that it serves ({number + 1})", "One on each line.", rows=2
                )

    def _recommendations(self) -> None:
        for number in range(self.recommendations):
            self.fields[f"recommendations.{number}"] = short_field(f"Recommendation ({number + 1})")
            self.fields[f"recommendations.{number}.why"] = text_field(f"Your reasons ({number + 1})", rows=2)
            self.fields[f"recommendations.{number}.goals"] = text_field(
                f"How it fits the person’s goals ({number + 1})", rows=2
            )

    def _references(self) -> None:
        for number in range(self.references):
            for name, label in REFERENCE.items():
                self.fields[f"references.{number}.{name}"] = short_field(f"{label} ({number + 1})")

    def _statements(self) -> None:
        self.fields["missing_information"] = text_field("What information was missing?", "One on each line.")
        self.fields["nothing_missing"] = forms.BooleanField(label="Nothing was missing.", required=False)
        self.fields["evidence_date"] = date_field("Date of the evidence you used")
        self.fields["summary"] = text_field("Summary for the person", "In plain words. This is read first.", rows=6)

    def _board(self, board: Board) -> None:
        """Who was there and what they thought stands in the record already; the dissent does not."""
        for number, (name, discipline) in enumerate(board.members):
            self.fields[f"board.dissent.{number}"] = text_field(
                f"Does {name} ({discipline}) see it differently?", "How, in their words. Empty: they agree.", rows=2
            )
        if board.missing:
            self.fields["board.without"] = text_field(
                f"Not there: {', '.join(board.missing)}. Why does the board speak all the same?", rows=2
            )

    def sections(self) -> Iterable[Group]:
        """Groups of fields, in the order in which a page shows them."""
        for heading, prefixes in SECTIONS:
            found = [self[name] for name in self.fields if name.startswith(prefixes)]
            key = prefixes[0].rstrip(".")
            if found and key in ROWS:
                rows = (
                    (number, [one for one in found if re.match(rf"{key}\.{number}(?:\.|$)", one.name)])
                    for number in range(getattr(self, key))
                )
                yield Group(heading, key, tuple(rows), self.written[key])
            elif found:
                yield Group(heading, key, ((None, found),), 0)

    def opinion(self) -> OpinionForm:
        """What was written, empty or not."""
        said = self.cleaned_data
        return OpinionForm(
            judgement=self.judgement(),
            parts=tuple(self._said_parts(said)),
            notes=tuple(self._said_notes(said)),
            options=tuple(self._said_options(said)),
            recommendations=tuple(self._said_recommendations(said)),
            answers=tuple(
                AnswerTo(question=question.id, text=text)
                for question in self.case.questions
                if (text := said[f"answers.{question.id}"].strip())
            ),
            references=tuple(self._said_references(said)),
            missing_information=lines(said["missing_information"]),
            nothing_missing=said["nothing_missing"],
            evidence_date=said["evidence_date"],
            summary=said["summary"].strip(),
            board=self._said_board(self.board, said) if self.board else None,
        )

    def _said_parts(self, said: Mapping[str, Any]) -> Iterable[PartOpinion]:
        for part in self.parts:
            what, why = (said[f"part.{part.value}.{name}"].strip() for name in ("what", "why"))
            if verdict := said[f"part.{part.value}"]:
                yield PartOpinion(part=part, verdict=Verdict(verdict), what=what, why=why)

    def _said_notes(self, said: Mapping[str, Any]) -> Iterable[PartNote]:
        for part in self.parts:
            what, why = (said[f"part.{part.value}.{name}"].strip() for name in ("what", "why"))
            if (what or why) and not said[f"part.{part.value}"]:
                yield PartNote(part=part, what=what, why=why)

    def _said_options(self, said: Mapping[str, Any]) -> Iterable[Option]:
        for number in range(self.options):
            words = {name: said[f"options.{number}.{name}"].strip() for name in OPTION}
            if any(words.values()):
                yield Option(**words, goals=lines(said.get(f"options.{number}.goals", "")))

    def _said_recommendations(self, said: Mapping[str, Any]) -> Iterable[Recommendation]:
        for number in range(self.recommendations):
            name = f"recommendations.{number}"
            what, why, goals = (said[key].strip() for key in (name, f"{name}.why", f"{name}.goals"))
            if what or why or goals:
                yield Recommendation(what=what, why=why, goals=goals)

    def _said_references(self, said: Mapping[str, Any]) -> Iterable[Reference]:
        for number in range(self.references):
            words = {name: said[f"references.{number}.{name}"].strip() for name in REFERENCE}
            if any(words.values()):
                yield Reference(**words)

    def _said_board(self, board: Board, said: Mapping[str, Any]) -> Board:
        told = ((name, said[f"board.dissent.{number}"].strip()) for number, (name, _) in enumerate(board.members))
        return replace(
            board,
            dissents=tuple((name, words) for name, words in told if words),
            without=said.get("board.without", "").strip(),
        )


def opinion_fields(form: OpinionForm) -> dict[str, Any]:
    """A draft as the page's fields."""
    fields: dict[str, Any] = judgement_fields(form.judgement)
    for part in form.parts:
        name = f"part.{part.part.value}"
        fields |= {name: part.verdict.value, f"{name}.what": part.what, f"{name}.why": part.why}
    for note in form.notes:
        fields |= {f"part.{note.part.value}.what": note.what, f"part.{note.part.value}.why": note.why}
    for number, option in enumerate(form.options):
        fields |= {f"options.{number}.{name}": getattr(option, name) for name in OPTION}
        fields[f"options.{number}.goals"] = "\n".join(option.goals)
    for number, advice in enumerate(form.recommendations):
        name = f"recommendations.{number}"
        fields |= {name: advice.what, f"{name}.why": advice.why, f"{name}.goals": advice.goals}
    for number, work in enumerate(form.references):
        fields |= {f"references.{number}.{name}": getattr(work, name) for name in REFERENCE}
    fields |= {f"answers.{answer.question}": answer.text for answer in form.answers}
    for name in ("nothing_missing", "evidence_date", "summary"):
        fields[name] = getattr(form, name)
    fields["missing_information"] = "\n".join(form.missing_information)
    return fields | (_board_fields(form.board) if form.board else {})


def _board_fields(board: Board) -> dict[str, str]:
    said = dict(board.dissents)
    dissents = {f"board.dissent.{number}": said.get(name, "") for number, (name, _) in enumerate(board.members)}
    return dissents | {"board.without": board.without}
