"""Sentences of the report, the letters and the packet, by key and language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from consilium import tables
from consilium.concordance import Item
from consilium.delivery import names
from consilium.errors import Unknown
from consilium.oncology import histology, sites


@dataclass(frozen=True, slots=True)
class Words:
    """The table of one language. `reader` is `patient` or `clinician`."""

    table: Mapping[str, Any]
    language: str
    reader: str

    def say(self, key: str, **params: str) -> str:
        """The sentence of `report.title`, its gaps filled. What fills them is never read as a pattern.

        Where the clinician is told otherwise, `report.title_clinician` stands beside it.
        """
        section, _, name = key.rpartition(".")
        found: Any = self.table
        for step in section.split("."):
            found = found[step]
        return str(found.get(f"{name}_{self.reader}", found[name])).format(**params)

    def lines(self, key: str, **params: str) -> tuple[str, ...]:
        """The sentences of a list such as `letter.early.body`."""
        found: Any = self.table
        for step in key.split("."):
            found = found[step]
        return tuple(str(line).format(**params) for line in found)

    def reason(self, item: Item, *, among: bool = False) -> str:
        """Why an item got its grade; `among`: where neither of the two is the first opinion."""
        told = self.table["reason"][item.reason]
        return str((among and told.get(f"among_{self.reader}")) or told[self.reader])

    def graded(self, item: Item, *, among: bool = False) -> str:
        """The grade of an item and why, as one passage."""
        return f"{self.say(f'grade.{item.grade.value}')}. {self.reason(item, among=among)}"

    def field(self, name: str) -> str:
        """`stage_group` -> Stage; `biomarkers.ER` -> Marker ER."""
        family, _, marker = name.partition(".")
        return f"{self.say(f'field.{family}')} {marker}".strip()

    def value(self, field: str, text: str) -> str:
        """A value as a person reads it: codes get their names."""
        if not text:
            return self.say("field.unknown")
        name = names.name({"site": sites.name, "histology": histology.name}.get(field, str)(text), self.language)
        if field not in ("site", "histology"):
            return name
        return f"{name} ({text})" if name and name != text else text

    def day(self, when: date) -> str:
        """A date as a person reads it: 5 March 2026, 5 de marzo de 2026."""
        month = self.lines("day.months")[when.month - 1]
        return self.say("day.form", day=str(when.day), month=month, year=str(when.year))


@cache
def words(language: str = "en", reader: str = "patient") -> Words:
    """The words of a language. Raises Unknown where there is no such language."""
    path = f"wording/delivery_{language}.toml"
    if not language.isalpha() or not tables.exists(path):
        raise Unknown("There are no words in this language yet.")
    return Words(tables.load(path), language, reader)
