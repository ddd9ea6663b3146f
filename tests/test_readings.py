"""What is kept of files that did not change: the same snapshot as without it, and never in the way."""

from __future__ import annotations

import dataclasses
import sqlite3
from datetime import date
from typing import TYPE_CHECKING

import pytest
from conftest import write_files
from test_cases import CASES, FILES, TODAY, build, load

from smsdocs.checks.run import check
from smsdocs.model.place import NoPlaces
from smsdocs.readers import pages, registers
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from smsdocs.model.finding import Finding
    from smsdocs.model.register import Page
    from smsdocs.model.snapshot import Snapshot

SETTINGS = "site_name: T\nplugins: [smsdocs]\n"
PAGE = "---\nid: A\ntitle: A\ntype: policy\nstatus: draft\n---\n# A\n\nSee [b](b.md#x).\n"
REGISTER = "id: REG-ROLES\ntitle: Roles\nrows:\n  - {id: boss, title: Boss}\n"


@pytest.fixture
def kept(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which readings are kept, as though git had named it."""
    folder = tmp_path_factory.mktemp("kept")
    monkeypatch.setattr("smsdocs.snapshot.find_cache", lambda _: str(folder))
    return folder


@pytest.fixture
def root(tmp_path: Path, kept: Path) -> Path:
    """Return a small tree whose readings are kept."""
    write_files(
        tmp_path,
        {"mkdocs.yml": SETTINGS, "policies/a.md": PAGE, "docs/registers/roles.yml": REGISTER},
    )
    look(tmp_path)
    assert [file.name.partition("-")[0] for file in kept.iterdir()] == ["readings"]
    return tmp_path


def look(root: Path, today: str = TODAY, *, cache: bool = True) -> Snapshot:
    """Read a tree without history."""
    return read_snapshot(root, today=date.fromisoformat(today), history=False, cache=cache)


def tell(root: Path, *, cache: bool = True) -> tuple[Finding, ...]:
    """Return what is found in a tree."""
    return check(look(root, cache=cache))


def plain(page: Page) -> Page:
    """Return a page without its places: they are looked up when somebody asks."""
    return dataclasses.replace(page, places=NoPlaces(page.path))


def refuse(*_: object) -> None:
    """Stand for work that was done before."""
    message = "this was read before"
    raise AssertionError(message)


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    "path",
    [path for path in FILES if "refused" not in load(path)],
    ids=lambda path: path.relative_to(CASES).with_suffix("").as_posix(),
)
def test_a_second_look_is_the_first(path: Path, tmp_path: Path) -> None:
    """Every example case, read without a store, into one and out of it."""
    case = load(path)
    build(case, tmp_path)
    today = case.get("today", TODAY)
    snapshots = [look(tmp_path, today, cache=False), look(tmp_path, today), look(tmp_path, today)]
    first, *others = [
        ([plain(page) for page in (*one.documents, *one.records)], one.faults, check(one))
        for one in snapshots
    ]
    assert others == [first, first]


def test_what_did_not_change_is_not_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither YAML nor Markdown is read, and nothing is judged."""
    for module, name in (
        (pages, "parse_yaml"),
        (pages, "parse_markdown"),
        (pages, "_judge_document"),
        (registers, "parse_yaml"),
    ):
        monkeypatch.setattr(module, name, refuse)
    assert [one.title for one in look(root).documents] == ["A"]
    write_files(root, {"policies/a.md": PAGE.replace("# A", "# Another")})
    with pytest.raises(AssertionError, match="read before"):
        look(root)


@pytest.mark.parametrize(
    ("old", "new", "kept_work"),
    [
        ("# A", "# Another", ("parse_yaml", "_judge_document")),
        ("title: A", "title: B", ("parse_markdown",)),
    ],
)
def test_an_edit_of_one_half_leaves_the_other(
    old: str, new: str, kept_work: tuple[str, ...], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fields are not judged again for an edit of the text, nor the text read for one of the fields."""
    write_files(root, {"policies/a.md": PAGE.replace(old, new)})
    found = tell(root, cache=False)
    for name in kept_work:
        monkeypatch.setattr(pages, name, refuse)
    assert tell(root) == found


def test_a_text_that_begins_on_another_line_is_read_again(root: Path) -> None:
    """Its headings, links and claims stand elsewhere."""
    write_files(root, {"policies/a.md": PAGE.replace("title: A\n", "title: A\nowner: boss\n")})
    (document,) = look(root).documents
    assert [(one.place.line, one.target) for one in document.links] == [(10, "b.md")]
    assert tell(root) == tell(root, cache=False)


def test_no_half_passes_for_another(root: Path) -> None:
    """Neither fields for a text, nor a whole page for either, whatever its first line says."""
    block = PAGE.split("---\n")[1]
    for text in (
        PAGE,
        f"1\n{block}",
        f"fields 1\n{block}",
        f"7\n{PAGE}",
        f"text 7\n{PAGE.rpartition('---')[2]}",
    ):
        write_files(root, {"policies/a.md": text})
        assert tell(root) == tell(root, cache=False)


@pytest.mark.parametrize("page", ["# A\n\nid: x\n", "----\nid: A\n---\n# A\n", "---\nid: A\n# A\n"])
def test_where_no_sound_front_matter_begins_a_page_all_of_it_counts(page: str, root: Path) -> None:
    """What is said of a page without fields may rest on its text."""
    for text in (page, f"title: x\n{page}", f"{page}\nid: B\n"):
        write_files(root, {"policies/a.md": text})
        assert tell(root) == tell(root, cache=False)


def test_what_changed_is_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One page of two: the other is known."""
    write_files(root, {"policies/b.md": PAGE.replace("A", "B")})
    look(root)
    seen: list[str] = []
    work = pages.parse_markdown
    monkeypatch.setattr(
        pages, "parse_markdown", lambda body, path, line: seen.append(path) or work(body, path, line)
    )
    write_files(root, {"policies/a.md": PAGE.replace("# A", "# Another")})
    assert [one.headings[0].text for one in look(root).documents] == ["Another", "B"]
    assert seen == ["policies/a.md"]


def test_the_same_content_at_another_path_is_another_reading(root: Path) -> None:
    """Places and ids of a copy are its own."""
    write_files(root, {"policies/copy.md": PAGE.replace("status: draft", "status: drafty")})
    look(root)
    (root / "policies/copy.md").rename(root / "policies/moved.md")
    assert {one.place.path for one in tell(root) if "drafty" in one.message} == {"policies/moved.md"}


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("mkdocs.yml", "site_name: T\nplugins:\n  - smsdocs:\n      fields: {status: title}\n"),
        (
            "schema/documents/policy.json",
            '{"$schema": "https://json-schema.org/draft/2020-12/schema", "required": ["wanted"]}',
        ),
    ],
)
def test_other_settings_or_schemas_are_another_answer(path: str, content: str, root: Path) -> None:
    """What was found by the old ones is not found again."""
    before = tell(root)
    write_files(root, {path: content})
    assert tell(root) == tell(root, cache=False) != before


