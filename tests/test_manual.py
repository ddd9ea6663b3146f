"""The manual is held against the code: what it names exists, what exists is named, what it prints is true.

Three parts of a page are written by the code. Blocks of `console` are run, in the order of the page and in an
empty folder (or in a repository that holds the sample, for the pages named below); a block with `title="path"` is
saved there first.
Tables and the tree between `<!-- generated: NAME -->` and `<!-- end -->` are filled in; columns that only a
person can write are kept from the page, by the key of their row.

    python tests/test_manual.py

writes all of it into the pages anew: read the difference before you commit it.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
import yaml
from git_world import GIT_WORLD

from smsdocs.adapters.command_line.group import smsdocs as command_line
from smsdocs.analysis.links import LinkMap, Outcome
from smsdocs.checks.built_site import list_site_rules
from smsdocs.checks.rule import FAMILIES
from smsdocs.checks.rule import RULES as REPOSITORY_RULES
from smsdocs.checks.run import check
from smsdocs.model.duration import Duration
from smsdocs.model.settings import Settings
from smsdocs.readers.markdown import parse_markdown
from smsdocs.readers.schemas import read_schemas
from smsdocs.readers.settings import SETTING_NAMES, read_settings
from smsdocs.readers.tree import DiskTree
from smsdocs.readers.yaml_places import YamlPlaces
from smsdocs.readers.yaml_source import REGISTER
from smsdocs.snapshot import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
RULES = {**REPOSITORY_RULES, **{rule.code: rule for rule in list_site_rules()}}
"""Those about the repository, and those about a built site."""
GUIDE = ROOT / "docs" / "guide"
PACKAGE = ROOT / "plugins" / "smsdocs"
SCHEMA = ROOT / "schema"

PAGES = {
    page.relative_to(ROOT).as_posix(): page
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(GUIDE.rglob("*.md")))
}
IN_THE_SAMPLE = {
    "README.md",
    "docs/guide/how-to/keep-records-elsewhere.md",
    "docs/guide/how-to/remind-people.md",
    "docs/guide/reference/command-line.md",
}
"""Pages whose commands run in a repository that holds the sample instead of an empty folder."""
SAMPLE_PARTS = ("policies", "processes", "docs/registers", "docs/records", "schema", "mkdocs.yml")
"""What the one commit of that repository holds. Not the manual: a page cannot print the id of its own text."""
SAMPLE_DAY = "2026-06-29T09:00:00Z"

FENCE = re.compile(r"^```(?P<language>\w*)(?P<more>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
GENERATED = re.compile(
    r"(?P<open><!-- generated: (?P<name>[\w:/-]+(?: [\w-]+)*) -->\n)(?P<text>.*?)(?P<close><!-- end -->)",
    re.DOTALL,
)
TITLE = re.compile(r'title="([^"]+)"')
MARK = "\x1e"


# --- what a page prints -------------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    language: str
    title: str
    text: str
    line: int


def find_blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a page, in order."""
    found = []
    for fence in FENCE.finditer(text):
        title = TITLE.search(fence["more"])
        line = text.count("\n", 0, fence.start()) + 1
        found.append(Block(fence["language"], title[1] if title else "", fence["text"], line))
    return found


