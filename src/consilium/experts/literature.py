"""Authors of the literature on one cancer, ranked by topic, role and recency (R31).

In: pages of `records.pubmed`. Out: authors, best first, each with what the order rests on. Two mentions of one name are
one person where the forenames agree and something else does too: a co-author, a place of work, an address. Without it
they stay apart, so nobody is given the work of another. A co-author whose name many bear shows nothing.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from rapidfuzz.fuzz import token_set_ratio

from consilium import tables
from consilium.experts.shapes import Expert, Source, Work
from consilium.oncology import cancers
from consilium.records import Page

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SPLIT = re.compile(r"[^a-z0-9]+")
_HOUSE = re.compile(r"univ|hospital|institut|cent(?:er|re)|clinic|college|school", re.IGNORECASE)
_SAME_PLACE = 85


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One author as one article names them."""

    last: str
    initials: str
    forename: str = ""
    places: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What two mentions of one person surely share: last name and first initial."""
        return f"{_plain(self.last)} {_plain(self.initials)[:1]}"

    @property
    def name(self) -> str:
        """Forename (or initials) and last name."""
        return f"{self.forename or self.initials} {self.last}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article; `topics` are lower case, a main one begins with `*`."""

    pmid: str
    title: str
    journal: str
    year: int
    kinds: tuple[str, ...]
    topics: tuple[str, ...]
    authors: tuple[Mention, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Somebody who wrote on this cancer. `namesakes`: others of that name whose work could be theirs as well."""

    name: str
    institution: str
    work: Work
    namesakes: int
    articles: tuple[str, ...]

    def as_expert(self) -> Expert:
        """The author as somebody who could be asked."""
        return Expert(
            name=self.name,
            institution=self.institution,
            sources=(Source.LITERATURE,),
            works=(self.work,),
            namesakes=self.namesakes,
        )


def articles(pages: Iterable[Page]) -> Iterator[Article]:
    """The articles of pages that `records.pubmed` laid out; an article that comes twice is given once."""
    seen: set[str] = set()
    for page in pages:
        one = _article(page.text)
        if one and one.pmid not in seen:
            seen.add(one.pmid)
            yield one


def _article(text: str) -> Article | None:
    found: dict[str, list[str]] = defaultdict(list)
    authors: list[Mention] = []
    forename = ""
    for line in text.splitlines():
        tag, value = line[:4].strip(), line[6:]
        if tag == "FAU":
            forename = value.partition(",")[2].strip()
        elif tag == "AU":
            last, _, initials = value.rpartition(" ")
            authors.append(Mention(last=last or initials, initials=initials if last else "", forename=forename))
            forename = ""
        elif tag == "AD" and authors:
            authors[-1] = replace(authors[-1], places=(*authors[-1].places, value))
        else:
            found[tag].append(value)
    if not found["PMID"]:
        return None
    year = _YEAR.search(" ".join(found["DP"]))
    return Article(
        pmid=found["PMID"][0],
        title=" ".join(found["TI"]),
        journal=" ".join(found["TA"]),
        year=int(year[0]) if year else 0,
        kinds=tuple(kind.lower() for kind in found["PT"]),
        topics=tuple(topic.lower() for topic in (*found["MH"], *found["OT"])),
        authors=tuple(authors),
    )


def authors(found: Iterable[Article], cancer: str, *, year: int) -> tuple[Author, ...]:
    """Who wrote on this cancer (a key of `oncology/cancers`, or its name), best first; `year` is the present one."""
    told = _topic(cancer)
    weighed = [(one, weight) for one in found if (weight := _weight(one, told, year))]
    mentions = [(mention, one, weight * _role(one, place)) for one, weight in weighed
                for place, mention in enumerate(one.authors)]  # fmt: skip
    people = _people([(mention, one) for mention, one, _ in mentions])
    namesakes: dict[str, int] = defaultdict(int)
    for group in people:
        namesakes[mentions[group[0]][0].key] += 1
    ranked = (_author([mentions[at] for at in group], cancer, namesakes) for group in people)
    return tuple(sorted(ranked, key=lambda author: (-author.work.weight, author.name)))


def _author(said: list[tuple[Mention, Article, float]], cancer: str, namesakes: Mapping[str, int]) -> Author:
    newest = max(said, key=lambda one: one[1].year)
    fullest = max((mention for mention, _, _ in said), key=lambda mention: len(mention.forename))
    places = [place for mention, _, _ in sorted(said, key=lambda one: -one[1].year) for place in mention.places]
    return Author(
        name=fullest.name,
        institution=_house(places[0]) if places else "",
        work=Work(
            cancer=cancer,
            articles=len({one.pmid for _, one, _ in said}),
            leading=sum(1 for mention, one, _ in said if mention in (one.authors[0], one.authors[-1])),
            guidelines=sum(1 for _, one, _ in said if is_guideline(one)),
            newest=newest[1].year,
            weight=round(sum(weight for _, _, weight in said), 3),
        ),
        namesakes=namesakes[said[0][0].key] - 1,
        articles=tuple(dict.fromkeys(one.pmid for _, one, _ in sorted(said, key=lambda one: -one[2]))),
    )


def is_guideline(one: Article) -> bool:
    """Whether PubMed calls it a guideline or a consensus, or its title does."""
    named = _table()["kind"][0]["is"]
    return any(kind.startswith(tuple(named)) for kind in one.kinds) or any(word in one.title.lower() for word in named)


@cache
def _topic(cancer: str) -> tuple[tuple[str, ...], ...]:
    """The words of each entry under which PubMed files this cancer."""
    row = cancers.named(cancer)
    key, name = (row.key, row.name) if row else (cancer, cancer)
    return tuple(tuple(_SPLIT.split(entry.lower())) for entry in _topics().get(key, (name,)))


def _names(text: str, told: tuple[tuple[str, ...], ...]) -> bool:
    words = _SPLIT.split(text.lower())
    return any(all(any(word.startswith(part) for word in words) for part in entry) for entry in told)


def _weight(one: Article, told: tuple[tuple[str, ...], ...], year: int) -> float:
    table = _table()
    if _names(one.title, told) or any(_names(topic[1:], told) for topic in one.topics if topic.startswith("*")):
        topic = table["topic"]["main"]
    elif any(_names(topic, told) for topic in one.topics):
        topic = table["topic"]["aside"]
    else:
        return 0.0
    age = max(0, year - one.year) if one.year else 4 * table["recency"]["half_life"]
    return float(topic * _kind(one) * 0.5 ** (age / table["recency"]["half_life"]))


def _kind(one: Article) -> float:
    if is_guideline(one):
        return float(_table()["kind"][0]["weight"])
    rows = (row for row in _table()["kind"][1:] if any(kind.startswith(tuple(row["is"])) for kind in one.kinds))
    return float(next((row["weight"] for row in rows), 1.0))


def _role(one: Article, place: int) -> float:
    role = "first" if place == 0 else "last" if place == len(one.authors) - 1 else "other"
    return float(_table()["role"][role])


def same_person(one: Mention, other: Mention, *, company: bool) -> bool:
    """Whether two mentions are one person; `company`: they share a co-author."""
    return _names_agree(one, other) and (company or _wholly_alike(one, other) or _places_agree(one, other))


def _wholly_alike(one: Mention, other: Mention) -> bool:
    """A forename in full and a middle initial besides, both the same: few share that within one field."""
    full = len(_plain(one.forename.split(" ")[0])) > 2 and len(_plain(one.initials)) > 1
    return full and _plain(one.forename) == _plain(other.forename) and one.initials == other.initials


def _names_agree(one: Mention, other: Mention) -> bool:
    if one.key != other.key:
        return False
    mine, yours = _plain(one.initials), _plain(other.initials)
    if not (mine.startswith(yours) or yours.startswith(mine)):
        return False
    first, second = (_plain(mention.forename.split(" ")[0]) for mention in (one, other))
    return len(first) < 2 or len(second) < 2 or first.startswith(second) or second.startswith(first)


def _places_agree(one: Mention, other: Mention) -> bool:
    mine, yours = " ".join(one.places), " ".join(other.places)
    if not (mine and yours):
        return False
    if set(_ADDRESS.findall(mine)) & set(_ADDRESS.findall(yours)):
        return True
    return any(token_set_ratio(a, b) >= _SAME_PLACE for a in map(_house, one.places) for b in map(_house, other.places))


def _house(place: str) -> str:
    """The part of an address that names the institution: the university or hospital, else all but the department."""
    parts = [part.strip(" .;") for part in _ADDRESS.sub("", place).split(",")]
    named = [part for part in parts if _HOUSE.search(part)]
    return (named[-1] if named else parts[0])[:120]


def _people(mentions: list[tuple[Mention, Article]]) -> list[list[int]]:
    """The mentions of each person, as places in the list."""
    parent = list(range(len(mentions)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    seldom = _seldom(mention for mention, _ in mentions)
    by_name: dict[str, list[int]] = defaultdict(list)
    company: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, (mention, one) in enumerate(mentions):
        by_name[mention.key].append(at)
        for other in {author.key for author in one.authors if _plain(author.last) in seldom} - {mention.key}:
            company[mention.key, other].append(at)
    for group in company.values():
        for at in group[1:]:
            if _names_agree(mentions[group[0]][0], mentions[at][0]):
                parent[root(at)] = root(group[0])
    for group in by_name.values():
        for here, at in enumerate(group):
            mine = mentions[at][0]
            for earlier in group[:here]:
                alike = same_person(mine, mentions[earlier][0], company=_plain(mine.last) in seldom)
                if root(at) != root(earlier) and alike:
                    parent[root(at)] = root(earlier)
    people: dict[int, list[int]] = defaultdict(list)
    for at in range(len(mentions)):
        people[root(at)].append(at)
    return list(people.values())


def _seldom(mentions: Iterable[Mention]) -> frozenset[str]:
    """Last names that few people of this field bear: they stand with few first initials."""
    initials: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        initials[_plain(mention.last)].add(_plain(mention.initials)[:1])
    most = int(_table()["names"]["seldom"])
    return frozenset(last for last, seen in initials.items() if len(seen) <= most)


@cache
def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", folded)


@cache
def _table() -> Mapping[str, Any]:
    return tables.load("experts/tables/ranking.toml")


@cache
def _topics() -> Mapping[str, list[str]]:
    topics: dict[str, list[str]] = tables.load("experts/tables/topics.toml")["topics"]
    return topics
