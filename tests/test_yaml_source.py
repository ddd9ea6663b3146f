"""YAML by hand: what PyYAML makes of a scalar is known, and where everything stands is found."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from smsdocs.readers.yaml_places import YamlPlaces
from smsdocs.readers.yaml_source import FRONT_MATTER, SETTINGS, parse_yaml, resolve_plain

PARTS = [
    *"0123456789",
    *"0123456789",
    "_",
    ".",
    ":",
    "-",
    "+",
    "e",
    "E",
    "x",
    "0x",
    "0b",
    "0o",
    "a",
    "f",
    "n",
    "y",
    "no",
    "on",
]
WORDS = [
    "~",
    "null",
    "Null",
    "NULL",
    "nULL",
    "yes",
    "Yes",
    "YES",
    "yEs",
    "y",
    "n",
    "on",
    "On",
    "off",
    "OFF",
    "true",
]
WORDS += [
    "True",
    "TRUE",
    "no",
    "No",
    "NO",
    "false",
    "False",
    ".inf",
    "-.inf",
    "+.Inf",
    ".nan",
    ".NaN",
    ".",
    "-",
    "+",
]
WORDS += [
    "8.1",
    "8.10",
    "8.1.10",
    "1_000",
    "017",
    "08",
    "0o17",
    "12:30:45",
    "1:30",
    "1:30.5",
    "1e3",
    "1.5e+3",
    "1.e+3",
]
WORDS += [
    "0",
    "-0",
    "+1",
    "0x1F",
    "0b11",
    "1__0",
    "_1",
    "1_",
    "0.",
    ".5",
    "-.5",
    "1:60",
    "0:30",
    "190:20:30",
    "=",
]


def as_pyyaml(text: str) -> object:
    """Return what PyYAML makes of a plain scalar; text where it fails, and for a date or a time."""
    try:
        value = yaml.load(text, Loader=yaml.CSafeLoader)  # a safe loader
    except (yaml.YAMLError, ValueError):
        return text
    return text if isinstance(value, date | datetime) else value


def same(ours: object, theirs: object) -> bool:
    """Compare two scalars by type and value; NaN equals NaN."""
    return type(ours) is type(theirs) and (ours == theirs or (ours != ours and theirs != theirs))  # noqa: PLR0124


@pytest.mark.parametrize("text", WORDS)
def test_a_plain_scalar_means_what_pyyaml_makes_of_it(text: str) -> None:
    """YAML 1.1 is what MkDocs and most tools read."""
    if text == "-":
        assert resolve_plain(text) == text  # alone it begins a list
    else:
        assert same(resolve_plain(text), as_pyyaml(text))


def test_random_scalars_mean_what_pyyaml_makes_of_them() -> None:
    """Ten thousand strings of digits and marks; a number of more than 18 digits stays text on purpose."""
    chance = random.Random(8)  # noqa: S311  # a fixed seed, no secret
    for _ in range(10_000):
        text = "".join(chance.choice(PARTS) for _ in range(chance.randint(1, 7)))
        if text[0] in "-:" or text.endswith(":") or ": " in text:
            continue
        assert same(resolve_plain(text), as_pyyaml(text)), text


def test_a_long_number_stays_text() -> None:
    """An identifier of twenty digits is no quantity."""
    assert resolve_plain("12345678901234567890") == "12345678901234567890"


def _read_shipped() -> list[str]:
    """Return some front matter and registers as people write them: those of our own repository."""
    root = Path(__file__).resolve().parents[1]
    texts = [path.read_text(encoding="utf-8") for path in sorted(root.glob("policies/**/*.md"))]
    registers = [path.read_text(encoding="utf-8") for path in sorted(root.glob("docs/registers/*.yml"))]
    return [text.split("---\n")[1] for text in texts if text.startswith("---\n")] + registers[:8]


def test_places_are_those_of_the_file() -> None:
    """Lines and columns count from one, in characters; a missing value has the place of its parent."""
    text = 'title: "Ä"\nroles:\n  accountable: a\n  responsible: [b, ü, c]\n'
    places = YamlPlaces("p.md", text, FRONT_MATTER, offset=1)
    assert str(places.of("title")) == "p.md:2:8"
    assert str(places.of_key("roles")) == "p.md:3:1"
    assert str(places.of("roles", "responsible", 2)) == "p.md:5:23"
    assert str(places.of("roles", "informed", 0)) == "p.md:3:1"
    assert str(places.of("nothing")) == "p.md:1:1"
    assert places.source("title") == "Ä"
    assert places.source("roles") is None


SHAPES = [
    "a: 1\nb: [x, y]\nc:\n- p\n- q\nd: {e: f}\n",
    "a: [x, [y], z]\nb: [{c: d}, e]\nf: []\ng:\nh: |\n  text\n  more\n",
    'a: "begun\nb: not a key"\nc: [one,\nd: two]\ne: x\n',
    "'a': x\n? b\n: y\nc  :  z\n\n# a comment\nd:\n  - x # said\n\n  - 'y'\n",
    "- a\n- [b, c]\n- d: e\n",
    "a: x\na: y\nb: [z]\n",
    "1: x\ntrue: y\nb: z\n",
    "a: 'Ä ü'\nü: [Ö, ü]\n",
    "",
    "text alone",
]


@pytest.mark.parametrize("text", [*SHAPES, *_read_shipped()], ids=lambda text: f"{len(text)} characters")
def test_what_is_kept_of_places_says_what_reading_again_says(text: str) -> None:
    """Outermost fields and scalars of their lists have their place from the first reading; all else is looked up."""
    parsed = parse_yaml(text, FRONT_MATTER)
    kept = YamlPlaces("p.md", text, FRONT_MATTER, 3, outer=parsed.outer)
    names = [*(parsed.value if isinstance(parsed.value, dict) else ()), "nothing", "d", 0]
    for name in names:
        for rest in ((), (0,), (1,), (2,), (0, "id"), ("e",), (1, 0)):
            read = YamlPlaces("p.md", text, FRONT_MATTER, 3)
            assert kept.of(name, *rest) == read.of(name, *rest)
            assert kept.of_key(name, *rest) == read.of_key(name, *rest)


def test_what_was_read_before_a_fault_is_kept() -> None:
    """Half a register still knows its first rows."""
    parsed = parse_yaml("id: A\ntitle: B\nrows: [\n", FRONT_MATTER)
    assert not parsed.complete
    assert parsed.value == {"id": "A", "title": "B"}


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "\n\n"])
def test_an_empty_text_is_nothing_and_no_fault(text: str) -> None:
    """Nothing was written, so nothing is wrong with it."""
    parsed = parse_yaml(text, FRONT_MATTER)
    assert (parsed.value, parsed.faults, parsed.complete) == (None, [], True)


def test_settings_are_read_leniently() -> None:
    """Tags of other plugins are opaque, `!ENV` gives its default, anchors and merge keys are theirs."""
    text = "a: !!python/name:os.system\nb: !ENV [X, y]\nc: &c {d: 1}\ne: *c\n1: x\nno: z\n<<: *c\n"
    parsed = parse_yaml(text, SETTINGS, lenient=True)
    assert parsed.faults == []
    assert parsed.value == {"a": None, "b": "y", "c": {"d": 1}, "e": {"d": 1}, "1": "x", "no": "z", "d": 1}


ASTRAY = {
    "id: A\ntitle: B\n approver: c\n": (3, 2, "begin `approver` in column 1"),
    'id: A\ntitle: "B"\n approver: c\n': (3, 2, "begin `approver` in column 1"),
    "id: A\ntags:\n- a\n approver: c\n": (4, 2, "begin `approver` in column 1"),
    "url: http://a.test\n# a: note\n approver: c\n": (3, 2, "begin `approver` in column 1"),
    " id: A\ntitle: B\n": (1, 2, "begin both in column 1"),
    "roles:\n  a: x\n   b: [y]\n": (3, 4, "begin `b` in column 3"),
    "rows:\n  - id: x\n   title: y\n": (3, 4, "begin `title` in column 5"),
    "rows:\n  - id: x\n    title: y\n  owner: z\n": (4, 3, "begin `owner` in column 5"),
    "rows:\n  - id: x\n    title: y\nowner: z\n  - id: v\n": (4, 1, "begin `owner` in column 5"),
    "rows:\n  - id: x\n    title: y\n - id: z\n": (4, 2, "begin this item in column 3"),
    "rows:\n  - id: x\n    title: y\n   - id: z\n": (4, 4, "begin this item in column 3"),
    "title: >\n  long\n with: more\n": (3, 2, "begin `with` in column 3"),
    "title: >\n  long\n text\nid: x\n": (3, 2, "begin this line in column 3"),
    "rows:\n  -id: x\n    title: y\n": (2, 3, "write a blank after the hyphen"),
    "rows:\n  - id: x\n  -id: z\n": (3, 3, "write a blank after the hyphen"),
    "tags:\n  - a\n  -b\n": (3, 3, "write a blank after the hyphen"),
    "title: A: b\nowner: c\n": (1, 9, "put a value that holds `: ` in quotes"),
    "title: a\n  long text\n  with: colon\n": (3, 7, "put a value that holds `: ` in quotes"),
    "owner:c\nid: A\n": (1, 1, "with a colon and a space"),
    "id: A\nowner:c\n": (2, 1, "with a colon and a space"),
    "owner: @c\n": (1, 8, "put the value in quotes"),
    'title: "A" process\n': (1, 12, "put quotes around the whole value"),
}


@pytest.mark.parametrize("text", ASTRAY)
def test_a_line_astray_is_named_with_what_mends_it(text: str) -> None:
    """The cause is said in words of an author, not of the grammar, and stands where the author made it."""
    (fault,) = parse_yaml(text, FRONT_MATTER).faults
    line, column, hint = ASTRAY[text]
    assert (fault.name, fault.line, fault.column) == ("broken-yaml", line, column)
    assert hint in fault.hint
    assert "YAML:" not in fault.message


def test_a_cause_that_is_not_known_keeps_the_words_of_the_parser() -> None:
    """Half an answer is better than a wrong one."""
    (fault,) = parse_yaml("id: A\n- b\n", FRONT_MATTER).faults
    assert fault.message.startswith("YAML: ")


def test_any_broken_text_has_a_place_and_a_hint() -> None:
    """Three thousand texts with marks and spaces anywhere; a place lies within the text or right behind it."""
    chance = random.Random(15)  # noqa: S311  # a fixed seed, no secret
    sound = 'id: A\nrows:\n  - id: x\n    title: "y"\n  - id: >\n      text\n    roles: [a, b]\n'
    for _ in range(3_000):
        text = sound
        for _ in range(chance.randint(1, 3)):
            at = chance.randint(0, len(text))
            text = (
                text[:at]
                + chance.choice([" ", "  ", "-", ":", "\n", '"', "'", "@", "[", "}", "\t", "#", "“"])
                + text[at:]
            )
        for fault in parse_yaml(text, FRONT_MATTER).faults:
            assert fault.message
            assert fault.hint, text
            assert 1 <= fault.line <= text.count("\n") + 1, text
            assert 1 <= fault.column <= len(text.split("\n")[fault.line - 1]) + 1, text


@pytest.mark.parametrize("text", ["“0.1”", "„0.1“", "«0.1»", "»0.1«", "‚0.1‘", "‘0.1’"])  # noqa: RUF001  # as typed
def test_typographic_quotes_around_a_value_are_a_fault(text: str) -> None:
    """Word processors make them; the value is what stands between them, so that nothing else is said of it."""
    parsed = parse_yaml(f"version: {text}\n", FRONT_MATTER)
    assert parsed.value == {"version": "0.1"}
    assert [(one.name, one.line, one.column) for one in parsed.faults] == [("unquoted-value", 1, 10)]


@pytest.mark.parametrize("text", ["“a” and “b”", "“a", "a”", '"“a”"', "'„a“'", "he said “a”"])
def test_typographic_quotes_elsewhere_are_text(text: str) -> None:
    """A quotation within a value is the author's."""
    assert parse_yaml(f"title: {text}\n", FRONT_MATTER).faults == []
