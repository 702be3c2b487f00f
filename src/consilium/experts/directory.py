"""A directory as a table: one row a person or a house. In: its text as CSV; out: experts. Raises Invalid by row.

Public lists of cancer centres use other names for some columns (`designation`, `place`, `state`, `lat`, `lon`,
`org_name`); those are understood too. A cell that is empty is not known.
"""

import csv
import io
from collections.abc import Mapping

from consilium.errors import Invalid
from consilium.experts.shapes import Centre, Expert, Place, Rating, Source
from consilium.oncology import cancers
from consilium.values import Answer

COLUMNS = (
    "person", "institution", "city", "region", "country", "latitude", "longitude", "fields", "cancers", "interests",
    "languages", "tumor_board", "several_specialties", "remote", "centre", "contact", "rating", "ratings", "rated_on",
)  # fmt: skip
"""Lists in one cell are divided by `;`. Yes or no: `yes`, `no`, or empty."""

MOST = 20_000
_OTHER_NAMES = {
    "org_name": "institution", "place": "city", "state": "region", "designation": "centre", "lat": "latitude",
    "lon": "longitude",
}  # fmt: skip


def from_table(text: str) -> tuple[Expert, ...]:
    """The rows as experts. Raises Invalid with what is wrong in which row, as `row 3`."""
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    head = [name.strip().lower() for name in rows.fieldnames or ()]
    if not {"person", "name", "institution", "org_name"} & set(head):
        raise Invalid("This is no directory.", {"file": "The first line must name the columns: person, institution, …"})
    found, wrong = [], {}
    try:
        for number, row in enumerate(rows, start=2):
            if number > MOST:
                raise Invalid("This directory is too long.", {"file": f"A directory may have {MOST:,} rows."})
            try:
                found.append(_expert(_named(row, head)))
            except ValueError as error:
                wrong[f"row {number}"] = str(error)
    except csv.Error:
        raise Invalid("This is no table.", {"file": "Save it as CSV, with commas between the cells."}) from None
    if wrong:
        raise Invalid("Some rows cannot be used.", wrong)
    return tuple(one for one in found if one.label)


def _named(row: Mapping[str | None, str | None], head: list[str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(name, str) and isinstance(value, str):
            plain = name.strip().lower()
            cells[_OTHER_NAMES.get(plain, plain)] = value.strip()
    if "name" in cells:
        cells.setdefault("institution" if "designation" in head else "person", cells.pop("name"))
    return cells


def _expert(cells: Mapping[str, str]) -> Expert:
    centre = _centre(cells.get("centre", ""))
    return Expert(
        name=cells.get("person", ""),
        institution=cells.get("institution", ""),
        place=Place(
            city=_title(cells.get("city", "")),
            region=cells.get("region", ""),
            country=cells.get("country", ""),
            latitude=_degrees(cells.get("latitude", ""), 90),
            longitude=_degrees(cells.get("longitude", ""), 180),
        ),
        fields=_list(cells.get("fields", "")),
        cancers=tuple(_cancer(name) for name in _list(cells.get("cancers", ""))),
        interests=_list(cells.get("interests", "")),
        languages=tuple(language.lower() for language in _list(cells.get("languages", ""))),
        tumor_board=_answer("tumor_board", cells),
        several_specialties=_answer("several_specialties", cells),
        remote=_answer("remote", cells),
        centre=centre,
        sources=(Source.DIRECTORY if cells.get("person") else Source.CENTRE,),
        rating=_rating(cells),
        contact=cells.get("contact", ""),
    )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


def _title(cell: str) -> str:
    return cell.title() if cell.islower() else cell


def _cancer(name: str) -> str:
    """The key of a cancer that the tables know; a word they do not know stays as it is written."""
    found = cancers.named(name)
    return found.key if found else name.lower()


def _answer(name: str, cells: Mapping[str, str]) -> Answer:
    cell = cells.get(name, "").lower()
    if cell not in {"", "yes", "no", "unknown"}:
        raise ValueError(f"{name} is yes, no or empty")
    return Answer(cell or "unknown")


def _centre(cell: str) -> Centre | None:
    if not cell:
        return None
    word = cell.lower().split()[0]
    if word in {"clinical", "basic", "laboratory"}:
        return Centre.RESEARCH
    if word not in set(Centre):
        raise ValueError(f"centre is one of {', '.join(Centre)}, or empty")
    return Centre(word)


def _degrees(cell: str, most: int) -> float | None:
    if not cell:
        return None
    try:
        value = float(cell)
    except ValueError:
        raise ValueError("latitude and longitude are degrees, such as 29.71") from None
    if not -most <= value <= most:
        raise ValueError("latitude and longitude are degrees, such as 29.71")
    return value


def _rating(cells: Mapping[str, str]) -> Rating | None:
    if not cells.get("rating"):
        return None
    try:
        stars, number = float(cells["rating"]), int(cells.get("ratings") or 0)
    except ValueError:
        raise ValueError("rating is a number from 1 to 5, ratings how many gave it") from None
    if not (1 <= stars <= 5 and number > 0):
        raise ValueError("rating is a number from 1 to 5, ratings how many gave it")
    return Rating(stars=stars, number=number, where=cells.get("rated_on", ""))
