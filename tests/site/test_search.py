"""The search of the sample, asked in a browser as readers ask: over http and from a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import built_site
import pytest
from chromium import serve
from playwright.sync_api import Browser, Page, expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from built_site import Built

FIELD = "[data-md-component=search-query]"
QUESTIONS = {
    # ids, in every spelling
    "PRC-INC": "processes/incident-management/index.html",
    "prc-inc": "processes/incident-management/index.html",
    "prc inc": "processes/incident-management/index.html",
    "inc": "processes/incident-management/index.html",
    "POL-CHG": "policies/change-management-policy.html",
    "A-2026-1": "records/audit/2026-05-12-a-2026-1.html",
    "SMS306": "rules/SMS306.html",
    # numbers of clauses
    "8.6.1": "standards/iso20000-1-2018/8.6.1.html",
    "8.6.": "standards/iso20000-1-2018/8.6.html",
    "8.6": "standards/iso20000-1-2018/8.6.html",
    "8": "standards/iso20000-1-2018/8.html",
    "10.2": "standards/iso20000-1-2018/10.2.html",
    "iso20000-1:8.6.1": "standards/iso20000-1-2018/8.6.1.html",
    "iso20000-1": "standards/index.html",
    "clause 9.2": "standards/iso20000-1-2018/9.2.html",
    # titles
    "incident management": "processes/incident-management/index.html",
    "incidents": "processes/incident-management/index.html",
    "change": "processes/change-management/index.html",
    "policies": "policies/index.html",
    "traceability": "traceability.html",
    "findings": "findings/index.html",
    "internal audit": "processes/internal-audit/index.html",
    "risk register": "registers/risks.html",
    # roles, by name and by id
    "incident manager": "roles/incident-manager.html",
    "service-desk-agent": "roles/service-desk-agent.html",
    "SMS owner": "roles/sms-owner.html",
    # rows and terms
    "managed hosting": "registers/services.html#row-managed-hosting",
    "RSK-01": "registers/risks.html#row-RSK-01",
    "Incident": "registers/terms.html#row-incident",
    "Mara Ellwood": "registers/people.html#row-m-ellwood",
    # questions
    "what is an incident?": "registers/terms.html#row-incident",
    "who approves an emergency change?": "processes/change-management/index.html#emergency-changes",
    "show the evidence for 9.2": "standards/iso20000-1-2018/9.2.html",
}
"""What somebody types, and what the first match leads to."""

pytestmark = [
    pytest.mark.browser,
]
sample = built_site.sample
make = built_site.make
write = built_site.write


@pytest.fixture(scope="module", params=["http", "file"])
def asked(request: pytest.FixtureRequest, browser: Browser, sample: Built) -> Iterator[Page]:
    """A page of the sample with its search open."""
    with serve(sample.folder) as served:
        page = browser.new_page()
        page.goto(f"{served if request.param == 'http' else sample.folder.as_uri()}/policies/scope.html")
        page.click(FIELD)
        yield page
        page.close()


def _ask(page: Page, query: str) -> list[str]:
    """Type a query, and return the addresses of its first match: the page's, and those of its sections."""
    page.fill(FIELD, "qqqq")
    page.keyboard.press("Shift")
    expect(page.locator(".md-search-result__item")).to_have_count(0)
    page.fill(FIELD, query)
    page.keyboard.press("Shift")
    page.wait_for_selector(".md-search-result__item")
    first = page.locator(".md-search-result__item").first.locator("a.md-search-result__link")
    links: list[str] = first.evaluate_all("all => all.map(one => one.href)")
    base = page.url.partition("/policies/")[0]
    return [_strip(link.removeprefix(f"{base}/")) for link in links]


def _strip(address: str) -> str:
    """Return an address without the words that the page is to highlight."""
    path, _, rest = address.partition("?")
    _, mark, anchor = rest.partition("#")
    return f"{path}{mark}{anchor}"


def test_what_readers_type_leads_to_the_page_they_mean(asked: Page) -> None:
    """Ids, numbers, titles, roles, rows and plain questions: the first match is the right one."""
    found = {query: _ask(asked, query) for query in QUESTIONS}
    wrong = {query: found[query][:3] for query, page in QUESTIONS.items() if page not in found[query]}
    assert wrong == {}
