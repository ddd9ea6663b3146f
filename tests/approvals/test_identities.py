"""Who a git author is."""

from __future__ import annotations

import pytest

from smsdocs.analysis.identities import Identities, build_identities, is_machine, parse_identity
from smsdocs.model.document import Head
from smsdocs.model.history import Author
from smsdocs.model.register import Person, Register, Row


def person(number: int, name: str, *identities: str) -> Person:
    """A person called p-0, p-1, ..."""
    return Person(
        id=f"p-{number}", name=name, external=False, identities=identities, assignments=(), index=number
    )


@pytest.fixture
def people() -> Identities:
    """Three people; two share a name, and two an address."""
    listed = (
        person(0, "Mara Ellwood", "Mara Ellwood <Mara@Example.org>", "M. E. <mara@home.example.org>"),
        person(1, "Sam Reed", "<sam.reed@example.org>", "shared@example.org"),
        person(2, "Sam Reed", "shared@example.org", "7+sam-two@users.noreply.github.com"),
    )
    rows = (Row(id="p-0", index=0, fields={"accounts": ["github:Mara-E", "gitlab:mellwood"]}),)
    return build_identities([Register(path="p", kind="people", head=Head(), people=listed, rows=rows)])


@pytest.mark.parametrize(
    ("name", "email", "found"),
    [
        ("Anybody", "MARA@example.ORG", "p-0"),
        ("M. E.", "elsewhere@example.org", "p-0"),
        ("Mara  Ellwood", "", "p-0"),
        (" mara\tELLWOOD ", "elsewhere@example.org", "p-0"),
        ("SAM  reed", "unknown@example.org", None),
        ("Sam Reed", "unknown@example.org", None),
        ("Sam Reed", "sam.reed@example.org", "p-1"),
        ("Anybody", "shared@example.org", None),
        ("Mara", "123+mara-e@users.noreply.github.com", "p-0"),
        ("Mara", "mara-e@users.noreply.github.com", "p-0"),
        ("Mara", "12-mellwood@users.noreply.git.example.org", "p-0"),
        ("Mara", "12-mara-e@users.noreply.git.example.org", None),
        ("Sam", "7+sam-two@users.noreply.github.com", "p-2"),
        ("Mara Ellwood", "9+stranger@users.noreply.github.com", "p-0"),
        ("Sam Reed", "9+stranger@users.noreply.github.com", None),
        ("Mara Ellwood", "noreply@github.com", None),
    ],
)
def test_a_person_is_found_by_address_account_or_a_name_nobody_shares(
    people: Identities, name: str, email: str, found: str | None
) -> None:
    """Neither case nor the width of spaces counts; what names two people names nobody."""
    person = people.find_person(Author(name, email))
    assert (person.id if person else None) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("p-1", "p-1"),
        ("Mara <mara@example.org>", "p-0"),
        ("mara@example.org", "p-0"),
        ("Who Ever", None),
        ("@mara-e", None),
    ],
)
def test_a_trailer_names_a_person(people: Identities, text: str, found: str | None) -> None:
    """By id, identity or address."""
    person = people.find_named(text)
    assert (person.id if person else None) == found


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("GitHub", "noreply@github.com"),
        ("web-flow", "x@example.org"),
        ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"),
        ("Dependabot", "support@dependabot.com"),
        ("Renovate Bot", "bot@renovateapp.com"),
        ("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com"),
        ("Friendly", "99+friendly[bot]@users.noreply.github.com"),
        ("GitLab", "gitlab@example.org"),
        ("Release", "project_12_bot_ab12@noreply.gitlab.example.org"),
        ("project_12_bot", "x@example.org"),
        ("snyk-bot", "snyk@example.org"),
    ],
)
def test_machines_are_nobody(name: str, email: str) -> None:
    """Forges, apps, bots and access tokens."""
    assert is_machine(Author(name, email))


@pytest.mark.parametrize("name", ["Jan Bot", "Abbot", "Mara Ellwood", "Gita Hub", ""])
def test_people_are_no_machines(name: str) -> None:
    """A name may look like one."""
    assert not is_machine(Author(name, "someone@example.org"))


def test_identities_are_read_as_people_write_them() -> None:
    """With or without a name, with or without an address."""
    assert parse_identity(" A B <a@b.example> ") == Author("A B", "a@b.example")
    assert parse_identity("a@b.example") == Author("", "a@b.example")
    assert parse_identity("A B") == Author("A B", "")


def test_a_register_without_identities_knows_nobody() -> None:
    """A name alone is what everybody may write."""
    listed = (person(0, "Mara Ellwood"),)
    assert not build_identities([Register(path="p", kind="people", head=Head(), people=listed)]).known