def run_blocks(blocks: list[Block], folder: Path, bin_folder: Path) -> list[str]:
    """Run the console blocks of a page in one shell; return each block with what the commands really print."""
    script = ["exec 2>&1"]
    for block in blocks:
        if block.title:
            script += [f"mkdir -p {shlex.quote(os.path.dirname(block.title) or '.')}"]  # noqa: PTH120  # may stay relative
            script += [f"cat > {shlex.quote(block.title)} <<'END OF FILE'", f"{block.text}END OF FILE"]
        elif block.language == "console":
            for command in _commands(block):
                script += [f"status=$?; printf '{MARK}'; (exit $status)", command]
            script += [f"status=$?; printf '{MARK}'; (exit $status)"]
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=folder,
        env=_environment(folder, bin_folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    outputs = iter(done.stdout.split(MARK)[1:])
    rendered = []
    for block in blocks:
        if block.language == "console" and not block.title:
            parts = [f"$ {command}\n{_tidy(next(outputs))}" for command in _commands(block)]
            next(outputs)
            rendered.append("".join(parts))
        else:
            rendered.append(block.text)
    return rendered


def _commands(block: Block) -> list[str]:
    return [line[2:] for line in block.text.split("\n") if line.startswith("$ ")]


def _tidy(output: str) -> str:
    lines = [line.rstrip() for line in output.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return "".join(f"{line}\n" for line in lines)


def _environment(folder: Path, bin_folder: Path) -> dict[str, str]:
    shim = bin_folder / "smsdocs"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m smsdocs "$@"\n')
    shim.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name in {"PYTHONPATH", "TMPDIR"}}
    return {
        **kept,
        "PATH": f"{bin_folder}:{os.environ['PATH']}",
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "80",
        **GIT_WORLD,
        "GIT_AUTHOR_NAME": "A Reader",
        "GIT_AUTHOR_EMAIL": "reader@example.org",
        "GIT_COMMITTER_NAME": "A Reader",
        "GIT_COMMITTER_EMAIL": "reader@example.org",
    }


def copy_sample(folder: Path) -> None:
    """Put the sample of this repository into `folder`."""
    for name in ("policies", "processes", "docs", "schema"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "mkdocs.yml", folder / "mkdocs.yml")


def commit_sample(folder: Path, bin_folder: Path) -> None:
    """Make a repository of the sample, as a clone of this one would be: all that it holds came with one commit."""
    dates = {"GIT_AUTHOR_DATE": SAMPLE_DAY, "GIT_COMMITTER_DATE": SAMPLE_DAY}
    environment = {**_environment(folder, bin_folder), **dates}
    for arguments in (
        ("init", "--quiet", "--initial-branch", "main"),
        ("add", "--", *SAMPLE_PARTS),
        ("commit", "--quiet", "--message", "The sample"),
    ):
        subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True)


# --- the page as the code would have it ---------------------------------------------------------


def render_page(name: str, text: str) -> str:
    """Return a page with its outputs, tables and tree as the code has them today."""
    text = GENERATED.sub(lambda found: _regenerate(found, text), text)
    blocks = find_blocks(text)
    if not any(block.language == "console" for block in blocks):
        return text
    with tempfile.TemporaryDirectory() as scratch:
        folder, bin_folder = Path(scratch) / "work", Path(scratch) / "bin"
        folder.mkdir()
        bin_folder.mkdir()
        if name in IN_THE_SAMPLE:
            copy_sample(folder)
            commit_sample(folder, bin_folder)
        rendered = iter(run_blocks(blocks, folder, bin_folder))
    return FENCE.sub(lambda found: f"```{found['language']}{found['more']}\n{next(rendered)}```", text)


def _regenerate(found: re.Match[str], page: str) -> str:
    del page
    name, _, argument = found["name"].partition(":")
    made = GENERATORS[name](argument, found["text"])
    return f"{found['open']}\n{made}\n{found['close']}"


