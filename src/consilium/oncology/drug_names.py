"""Names of cancer drugs: every name that notes use, and the generic names it stands for."""

from functools import cache

from consilium import tables


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    table = tables.load("oncology/tables/drug_names.toml")
    names = {term: (row["name"],) for row in table["drug"] for term in (row["name"], *row.get("also", ()))}
    return names | {row["name"]: tuple(row["drugs"]) for row in table["regimen"]}


def terms() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every name in lower case with the generic names it means; a regimen means several."""
    return tuple(_by_name().items())


def short_regimens() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Every name of a few letters that is a regimen only of some organs: the name, its drugs and these (`C50`)."""
    table = tables.load("oncology/tables/drug_names.toml")
    return tuple((row["name"], tuple(row["drugs"]), tuple(row["at"])) for row in table["regimen_at"])


def generic(name: str) -> tuple[str, ...]:
    """The generic names that a generic, brand, short or regimen name stands for; empty where it is not known."""
    return _by_name().get(name.strip().lower(), ())
