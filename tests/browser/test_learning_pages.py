"""Pages that teach, and pages in Spanish, in a real browser: accessible, and whole without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from walking import Walk, people, sign_in, walk

__all__ = ["people", "sign_in", "walk"]

Axe = Callable[[Page], None]
Visit = Callable[..., Page]


@pytest.mark.requirement("R47")
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_what_to_know_is_accessible_in_both_languages(
    live_site: str, walk: Walk, people: dict[str, Any], visit: Visit, axe: Axe, size: str
) -> None:
    walk.tell().add().post("patient", "send/", {})
    page = visit(size, scripts=True, as_=people["patient"])
    for address in (walk.at("learn/"), "/about-second-opinions/"):
        for language in ("en", "es"):
            page.goto(f"{address}?language={language}")
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            axe(page)


def test_the_report_changes_its_language_without_scripts(
    live_site: str, walk: Walk, people: dict[str, Any], visit: Visit, axe: Axe
) -> None:
    walk.send().ask().seal().write().sign().release()
    page = visit(scripts=False, as_=people["patient"])
    page.goto(walk.at("report/"))
    page.get_by_role("link", name="Español").click()
    expect(page.get_by_role("heading", name="Sus preguntas").first).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Your questions").first).to_be_visible()
    again = visit(as_=people["patient"])
    again.goto(walk.at("report/?language=es"))
    axe(again)


def test_the_flag_of_new_knowledge_is_accessible(
    live_site: str, walk: Walk, people: dict[str, Any], visit: Visit, axe: Axe
) -> None:
    walk.send()
    row = walk.row()
    row.news_at = row.sent_at
    row.save(update_fields=["news_at"])
    desk = visit(as_=people["coordinator"])
    for address in (walk.at(""), "/queue/"):
        desk.goto(address)
        expect(desk.get_by_text("New knowledge").first).to_be_visible()
        axe(desk)
