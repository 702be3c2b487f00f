"""Sealing a first read and signing an opinion.

What enters: a reviewer's words. What leaves: frozen values, or Invalid that lists every empty part and every question
without an answer.
"""

import hashlib
import re
from dataclasses import fields, replace
from datetime import datetime

import msgspec

from consilium.cases import Case, Role, Route, Scope, awaited, role_of, seat_of
from consilium.errors import Invalid
from consilium.opinions.editing import CLOSE, OPEN
from consilium.opinions.headings import unfilled
from consilium.opinions.shapes import (
    Addendum,
    BlindedRead,
    Judgement,
    Opinion,
    OpinionForm,
    Override,
    Part,
    PartOpinion,
    ReadDraft,
    Reference,
    Reviewer,
    Verdict,
)
from consilium.values import PersonId


def digest(read: BlindedRead) -> str:
    """SHA-256 over the canonical JSON of everything in the read but the digest itself; 64 hex digits."""
    content = {field.name: getattr(read, field.name) for field in fields(read) if field.name != "digest"}
    return hashlib.sha256(msgspec.json.encode(msgspec.to_builtins(content), order="sorted")).hexdigest()


def missing_to_seal(draft: ReadDraft) -> dict[str, str]:
    """Field -> how to mend it, for everything that stands between a first read and its seal."""
    missing = {}
    if draft.judgement == Judgement():
        missing["judgement"] = "Write what you find: fill at least one field."
    if not draft.reasons.strip():
        missing["reasons"] = "Write your reasons in a sentence or two."
    return missing


def seal(case: Case, draft: ReadDraft, *, by: PersonId, at: datetime) -> BlindedRead:
    """The first read, sealed. Raises Invalid where it holds no judgement or no reasons."""
    if missing := missing_to_seal(draft):
        raise Invalid("The first read is not complete.", missing)
    read = BlindedRead(case=case.id, by=by, at=at, judgement=draft.judgement, reasons=draft.reasons)
    return replace(read, digest=digest(read))


def is_intact(read: BlindedRead) -> bool:
    """Whether the seal still matches what was sealed."""
    return read.digest == digest(read)


def changed(sealed: Judgement, final: Judgement) -> tuple[str, ...]:
    """The names of the fields in which the final judgement differs from the sealed one."""
    return tuple(f.name for f in fields(Judgement) if getattr(sealed, f.name) != getattr(final, f.name))


def parts_asked(case: Case, person: PersonId) -> tuple[Part, ...]:
    """The parts that this person judges: all five (R21); of a pathologist what the cancer is, and testing where it is
    asked (R27).
    """
    seat = seat_of(person, case)
    if seat.role is not Role.PATHOLOGIST:
        return tuple(Part)
    return (Part.PATHOLOGY, Part.TESTING) if seat.testing else (Part.PATHOLOGY,)


def missing_to_sign(case: Case, form: OpinionForm, by: PersonId) -> dict[str, str]:
    """Field -> how to mend it, for everything that stands between this form and this person's signature."""
    missing: dict[str, str] = {}
    pathologist = role_of(by, case) is Role.PATHOLOGIST
    missing.update(_parts(case, form, by))
    rest = (_references, _statements, _board)
    for problem in rest if pathologist else (_options, _recommendations, *rest):
        missing.update(problem(case, form))
    if not pathologist or set(awaited(case)) == {by}:  # beside others, the others answer what is not for a pathologist
        missing.update(_answers(case, form))
    return missing


def _parts(case: Case, form: OpinionForm, by: PersonId) -> dict[str, str]:
    given = {opinion.part: opinion for opinion in form.parts}
    missing = {}
    for part in parts_asked(case, by):
        if problem := _part_problem(given.get(part)):
            missing[f"part.{part.value}"] = problem
    return missing


def _part_problem(opinion: PartOpinion | None) -> str:
    if opinion is None:
        return "Choose: confirmed, differs, or cannot be judged."
    words = f"{opinion.what}\n{opinion.why}"
    if OPEN in words or CLOSE in words:
        return f"Put what stands between {OPEN} and {CLOSE} into your own words, or take it out."
    if empty := unfilled(words):
        return f"Fill these headings, or take them out: {' '.join(empty)}"
    if opinion.verdict is Verdict.DIFFERS and not (opinion.what.strip() and opinion.why.strip()):
        return "Write what differs, and your reasons."
    if opinion.verdict is Verdict.CANNOT_JUDGE and not opinion.why.strip():
        return "Write why this cannot be judged."
    return ""


def _options(case: Case, form: OpinionForm) -> dict[str, str]:
    if case.scope is Scope.DIAGNOSIS:
        return {}
    if not form.options:
        return {"options": "Name at least one option, even where it is to wait and watch."}
    missing = {}
    for number, option in enumerate(form.options):
        for name in ("name", "chance", "side_effects", "quality_of_life", "trials"):
            if not getattr(option, name).strip():
                missing[f"options.{number}.{name}"] = "Write this, or write that it is not known."
    return missing


