"""SMS216 to SMS218: what is wrong with a list of terms."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from smsdocs.checks.run import check
from smsdocs.snapshot import read_snapshot

HEAD = "id: REG-TERMS\ntitle: Glossary\nowner: boss\nrows:\n"
PAGE = "---\nid: POL-A\ntitle: A policy\n---\n\n"


def find(root: Path, rows: str, text: str = "", *, code: str, more: str = "") -> list[str]:
    """Return the findings of one rule as `line:column message (hint)`."""
    files = {
        "mkdocs.yml": "site_name: T\nplugins: [smsdocs]\n",
        "docs/registers/terms.yml": HEAD + rows,
        "policies/a.md": PAGE + text,
    }
    if more:
        files["docs/registers/more.yml"] = f"kind: terms\n{HEAD.replace('REG-TERMS', 'REG-MORE')}{more}"
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    found = check(read_snapshot(root, today=date(2026, 6, 1), history=False))
    return [
        f"{one.place.line}:{one.place.column} {one.message} ({one.hint})" for one in found if one.code == code
    ]


def row(id_: str, term: str, more: str = "") -> str:
    """Return a row."""
    return f"  - id: {id_}\n    term: {term}\n    meaning: Something.\n" + (f"    {more}\n" if more else "")


def test_two_terms_that_share_a_spelling_are_a_finding_at_the_second(tmp_path: Path) -> None:
    """Whatever they share, and whichever letter begins it."""
    rows = (
        row("a", "change") + row("b", "alteration", "also: [Change]") + row("c", "fault", "forms: [faults]")
    )
    assert find(tmp_path, rows, code="SMS216") == [
        "11:12 `Change` is taken by the term `a` (keep one of them)"
    ]


def test_terms_of_two_registers_are_held_against_each_other(tmp_path: Path) -> None:
    """There is one glossary on a page, wherever its terms are written."""
    found = find(tmp_path, row("a", "change"), more=row("b", "change"), code="SMS216")
    assert found == ["6:11 `change` is taken by the term `b` of docs/registers/more.yml (keep one of them)"]


def test_one_row_may_repeat_itself(tmp_path: Path) -> None:
    """That a term is its own plural misleads nobody."""
    assert find(tmp_path, row("a", "news", "forms: [news]"), code="SMS216") == []


def test_see_leads_to_a_term_or_a_document(tmp_path: Path) -> None:
    """What exists is fine; a slip gets the nearest match, and a term that refers to itself is told so."""
    rows = row("alpha", "alpha", "see: [beta, POL-A, REG-TERMS]") + row("beta", "beta", "see: [alhpa, beta]")
    assert find(tmp_path, rows, code="SMS217") == [
        "12:11 there is no term `alhpa` (did you mean `alpha`?)",
        "12:18 a term refers to itself (delete it)",
    ]


def test_a_term_in_running_text_is_used(tmp_path: Path) -> None:
    """Under any spelling, across the end of a line, and in a table."""
    rows = row("a", "alpha beta") + row("b", "gamma", "also: [delta]") + row("c", "epsilon")
    text = "An alpha\nbeta.\n\n| a | b |\n|---|---|\n| Delta | *epsilon* |\n"
    assert find(tmp_path, rows, text, code="SMS218") == []


def test_a_term_that_is_only_named_where_nothing_explains_it_is_unused(tmp_path: Path) -> None:
    """Headings, links, code, comments and tags are no running text."""
    text = (
        "## Alpha\n\n[alpha](#alpha) `alpha` <!-- alpha --> <span title='alpha'>x</span>\n\n"
        "```text\nalpha\n```\n\n~~~\nalpha\n```\nalpha\n~~~\n\nalphabet {{ alpha }}\n"
    )
    assert find(tmp_path, row("a", "alpha"), text, code="SMS218") == [
        "6:11 no page uses the term `alpha` (add the spelling that pages use, or delete the row)"
    ]


def test_many_unused_terms_are_all_told(tmp_path: Path) -> None:
    """Also where so many are looked for that pages are read as a whole."""
    rows = "".join(row(f"t{number}", f"word{number}") for number in range(200))
    found = find(tmp_path, rows, "word7 and Word8.", code="SMS218")
    assert len(found) == 198


def test_a_tree_without_terms_has_no_finding(tmp_path: Path) -> None:
    """Nobody has to have a glossary."""
    for code in ("SMS216", "SMS217", "SMS218"):
        assert find(tmp_path, "  []\n", "text", code=code) == []


def test_the_glossary_of_the_sample_is_in_order() -> None:
    """Each of its terms is defined once, leads somewhere, and is met by somebody."""
    found = check(read_snapshot(Path(__file__).parents[2], today=date(2026, 6, 30), history=False))
    assert [str(one.place) for one in found if one.code in {"SMS216", "SMS217", "SMS218"}] == []
