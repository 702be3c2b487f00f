"""The forms in which a case is told."""

from typing import Any

from django import forms

from consilium.cases import Coverage, FirstOpinion, Intent, Purpose, Question, Scope, TreatmentStatus
from consilium_web.views import goals
from consilium_web.views.forms import SiteForm, lines

SCOPES = (
    (Scope.DIAGNOSIS, "What I have (the diagnosis)"),
    (Scope.TREATMENT, "What to do about it (the treatment)"),
    (Scope.BOTH, "Both"),
)
INTENTS = (
    (Intent.RETURN, "I plan to go on with my doctor"),
    (Intent.TRANSFER, "I want to move my care to another place"),
)
TREATMENT = (
    (TreatmentStatus.BEFORE, "Treatment has not started"),
    (TreatmentStatus.DURING, "Treatment has started"),
    (TreatmentStatus.AFTER, "Treatment is over"),
)
COVERAGE = (
    (Coverage.UNKNOWN, "I do not know yet"),
    (Coverage.COVERED, "It pays for a second opinion"),
    (Coverage.REQUIRED, "It asks me to get one"),
    (Coverage.NOT_COVERED, "It does not pay"),
)

CHOICES = {"scope": Scope, "intent": Intent, "treatment_status": TreatmentStatus, "coverage": Coverage}
LANGUAGES = (("en", "English"), ("es", "Español"))


def date_field(label: str, help_text: str = "", *, required: bool = False) -> forms.DateField:
    """A day, in the browser's own way of choosing one."""
    widget = forms.DateInput(attrs={"type": "date", "class": "nhsuk-input--width-10"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


def text_field(label: str, help_text: str = "", *, rows: int = 4, required: bool = False) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def short_field(label: str, help_text: str = "", *, required: bool = False) -> forms.CharField:
    """One line of text."""
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=300)


class FirstOpinionForm(SiteForm):
    """What the first doctor found and plans (R1), and who they are (R3, R4)."""

    diagnosis = text_field("What did your doctor find?", "Use your doctor’s words if you have them.")
    plan = text_field("What does your doctor want to do?", "For example an operation, drugs, or to wait and watch.")
    doctor = short_field("Your doctor’s name")
    field = short_field("Your doctor’s field", "For example medical oncology or surgery.")
    institution = short_field("Hospital or clinic", "We ask so that nobody from the same place reviews your case.")
    practice = short_field("Practice")
    team = short_field("Team")
    on = date_field("When did your doctor tell you?")

    def changes(self) -> dict[str, Any]:
        """The fields of the case; raises Invalid where neither a diagnosis nor a plan is given."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("token", "version")}
        return {"first_opinion": FirstOpinion(**said)}

    @staticmethod
    def of(first: FirstOpinion | None) -> dict[str, Any]:
        """The form's fields as they are saved."""
        return (
            {}
            if first is None
            else {
                name: getattr(first, name) for name in FirstOpinionForm.base_fields if name not in ("token", "version")
            }
        )


class AboutForm(SiteForm):
    """What is asked, and where the person stands (R2, R5, R9, R36)."""

    cancer = short_field("Which cancer is it?", "For example breast cancer. If you do not know, leave this empty.")
    scope = forms.ChoiceField(label="What do you want a second opinion on?", choices=SCOPES, widget=forms.RadioSelect)
    intent = forms.ChoiceField(label="What do you plan after it?", choices=INTENTS, widget=forms.RadioSelect)
    treatment_status = forms.ChoiceField(label="Has treatment started?", choices=TREATMENT, widget=forms.RadioSelect)
    planned_start = date_field(
        "When is treatment planned to start?", "We use this day to see how long it is safe to wait."
    )
    coverage = forms.ChoiceField(
        label="What does your insurance say?", choices=COVERAGE, widget=forms.RadioSelect, initial=Coverage.UNKNOWN
    )
    language = forms.ChoiceField(
        label="In which language do you want to read your opinion?",
        choices=LANGUAGES,
        widget=forms.RadioSelect,
        required=False,
        initial="en",
    )

    def changes(self) -> dict[str, Any]:
        """The fields of the case; a choice that is not made yet leaves what was there."""
        said = self.cleaned_data
        chosen = {name: kind(said[name]) for name, kind in CHOICES.items() if said[name]}
        told = {"cancer": said["cancer"], "planned_start": said["planned_start"], "language": said["language"] or "en"}
        return told | chosen


class WishesForm(SiteForm):
    """Goals and wishes (R20), and the person's own questions beside those we offer (R18)."""

    goals = text_field("What matters most to you?", "One on each line. For example: to keep working.")
    preferences = text_field("Is there something you wish for, or do not want?", "One on each line.")
    offered = forms.MultipleChoiceField(
        label="Questions that many people ask", required=False, widget=forms.CheckboxSelectMultiple
    )
    questions = text_field("Your own questions", "One on each line. Each one gets an answer.")

    def __init__(self, *args: Any, offered: tuple[Question, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals.ask(self)
        self.known = {question.id: question for question in offered}
        self.offer("offered", ((question.id, question.text) for question in offered))

    def changes(self) -> dict[str, Any]:
        """The fields of the case."""
        said = self.cleaned_data
        own = (Question(id=f"own-{number}", text=text) for number, text in enumerate(lines(said["questions"]), start=1))
        return {
            "goals": lines(said["goals"]),
            "preferences": (*lines(said["preferences"]), *goals.said(said)),
            "questions": (*(self.known[id] for id in said["offered"]), *own),
        }


class ConsentForm(SiteForm):
    """Each purpose is asked for on its own; silence is no."""

    review = forms.BooleanField(label="The reviewer may read my records.", required=False)
    share_with_first_doctor = forms.BooleanField(
        label="My doctor may see my records here and the second opinion.", required=False
    )
    research = forms.BooleanField(label="My case may be used for research, without my name.", required=False)

    def answers(self) -> dict[Purpose, bool]:
        """Purpose -> yes or no."""
        return {purpose: self.cleaned_data[purpose.value] for purpose in Purpose}
