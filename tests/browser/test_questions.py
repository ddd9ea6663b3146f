"""A newcomer finds the answer: ten questions, each in three clicks or one search, as the manual says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser import questions
from browser.questions import QUESTIONS, Question

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.conftest import Visitor


def _follow(page: Page, click: str) -> None:
    """Click on a link that is seen: in the text of the page, or else in the menu."""
    for within in (page.locator("article"), page.locator("body")):
        links = within.get_by_role("link", name=click, exact=True).filter(visible=True)
        found = links.or_(within.get_by_role("link").filter(has_text=click).filter(visible=True))
        if links.count() or found.count():
            (links if links.count() else found).first.click()
            return
    pytest.fail(f"no link says {click!r} on {page.url}")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.asks)
def test_a_question_is_answered(visit: Visitor, question: Question) -> None:
    """From the home page, by what stands on the links."""
    assert len(question.clicks) + bool(question.search) * 3 <= 3
    page = visit("index.html")
    for click in question.clicks:
        _follow(page, click)
        page.wait_for_load_state("load")
    if question.search:
        page.keyboard.press("/")
        page.keyboard.type(question.search)
        expect(page.locator(".md-search-result__link").first).to_contain_text(question.search)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: not url.endswith("index.html"))
    text = " ".join(page.locator("article").inner_text().split())
    assert [word for word in question.words if word not in text] == []


def test_the_manual_prints_the_same_table() -> None:
    """Renew it with `python tests/browser/questions.py`."""
    assert questions.read_table() == questions.render_table()
