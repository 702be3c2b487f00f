"""The values of the search for a reviewer. All frozen; what is not known of somebody is UNKNOWN or empty."""

from dataclasses import dataclass
from enum import StrEnum

from consilium.values import Answer


class Source(StrEnum):
    """Where a candidate was heard of (R29)."""

    OWN_DOCTOR = "own_doctor"
    REVIEWER = "reviewer"
    FAMILY = "family"
    DIRECTORY = "directory"
    CENTRE = "centre"
    COMMUNITY = "community"
    LITERATURE = "literature"


class Centre(StrEnum):
    """What kind of house somebody works in."""

    COMMUNITY = "community"
    REGIONAL = "regional"
    COMPREHENSIVE = "comprehensive"
    RESEARCH = "research"


LARGER = frozenset({Centre.REGIONAL, Centre.COMPREHENSIVE, Centre.RESEARCH})
"""Houses that are shown to somebody who lives far from any (R34)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody works; latitude and longitude in degrees, None where not known."""

    city: str = ""
    region: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def name(self) -> str:
        """Such as "Tampa, FL, United States"."""
        return ", ".join(part for part in (self.city, self.region, self.country) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What patients said, from 1 to 5, by how many, and where. It is opinion, and counts for nothing in the order."""

    stars: float
    number: int
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What somebody wrote on one cancer: articles, those as first or last author, guidelines, newest year, weight."""

    cancer: str
    articles: int
    leading: int
    guidelines: int
    newest: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Expert:
    """Somebody who could be asked, or a house where `name` is empty. `cancers` are keys of `oncology/cancers`."""

    name: str = ""
    institution: str = ""
    place: Place = Place()
    fields: tuple[str, ...] = ()
    cancers: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    tumor_board: Answer = Answer.UNKNOWN
    several_specialties: Answer = Answer.UNKNOWN
    remote: Answer = Answer.UNKNOWN
    centre: Centre | None = None
    sources: tuple[Source, ...] = ()
    works: tuple[Work, ...] = ()
    rating: Rating | None = None
    contact: str = ""
    namesakes: int = 0
    """How many others of this name wrote on the same cancer: make sure who is meant."""

    @property
    def label(self) -> str:
        """The name, or the house where it stands for itself."""
        return self.name or self.institution
