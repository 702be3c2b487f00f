"""Changes to a draft that are not typing: rows added, moved and taken out, headings put in, a finding taken over.

What enters: a form and what to do, as `options.1.up`. What leaves: the changed form, or the same where nothing fits.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from consilium.opinions.headings import Headings
from consilium.opinions.shapes import OpinionForm, Part, PartNote

ROWS = ("options", "recommendations", "references")
OPEN, CLOSE = "⟦", "⟧"
"""Around words of the software that the reviewer has not made their own; nothing is signed over them."""
_DO = re.compile(rf"({'|'.join(ROWS)})\.(\d{{1,3}})\.(up|down|remove)")


def rearranged(form: OpinionForm, do: str) -> OpinionForm:
    """The form with one of its rows moved or taken out."""
    found = _DO.fullmatch(do)
    if not found:
        return form
    rows, at = list(getattr(form, found[1])), int(found[2])
    if at >= len(rows):
        return form
    row = rows.pop(at)
    if found[3] != "remove":
        rows.insert(max(0, at - 1) if found[3] == "up" else at + 1, row)
    changes: dict[str, Any] = {found[1]: tuple(rows)}
    return replace(form, **changes)


def with_headings(form: OpinionForm, offered: Headings, parts: Iterable[Part] = tuple(Part)) -> OpinionForm:
    """The form with headings in each of these parts of which no reasons are written yet."""
    for part in parts:
        form = _reasons(form, part, lambda said, part=part: said or offered.text(part))  # type: ignore[misc]
    return form


def taken_over(form: OpinionForm, part: Part, words: str) -> OpinionForm:
    """The form with a finding of the software in the reasons of a part, marked until the reviewer rewrites it."""
    marked = f"{OPEN}{words}{CLOSE}"
    return _reasons(form, part, lambda said: said if marked in said else "\n".join(filter(None, (said, marked))))


_ABOUT = {
    "testing": Part.TESTING,
    "biomarker": Part.TESTING,
    "restaging": Part.STAGE,
    "stage": Part.STAGE,
    "plan": Part.PLAN,
    "drug": Part.PLAN,
    "timing": Part.PLAN,
}


def part_of(code: str) -> Part:
    """Into which part a finding goes, by the first word of its code; into the pathology where nothing else fits."""
    return _ABOUT.get(code.partition(".")[0], Part.PATHOLOGY)


def _reasons(form: OpinionForm, part: Part, change: Callable[[str], str]) -> OpinionForm:
    if any(one.part is part for one in form.parts):
        parts = tuple(replace(one, why=change(one.why)) if one.part is part else one for one in form.parts)
        return replace(form, parts=parts)
    note = next((one for one in form.notes if one.part is part), PartNote(part=part))
    others = tuple(one for one in form.notes if one.part is not part)
    return replace(form, notes=(*others, replace(note, why=change(note.why))))
