"""SMS830 to SMS839: what is wrong with a site that was built; `smsdocs check-site` asks, `smsdocs check` does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from smsdocs.analysis.nearest import suggest
from smsdocs.analysis.scripts import find_sources, hash_script
from smsdocs.analysis.site_addresses import End, SiteAddresses
from smsdocs.checks.rule import Rule, build_rule
from smsdocs.model.built_site import Use
from smsdocs.model.finding import Finding, Problem, Severity
from smsdocs.model.place import Place

if TYPE_CHECKING:
    from smsdocs.model.built_site import Address, BuiltPage, BuiltSite, Spot

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
LARGE = 100_000
"""Bytes of HTML above which a page is slow to come and to read."""
_LONGEST = 100
_MOST_HELPED = 200
_HASH = re.compile(r"'(sha256|sha384|sha512)-([\w+/=\-]+)'")


@dataclass(kw_only=True)
class Surroundings:
    """What the rules see."""

    site: BuiltSite

    @cached_property
    def addresses(self) -> SiteAddresses:
        """Where addresses lead."""
        return SiteAddresses(self.site)

    def list_addresses(self) -> Iterator[tuple[str, str, Address]]:
        """Yield every address with the file it stands in, and what relative ones start from."""
        for path, page in self.site.pages.items():
            yield from ((path, page.base, one) for one in page.addresses)
        for path, addresses in self.site.styles.items():
            yield from ((path, "", one) for one in addresses)


SiteCheck: TypeAlias = Callable[[Surroundings], Iterable[Problem]]
SITE_RULES: dict[str, tuple[Rule, SiteCheck]] = {}
"""Every rule about built sites, by code."""


def _site_rule(code: str, name: str, severity: Severity) -> Callable[[SiteCheck], SiteCheck]:
    def register(check: SiteCheck) -> SiteCheck:
        SITE_RULES[code] = (
            build_rule(code, name, severity, check.__doc__ or "", lambda _snapshot: ()),
            check,
        )
        return check

    return register


def list_site_rules() -> tuple[Rule, ...]:
    """Return the rules about built sites, by code."""
    return tuple(rule for rule, _ in SITE_RULES.values())


def check_site(site: BuiltSite) -> tuple[Finding, ...]:
    """Return every finding about a site, by path, line and code."""
    around = Surroundings(site=site)
    found = [
        Finding(
            code=rule.code, name=rule.name, severity=problem.severity or rule.severity, place=problem.place,
            document=None, clause=None, message=problem.message, hint=problem.hint,
        )
        for rule, check in SITE_RULES.values()
        for problem in check(around)
    ]  # fmt: skip
    return tuple(
        sorted(found, key=lambda one: (one.place.path, one.place.line or 0, one.place.column or 0, one.code))
    )


@_site_rule("SMS830", "external-request", _ERROR)
def external_request(around: Surroundings) -> Iterator[Problem]:
    """A page makes the browser ask another host.

    Triggered when: an element (a script, style sheet, picture, frame, icon, font, form or the like), a style sheet or a
    redirect names another host. A plain link that a reader follows does not count.

    To fix this: keep the file on the site itself, and name it there.

    Rationale: on a closed network it never comes; elsewhere the other host learns who reads what, and decides what
    your page shows or runs.
    """
    for path, base, one in around.list_addresses():
        if one.use is Use.ASK and around.addresses.follow(path, one.url, base).end is End.ANOTHER_HOST:
            yield Problem(
                place=Place(path, one.line, one.column),
                message=f"{one.said} asks another host for `{_short(one.url)}`",
                hint="keep the file on the site itself",
            )


@_site_rule("SMS831", "dead-link", _ERROR)
def dead_link(around: Surroundings) -> Iterator[Problem]:
    """A link or a file of a page leads nowhere.

    Triggered when: an address within the site names no file of it. A folder counts by its index.html. Capital letters
    count.

    To fix this: mend the address in the source of the page, or bring the file to the site.

    Rationale: a reader in a hurry ends on an error page.
    """
    helped = 0
    for path, base, one in around.list_addresses():
        found = around.addresses.follow(path, one.url, base)
        if found.end is End.NO_FILE:
            helped += 1
            hint = suggest(found.path, around.site.files) if helped <= _MOST_HELPED else ""
            message = f"{one.said} leads to `{_short(one.url)}`, where nothing is"
            yield Problem(place=Place(path, one.line, one.column), message=message, hint=hint)


@_site_rule("SMS832", "dead-anchor", _ERROR)
def dead_anchor(around: Surroundings) -> Iterator[Problem]:
    """A link leads to a place that its page does not have.

    Triggered when: the part of an address behind `#` is no `id` and no `name` of the page. What holds a `=` is no
    anchor: pages remember by it how they are filtered.

    To fix this: mend the address in the source of the page.

    Rationale: the reader ends at the top of a page and does not know why.
    """
    helped = 0
    for path, base, one in around.list_addresses():
        found = around.addresses.follow(path, one.url, base)
        if found.end is End.NO_ANCHOR and one.use is Use.FOLLOW:
            helped += 1
            anchors = around.site.pages[found.path].anchors
            hint = suggest(found.fragment, anchors) if helped <= _MOST_HELPED else ""
            message = f"{one.said} leads to `#{_short(found.fragment)}`, which {found.path} does not have"
            yield Problem(place=Place(path, one.line, one.column), message=message, hint=hint)


@_site_rule("SMS833", "missing-page-title", _ERROR)
def missing_page_title(around: Surroundings) -> Iterator[Problem]:
    """A page has no title.

    Triggered when: a page has no `<title>`, or an empty one.

    To fix this: give its source a title.

    Rationale: it is what a tab, a bookmark and a screen reader say of the page.
    """
    for path, page in around.site.pages.items():
        if not page.titled:
            yield Problem(place=Place(path), message="this page has no title", hint="give its source a title")


@_site_rule("SMS834", "repeated-anchor", _WARNING)
def repeated_anchor(around: Surroundings) -> Iterator[Problem]:
    """Two parts of a page have the same id.

    Triggered when: an `id` stands for the second time.

    To fix this: name one of the two otherwise.

    Rationale: a link to it leads to the first one only, and a screen reader may read the wrong label.
    """
    return _at_spots(
        around, lambda page: page.repeated, "the id `{}` stands a second time", "name one of them otherwise"
    )


@_site_rule("SMS835", "picture-without-words", _WARNING)
def picture_without_words(around: Surroundings) -> Iterator[Problem]:
    """A picture says nothing to those who do not see it.

    Triggered when: a picture has no `alt`. An empty one is right for mere decoration.

    To fix this: say in the brackets of the Markdown picture what it shows.

    Rationale: a screen reader reads the name of the file instead.
    """
    hint = "say what it shows; leave `alt` empty where it only decorates"
    return _at_spots(around, lambda page: page.silent, "the picture `{}` has no words", hint)


@_site_rule("SMS836", "large-page", Severity.INFO)
def large_page(around: Surroundings) -> Iterator[Problem]:
    """A page is large.

    Triggered when: its HTML is more than 100 KB.

    To fix this: divide it; or keep the navigation short, which every page carries.

    Rationale: it is slow to come and to read.
    """
    for path, page in around.site.pages.items():
        if page.size > LARGE:
            yield Problem(place=Place(path), message=f"this page has {page.size / 1000:,.0f} KB of HTML")


@_site_rule("SMS837", "blocked-script", _ERROR)
def blocked_script(around: Surroundings) -> Iterator[Problem]:
    """A script of a page does not run under the policy of the page.

    Triggered when: an inline script has no hash in the policy, or the page has an event handler or a `javascript:`
    address, and the policy does not let any inline script run.

    To fix this: take it out if it is not yours. Else put it into a file of the site, or let the policy name its hash.

    Rationale: the policy names every script that was meant to be there; this one was not, or will be missed.
    """
    for path, page in around.site.pages.items():
        for policy in page.policies:
            allowed = find_sources(policy.name)
            for name, spot in _find_blocked(page, allowed):
                hint = "take it out, or put it into a file"
                message = f"{name} does not run: the policy does not name it"
                yield Problem(place=Place(path, spot.line, spot.column), message=message, hint=hint)
            break


@_site_rule("SMS838", "missing-policy", _WARNING)
def missing_policy(around: Surroundings) -> Iterator[Problem]:
    """A page hands no policy to the browser, or too late.

    Triggered when: a page has no `Content-Security-Policy`, or a script stands before it. A server can send one in a
    header; a folder cannot show that.

    To fix this: build the site with smsdocs, which writes a policy into each page.

    Rationale: without one, whatever finds its way into a page runs.
    """
    for path, page in around.site.pages.items():
        if not page.policies:
            yield Problem(place=Place(path), message="this page has no policy", hint="build it with smsdocs")
        elif page.early is not None:
            place = Place(path, page.early.line, page.early.column)
            yield Problem(
                place=place, message="a script stands before the policy, which does not hold for it"
            )


@_site_rule("SMS839", "loose-policy", _WARNING)
def loose_policy(around: Surroundings) -> Iterator[Problem]:
    """The policy of a page lets any inline script run.

    Triggered when: its `script-src` (or `default-src`) holds `'unsafe-inline'` and no hash, or there is neither.

    To fix this: name scripts by their hash. A site made by `smsdocs serve` is for its writer and not to be published.

    Rationale: such a policy stops nothing of what an attacker writes into a page.
    """
    for path, page in around.site.pages.items():
        if page.policies and all(find_sources(one.name) is None for one in page.policies):
            place = Place(path, page.policies[0].line, page.policies[0].column)
            yield Problem(
                place=place,
                message="the policy lets any inline script run",
                hint="name scripts by their hash",
            )


def _at_spots(
    around: Surroundings, spots: Callable[[BuiltPage], list[Spot]], words: str, hint: str
) -> Iterator[Problem]:
    for path, page in around.site.pages.items():
        for spot in spots(page):
            message = words.replace("{}", _short(spot.name))
            yield Problem(place=Place(path, spot.line, spot.column), message=message, hint=hint)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _find_blocked(page: BuiltPage, allowed: str | None) -> Iterator[tuple[str, Spot]]:
    if allowed is None:
        return
    found = _HASH.findall(allowed)
    named = {f"{kind}-{value}" for kind, value in found}
    for script in page.scripts:
        if named.isdisjoint(hash_script(script.name, kind) for kind, _ in found):
            yield "a script", script
    for handler in page.handlers:
        yield f"`{handler.name}`", handler
