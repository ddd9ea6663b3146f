"""A newcomer finds the answer: ten questions, each in three clicks or one search, as the manual says."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from built_site import REPOSITORY, build_site, run_git
from playwright.sync_api import expect

from browser import questions
from browser.questions import QUESTIONS, Question

if TYPE_CHECKING:
    from pathlib import Path

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


def _search(page: Page, words: str) -> None:
    """Open the first result of a search: by tapping, as on a phone."""
    page.locator("button.md-header__button[for=__search]").click()
    page.keyboard.type(words)
    first = page.locator(".md-search-result__link").first
    expect(first).to_contain_text(words, ignore_case=True)  # results follow the letters with a delay
    first.click()
    page.wait_for_url(lambda url: not url.split("?")[0].endswith("/index.html") or "?h=" in url)


def _read(page: Page) -> str:
    return " ".join(page.locator("article").inner_text().split())


def _answer(page: Page, question: Question, *, phone: bool) -> None:
    """Walk the way to an answer, and find it."""
    searched = question.search if phone or not question.clicks else ""
    steps = question.follow if searched else question.clicks
    assert bool(searched) * 2 + len(steps) <= 3, "too many taps"
    if searched and phone:
        _search(page, searched)
    elif searched:
        page.keyboard.press("/")
        page.keyboard.type(searched)
        expect(page.locator(".md-search-result__link").first).to_contain_text(searched)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: not url.endswith("index.html"))
    for click in steps:
        _follow(page, click)
        page.wait_for_load_state("load")
    expect(page.locator("article")).to_contain_text(question.words[0])
    text = _read(page)
    assert [word for word in question.words if word not in text] == [], page.url


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.asks)
def test_a_question_is_answered(visit: Visitor, question: Question, width: int) -> None:
    """From the home page, in three clicks or one search; on a phone in three taps, without the menu."""
    _answer(visit("index.html", width=width), question, phone=width < 500)


def test_the_answers_are_the_same_on_the_sample_as_it_is_in_its_repository(
    visit: Visitor, tmp_path: Path
) -> None:
    """Whatever its commits are, and of which days: whoever builds it from a clone finds what the manual says."""
    root = tmp_path / "clone"
    if not (REPOSITORY / ".git").exists():
        pytest.skip("this copy of the repository has no history")
    run_git(tmp_path, "clone", "--quiet", str(REPOSITORY), str(root))
    for name in ("docs", "policies", "processes"):
        shutil.rmtree(root / name, ignore_errors=True)
        shutil.copytree(REPOSITORY / name, root / name)
    with pytest.MonkeyPatch.context() as patch:
        built = build_site(root, tmp_path / "site", patch, strict=False)
    page = visit.context(width=1280, scheme="light").new_page()
    for question in QUESTIONS:
        page.goto((built.folder / "index.html").as_uri())
        _answer(page, question, phone=False)


def test_what_changed_in_a_month_is_found_by_choosing_it(visit: Visitor) -> None:
    """The newest month that the page shows leaves its landings, and no other that speaks of the month."""
    page = visit("changes.html")
    rows = page.locator(".sms-landings tbody tr:not(.sms-week)")
    month = (rows.first.inner_text().split() or [""])[0][:7]
    before = rows.filter(visible=True).count()
    page.get_by_label("Month").select_option(month)
    page.wait_for_timeout(400)
    left = [text for text in rows.filter(visible=True).all_inner_texts() if text.strip()]
    assert 0 < len(left) < before
    assert all(text.split()[0].startswith(month) for text in left)


def test_the_manual_prints_the_same_table() -> None:
    """Renew it with `python tests/browser/questions.py`."""
    assert questions.read_table() == questions.render_table()
