"""What jsonschema says, in words an author understands: one fault per cause, with the nearest match."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from smsdocs.analysis.nearest import find_nearest, suggest
from smsdocs.model.dates import parse_date
from smsdocs.model.finding import Fault
from smsdocs.readers.yaml_faults import BLANK_AFTER_HYPHEN, lacks_blank
from smsdocs.readers.yaml_source import describe, resolve_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.model.document import Value
    from smsdocs.model.place import Key, Places

Error: TypeAlias = Any
"""A `jsonschema.ValidationError`: the module is imported only where something is judged."""

_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TWO_DIGITS = 2
_MOST_SHOWN = 60
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,79}")
_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ẞ": "SS"}
)
_LONGEST_ID = 80
_SUCH_AS = re.compile(r'such as ("[^"]+"|[\w-]+)')
_NO_UMLAUTS = "letters are a to z without accents or umlauts"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What a schema says of a field that is missing: why it is wanted, and what it may look like."""

    why: str
    example: str


class Verdict:
    """Turns what jsonschema says of one file into what its author understands."""

    def __init__(self, places: Places) -> None:
        self.places = places

    def faults(
        self, errors: Iterable[Any], unknown: list[tuple[str, frozenset[str]]], value: Mapping[str, Value]
    ) -> Iterator[Fault]:
        """Yield one fault per cause.

        Args:
            errors: what jsonschema found.
            unknown: fields that the type does not know, with those it knows.
            value: what was judged.
        """
        missing: dict[Key, dict[str, _Wanted]] = {}
        judged: set[Key] = set()
        strange: list[tuple[Key, str, frozenset[str]]] = [
            ((), name, known.difference(value)) for name, known in unknown
        ]
        for error in errors:
            key: Key = tuple(error.absolute_path)
            if error.validator == "required":
                missing.setdefault(key, {}).update(_find_missing(error))
            elif error.validator == "additionalProperties":
                known = frozenset(error.schema.get("properties", ()))
                names = [name for name in error.instance if name not in known]
                strange.extend((key, name, known.difference(error.instance)) for name in names)
            elif key not in judged and not (error.validator == "minProperties" and key in missing):
                judged.add(key)
                yield self._invalid(key, error)
        for key, name, free in dict.fromkeys(strange):
            missing.get(key, {}).pop(find_nearest(name, free) or "", None)
            yield self._unknown(key, name, free)
        for key, reasons in missing.items():
            if reasons:
                yield self._missing(key, reasons)

    def _unknown(self, key: Key, name: str, known: frozenset[str]) -> Fault:
        return Fault(
            name="unknown-field",
            place=self.places.of_key(*key, name),
            message=f"`{_show(key, name)}` is no field we know",
            hint=BLANK_AFTER_HYPHEN
            if lacks_blank(name)
            else suggest(name, known, "delete it, or give the type a schema that knows it"),
        )

    def _missing(self, key: Key, names: Mapping[str, _Wanted]) -> Fault:
        shown = ", ".join(f"`{name}`" for name in names)
        within = f" in `{_show(key)}`" if key else ""
        why = next((one.why for one in names.values() if one.why), "")
        add = "add it" if len(names) == 1 else "add them, each on a line of its own"
        example = next(iter(names.values())).example
        hint = why or (f"{add}: {example}" if example else add)
        return Fault(
            name="missing-field",
            place=self.places.of(*key),
            message=f"{shown} {'is' if len(names) == 1 else 'are'} missing{within}",
            hint=hint,
        )

    def _invalid(self, key: Key, error: Error) -> Fault:
        place, shown, value = self.places.of(*key), _show(key), error.instance
        wanted = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
        if (
            error.validator == "type"
            and str(error.validator_value) in {"string", "array"}
            and _is_scalar(value)
        ):
            instead = error.validator_value == "array" or error.schema.get("format")
            return self._unquoted(key, value, wanted if instead else "")
        if value is None:
            message, hint = (
                f"`{shown}` is empty",
                f"give {wanted}" if wanted else "give it a value, or delete it",
            )
        elif error.validator == "format" and error.validator_value == "date":
            return Fault(
                name="impossible-date",
                place=place,
                message=f"`{shown}`: {_why_no_date(value)}",
                hint=_date_hint(value),
            )
        elif error.validator in {"enum", "const"}:
            choices = error.validator_value if error.validator == "enum" else [error.validator_value]
            message = f"`{shown}` cannot be {_quote(value)}"
            hint = suggest(str(value), map(str, choices), f"one of: {', '.join(map(str, choices))}")
        elif error.validator == "type":
            message = (
                f"`{shown}` is {_kind(value)}, not {_KINDS.get(str(error.validator_value), 'what is wanted')}"
            )
            hint = f"give {wanted}" if wanted else ""
            hint = BLANK_AFTER_HYPHEN if error.validator_value == "array" and _lacks_blanks(value) else hint
        elif error.validator == "pattern" and isinstance(value, str) and not value.isascii():
            message, hint = f"`{shown}`: {_quote(value)} does not fit", _advise_on_letters(error, wanted)
        else:
            message = f"`{shown}`: {_quote(value)} does not fit"
            hint = (
                f"give {wanted}" if wanted else f"the schema says: {error.validator} {error.validator_value}"
            )
        return Fault(name="invalid-value", place=place, message=message, hint=hint)

    def _unquoted(self, key: Key, value: Value, wanted: str) -> Fault:
        source = self.places.source(*key) or str(value)
        return Fault(
            name="unquoted-value",
            place=self.places.of(*key),
            message=f"`{_show(key)}`: {source} without quotes is read as {describe(value)}",
            hint=f"give {wanted}" if wanted else f'write "{source}" in quotes',
        )


