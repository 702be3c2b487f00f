"""The time line as a person reads it. In: events; out: for each its days, what it is about, and what was said."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from consilium.delivery.labels import value
from consilium.delivery.words import Words
from consilium.facts import Assertion, Fact
from consilium.timeline import Event

PREFIXES = {"stage.clin": "c", "stage.path": "p"}
SCALES = {"performance.ecog": "ECOG ", "performance.karnofsky": "Karnofsky "}


class Line(NamedTuple):
    """One event: "2020-06-10 – 2020-09-24", "Cancer drugs", "carboplatin, paclitaxel"."""

    days: str
    about: str
    said: str
    event: Event


def lines(events: Iterable[Event], say: Words) -> Iterator[Line]:
    """One line for each event."""
    for event in events:
        days = " – ".join(dict.fromkeys((str(event.on), str(event.until))))
        said = ", ".join(dict.fromkeys(_said(fact, say.language) for fact in event.shown))
        yield Line(days, say.say(f"timeline.{event.kind.value}"), said, event)


def _said(fact: Fact, language: str) -> str:
    """The value alone: that it is earlier or planned is told by its day and its kind."""
    family, _, last = fact.code.rpartition(".")
    prefix = PREFIXES.get(family, "") if last in ("t", "n", "m") else SCALES.get(fact.code, "")
    return prefix + value(replace(fact, assertion=Assertion.PRESENT), language)
