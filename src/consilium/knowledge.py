"""What the software knows: its clinical tables, with edition, source and date; and what changed between two editions.

In: the TOML tables themselves; out: frozen rows. A published edition is kept as data in `editions/<edition>.json`: for
every row a short digest, so that later tables can be held against it without keeping the old ones.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import tomli

from consilium.errors import Unknown
from consilium.tables import load

_FOLDERS = ("oncology/tables", "concordance/tables")
# Tables that no finding rests on: other people's figures, to stand beside a centre's own.
_NOT_OF_A_CASE = frozenset({"yardsticks"})
_NAMES = ("id", "key", "code", "name", "title", "edition")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `kind` is its group in the table, `cells` what it says, `source` where that is written."""

    kind: str
    title: str
    cells: tuple[tuple[str, str], ...]
    source: str

    @property
    def year(self) -> int | None:
        """The newest year that the source names."""
        return max((int(year) for year in _YEAR.findall(self.source)), default=None)

    @property
    def digest(self) -> str:
        """Changes whenever the row says something else."""
        return hashlib.sha256(repr((self.cells, self.source)).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Table:
    """One file. `name` as in `staging/lung`; `about`: what its first lines say; `checked`: a clinician has read it."""

    name: str
    about: str
    edition: str
    rows: tuple[Row, ...]
    checked: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source, once."""
        return tuple(dict.fromkeys(row.source for row in self.rows if row.source))

    @property
    def year(self) -> int | None:
        """The year of its newest source."""
        return max((row.year for row in self.rows if row.year), default=None)


@dataclass(frozen=True, slots=True)
class Change:
    """One row that came, went, or says something else. `what`: "added", "removed" or "changed"."""

    table: str
    what: str
    row: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A published edition: its name, the day, and the digest of every row by table and title."""

    name: str
    on: str
    tables: Mapping[str, Mapping[str, str]]


def edition() -> str:
    """The first 12 hex digits of SHA-256 over every table that an assessment rests on, in the order of their names.

    Left out are the table that compares two opinions and the published figures for outcomes: they make no finding.
    """
    return edition_of(files("consilium") / "oncology" / "tables")


def edition_of(folder: Traversable) -> str:
    """As `edition`, for tables that lie elsewhere."""
    digest = hashlib.sha256()
    for name, path in _files(folder):
        if name in _NOT_OF_A_CASE:
            continue
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def tables() -> tuple[Table, ...]:
    """Every table, in the order of their names."""
    found = [one for folder in _FOLDERS for one in _files(files("consilium").joinpath(*folder.split("/")))]
    return tuple(_table(name, path.read_text("utf-8")) for name, path in sorted(found, key=lambda one: one[0]))


def table(name: str) -> Table:
    """One table by its name. Raises Unknown."""
    for one in tables():
        if one.name == name:
            return one
    raise Unknown(f"There is no table {name!r}.")


def _files(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    for path in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if path.is_dir():
            yield from _files(path, f"{prefix}{path.name}/")
        elif path.name.endswith(".toml"):
            yield prefix + path.name.removesuffix(".toml"), path


def _table(name: str, text: str) -> Table:
    content = tomli.loads(text)
    lead = [line for line in text.splitlines()[:20] if line.startswith("#")]
    about = " ".join(line.lstrip("# ") for line in lead).split(". ")[0].rstrip(".")
    stated = content.get("edition", "")
    if not isinstance(stated, str):  # a table of staging holds the editions of the manual, one under the other
        stated = "AJCC " + " ".join(one["edition"] for one in stated)
        about = f"Staging of {content['name']}"
    checked = bool(content.get("checked_by_clinician", False))
    return Table(name=name, about=about, edition=stated, rows=tuple(_titled(_rows(content))), checked=checked)


def _titled(rows: Iterator[Row]) -> Iterator[Row]:
    """Rows of one title are told apart by a number."""
    seen: dict[str, int] = {}
    for row in rows:
        seen[row.title] = count = seen.get(row.title, 0) + 1
        yield row if count == 1 else Row(row.kind, f"{row.title} ({count})", row.cells, row.source)


def _rows(content: Mapping[str, Any]) -> Iterator[Row]:
    for kind, group in content.items():
        if isinstance(group, list) and group and isinstance(group[0], dict):
            yield from (_row(kind, _title(kind, one), one, content) for one in group)
        elif isinstance(group, dict) and kind not in ("sources", "source") and not kind.endswith("_source"):
            yield _row(kind, kind, group, content)
        elif isinstance(group, list):
            yield _row(kind, kind, {kind: group}, content)


def _row(kind: str, title: str, row: Mapping[str, Any], content: Mapping[str, Any]) -> Row:
    cells = tuple((name, _plain(value)) for name, value in row.items() if name not in ("source", "articles"))
    return Row(kind=kind, title=title, cells=cells, source=_source(row, content))


def _title(kind: str, row: Mapping[str, Any]) -> str:
    """What tells a row from its neighbours: its id, else what it says first."""
    if said := next((row[name] for name in _NAMES if isinstance(row.get(name), str)), ""):
        return f"{kind}: {said}"
    first = [_plain(value) for name, value in row.items() if name not in ("source", "articles", "values")]
    return f"{kind}: {'; '.join(first)[:90]}"


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{name} = {_plain(one)}" for name, one in value.items())
    return str(value)


def _source(row: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """A row's own source, else the articles it cites, else that of its table."""
    own = row.get("source") or content.get("source") or ""
    if "source" not in row and "articles" in row:
        return "; ".join(_articles()[key] for key in row["articles"])
    if isinstance(own, str):
        own = content.get("sources", {}).get(own, own)
    if isinstance(own, str) and "source" in row and "year" in row:
        return f"{own}, {row['year']}"
    return f"{own['title']}, {own['year']}" if isinstance(own, dict) else own


@cache
def _articles() -> Mapping[str, str]:
    """The articles on second opinions by their keys."""
    rows = load("oncology/tables/articles.toml")["article"]
    return {row["key"]: f"{row['source']['title']}, {row['source']['year']}" for row in rows}


def published() -> tuple[Edition, ...]:
    """Every edition that was published, the oldest first."""
    folder = files("consilium") / "editions"
    read = (json.loads(path.read_text("utf-8")) for path in folder.iterdir() if path.name.endswith(".json"))
    found = (Edition(name=one["edition"], on=one["on"], tables=one["tables"]) for one in read)
    return tuple(sorted(found, key=lambda one: (one.on, one.name)))


def present(name: str = "", on: str = "") -> Edition:
    """The tables as they are now, in the shape in which an edition is published."""
    return Edition(name=name, on=on, tables={one.name: {row.title: row.digest for row in one.rows} for one in tables()})


def changes(before: Edition, after: Edition) -> tuple[Change, ...]:
    """What a later edition added, removed and changed, row by row."""
    return tuple(_changes(before.tables, after.tables))


def _changes(before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]) -> Iterator[Change]:
    for name in sorted({*before, *after}):
        old, new = before.get(name, {}), after.get(name, {})
        yield from (Change(name, "added", row) for row in new if row not in old)
        yield from (Change(name, "removed", row) for row in old if row not in new)
        yield from (Change(name, "changed", row) for row in new if row in old and old[row] != new[row])