def render_table(header: tuple[str, ...], rows: list[dict[str, str | None]], present: str) -> str:
    """Return a table; a cell that is None is kept from the present one, by the first column."""
    kept = {row[header[0]]: row for row in parse_table(present)}
    lines = [f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
    for row in rows:
        mine = kept.get(row[header[0]] or "", {})
        cells = [row[name] if row.get(name) is not None else mine.get(name, "") for name in header]
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |".replace("  |", " |"))
    return "\n".join(lines) + "\n"


def parse_table(text: str) -> list[dict[str, str]]:
    """Return the rows of the Markdown tables in a text, each by the names of its columns."""
    rows: list[dict[str, str]] = []
    header: list[str] = []
    for line in text.split("\n"):
        if not line.startswith("|"):
            header = []
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not header:
            header = cells
        elif not all(set(cell) <= set("-: ") for cell in cells):
            rows.append(dict(zip(header, cells, strict=True)))
    return rows


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def _read_json(name: str) -> Any:  # noqa: ANN401  # JSON
    return json.loads((SCHEMA / name).read_text(encoding="utf-8"))


def _resolve(schema: Mapping[str, Any], at: str) -> tuple[Mapping[str, Any], str]:
    """Follow a reference to the definition it names."""
    reference = schema.get("$ref")
    if not isinstance(reference, str):
        return schema, at
    file, _, pointer = reference.partition("#")
    target = os.path.normpath(os.path.join(os.path.dirname(at), file)) if file else at  # noqa: PTH118, PTH120
    found = _read_json(target)
    for step in pointer.strip("/").split("/") if pointer.strip("/") else ():
        found = found[step]
    return found, target


def find_properties(name: str) -> dict[str, str]:
    """Return every field of a schema with the words for its value, following references."""
    found: dict[str, str] = {}
    schema = _read_json(name)
    part, at = _resolve(schema, name) if "$ref" in schema else ({}, name)
    if part and at != name and "$ref" in part:
        found.update(find_properties(at))
    for source, where in ((part, at), (schema, name)):
        for key, value in source.get("properties", {}).items():
            words = value.get("description") or _resolve(value, where)[0].get("description")
            if words or key not in found:
                found[key] = words or found.get(key, "")
    return found


DOCUMENT_TYPES = tuple(
    sorted(path.stem for path in (SCHEMA / "documents").glob("*.json") if path.stem != "document")
)
REGISTER_KINDS = tuple(
    sorted(path.stem for path in (SCHEMA / "registers").glob("*.json") if path.stem != "register")
)
BASIC_KINDS = ("people", "record-locations", "roles", "scope", "services", "terms")
"""Registers that documents refer to; the others have a page of their own."""
RECORD_KINDS = tuple(
    sorted(
        path.stem
        for path in (SCHEMA / "records").glob("*.json")
        if path.stem not in {"record", "approvals.yml"}
    )
)


def _required_by(key: str) -> str:
    if key in _read_json("documents/document.json")["required"]:
        return "every document"
    types = [one for one in DOCUMENT_TYPES if key in _read_json(f"documents/{one}.json").get("required", ())]
    approved = [
        one
        for one in DOCUMENT_TYPES
        if key in _read_json(f"documents/{one}.json").get("then", {}).get("required", ())
    ]
    parts = [", ".join(types)] if types else []
    parts += [f"approved: {', '.join(approved)}"] if approved else []
    return "; ".join(parts) or "nobody"


def table_of_fields(_argument: str, present: str) -> str:
    """Every front matter field of documents."""
    rows: list[dict[str, str | None]] = [
        {"field": f"`{key}`", "value": _cell(words), "required by": _required_by(key), "meaning": None}
        for key, words in find_properties("documents/document.json").items()
    ]
    return render_table(("field", "value", "required by", "meaning"), rows, present)


def table_of_types(_argument: str, present: str) -> str:
    """Every document type."""
    rows: list[dict[str, str | None]] = []
    for one in DOCUMENT_TYPES:
        schema = _read_json(f"documents/{one}.json")
        when = ", ".join(f"`{key}`" for key in schema.get("then", {}).get("required", ())) or "nothing more"
        more = ", ".join(f"`{key}`" for key in schema.get("required", ())) or "nothing more"
        rows.append(
            {
                "type": f"`{one}`",
                "what it is": _cell(schema["description"]),
                "also requires": more,
                "when approved": when,
            }
        )
    return render_table(("type", "what it is", "also requires", "when approved"), rows, present)


def table_of_registers(_argument: str, present: str) -> str:
    """Every kind of register with a schema of its own."""
    rows: list[dict[str, str | None]] = [
        {"kind": f"`{one}`", "what it is": _cell(_read_json(f"registers/{one}.json")["description"])}
        for one in REGISTER_KINDS
    ]
    return render_table(("kind", "what it is"), rows, present)


def table_of_register_fields(_argument: str, present: str) -> str:
    """The head of a register."""
    required = _read_json("registers/register.json")["required"]
    rows: list[dict[str, str | None]] = [
        {"field": f"`{key}`", "value": _cell(words), "required": "yes" if key in required else "no"}
        for key, words in find_properties("registers/register.json").items()
    ]
    return render_table(("field", "value", "required"), rows, present)


def table_of_record_fields(_argument: str, present: str) -> str:
    """The front matter of a record."""
    required = _read_json("records/record.json")["required"]
    rows: list[dict[str, str | None]] = [
        {"field": f"`{key}`", "value": _cell(words), "required": "yes" if key in required else "no"}
        for key, words in find_properties("records/record.json").items()
    ]
    return render_table(("field", "value", "required"), rows, present)


def table_of_rows(kind: str, present: str) -> str:
    """The columns of a register."""
    return _table_of_rows(f"registers/{kind}.json", present)


def table_of_columns(name: str, present: str) -> str:
    """The columns of a register, or the front matter of a kind of record besides what every record has."""
    schema = _read_json(f"{name}.json")
    part = schema["properties"]["rows"]["items"] if name.startswith("registers/") else schema
    rows: list[dict[str, str | None]] = []
    for key, value in part["properties"].items():
        words = value.get("description") or _resolve(value, f"{name}.json")[0].get("description", "")
        needed = "yes" if key in part.get("required", ()) else "no"
        rows.append({"field": f"`{key}`", "value": _cell(words), "required": needed})
    return render_table(("field", "value", "required"), rows, present)


def table_of_approvals(_argument: str, present: str) -> str:
    """The columns of the approval records."""
    return _table_of_rows("records/approvals.yml.json", present)


def _table_of_rows(name: str, present: str) -> str:
    items = _read_json(name)["properties"]["rows"]["items"]
    rows: list[dict[str, str | None]] = []
    for key, value in items["properties"].items():
        words = value.get("description") or _resolve(value, name)[0].get("description", "")
        rows.append(
            {
                "field": f"`{key}`",
                "value": _cell(words),
                "required": "yes" if key in items.get("required", ()) else "no",
                "meaning": None,
            }
        )
    return render_table(("field", "value", "required", "meaning"), rows, present)


def table_of_settings(_argument: str, present: str) -> str:
    """Every setting with its default."""
    rows: list[dict[str, str | None]] = [
        {"setting": f"[`{name}`](#{name})", "value": None, "default": f"`{_default(name)}`", "meaning": None}
        for name in SETTING_NAMES
    ]
    return render_table(("setting", "value", "default", "meaning"), rows, present)


def _default(name: str) -> str:
    """Return the default of a setting as YAML on one line."""
    text: str = yaml.safe_dump(
        _plain(getattr(Settings(), name)), default_flow_style=True, sort_keys=False, width=1000
    )
    return text.removesuffix("\n").removesuffix("\n...").replace("''", '""')


def _plain(value: object) -> object:
    if isinstance(value, Duration):
        return f"P{value.months}M" if value.months else f"P{value.days}D"
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


def table_of_options(command: str, present: str) -> str:
    """Every argument and option of a command."""
    rows: list[dict[str, str | None]] = []
    for parameter in _command(command).params:
        name = (
            parameter.make_metavar(click.Context(_command(command)))
            if isinstance(parameter, click.Argument)
            else _spelling(parameter)
        )
        rows.append(
            {
                "option": f"`{name}`",
                "value": _values(parameter),
                "default": _default_of(parameter),
                "meaning": None,
            }
        )
    return render_table(("option", "value", "default", "meaning"), rows, present)


def _spelling(parameter: click.Parameter) -> str:
    return ", ".join((*parameter.opts, *parameter.secondary_opts))


def _values(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Argument):
        return "any number" if parameter.nargs == -1 else "one"
    if isinstance(parameter.type, click.Choice):
        return ", ".join(f"`{one}`" for one in parameter.type.choices)
    if isinstance(parameter, click.Option) and parameter.is_flag:
        return "none"
    return _cell(parameter.metavar or parameter.type.name.upper())


def _default_of(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Option) and parameter.is_flag and parameter.secondary_opts:
        return f"`{parameter.opts[0] if parameter.default else parameter.secondary_opts[0]}`"
    return f"`{parameter.default}`" if isinstance(parameter.default, str) else ""


def _commands_of() -> list[str]:
    """Return every command that can be run, in the order of `--help`; those of a group stand for the group."""
    found: list[str] = []
    for name in command_line.list_commands(click.Context(command_line)):
        command = _command(name)
        if isinstance(command, click.Group):
            found += [f"{name} {one}" for one in command.list_commands(click.Context(command))]
        else:
            found.append(name)
    return found


def _command(name: str) -> click.Command:
    found: click.Command = command_line
    for part in name.split():
        assert isinstance(found, click.Group)
        inner = found.get_command(click.Context(found), part)
        assert inner is not None
        found = inner
    return found


def table_of_rules(_argument: str, present: str) -> str:
    """Every rule, by family."""
    del present
    parts = []
    for number, family in FAMILIES.items():
        rules = sorted((one for one in RULES.values() if one.code[3] == number), key=lambda one: one.code)
        if rules:
            rows: list[dict[str, str | None]] = [
                {
                    "code": f"`{one.code}`",
                    "name": f"`{one.name}`",
                    "severity": one.severity.value,
                    "fault": _cell(one.fault),
                }
                for one in rules
            ]
            parts.append(f"### {family}\n\n{render_table(('code', 'name', 'severity', 'fault'), rows, '')}")
    return "\n".join(parts)


def table_of_json(contract: str, present: str) -> str:
    """Every key of a JSON contract."""
    rows: list[dict[str, str | None]] = [
        {"key": f"`{path}`", "value": _cell(kind), "meaning": _cell(words)}
        for path, kind, words in find_keys(contract)
    ]
    return render_table(("key", "value", "meaning"), rows, present)


def find_keys(contract: str) -> Iterator[tuple[str, str, str]]:
    """Yield every key of a contract with the kind of its value and its words."""
    schema = _read_json(f"outputs/{contract}-1.json")
    yield from _keys(schema, schema, "")


def _keys(schema: Mapping[str, Any], top: Mapping[str, Any], above: str) -> Iterator[tuple[str, str, str]]:
    for key, written in schema.get("properties", {}).items():
        value = _in_file(written, top)
        path = f"{above}{key}"
        yield path, _kind(value, top), written.get("description") or value.get("description", "")
        yield from _keys(value, top, f"{path}.")
        if "items" in value:
            yield from _keys(_in_file(value["items"], top), top, f"{path}[].")


def _in_file(schema: Mapping[str, Any], top: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref", "")
    return (
        {
            **top["$defs"][reference.removeprefix("#/$defs/")],
            **{k: v for k, v in schema.items() if k != "$ref"},
        }
        if reference
        else schema
    )


def _kind(value: Mapping[str, Any], top: Mapping[str, Any]) -> str:
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return ", ".join(f"`{one}`" for one in value["enum"])
    kinds = value["type"] if isinstance(value["type"], list) else [value["type"]]
    words = " or ".join(kind.replace("string", "text").replace("integer", "number") for kind in kinds)
    if value["type"] != "array":
        return words
    return f"list of {_kind(_in_file(value['items'], top), top)}s".replace("texts", "text")


def table_of_catalogs(_argument: str, present: str) -> str:
    """Every catalog that ships."""
    rows: list[dict[str, str | None]] = []
    for path in sorted((SCHEMA / "catalogs").glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        items = [item for clause in data["clauses"] for item in clause.get("expects", ())]
        rows.append(
            {
                "framework": f"`{path.stem}`",
                "name": data["name"],
                "clauses": str(len(data["clauses"])),
                "with requirements": str(sum(bool(clause["requirements"]) for clause in data["clauses"])),
                "items": str(len(items)),
                "checked items": str(sum(item["verified"] for item in items)),
                "exclusions": data["exclusions"],
            }
        )
    return render_table(
        ("framework", "name", "clauses", "with requirements", "items", "checked items", "exclusions"),
        rows,
        present,
    )


def table_of_crosswalks(_argument: str, present: str) -> str:
    """Every crosswalk that ships."""
    rows: list[dict[str, str | None]] = []
    for path in sorted((SCHEMA / "crosswalks").glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        rows.append(
            {
                "from": f"`{data['from']}`",
                "to": f"`{data['to']}`",
                "rows": str(len(data["rows"])),
                "confidence": data["meta"]["confidence"],
            }
        )
    return render_table(("from", "to", "rows", "confidence"), rows, present)


def tree_of_package(_argument: str, present: str) -> str:
    """The rooms and files of the package, each with the first sentence of its docstring: a table per room."""
    told = dict(re.findall(r"^\*\*`([\w/]+/)`\*\*: (.*)$", present, re.MULTILINE))
    parts: list[str] = []
    rows: list[str] = []
    for path, _depth in [(PACKAGE, 0), *_walk(PACKAGE, 1)]:
        name = path.relative_to(PACKAGE.parent).as_posix()
        if path.is_dir():
            own = path / "__init__.py"
            words = _sentence(own) if own.is_file() else told.get(f"{name}/", "")
            parts += [*_close(rows), f"**`{name}/`**: {words}\n"]
            rows = []
        else:
            rows.append(f"| `{path.name}` | {_cell(_sentence(path))} |\n")
    return "\n".join([*parts, *_close(rows)])


def _close(rows: list[str]) -> list[str]:
    return ["".join(["| file | what |\n|---|---|\n", *rows])] if rows else []


def _walk(folder: Path, depth: int) -> Iterator[tuple[Path, int]]:
    left_out = {"__pycache__", "__init__.py", "py.typed"}
    entries = [
        path for path in folder.iterdir() if path.name not in left_out and not path.name.startswith(".")
    ]
    for path in sorted(entries, key=lambda path: (path.is_dir(), path.name)):
        if path.is_dir() and any(path.rglob("*.*")):
            yield path, depth
            if list(path.glob("*.py")):
                yield from _walk(path, depth + 1)
        elif path.suffix == ".py":
            yield path, depth


def _sentence(path: Path) -> str:
    words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first = " ".join(words.split("\n\n")[0].split())
    return re.split(r"(?<=\.) ", first)[0]


GENERATORS: dict[str, Callable[[str, str], str]] = {
    "fields": table_of_fields,
    "types": table_of_types,
    "registers": table_of_registers,
    "register-fields": table_of_register_fields,
    "record-fields": table_of_record_fields,
    "rows": table_of_rows,
    "columns": table_of_columns,
    "approvals": table_of_approvals,
    "settings": table_of_settings,
    "options": table_of_options,
    "rules": table_of_rules,
    "json": table_of_json,
    "catalogs": table_of_catalogs,
    "crosswalks": table_of_crosswalks,
    "tree": tree_of_package,
}
WANTED = {
    "docs/guide/reference/front-matter.md": {"fields", "types"},
    "docs/guide/reference/registers-and-records.md": {
        "registers",
        "register-fields",
        "record-fields",
        "approvals",
        *(f"rows:{kind}" for kind in BASIC_KINDS),
    },
    "docs/guide/reference/management-data.md": {
        *(f"columns:registers/{kind}" for kind in REGISTER_KINDS if kind not in BASIC_KINDS),
        *(f"columns:records/{kind}" for kind in RECORD_KINDS),
    },
    "docs/guide/reference/settings.md": {"settings"},
    "docs/guide/reference/command-line.md": {f"options:{name}" for name in _commands_of()},
    "docs/guide/reference/rules.md": {"rules"},
    "docs/guide/reference/json.md": {
        f"json:{path.stem[:-2]}" for path in (SCHEMA / "outputs").glob("*.json") if path.stem != "history-1"
    },
    "docs/guide/reference/json-history.md": {"json:history"},
    "docs/guide/reference/catalogs.md": {"catalogs", "crosswalks"},
    "docs/guide/explanation/rooms.md": {"tree"},
}
"""The parts that each page must have."""


# --- the tests ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_outputs_tables_and_tree_are_what_the_code_gives_today(name: str) -> None:
    """A page prints what the commands print and lists what there is; `python tests/test_manual.py` renews it."""
    text = PAGES[name].read_text(encoding="utf-8")
    assert text == render_page(name, text)


@pytest.mark.parametrize("name", WANTED)
def test_every_reference_page_has_its_lists(name: str) -> None:
    """Nothing can be left undocumented by leaving out its table."""
    text = PAGES[name].read_text(encoding="utf-8")
    assert {found["name"] for found in GENERATED.finditer(text)} == WANTED[name]


@pytest.mark.parametrize("name", WANTED)
def test_no_cell_of_a_generated_table_is_left_empty(name: str) -> None:
    """A new setting, option or field needs its words."""
    text = PAGES[name].read_text(encoding="utf-8")
    empty = [
        (next(iter(row.values())), column)
        for found in GENERATED.finditer(text)
        for row in parse_table(found["text"])
        for column, cell in row.items()
        if not cell and column != "default"
    ]
    assert empty == []


def test_every_setting_has_a_section_with_an_example() -> None:
    """The page on settings explains each one and shows it in use."""
    text = PAGES["docs/guide/reference/settings.md"].read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL))
    assert list(sections) == list(SETTING_NAMES)
    assert [name for name, words in sections.items() if f"{name}:" not in words] == []


def test_every_command_has_a_section() -> None:
    """The page on the command line has one heading per command, in the order of `--help`, and its own words."""
    text = PAGES["docs/guide/reference/command-line.md"].read_text(encoding="utf-8")
    assert re.findall(r"^## `smsdocs ([a-z-]+(?: [a-z-]+)*)", text, re.MULTILINE) == _commands_of()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_named_that_does_not_exist(name: str) -> None:
    """Rule codes, commands, options and environment variables of a page are real."""
    text = PAGES[name].read_text(encoding="utf-8")
    code = " ".join(re.findall(r"`[^`\n]+`", text)) + "\n".join(block.text for block in find_blocks(text))
    options = {
        one
        for command in _commands_of()
        for parameter in _command(command).params
        for one in (*parameter.opts, *parameter.secondary_opts)
    }
    options |= {"--help", "--version"}
    lines = [line for line in re.split(r"[\n`]", code) if re.match(r"(?:\$ )?(?:\w+=\S+ )?smsdocs ", line)]
    named = {one for line in lines for one in re.findall(r"(?<!\S)--[a-z][a-z-]+", line.partition("|")[0])}
    commands = {
        found[1]
        for line in lines
        if (found := re.search(r"smsdocs ((?:approvals )?[a-z]+(?:-[a-z]+)*)(?![\w-])", line))
    }
    assert set(re.findall(r"\bSMS\d{3}\b", text)) - set(RULES) == set()
    assert named - options == set()
    groups = {name.partition(" ")[0] for name in _commands_of() if " " in name}
    assert commands - set(_commands_of()) - groups - MISSPELT == set()
    assert set(re.findall(r"\bSMSDOCS_[A-Z_]+\b", text)) <= _variables()


def _variables() -> set[str]:
    return {
        str(parameter.envvar)
        for command in _commands_of()
        for parameter in _command(command).params
        if parameter.envvar
    }


def test_every_environment_variable_is_documented() -> None:
    """The page on the command line has a row for each variable that an option listens to."""
    text = PAGES["docs/guide/reference/command-line.md"].read_text(encoding="utf-8")
    assert _variables() - set(re.findall(r"^\| `(SMSDOCS_[A-Z_]+)` \|", text, re.MULTILINE)) == set()


MISSPELT = {"chek"}
"""Commands that a page misspells on purpose, to show what happens."""


def _examples(language: str) -> list[Any]:
    return [
        pytest.param(block, id=f"{name}:{block.line}")
        for name, page in PAGES.items()
        for block in find_blocks(page.read_text(encoding="utf-8"))
        if block.language in language.split()
    ]


@pytest.mark.parametrize("block", _examples("yaml"))
def test_every_yaml_example_is_yaml(block: Block) -> None:
    """An example can be pasted."""
    assert list(yaml.compose_all(block.text, Loader=yaml.SafeLoader))


@pytest.mark.parametrize("block", _examples("json"))
def test_every_json_example_is_json(block: Block) -> None:
    """An example can be pasted."""
    assert json.loads(block.text)


@pytest.mark.parametrize(
    "block",
    [one for one in _examples("yaml") if not one.values[0].title and "plugins:" in one.values[0].text],
)
def test_every_settings_example_is_accepted(block: Block, tmp_path: Path) -> None:
    """An example of settings can be pasted into mkdocs.yml."""
    (tmp_path / "mkdocs.yml").write_text(block.text, encoding="utf-8")
    assert read_settings(DiskTree(tmp_path)).entry is not None


def _front_matter(block: Block) -> dict[str, Any] | None:
    text = block.text.removeprefix("---\n").split("\n---\n")[0]
    try:
        value = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # plain text only
    except yaml.YAMLError:
        return None
    return value if isinstance(value, dict) and "id" in value and "title" in value else None


@pytest.mark.parametrize(
    "block",
    [one for one in _examples("yaml markdown") if not one.values[0].title and _front_matter(one.values[0])],
)
def test_every_front_matter_and_register_example_passes_its_schema(block: Block, tmp_path: Path) -> None:
    """An example that stands for itself has no fault; those with a title are judged by the page's own commands."""
    value = _front_matter(block)
    assert value is not None
    folder, kind = _kind_of_example(value)
    text = block.text.removeprefix("---\n").split("\n---\n")[0]
    data: Any = _as_the_tool_reads(text)
    schemas = read_schemas(DiskTree(tmp_path), "schema")
    places = YamlPlaces("example", text, REGISTER)
    assert schemas.find_faults(folder, kind, data, places) == []


def _kind_of_example(value: Mapping[str, Any]) -> tuple[str, str]:
    if "rows" in value:
        return "registers", str(value.get("kind", "register"))
    if "type" in value:
        return "documents", str(value["type"])
    kinds = ("record", *RECORD_KINDS)
    return "records", next(
        (one for one in kinds if set(value) <= {*find_properties(f"records/{one}.json")}), "record"
    )


def _as_the_tool_reads(text: str) -> object:
    from smsdocs.readers.yaml_source import parse_yaml  # noqa: PLC0415  # one test

    parsed = parse_yaml(text, REGISTER)
    assert parsed.faults == []
    return parsed.value


@pytest.mark.parametrize("name", PAGES)
def test_every_relative_link_resolves(name: str) -> None:
    """A link leads to a file of the repository, and its anchor to a heading there."""
    tree = DiskTree(ROOT)
    links = LinkMap(tree.paths)
    text = PAGES[name].read_text(encoding="utf-8")
    outline = parse_markdown(text, name, 1)
    broken = []
    for link in outline.links:
        found = links.resolve(name, link.target)
        if found.outcome not in {Outcome.FILE, Outcome.FOLDER}:
            broken.append(str(link.place))
        elif link.fragment and found.path.endswith(".md"):
            other = parse_markdown((ROOT / found.path).read_text(encoding="utf-8"), found.path, 1)
            if link.fragment not in other.anchors:
                broken.append(f"{link.place} #{link.fragment}")
    assert broken == []


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("docs/guide/")])
def test_a_page_of_the_guide_has_a_title_a_description_and_no_heading_of_its_own(name: str) -> None:
    """The site renders the title; an id would make the page a controlled document."""
    text = PAGES[name].read_text(encoding="utf-8")
    front = yaml.safe_load(text.split("---\n")[1])
    outline = parse_markdown(text.split("---\n", 2)[2], name, 1)
    assert set(front) == {"title", "description"}
    assert [heading.text for heading in outline.headings if heading.level == 1] == []


def test_every_page_of_the_guide_can_be_reached_from_its_start() -> None:
    """The start page of the guide links to every other."""
    start = "docs/guide/index.md"
    links = LinkMap(frozenset(PAGES))
    linked = {
        links.resolve(start, link.target).path
        for link in parse_markdown(PAGES[start].read_text(encoding="utf-8"), start, 1).links
    }
    assert {name for name in PAGES if name.startswith("docs/guide/")} - linked - {start} == set()


def test_the_guide_brings_no_finding_into_the_sample() -> None:
    """`smsdocs check` agrees with the manual that the manual is in order; its pages have no id, so no history."""
    findings = check(read_snapshot(ROOT, history=False))
    assert [str(one.place) for one in findings if one.place.path.startswith("docs/guide/")] == []


if __name__ == "__main__":
    for page_name, page_path in PAGES.items():
        before = page_path.read_text(encoding="utf-8")
        after = render_page(page_name, before)
        if after != before:
            page_path.write_text(after, encoding="utf-8")
            sys.stdout.write(f"{page_name} is renewed\n")
