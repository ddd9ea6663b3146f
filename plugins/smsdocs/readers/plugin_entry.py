"""Our entry under `plugins:` in `mkdocs.yml`. One that is written amiss is refused: nobody would read its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.nearest import find_nearest
from smsdocs.model.trouble import CannotLookError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.document import Value
    from smsdocs.model.place import Key
    from smsdocs.readers.yaml_places import YamlPlaces

_NAME = "smsdocs"
_ALIKE = 0.85
"""How near to our name a plugin's name is a typing error: one letter too many, too few, or another."""


def find_entry(data: Mapping[str, Value], places: YamlPlaces) -> tuple[Key, Mapping[str, Value] | None]:
    """Return the way to our entry and its settings; None where nobody lists us.

    Args:
        data: `mkdocs.yml`.
        places: of what stands below `plugins:`.

    Raises:
        CannotLookError: the settings are no mapping or stand beside our name, or the name is mistyped or misplaced.
    """
    listed = list(_list_entries(data.get("plugins")))
    for key, name, settings, beside in listed:
        if name == _NAME:
            if beside:
                message = (
                    f"{places.of_key(*key[:-1], beside)}: `{beside}` stands beside `smsdocs:`, not below it"
                )
                raise CannotLookError(message, "indent the settings of smsdocs by two more blanks")
            if settings is not None and not isinstance(settings, dict):
                message = f"{places.of(*key)}: the settings of smsdocs are no mapping"
                raise CannotLookError(message, "write `name: value` lines below `- smsdocs:`")
            return key, settings or {}
    for key, name, _, _ in listed:
        if name != _NAME and find_nearest(name, [_NAME], _ALIKE):
            message = f"{places.of_key(*key)}: there is no plugin `{name}`"
            raise CannotLookError(message, f"did you mean `{_NAME}`?")
    if _NAME in data:
        message = f"{places.path}: `smsdocs:` stands at the outermost level, where nothing reads it"
        raise CannotLookError(message, "write it below `plugins:`, as `- smsdocs:`")
    return ("plugins",), None


def _list_entries(plugins: Value) -> Iterator[tuple[Key, str, Value, str]]:
    """Yield the way to each plugin, its name, its settings, and what stands beside the name in a list, if anything."""
    if isinstance(plugins, dict):
        yield from ((("plugins", name), name, settings, "") for name, settings in plugins.items())
    for index, entry in enumerate(plugins if isinstance(plugins, list) else ()):
        if isinstance(entry, str):
            yield ("plugins", index), entry, {}, ""
        elif isinstance(entry, dict):
            names = sorted(entry, key=lambda name: name != _NAME)
            for name in names[:1]:
                yield ("plugins", index, name), name, entry[name], names[1] if len(names) > 1 else ""
