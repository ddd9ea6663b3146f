"""What every rule owes its readers, and what a report owes them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from smsdocs.checks.rule import FAMILIES, RULES, Rule, rule
from smsdocs.checks.run import build_baseline, check, fingerprint
from smsdocs.model.finding import Severity
from smsdocs.readers.baseline import write_baseline
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize("one", RULES.values(), ids=lambda one: f"{one.code} {one.name}")
def test_a_rule_says_what_it_is(one: Rule) -> None:
    """One sentence for the fault, three paragraphs, a name in kebab case, a family that exists."""
    assert one.code == f"SMS{one.code[3:]}"
    assert len(one.code) == 6
    assert one.family in FAMILIES.values()
    assert one.name == one.name.lower().replace("_", "-").replace(" ", "-")
    assert one.name.replace("-", "_") == one.check.__name__
    assert one.fault[0].isupper()
    assert not one.fault.endswith(".")
    assert all(part.endswith((".", "?")) for part in (one.trigger, one.fix, one.rationale))


def test_codes_and_names_are_used_once() -> None:
    """A name stands for one rule, in settings and in waivers."""
    assert len({one.name for one in RULES.values()}) == len(RULES)
    assert [one.code for one in RULES.values()] == list(RULES)


def test_a_rule_without_its_words_cannot_be_written() -> None:
    """List, page and `explain` derive from them."""
    with pytest.raises(ValueError, match="SMS999"):

        @rule("SMS999", "wordless", Severity.ERROR)
        def wordless(snapshot: object) -> tuple[()]:
            """A fault. Nothing else."""
            del snapshot
            return ()

    assert "SMS999" not in RULES


def test_a_code_cannot_be_used_twice() -> None:
    """A second rule would replace the first without a word."""
    with pytest.raises(ValueError, match="SMS101"):

        @rule("SMS101", "again", Severity.ERROR)
        def again(snapshot: object) -> tuple[()]:
            """A fault.

            Triggered when: x.

            To fix this: x.

            Rationale: x.
            """
            del snapshot
            return ()


def break_many_things(root: Path) -> None:
    """Break the sound system in several ways, some of them equal."""
    policy = root / "policies/policy.md"
    text = policy.read_text().replace("owner: sms-manager", "owner: boss")
    policy.write_text(
        text.replace("approver: top-management", "approver: boss") + "\n[a](gone.md) [b](gone.md)\n"
    )


def test_a_baseline_written_now_forgives_all_of_now_and_nothing_more(sound: Path) -> None:
    """An existing collection starts green; the next equal fault counts."""
    break_many_things(sound)
    found = check(read_snapshot(sound, today=TODAY, history=False))
    assert len(found) == 4
    (sound / "smsdocs-baseline.json").write_text(write_baseline(build_baseline(found)))
    again = check(read_snapshot(sound, today=TODAY, history=False))
    assert [one.waived for one in again] == ["baseline"] * 4
    assert list(map(fingerprint, again)) == list(map(fingerprint, found))
    policy = sound / "policies/policy.md"
    policy.write_text(policy.read_text() + "[c](gone.md)\n")
    assert [one.waived for one in check(read_snapshot(sound, today=TODAY, history=False))].count(None) == 1


def test_a_baseline_holds_when_lines_move(sound: Path) -> None:
    """A finding is the same finding further down."""
    break_many_things(sound)
    (sound / "smsdocs-baseline.json").write_text(
        write_baseline(build_baseline(check(read_snapshot(sound, today=TODAY, history=False))))
    )
    policy = sound / "policies/policy.md"
    policy.write_text(policy.read_text().replace("# Tiny policy\n", "# Tiny policy\n\nA line.\n\n"))
    assert all(one.waived == "baseline" for one in check(read_snapshot(sound, today=TODAY, history=False)))


def test_a_baseline_knows_a_document_that_got_an_id(sound: Path) -> None:
    """It lies where it lay, and what was forgiven under its path is forgiven; a fault more counts."""
    page = sound / "policies/other.md"
    words = "title: Other\ntype: policy\nstatus: draft\nowner: sms-manager\n---\n\n[a](gone.md)\n"
    page.write_text(f"---\n{words}")
    found = check(read_snapshot(sound, today=TODAY, history=False))
    (sound / "smsdocs-baseline.json").write_text(write_baseline(build_baseline(found)))
    page.write_text(f"---\nid: POL-OTHER\n{words}[b](gone.md)\n")
    again = [one for one in check(read_snapshot(sound, today=TODAY, history=False)) if one.code == "SMS206"]
    assert [one.document for one in again] == ["POL-OTHER"] * 2
    assert [one.waived for one in again] == ["baseline", None]


def test_writing_a_baseline_again_changes_nothing(sound: Path) -> None:
    """What is forgiven stays listed, what is mended goes."""
    break_many_things(sound)
    first = write_baseline(build_baseline(check(read_snapshot(sound, today=TODAY, history=False))))
    (sound / "smsdocs-baseline.json").write_text(first)
    assert write_baseline(build_baseline(check(read_snapshot(sound, today=TODAY, history=False)))) == first


def test_findings_stand_in_the_order_of_path_line_and_column(sound: Path) -> None:
    """A reader works from the top of a file to its end."""
    break_many_things(sound)
    places = [
        (one.place.path, one.place.line, one.place.column)
        for one in check(read_snapshot(sound, today=TODAY, history=False))
    ]
    assert places == sorted(places)


def test_severities_are_ordered() -> None:
    """`--fail-on warning` includes errors."""
    assert [severity.rank for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)] == [0, 1, 2]


def test_code_in_the_words_of_rules_stands_between_two_backticks() -> None:
    """So that pages can show it as code."""
    for one in RULES.values():
        for text in (one.fault, one.trigger, one.fix, one.rationale):
            assert text.count("`") % 2 == 0, (one.code, text)
            assert "``" not in text, (one.code, text)
