"""N of lung cancer by where the nodes with cancer lie: in the lung and its root, or between the lungs."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from consilium.records.report.patterns import later
from consilium.records.report.text import Text

_STATION = later(
    r"(?:stations?|levels?) ?#?(?:(?P<number>1[0-4]|[1-9])|(?P<roman>xi{0,3}|xiv|ix|vi{0,3}|iv|i{1,3}))"
    r"(?P<side>[rl])?\b|\b(?P<before>[rl])(?P<alone>1[0-4]|[1-9])\b|\b(?P<plain>1[0-4]|[2-9])(?P<after>[rl])\b"
    r"|(?P<between>mediastin|sub-?carinal|(?:para|pre|retro)-?tracheal|aorto-?pulmonary|a-?p window|sub-?aortic"
    r"|pulmonary ligament)"
    r"|(?P<inside>hilar|peri-?bronchial|intra-?pulmonary|inter-?lobar|(?<!inter)(?<!inter-)\blobar|\bsegmental)"
    r"|(?P<far>scalene|supra-?clavicular|contralateral|cervical)"
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv")
_COUNT = later(r"(?<![\d/])(?P<p>\d{1,2})\)? ?(?:/|(?:out )?of)(?: [a-z-]+)? ?\(?(?P<e>\d{1,2})\b")
_FULL = later(r"etasta|infiltrat|positive|involved by|with tumor|replaced by")
_CLEAR = later(r"\bno\b|\bnot\b|negative|without|free of|benign|rule out|absent|none")
_TOLD = frozenset({"final", "synoptic", "addendum", "head", "comment", "impression"})
_NEAR = 90


class Place(NamedTuple):
    """Where a node with cancer was found: `N1`, `N2`, `N3`, or "" where it is not said; and the words that say so."""

    value: str
    side: str
    start: int
    end: int


def n(text: Text, side: str) -> Place | None:
    """N1 or N2 (any edition since the 6th defines them alike) for a tumor of this `side` ("left", "right" or "")."""
    found = list(_places(text))
    if not found or any(place.value == "N3" or _across(place, side) for place in found):
        return None
    between = [place for place in found if place.value == "N2"]
    if between:
        return between[0]
    return found[0] if all(place.value == "N1" for place in found) else None


def _across(place: Place, side: str) -> bool:
    """A node of the other side would be N3; so might one be whose side is named where that of the tumor is not."""
    return bool(place.side) and not side.startswith(place.side)


def _places(text: Text) -> Iterator[Place]:
    """One for each statement that nodes hold cancer."""
    for start, end in (*text.sentences("node"), *text.sentences_of("station ")):
        if text.section(start).kind not in _TOLD or not _holds_cancer(text.flat[start:end]):
            continue
        stations = list(_STATION.finditer(text.flat, max(0, start - _NEAR), end))
        here = [station for station in stations if station.start() >= start] or stations[-1:]
        if not here:
            yield Place("", "", start, end)
        elif len({_value(station) for station in here}) == 1:
            yield Place(_value(here[0]), here[0]["side"] or here[0]["before"] or here[0]["after"] or "", start, end)
        else:
            yield Place("", "", start, end)


def _holds_cancer(sentence: str) -> bool:
    counts = [int(found["p"]) for found in _COUNT.finditer(sentence) if int(found["p"]) <= int(found["e"])]
    if counts:
        return any(counts)
    return bool(_FULL.search(sentence)) and not _CLEAR.search(sentence)


def _value(station: re.Match[str]) -> str:
    roman = station["roman"]
    number = int(station["number"] or station["alone"] or station["plain"] or (_ROMAN.index(roman) + 1 if roman else 0))
    if number:
        return "N1" if number >= 10 else "N2" if number > 1 else "N3"
    return "N2" if station["between"] else "N1" if station["inside"] else "N3"
