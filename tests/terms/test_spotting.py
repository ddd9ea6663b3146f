"""Where a term stands in a text, and where it does not."""

from __future__ import annotations

import time

import pytest

from smsdocs.analysis.terms import Spotter, Term
from smsdocs.model.document import Head
from smsdocs.model.register import Register

REGISTER = Register(path="docs/registers/terms.yml", kind="terms", head=Head())


def term(index: int, name: str, *forms: str, also: tuple[str, ...] = ()) -> Term:
    """Return a term."""
    return Term(
        register=REGISTER, index=index, id=f"t{index}", name=name, meaning="m", forms=forms, also=also
    )


TERMS = (
    term(1, "incident", "incidents"),
    term(2, "major incident"),
    term(3, "SMS", also=("service management system",)),
    term(4, "in force"),
    term(5, "IT"),
    term(6, "Störung"),
    term(7, "ISO/IEC 20000"),
    term(8, "C++"),
    term(9, "7"),
    term(10, "x"),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("an incident happens", ["incident"]),
        ("Incident. incidents!", ["Incident", "incidents"]),
        ("the incident's cause, (incident), *incident*", ["incident"] * 3),
        ("incidental coincident", []),
        ("incident-manager, pre-incident, incident.yml, docs/incident, a@incident.org, incident@b", []),
        ("#incident &incident; incident_id", []),
        ("a major incident, and an incident", ["major incident", "incident"]),
        ("a major\nincident", ["major\nincident"]),
        ("a major\n\nincident", ["incident"]),
        ("a major, incident", ["incident"]),
        ("what is in force", ["in force"]),
        ("In force. IN FORCE", ["In force"]),
        ("the SMS; an sms; Sms", ["SMS"]),
        ("Service management system", ["Service management system"]),
        ("is it IT?", ["IT"]),
        ("eine Störung, störung", ["Störung"]),
        ("ISO/IEC 20000-1 and ISO/IEC 20000", ["ISO/IEC 20000"]),
        ("C++ and C, 7 of x", []),
        ("\x02wzxhzdk:7\x03 incident\x03", []),
        ("", []),
    ],
)
def test_a_term_is_found_as_a_whole_word(text: str, found: list[str]) -> None:
    """Parts of longer words, of paths and of addresses are other words; the longest term wins."""
    assert [text[start:end] for start, end, _ in Spotter(TERMS).spot(text)] == found


def test_of_two_terms_with_one_spelling_the_first_is_found() -> None:
    """A finding says so; a reader meets one meaning."""
    spotter = Spotter([term(1, "change"), term(2, "Change")])
    assert [one.id for _, _, one in spotter.spot("change Change")] == ["t1", "t1"]


def test_no_term_can_make_the_search_slow() -> None:
    """Terms come from strangers: one that repeats itself is looked for in a text that repeats it, in little time."""
    spotter = Spotter([term(1, "a " * 7 + "b"), term(2, "a " * 100 + "b")])
    start = time.process_time()
    assert list(spotter.spot("a " * 100_000)) == []
    assert time.process_time() - start < 5
