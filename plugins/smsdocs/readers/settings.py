"""The settings: the `smsdocs` entry under `plugins:` in `mkdocs.yml`, read without MkDocs.

Unknown tags are opaque, `!ENV` gives its default, `INHERIT` is followed inside the tree. A setting that is
unknown or does not fit is refused: judging by half of what somebody meant would be a lie.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from smsdocs.analysis.nearest import suggest
from smsdocs.model.dates import parse_date
from smsdocs.model.duration import Duration, parse_duration
from smsdocs.model.finding import Severity
from smsdocs.model.place import Key, Place
from smsdocs.model.settings import Forge, Review, Settings, Waiver
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.plugin_entry import find_entry
from smsdocs.readers.site_settings import find_appended, find_code, find_loaded, find_macro_use, find_names
from smsdocs.readers.tree import Tree, UnreadableError
from smsdocs.readers.yaml_places import YamlPlaces
from smsdocs.readers.yaml_source import SETTINGS, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from smsdocs.model.document import Value

SETTINGS_FILES = ("mkdocs.yml", "mkdocs.yaml")
_SAFE = re.compile(r"[!#-&(-;=?-~]+")
"""Printable characters of an address, without quotes, angle brackets and spaces."""
_ADDRESS = re.compile(rf"https?://{_SAFE.pattern}")
_FIELD = re.compile(r"[A-Za-z_][\w.-]{0,60}")
_EXAMPLE = "site_name: Our SMS\\nplugins:\\n  - smsdocs"


class _Refused(Exception):  # noqa: N818  # no error of the program: it carries what would satisfy  # not an error of the program: it carries what would satisfy
    """A value does not fit; the message says what would."""

    def __init__(self, wanted: str, *key: str | int) -> None:
        super().__init__(wanted)
        self.key = key


@dataclass(slots=True, kw_only=True)
class _File:
    """A settings file with what it inherits merged in."""

    path: str
    data: Mapping[str, Value]
    places: Mapping[str, YamlPlaces] = field(default_factory=dict)


def read_settings(tree: Tree, name: str | None = None) -> Settings:
    """Read the settings of a tree.

    Args:
        tree: the files.
        name: of the settings file; without it `mkdocs.yml` or `mkdocs.yaml`.

    Raises:
        CannotLookError: there is no `mkdocs.yml`, it is broken, or a setting is refused.
    """
    path = next((one for one in ((name,) if name else SETTINGS_FILES) if one in tree.paths), None)
    if path is None:
        _refuse_ignored(tree, (name,) if name else SETTINGS_FILES)
        hint = f"make one: printf '{_EXAMPLE}\\n' > mkdocs.yml, or name the folder that holds it with --root"
        message = f"there is no {name or SETTINGS_FILES[0]} here"
        raise CannotLookError(message, hint)
    file = _read_file(tree, path, ())
    origin = file.places["plugins"] if "plugins" in file.places else file.places[""]
    key, entry = find_entry(file.data, origin)
    return _Builder(file, key, entry, origin).build()


def _refuse_ignored(tree: Tree, names: Iterable[str]) -> None:
    """Say of a settings file that lies there, and that a repository around the folder leaves out, that it does.

    Raises:
        CannotLookError: there is one.
    """
    for name in names:
        try:
            tree.read(name, SETTINGS.characters)
        except UnreadableError:
            continue
        message = (
            f"{name} lies here, but git ignores it: the repository around this folder leaves the folder out"
        )
        hint = "take it out of the .gitignore of that repository, or move the folder to a place outside of it"
        raise CannotLookError(message, hint)


def _read_file(tree: Tree, path: str, seen: tuple[str, ...]) -> _File:
    try:
        content = tree.read(path, SETTINGS.characters).decode("utf-8-sig").replace("\r\n", "\n")
    except (UnreadableError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read: {error}"
        raise CannotLookError(message, "store it as plain UTF-8 text") from error
    parsed = parse_yaml(content, SETTINGS, lenient=True)
    if parsed.faults:
        fault = parsed.faults[0]
        message = f"{Place(path, fault.line, fault.column)}: {fault.message}"
        raise CannotLookError(message, fault.hint)
    if not isinstance(parsed.value, dict):
        message = f"{path} is no mapping"
        raise CannotLookError(message, "write `name: value` lines")
    places = YamlPlaces(path, content, SETTINGS)
    parent = parsed.value.get("INHERIT")
    if not isinstance(parent, str):
        return _File(path=path, data=parsed.value, places=dict.fromkeys((*parsed.value, ""), places))
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), parent))
    if target not in tree.paths or target in (*seen, path):
        why = "refers back to itself" if target in (*seen, path) else "is no file below this folder"
        message = f"{places.of('INHERIT')}: INHERIT: {parent} {why}"
        raise CannotLookError(message, "name a settings file beside or below this one")
    base = _read_file(tree, target, (*seen, path))
    merged = _merge(base.data, parsed.value)
    return _File(path=path, data=merged, places={**base.places, **dict.fromkeys((*parsed.value, ""), places)})


def _merge(
    base: Mapping[str, Value],
    own: Mapping[str, Value],
    done: dict[tuple[int, int], dict[str, Value]] | None = None,
) -> dict[str, Value]:
    """Merge as MkDocs does: mappings deeply, anything else is replaced.

    A pair that aliases repeat is merged once: nested repetition would grow without end.
    """
    done = {} if done is None else done
    pair = id(base), id(own)
    if pair not in done:
        done[pair] = merged = dict(base)
        for name, value in own.items():
            mine = merged.get(name)
            both = isinstance(mine, dict) and isinstance(value, dict)
            merged[name] = _merge(mine, value, done) if both else value  # type: ignore[arg-type]  # `both` says so
    return done[pair]


class _Builder:
    """Turns the entry into settings; collects every refusal before it gives up."""

    def __init__(self, file: _File, key: Key, entry: Mapping[str, Value] | None, places: YamlPlaces) -> None:
        self.file, self.key, self.entry, self.places = file, key, entry, places
        self.refusals: list[tuple[Place, str]] = []

    def build(self) -> Settings:
        entry = self.entry or {}
        known: dict[str, Any] = {}
        for name, value in entry.items():
            if name == "enabled" or (value is None and self._comes_from_outside(name)):
                continue  # MkDocs' own; and what the environment does not give
            if name not in _READERS:
                self.refuse((name,), f"unknown setting `{name}`", suggest(name, _READERS), of_key=True)
                continue
            try:
                known[name] = _READERS[name](value)
            except _Refused as why:
                self.refuse((name, *why.key), f"setting `{name}`", str(why))
        if "waivers" in known:
            known["waivers"] = tuple(self.waivers(known["waivers"]))
        if self.refusals:
            lines = [f"{place}: {message}" for place, message in self.refusals]
            raise CannotLookError("\n".join(lines), "every setting is in the manual: reference, settings")
        data = self.file.data
        docs_dir = _text_or(data.get("docs_dir"), "docs").strip("/").removeprefix("./")
        loaded = frozenset(find_loaded(data))
        return Settings(
            path=self.file.path,
            sources=tuple(dict.fromkeys(places.path for places in self.file.places.values())),
            entry=self.places.of_key(*self.key) if self.entry is not None else None,
            site_name=_text_or(data.get("site_name"), ""),
            docs_dir=docs_dir,
            site_dir=_text_or(data.get("site_dir"), "site").strip("/").removeprefix("./"),
            loaded=loaded,
            code=(
                *sorted(f"{docs_dir}/{path}" for path in loaded),
                *find_code(data),
                *find_appended(data, docs_dir),
            ),
            macros=find_macro_use(data.get("plugins")),
            extensions=tuple(find_names(data.get("markdown_extensions"))),
            plugins=tuple(find_names(data.get("plugins"))),
            places={name: self.places.of_key(*self.key, name) for name in entry},
            **known,
        )

    def _comes_from_outside(self, name: str) -> bool:
        """Say whether a tag such as `!ENV` stands where the value of a setting would."""
        return self.places.source(*self.key, name) not in {"", "~", "null", "Null", "NULL"}

    def refuse(self, key: Key, what: str, wanted: str, *, of_key: bool = False) -> None:
        full = (*self.key, *key)
        place = self.places.of_key(*full) if of_key else self.places.of(*full)
        self.refusals.append((place, f"{what}: {wanted}" if wanted else what))

    def waivers(self, entries: list[dict[str, str]]) -> Any:  # noqa: ANN401
        for index, entry in enumerate(entries):
            place = self.places.of(*self.key, "waivers", index)
            yield Waiver(
                rule=entry["rule"],
                document=entry.get("document", ""),
                clause=entry.get("clause", ""),
                reason=entry["reason"],
                until=parse_date(entry["until"]),  # type: ignore[arg-type]  # `_waivers` refused what is no date
                place=place,
            )


def _text_or(value: Value, otherwise: str) -> str:
    return value if isinstance(value, str) and value and "\0" not in value else otherwise


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise _Refused("give some text")
    if "\0" in value:
        raise _Refused("take out the character U+0000")
    return value


def _folder(value: Value) -> str:
    text = _text(value).strip()
    path = posixpath.normpath(text or ".")
    if path.startswith(("/", "../")) or path == ".." or "\\" in text:
        raise _Refused("name a folder inside the repository, with forward slashes")
    return path


def _texts(value: Value) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(entry, str) for entry in value):
        raise _Refused("give a list of texts")
    return tuple(str(entry) for entry in value)


def _folders(value: Value) -> tuple[str, ...]:
    return tuple(_folder(entry) for entry in _texts(value))


def _suffixes(value: Value) -> tuple[str, ...]:
    found = _texts(value)
    for index, suffix in enumerate(found):
        if not suffix.startswith("."):
            raise _Refused(f'write ".{suffix}", with a dot', index)
    return found


def _duration(value: Value) -> Duration:
    found = parse_duration(value) if isinstance(value, str) else None
    if found is None:
        raise _Refused('give a span of time such as P12M, "6 months" or annual')
    return found


def _mapping(value: Value) -> Mapping[str, Value]:
    if not isinstance(value, dict):
        raise _Refused("give `name: value` lines")
    return value


def _each(read: Callable[[Value], Any]) -> Callable[[Value], dict[str, Any]]:
    def each(value: Value) -> dict[str, Any]:
        found = {}
        for name, part in _mapping(value).items():
            try:
                found[name] = read(part)
            except _Refused as why:
                raise _Refused(str(why), name, *why.key) from why
        return found

    return each


def _parts(value: Value, known: tuple[str, ...], read: Callable[[Value], Any]) -> dict[str, Any]:
    for name in _mapping(value):
        if name not in known:
            raise _Refused(suggest(name, known, f"one of: {', '.join(known)}"), name)
    return _each(read)(value)


def _review(value: Value) -> Review:
    return Review(**_parts(value, ("interval", "warn", "tolerance"), _duration))


def _template(value: Value) -> str:
    text = _text(value)
    if not _ADDRESS.fullmatch(text):
        raise _Refused(
            "give an address that begins with https:// or http://, such as https://git.example.org/sms/blob/main/{path}"
        )
    if unknown := set(re.findall(r"\{([^{}]*)\}", text)) - {"path", "commit", "line"}:
        raise _Refused(f"only {{path}}, {{commit}} and {{line}} are filled in, not {{{min(unknown)}}}")
    return text


def _forge(value: Value) -> Forge:
    return Forge(**_parts(value, ("view", "edit", "commit"), _template))


def _feedback(value: Value) -> str:
    text = _text(value)
    if not (text.startswith("mailto:") or _ADDRESS.fullmatch(text)) or not _SAFE.fullmatch(text):
        raise _Refused("give an https:// or mailto: address")
    return text


def _fields(value: Value) -> dict[str, str]:
    found: dict[str, str] = _each(_text)(value)
    for name, own in found.items():
        if not _FIELD.fullmatch(own):
            raise _Refused("give the name of a front matter field", name)
    doubled = [own for own in found.values() if list(found.values()).count(own) > 1]
    if doubled:
        raise _Refused(f"`{doubled[0]}` stands for two fields")
    return found


def _severity(value: Value) -> dict[str, Severity | None]:
    levels: dict[object, Severity | None] = {one.value: one for one in Severity}
    levels.update({"off": None, False: None})  # YAML reads a bare `off` as false

    def level(part: Value) -> Severity | None:
        if not isinstance(part, str | bool) or part not in levels:
            raise _Refused("one of: error, warning, info, off")
        return levels[part]

    return _each(level)(value)


def _waivers(value: Value) -> list[dict[str, str]]:
    if not isinstance(value, list):
        raise _Refused("give a list of {rule, document, reason, until}")
    found = []
    for index, entry in enumerate(value):
        try:
            parts = _parts(entry, ("rule", "document", "clause", "reason", "until"), _text)
        except _Refused as why:
            raise _Refused(str(why), index, *why.key) from why
        missing = [name for name in ("rule", "reason", "until") if not parts.get(name, "").strip()]
        if missing:
            raise _Refused(f"a waiver needs {', '.join(missing)}", index)
        if parse_date(parts["until"]) is None:
            raise _Refused("give the last day as YYYY-MM-DD", index, "until")
        found.append(parts)
    return found


def _timezone(value: Value) -> str:
    text = _text(value)
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _Refused("give a time zone such as UTC or Europe/Berlin") from error
    return text


def _branch(value: Value) -> str:
    """Read the published branch. `HEAD` would make everything landed that anybody has checked out."""
    text = _text(value)
    if text == "HEAD" or text.startswith("refs/"):
        raise _Refused("give the name of a branch, such as main")
    return text


_READERS: dict[str, Callable[[Value], Any]] = {
    "documents": _folders,
    "suffixes": _suffixes,
    "fields": _fields,
    "frameworks": _texts,
    "registers": _folder,
    "records": _folder,
    "schema": _folder,
    "review": _review,
    "period": _duration,
    "periods": _each(_duration),
    "classifications": _texts,
    "material": _texts,
    "branch": _branch,
    "timezone": _timezone,
    "severity": _severity,
    "waivers": _waivers,
    "baseline": _folder,
    "organisation": _text,
    "forge": _forge,
    "feedback": _feedback,
}
"""Every setting there is, and what reads it."""

SETTING_NAMES = tuple(_READERS)