def test_a_schema_that_cannot_be_used_is_said_every_time(root: Path) -> None:
    """Who judged nothing keeps nothing."""
    broken = '{"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "../nowhere.json"}'
    write_files(root, {"schema/documents/policy.json": broken})
    found = tell(root, cache=False)
    assert any(one.name == "broken-schema" for one in found)
    assert tell(root) == tell(root) == found


@pytest.mark.parametrize("damage", [b"", b"no database at all", b"SQLite format 3\0" + b"\1" * 4000])
def test_what_is_damaged_is_made_anew(damage: bytes, root: Path, kept: Path) -> None:
    """Nobody hears of it, and the answer is right."""
    found = tell(root)
    next(kept.iterdir()).write_bytes(damage)
    assert tell(root) == tell(root) == found


@pytest.mark.parametrize("row", ["", "{", "[]", "[1, 2, 3]", '[null, null, [["x"], [], [], [], []]]'])
def test_a_row_that_is_none_is_worked_out_again(row: str, root: Path, kept: Path) -> None:
    """A row that does not fit is as good as none."""
    found = tell(root)
    with sqlite3.connect(next(kept.iterdir())) as store:
        store.execute("update readings set fields = ?, text = ?", (row, row))
    store.close()
    assert tell(root) == tell(root) == found


@pytest.mark.parametrize("half", ["fields", "text"])
def test_a_row_in_which_a_byte_changed_is_worked_out_again(half: str, root: Path, kept: Path) -> None:
    """SQLite does not notice it; the check sum does. Nor does one half stand for the other, or for another file."""
    found = tell(root)
    changed = f"cast(replace(cast({half} as text), 'A', 'B') as blob)"
    for value in (
        changed,
        "case when fields = text then null else text end",
        f"(select {half} from readings)",  # noqa: S608  # of this test
    ):
        with sqlite3.connect(next(kept.iterdir())) as store:
            store.execute(f"update readings set {half} = {value}")  # noqa: S608  # of this test
        store.close()
        assert tell(root) == tell(root) == found


def test_another_process_that_holds_it_is_no_trouble(root: Path, kept: Path) -> None:
    """While somebody writes, others work without."""
    found = tell(root)
    with sqlite3.connect(next(kept.iterdir()), isolation_level=None) as other:
        other.execute("begin exclusive")
        write_files(root, {"policies/a.md": PAGE.replace("# A", "# Another")})
        assert [one.headings[0].text for one in look(root).documents] == ["Another"]
        other.execute("rollback")
    other.close()
    write_files(root, {"policies/a.md": PAGE})
    assert tell(root) == found


def test_no_cache_keeps_nothing(tmp_path: Path, kept: Path) -> None:
    """Nothing is read of it, and nothing is written."""
    write_files(tmp_path, {"mkdocs.yml": SETTINGS, "policies/a.md": PAGE})
    look(tmp_path, cache=False)
    assert list(kept.iterdir()) == []


def test_only_the_newest_files_stay(root: Path, kept: Path) -> None:
    """Every other setting makes another file; the oldest go."""
    for number in range(5):
        write_files(root, {"mkdocs.yml": SETTINGS.replace("T", f"T{number}")})
        look(root)
    assert len(list(kept.iterdir())) == 3
