"""The floor under `smsdocs check`: parse each front matter once, validate it once, and nothing else.

    python floor.py ROOT SCHEMA

No findings with places, no links, no coverage. Nobody can judge documents by JSON Schema in Python with PyYAML and
jsonschema for less; `smsdocs` is measured against it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

_BASE = "https://floor.invalid/"
_TYPES = ("policy", "process", "procedure")


class _Loader(yaml.CSafeLoader):
    """The C loader with dates left as text, as the schema wants them."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def count_faults(root: Path, schema: Path) -> tuple[int, int]:
    """Return how many documents there are below `root`, and how many faults they have."""
    validators = _build_validators(schema)
    documents = faults = 0
    for path in sorted(root.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if text.startswith("---\n"):
            fields = yaml.load(text[4 : text.index("\n---\n")], Loader=_Loader)  # noqa: S506  # a safe loader
            faults += len(list(validators[fields["type"]].iter_errors(fields)))
            documents += 1
    return documents, faults


def _build_validators(schema: Path) -> dict[str, Draft202012Validator]:
    files = [schema / "definitions.json", *schema.glob("documents/*.json")]
    contents: dict[str, Any] = {
        path.relative_to(schema).as_posix(): json.loads(path.read_text(encoding="utf-8")) for path in files
    }
    resources = [
        (_BASE + name, DRAFT202012.create_resource({"$id": _BASE + name, **content}))
        for name, content in contents.items()
    ]
    registry: Registry[Any] = Registry().with_resources(resources).crawl()
    return {
        kind: Draft202012Validator(
            registry.contents(f"{_BASE}documents/{kind}.json"),
            registry=registry,
            format_checker=FormatChecker(),
        )
        for kind in _TYPES
    }


if __name__ == "__main__":
    documents, faults = count_faults(Path(sys.argv[1]), Path(sys.argv[2]))
    if not documents or faults:
        sys.exit(f"{faults} faults in {documents} documents: this corpus measures nothing")
