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