_KINDS = {
    "string": "text",
    "array": "a list",
    "object": "a mapping",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
}


def _find_missing(error: Error) -> dict[str, _Wanted]:
    """Return the fields that one `required` misses, each with what the schema says of it."""
    conditional = not {"then", "else"}.isdisjoint(error.schema_path)
    why = error.schema.get("description", "") if conditional else ""
    return {
        name: _Wanted(why=why, example=_give_example(name, _find_field(error.schema, name)))
        for name in error.validator_value
        if name not in error.instance
    }


def _find_field(schema: Error, name: str) -> Error:
    """Return what a schema or a part of it says of a field; an empty mapping where it says nothing."""
    if not isinstance(schema, dict):
        return {}
    found = schema.get("properties", {}).get(name)
    if isinstance(found, dict):
        return found
    parts = (_find_field(part, name) for part in schema.get("allOf", ()))
    return next((part for part in parts if part), {})


def _give_example(name: str, schema: Error) -> str:
    """Return a line that holds a field as its schema wants it, or words of what to write there; or nothing."""
    values = [
        *schema.get("examples", ()),
        *([schema["const"]] if "const" in schema else ()),
        *schema.get("enum", ()),
    ]
    if values:
        value = values[0]
        plain = isinstance(value, str) and _WORD.fullmatch(value) and isinstance(resolve_plain(value), str)
        return f"`{name}: {value if plain else json.dumps(value, ensure_ascii=False, default=str)}`"
    wanted = schema.get("description", "")
    found = _SUCH_AS.search(wanted)
    if found:
        return f"`{name}: {found[1]}`"
    return f"`{name}:` and {wanted}" if wanted else ""


def _advise_on_letters(error: Error, wanted: str) -> str:
    """Return what to write instead of a text whose letters have umlauts or accents.

    Args:
        error: that the text does not fit the pattern.
        wanted: what the schema says of the field.
    """
    word = _write_plainly(error.instance)
    if _WORD.fullmatch(word) and re.search(error.validator_value, word):
        return f"write `{word}`: {_NO_UMLAUTS}"
    return f"give {wanted}; {_NO_UMLAUTS}" if wanted else _NO_UMLAUTS


def _write_plainly(text: str) -> str:
    """Return a text without umlauts and accents: `ä` is `ae`, `é` is `e`."""
    german = unicodedata.normalize("NFC", text[:_LONGEST_ID]).translate(_GERMAN)
    return "".join(one for one in unicodedata.normalize("NFKD", german) if not unicodedata.combining(one))


def _lacks_blanks(value: Value) -> bool:
    """Say whether a text or a mapping was meant as a list, and only lacks the blank after its hyphens."""
    if isinstance(value, dict):
        return bool(value) and all(map(lacks_blank, value))
    return isinstance(value, str) and lacks_blank(value)


def _is_scalar(value: Value) -> bool:
    """Say whether YAML made something else than text of a value: a number, true or false."""
    return value is not None and not isinstance(value, str | list | dict)


def _kind(value: Value) -> str:
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    return f"the text {_quote(value)}" if isinstance(value, str) else describe(value)


def _quote(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return f'"{text[:57]}..."' if len(text) > _MOST_SHOWN else f'"{text}"'  # a line of a report


def _show(key: Key, *more: str) -> str:
    text = ""
    for step in (*key, *more):
        text += f"[{step}]" if isinstance(step, int) else f"{'.' if text else ''}{step}"
    return text or "the front matter"


def _why_no_date(value: object) -> str:
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found and len(found[2]) == len(found[3]) == _TWO_DIGITS:  # two digits
        return f"there is no day {value}"
    return f"{_quote(value)} is no date"


def _date_hint(value: object) -> str:
    if isinstance(value, str) and (found := _DATE.fullmatch(value)):
        padded = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
        if parse_date(padded):
            return f"write {padded}"
        return "give a day of the calendar as YYYY-MM-DD"
    return "write a date as YYYY-MM-DD"