def _recommendations(case: Case, form: OpinionForm) -> dict[str, str]:
    if not form.recommendations:
        return {"recommendations": "Write what you recommend, even where it is to go on as planned."}
    missing = {}
    for number, advice in enumerate(form.recommendations):
        if not (advice.what.strip() and advice.why.strip()):
            missing[f"recommendations.{number}"] = "Write what you recommend, and your reasons."
        elif case.goals and not advice.goals.strip():
            missing[f"recommendations.{number}.goals"] = "Say how this fits the goals that the person named."
    return missing


def _answers(case: Case, form: OpinionForm) -> dict[str, str]:
    answered = {answer.question for answer in form.answers if answer.text.strip()}
    return {
        f"answers.{question.id}": "This question still needs its answer."
        for question in case.questions
        if question.id not in answered
    }


def _references(case: Case, form: OpinionForm) -> dict[str, str]:
    found = ((f"references.{number}", reference_problem(one)) for number, one in enumerate(form.references))
    return {f"{row}.{name}": how for row, problem in found if problem for name, how in [problem]}


def reference_problem(one: Reference) -> tuple[str, str] | None:
    """The field that is not in its shape, and how to mend it; None where all is well."""
    if not one.title.strip():
        return "title", "Write the title."
    if "://" in f"{one.title} {one.where} {one.doi}" or "www." in one.where:
        return "where", "Name where it stands, without the address of a web page: those change."
    if one.pmid and not re.fullmatch(r"[1-9]\d{0,7}", one.pmid):
        return "pmid", "A PMID is a number of up to eight digits."
    if one.doi and not re.fullmatch(r"10\.\d{4,9}/\S+", one.doi):
        return "doi", "A DOI begins with 10, a point and a number, then a slash."
    if one.year and not re.fullmatch(r"(?:18|19|20)\d\d", one.year):
        return "year", "Write the year in four digits."
    if not (one.pmid or one.doi or (one.where.strip() and one.year)):
        return "where", "Give a PMID, a DOI, or where it stands and the year."
    return None


def _statements(case: Case, form: OpinionForm) -> dict[str, str]:
    missing = {}
    if form.evidence_date is None:
        missing["evidence_date"] = "Give the date of the evidence you used."
    if not form.missing_information and not form.nothing_missing:
        missing["missing_information"] = "Name what was missing, or say that nothing was."
    if not form.summary.strip():
        missing["summary"] = "Write a short summary for the person."
    return missing


def _board(case: Case, form: OpinionForm) -> dict[str, str]:
    if case.route is not Route.BOARD:
        return {}
    if form.board is None:
        return {"board": "The board meets on this case before its opinion is signed."}
    missing = {}
    if form.board.missing and not form.board.without.strip():
        missing["board.without"] = "Write why the board speaks without a discipline, or carry the case over."
    if not form.board.presenter.strip():
        missing["board.presenter"] = "Name who presented the case."
    if not form.board.disciplines:
        missing["board.disciplines"] = "Name the disciplines that were present."
    if not form.board.views or any(not view.strip() for _, view in form.board.views):
        missing["board.views"] = "Write the view of each member."
    return missing


def sign(
    case: Case,
    form: OpinionForm,
    *,
    by: Reviewer,
    sealed: BlindedRead,
    at: datetime,
    override: Override | None = None,
) -> Opinion:
    """The opinion, signed by a named and credentialed professional (R6).

    Raises Invalid whose `fields` lists every empty part and every question without an answer (R18, R21).
    Independence is asked by `policy.check_independent` before anybody is assigned; `override` is its answer.
    """
    missing = missing_to_sign(case, form, by.id) | _signer(case, by, sealed)
    if missing:
        raise Invalid("The opinion is not complete.", missing)
    return Opinion(
        case=case.id,
        reviewer=by,
        signed_at=at,
        form=form,
        sealed_digest=sealed.digest,
        changed_after_unblinding=changed(sealed.judgement, form.judgement),
        override=override,
    )


def _signer(case: Case, by: Reviewer, sealed: BlindedRead) -> dict[str, str]:
    missing = {}
    if not by.name.strip():
        missing["reviewer.name"] = "An opinion is signed with a name."
    if not by.credentials.strip():
        missing["reviewer.credentials"] = "An opinion is signed with the signer's credentials."
    if sealed.case != case.id or sealed.by != by.id:
        missing["sealed"] = "This is not the signer's own first read of this case."
    elif not is_intact(sealed):
        missing["sealed"] = "The sealed first read was changed after it was sealed."
    return missing


def amend(opinion: Opinion, text: str, *, by: Reviewer, at: datetime) -> Opinion:
    """The opinion with an addendum at its end. What was signed stays as it was. Invalid where the text is empty."""
    if not text.strip():
        raise Invalid("An addendum needs words.", {"text": "Write what you wish to add."})
    added = Addendum(by=by.id, name=by.name, at=at, text=text)
    return replace(opinion, addenda=(*opinion.addenda, added))
