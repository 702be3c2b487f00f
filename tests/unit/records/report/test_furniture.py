"""Heads and feet of printed pages, which stand in the middle of sentences."""

from consilium.facts import Fact
from consilium.records import Page, report
from consilium.records.report import furniture
from consilium.values import RecordId

HEAD = "Vale, Robin   MRN: {mrn}   DOB: 03/04/1951\nSt. Mary Medical Center\nSURGICAL PATHOLOGY REPORT\n"
FOOT = "Printed 05/06/2019 10:11   Page {number} of {of}\n"
FIRST = "FINAL DIAGNOSIS: Colon, right hemicolectomy: adenocarcinoma, 42 mm. Of the regional lymph\n"
SECOND = "nodes, 3 of 17 hold metastatic carcinoma. The surgical margins are free. pT3.\n"


def page(number: int, words: str, *, of: int = 2, mrn: str = "4471190") -> str:
    return HEAD.format(mrn=mrn) + words + FOOT.format(number=number, of=of)


def read(*texts: str) -> tuple[Fact, ...]:
    pages = [Page(number=number, text=text) for number, text in enumerate(texts, 1)]
    facts = report.read_pages(pages, RecordId("r"))
    for fact in facts:
        place = fact.source
        assert pages[place.page - 1].text[place.start : place.end] == place.quote
    return facts


def said(facts: tuple[Fact, ...], code: str) -> list[str]:
    return [str(fact.value) for fact in facts if fact.code == code]


def test_a_sentence_that_runs_over_a_page_is_one_though_a_head_and_a_foot_stand_in_it() -> None:
    facts = read(page(1, FIRST), page(2, SECOND))
    assert said(facts, "nodes.examined") == ["17"]
    assert said(facts, "nodes.positive") == ["3"]
    assert said(facts, "patient.mrn") == ["4471190"]


def test_only_the_first_head_and_the_last_foot_stay_and_no_letter_moves() -> None:
    pages = [page(number, words, of=3) for number, words in enumerate((FIRST, SECOND, "Signed.\n"), 1)]
    plain = furniture.without(pages)
    assert [len(one) for one in plain] == [len(one) for one in pages]
    assert [one.count("Vale") for one in plain] == [1, 0, 0]
    assert ["Printed" in one for one in plain] == [False, False, True]
    assert all(words in one for words, one in zip((FIRST, SECOND, "Signed.\n"), plain, strict=True))


def test_the_head_of_another_persons_page_stays() -> None:
    pages = [page(1, FIRST), page(2, SECOND, mrn="9982230")]
    assert "9982230" in furniture.without(pages)[1]
    assert said(read(*pages), "patient.mrn") == ["4471190", "9982230"]


def test_the_title_of_the_next_document_stays() -> None:
    pages = [page(1, FIRST, of=1), page(1, SECOND, of=1)]
    assert furniture.without(pages) == pages
    unnumbered = ["Progress note\nPlan: letrozole.", "Progress note\nDoing well."]
    assert furniture.without(unnumbered) == unnumbered


def test_pages_without_words_and_one_page_are_as_they_were() -> None:
    assert furniture.without(["Page 1 of 1"]) == ["Page 1 of 1"]
    assert furniture.without(["", "", "Page 2"]) == ["", "", "Page 2"]


def test_a_line_that_tells_what_was_found_stays_on_every_page() -> None:
    """It is withheld from a blinded reviewer there as well."""
    found = "Diagnosis: colon cancer, stage III\n"
    pages = [page(1, FIRST), page(2, SECOND)]
    plain = furniture.without([found + one for one in pages])
    assert all(found in one for one in plain)
    assert ["Vale" in one for one in plain] == [True, False]
