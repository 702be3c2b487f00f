"""Authors of the literature: told apart, and ranked by topic, role and recency."""

from collections.abc import Iterable

import pytest

from consilium.experts import Author, articles, authors
from consilium.records import Page


def page(pmid: str, title: str, year: int, *people: str, kind: str = "Journal Article", topic: str = "") -> Page:
    lines = [f"PMID- {pmid}", f"TI  - {title}", f"DP  - {year}", f"PT  - {kind}"]
    lines += [f"MH  - {topic}"] if topic else []
    for person in people:
        full, _, place = person.partition(" @ ")
        last, _, fore = full.partition(", ")
        initials = "".join(part[0] for part in fore.split())
        lines += [f"FAU - {full}", f"AU  - {last} {initials}", *([f"AD  - {place}"] if place else [])]
    return Page(number=1, text="\n".join(lines))


def ranked(pages: Iterable[Page], cancer: str = "kidney") -> tuple[Author, ...]:
    return authors(articles(pages), cancer, year=2026)


@pytest.mark.requirement("R31")
def test_topic_role_and_recency_make_the_order() -> None:
    pages = [
        page("1", "Renal cell carcinoma today", 2025, "First, Ann", "Middle, Ben", "Last, Cem"),
        page("2", "Renal cell carcinoma then", 1985, "Old, Dan", "Other, Eve"),
        page("3", "Asthma in children", 2026, "Elsewhere, Fay"),
        page("4", "A registry", 2025, "Aside, Gus", topic="Kidney Neoplasms"),
    ]
    found = [author.name for author in ranked(pages)]
    assert found[:2] == ["Ann First", "Cem Last"]
    assert found.index("Ben Middle") < found.index("Dan Old") and found.index("Gus Aside") > found.index("Cem Last")
    assert "Fay Elsewhere" not in found


@pytest.mark.requirement("R31")
def test_a_guideline_weighs_more_than_a_letter() -> None:
    pages = [
        page("1", "Kidney cancer", 2024, "Letter, Ann", kind="Letter"),
        page("2", "Kidney cancer", 2024, "Guide, Ben", kind="Practice Guideline"),
    ]
    first, second = ranked(pages)
    assert (first.name, first.work.guidelines, second.name) == ("Ben Guide", 1, "Ann Letter")


def test_one_person_is_found_again_by_company_or_place_and_a_namesake_is_not() -> None:
    several = [f"{last}, Yi" for last in ("Wang",)]
    others = [page(str(n), "Kidney cancer", 2020, f"Wang, {fore}") for n, fore in enumerate("ABCDE", 10)]
    pages = [
        page("1", "Kidney cancer", 2024, *several, "Friend, Zed"),
        page("2", "Kidney cancer", 2025, *several, "Friend, Zed"),
        page("3", "Kidney cancer", 2026, *several),
        *others,
    ]
    wangs = [author for author in ranked(pages) if author.name == "Yi Wang"]
    assert sorted(author.work.articles for author in wangs) == [1, 2]
    assert {author.namesakes for author in wangs} == {1}


def test_the_newest_place_of_work_is_told() -> None:
    pages = [
        page("1", "Kidney cancer", 2020, "Seldom, Una @ Department of Urology, Old University, Town"),
        page("2", "Kidney cancer", 2025, "Seldom, Una @ Department of Urology, New University, Town, una@new.example"),
    ]
    (one,) = ranked(pages)
    assert (one.institution, one.work.articles, one.work.leading, one.work.newest) == ("New University", 2, 2, 2025)


def test_an_article_that_comes_twice_counts_once() -> None:
    same = page("1", "Kidney cancer", 2024, "Only, Ann")
    assert ranked([same, same])[0].work.articles == 1
