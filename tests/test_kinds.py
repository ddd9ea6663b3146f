"""Every file under `tests/kinds` is one example: two versions of a document, and what kind of change it is.

A case is a YAML file whose name is a sentence:

    register: yes        the versions are registers; documents where absent
    names: {last_reviewed: reviewed}   the organisation's own names, as in the setting `fields`
    material: [owner]    the setting; the default where absent
    before, after: text  the versions
    kind: material       what the change is
    changes: [...]       all phrases, in order; not looked at where absent
    words, unsettles     yes or no; not looked at where absent
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from smsdocs.analysis.changes.text_change import find_text_change
from smsdocs.analysis.kinds import compare
from smsdocs.analysis.markdown_blocks.parser import parse_blocks
from smsdocs.readers.source import split_front_matter
from smsdocs.readers.yaml_source import FRONT_MATTER, REGISTER, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsdocs.model.document import Value

CASES = sorted((Path(__file__).parent / "kinds").glob("*.yml"))
KEYS = {"register", "names", "material", "before", "after", "kind", "changes", "words", "unsettles"}
MATERIAL = frozenset(
    {"owner", "approver", "classification", "effective_from", "clauses", "provides", "implements", "roles"}
    | {"services", "interfaces", "kpis", "records"}
)


@dataclass
class Text:
    """A version that knows how often it was parsed."""

    block: str
    body: str
    register: bool = False
    readable: bool = True
    names: Mapping[str, str] = field(default_factory=dict)
    parsed: int = 0

    @property
    def fields(self) -> Mapping[str, Value]:
        """Front matter by canonical name."""
        self.parsed += 1
        found = parse_yaml(self.block, REGISTER if self.register else FRONT_MATTER)
        if not found.complete or not isinstance(found.value, dict):
            return {}
        canonical = {own: name for name, own in self.names.items()}
        return {canonical.get(name, name): value for name, value in found.value.items()}

    def text(self, name: str) -> str:
        """Return a plain field."""
        found = parse_yaml(self.block, REGISTER if self.register else FRONT_MATTER).value
        own = self.names.get(name, name) if name not in self.names.values() else ""
        value = found.get(own) if isinstance(found, dict) else None
        return value if isinstance(value, str) else ""


def build_version(
    text: str | bytes, *, register: bool = False, names: Mapping[str, str] | None = None
) -> Text:
    """Take a version apart as the readers do."""
    data = text if isinstance(text, bytes) else text.encode()
    if register:
        return Text(block=data.decode(), body="", register=True)
    source = split_front_matter("a.md", data)
    return Text(block=source.block or "", body=source.body, readable=source.readable, names=names or {})


def load(path: Path) -> dict[str, Any]:
    """Read a case; every scalar is text."""
    case: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # builds text only
    assert set(case) <= KEYS, f"a case has no {set(case) - KEYS}"
    return case


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    """The kind of a change is the one its file names."""
    case = load(path)
    before, after = (
        build_version(case[side], register="register" in case, names=case.get("names"))
        for side in ("before", "after")
    )
    found = compare(before, after, frozenset(case.get("material", MATERIAL)))
    assert (found.kind.value, found.changes) == (
        case["kind"],
        tuple(case.get("changes", found.changes)),
    )
    for name in ("words", "unsettles"):
        if name in case:
            assert ("yes" if getattr(found, name) else "no") == case[name], name


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_version_is_the_same_as_itself(path: Path) -> None:
    """Comparing a version with its copy finds nothing."""
    case = load(path)
    for side in ("before", "after"):
        one, other = (build_version(case[side], register="register" in case) for _ in range(2))
        found = compare(one, other, MATERIAL)
        assert (found.kind.value, found.changes, found.words, found.unsettles) == (
            "immaterial",
            (),
            False,
            False,
        )


@pytest.mark.parametrize("above", ["", "## Top\n\nwords\n\n", "~~~\ncode\n~~~\n\n", "3. item\n\n"])
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_both_texts_share_changes_no_answer(path: Path, above: str) -> None:
    """Reading only where two texts differ finds what reading both from end to end finds."""
    case = load(path)
    before, after = (f"{above}{case[side]}\n\nlast\n\n- end\n" for side in ("before", "after"))
    change = find_text_change(before, after)
    assert (change.before == change.after) == (parse_blocks(before) == parse_blocks(after))


@pytest.mark.parametrize("piece", ["- ", "> ", "`", "|", "`|", "<!--", "<", "[", "# ", "* * ", '=== "', "a|"])
def test_a_line_without_end_is_read(piece: str) -> None:
    """A line of a million characters takes no more than its length."""
    assert parse_blocks(piece * (1_000_000 // len(piece)))


def test_simple_lines_are_compared_without_parsing() -> None:
    """Where the lines alone tell what differs, no YAML is parsed."""
    head = (
        "---\nid: POL-A\ntitle: The owner's policy\nclauses:\n  - iso20000-1:5.2\nstatus: draft\n---\ntext\n"
    )
    before, after = build_version(head), build_version(head.replace("draft", "approved"))
    assert compare(before, after, MATERIAL).kind.value == "approval"
    assert before.parsed == after.parsed == 0


def test_bytes_that_are_no_text_are_material() -> None:
    """What cannot be read may have changed in any way."""
    before, after = build_version("text\n"), build_version(b"\xff\xfe\x00text")
    found = compare(before, after, MATERIAL)
    assert (found.kind.value, found.words, found.unsettles) == ("material", True, True)


def test_values_are_shown_on_one_short_line_without_control_characters() -> None:
    """Front matter is untrusted text."""
    before = build_version("---\nowner: a\n---\n")
    after = build_version('---\nowner: "b\\n\\u202e\\x1b[31m' + "x" * 100 + '"\n---\n')
    (phrase,) = compare(before, after, MATERIAL).changes
    assert phrase == f"owner: a -> b [31m{'x' * 53}…"


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("\ufefftext\r\n", "text\n", True),
        ("one  two\t\nthree\n", "one two three", True),
        ("text  \n\n\n\nmore", "text\n\nmore", True),
        ("a\u00a0b\n", "a b\n", False),
    ],
)
def test_bytes_that_nobody_sees(before: str, after: str, *, same: bool) -> None:
    """Marks, line ends and trailing white space do not count; a space that does not break does."""
    found = compare(build_version(before), build_version(after), MATERIAL)
    assert found.words is not same
