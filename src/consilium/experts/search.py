"""Looking for somebody to ask (R30), with interest before fame (R32) and help for those who live far away (R34).

In: experts and a wish. Out: matches in order, each with its reasons. The order rests on what somebody does for this
cancer, then on whether what was wished is known of them, then on the distance. No house counts for its size or name,
and no rating counts at all (R33).
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from consilium.experts.shapes import LARGER, Expert, Place, Source
from consilium.values import Answer

EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is looked for; empty is no matter. `cancer` is a key of `oncology/cancers`; `place` any part of its name."""

    name: str = ""
    cancer: str = ""
    field: str = ""
    place: str = ""
    language: str = ""
    interest: str = ""
    tumor_board: bool = False
    several_specialties: bool = False
    remote: bool = False
    near: Place | None = None
    within_km: float | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody stands where they stand: a code of the wording, and what it speaks of."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One who fits. `not_known` names the wishes of which nothing is known for them; distance in km, None not known."""

    expert: Expert
    reasons: tuple[Reason, ...]
    not_known: tuple[str, ...]
    km: float | None
    weight: float


def search(experts: Iterable[Expert], wish: Wish) -> tuple[Match, ...]:
    """Those who fit, best first. A wish that somebody surely does not meet leaves them out; an unknown does not."""
    found = [match for expert in experts if (match := _match(expert, wish))]
    return tuple(sorted(found, key=_order))


def larger_places(experts: Iterable[Expert], wish: Wish, *, most: int = 5) -> tuple[Match, ...]:
    """Larger houses, the nearest first, and whoever reviews from afar: for somebody who lives far from both (R34)."""
    offered = (one for one in experts if one.centre in LARGER or one.remote is Answer.YES)
    reached = (Match(expert=one, reasons=tuple(_reasons(one, wish)), not_known=(), km=_km(one, wish), weight=0.0)
               for one in offered)  # fmt: skip
    return tuple(sorted(reached, key=lambda match: (match.km is None, match.km or 0.0, match.expert.label))[:most])


def where(experts: Iterable[Expert], home: str) -> Place | None:
    """A place of the directory that a person names ("Fargo, ND"), with its degrees; None where none is known."""
    parts = [part.strip() for part in home.split(",") if part.strip()]
    places = (one.place for one in experts if one.place.latitude is not None)
    fits = (place for place in places if parts and place.city.casefold() == parts[0].casefold())
    return next((place for place in fits if all(_within(part, place.name) for part in parts[1:])), None)


def _order(match: Match) -> tuple[float, int, bool, float, str]:
    return (-match.weight, len(match.not_known), match.km is None, match.km or 0.0, match.expert.label)


def _match(expert: Expert, wish: Wish) -> Match | None:
    km = _km(expert, wish)
    if not _fits_words(expert, wish) or (wish.within_km is not None and km is not None and km > wish.within_km):
        return None
    asked = {
        "tumor_board": (wish.tumor_board, expert.tumor_board),
        "several_specialties": (wish.several_specialties, expert.several_specialties),
        "remote": (wish.remote, expert.remote),
    }
    if any(wanted and answer is Answer.NO for wanted, answer in asked.values()):
        return None
    not_known = [name for name, (wanted, answer) in asked.items() if wanted and answer is Answer.UNKNOWN]
    for name, wanted, told in (("field", wish.field, expert.fields), ("language", wish.language, expert.languages)):
        if wanted and not told:
            not_known.append(name)
    if wish.within_km is not None and km is None:
        not_known.append("distance")
    return Match(
        expert=expert,
        reasons=tuple(_reasons(expert, wish)),
        not_known=tuple(not_known),
        km=km,
        weight=_weight(expert, wish),
    )


def _fits_words(expert: Expert, wish: Wish) -> bool:
    place = f"{expert.place.name}, {expert.institution}"
    return (
        _within(wish.name, expert.label)
        and _within(wish.place, place)
        and (not expert.fields or _any(wish.field, expert.fields))
        and (not expert.languages or _any(wish.language, expert.languages))
        and _any(wish.interest, (*expert.interests, *expert.cancers))
        and (wish.source is None or wish.source in expert.sources)
    )


def _within(part: str, whole: str) -> bool:
    return part.strip().casefold() in whole.casefold()


def _any(part: str, wholes: tuple[str, ...]) -> bool:
    return not part.strip() or any(_within(part, whole) for whole in wholes)


def _weight(expert: Expert, wish: Wish) -> float:
    """What somebody does for this cancer: 1 where it is their named work, up to 1 more for what they wrote on it."""
    if not wish.cancer:
        return 0.0
    named = 1.0 if wish.cancer in expert.cancers else 0.0
    written = max((work.weight for work in expert.works if work.cancer == wish.cancer), default=0.0)
    return round(named + written / (written + 2.0), 3)


def _reasons(expert: Expert, wish: Wish) -> Iterator[Reason]:
    if wish.cancer and wish.cancer in expert.cancers:
        yield Reason("interest")
    for work in expert.works:
        if work.cancer == wish.cancer:
            yield Reason(
                "wrote",
                (("articles", str(work.articles)), ("leading", str(work.leading)), ("newest", str(work.newest))),
            )
            if work.guidelines:
                yield Reason("guideline", (("guidelines", str(work.guidelines)),))
    if expert.namesakes:
        yield Reason("namesakes", (("others", str(expert.namesakes)),))
    if expert.tumor_board is Answer.YES:
        yield Reason("tumor_board")
    if expert.several_specialties is Answer.YES:
        yield Reason("several_specialties")
    if expert.remote is Answer.YES:
        yield Reason("remote")
    if expert.centre:
        yield Reason(f"centre.{expert.centre.value}")


def _km(expert: Expert, wish: Wish) -> float | None:
    if wish.near is None:
        return None
    here, there = wish.near, expert.place
    if here.latitude is None or here.longitude is None or there.latitude is None or there.longitude is None:
        return None
    a, b = math.radians(here.latitude), math.radians(there.latitude)
    across = math.radians(there.longitude - here.longitude)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across / 2) ** 2
    return round(2 * EARTH_KM * math.asin(math.sqrt(half)), 1)
