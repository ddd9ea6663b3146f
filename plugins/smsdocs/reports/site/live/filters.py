"""Filters and tests: those of Jinja that a page of text needs, on plain data alone, none of which can grow big."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from smsdocs.analysis.macros.functions import FILTERS, TESTS
from smsdocs.analysis.nearest import suggest
from smsdocs.reports.site.live.pieces import Piece
from smsdocs.reports.site.live.values import LONGEST, MacroError, is_list, limit, same, to_number, to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from smsdocs.model.place import Place
    from smsdocs.reports.site.live.values import Datum

_TEXTS: Mapping[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "capitalize": str.capitalize,
    "title": str.title,
    "trim": str.strip,
}
_MOST_DIGITS = 10


def apply_filter(name: str, of: Datum, given: Sequence[Datum], place: Place) -> Datum:
    """Return what a filter makes of a value.

    Raises:
        MacroError: there is no such filter, or the value does not fit it.
    """
    if name not in FILTERS:
        raise MacroError(f"there is no filter `{name}`", place, suggest(name, FILTERS))
    fewest, most = FILTERS[name]
    if not fewest <= len(given) <= most:
        raise MacroError(f"the filter `{name}` does not take {len(given)} arguments", place)
    if name in _TEXTS:
        return limit(_TEXTS[name](limit(to_text(of, place), place)), place)
    if name == "replace":
        return _replace(to_text(of, place), to_text(given[0], place), to_text(given[1], place), place)
    if name in {"round", "int", "float"}:
        return _count(name, of, given, place)
    if name == "length":
        return len(of) if isinstance(of, Mapping) else len(_entries(of, place, texts=True))
    return _select(name, _entries(of, place, texts=name in {"first", "last"}), given, place)


def _replace(text: str, old: str, new: str, place: Place) -> str:
    if len(text) + text.count(old) * len(new) > LONGEST:
        raise MacroError(f"it makes a text of more than {LONGEST:,} characters", place, "show less")
    return text.replace(old, new)


def _count(name: str, of: Datum, given: Sequence[Datum], place: Place) -> Datum:
    if isinstance(of, str | Piece):
        text = to_text(of, place).strip()
        try:
            number: int | float = float(text[:40]) if "." in text else int(text[:40])
        except ValueError:
            raise MacroError(f'"{text[:40]}" is no number', place, "hand in a number") from None
    else:
        number = of  # type: ignore[assignment]  # `to_number` sees to it
    number = to_number(number, place)
    if name in {"int", "float"}:
        return int(number) if name == "int" else float(number)
    digits = to_number(given[0], place) if given else 0
    found = round(number, max(0, min(int(digits), _MOST_DIGITS)))
    return found if digits else int(found)


def _entries(of: Datum, place: Place, *, texts: bool = False) -> Sequence[Datum]:
    if is_list(of):
        return cast("Sequence[Datum]", of)
    if texts and isinstance(of, str | Piece):
        return to_text(of, place)
    if isinstance(of, Mapping):
        return tuple(of)
    raise MacroError("there is no list", place, "the filter works on lists")


def _select(name: str, entries: Sequence[Datum], given: Sequence[Datum], place: Place) -> Datum:
    first = given[0] if given else None
    match name:
        case "first" | "last":
            if not entries:
                raise MacroError(f"there is no {name} entry in an empty list", place, "see `length` first")
            return entries[0 if name == "first" else -1]
        case "join":
            texts = [to_text(one, place) for one in entries]
            between = to_text(first, place) if given else ""
            if sum(map(len, texts)) + len(between) * len(texts) > LONGEST:
                raise MacroError(f"it makes a text of more than {LONGEST:,} characters", place, "show less")
            return between.join(texts)
        case "reverse":
            return tuple(reversed(entries))
        case "map":
            return tuple(_take(one, first, place) for one in entries)
        case "selectattr" | "rejectattr":
            test = to_text(given[1], place) if len(given) > 1 else "true"
            wanted = name == "selectattr"
            return tuple(
                one
                for one in entries
                if _holds(test, _take(one, first, place, missing=None), given[2:], place) is wanted
            )
        case "sum":
            return to_number(sum(to_number(_take(one, first, place), place) for one in entries), place)
        case _:
            return _arrange(name, entries, first, place)


def _arrange(name: str, entries: Sequence[Datum], by: Datum, place: Place) -> Datum:
    keyed = [(_order(_take(one, by, place), place), one) for one in entries]
    if name == "unique":
        return tuple(dict(reversed(keyed)).values())[::-1]
    keyed.sort(key=lambda pair: pair[0])
    if name == "sort":
        return tuple(one for _, one in keyed)
    if not keyed:
        raise MacroError(f"there is no `{name}` of an empty list", place, "see `length` first")
    return keyed[0 if name == "min" else -1][1]


def _order(value: Datum, place: Place) -> tuple[int, float, str]:
    """Return what a value is sorted by: numbers first, then texts without regard to case."""
    if isinstance(value, int | float):
        return 0, float(to_number(int(value) if isinstance(value, bool) else value, place)), ""
    return 1, 0.0, to_text(value, place).casefold()


_NEEDED = object()


def _take(one: Datum, attribute: Datum, place: Place, missing: object = _NEEDED) -> Datum:
    """Return a field of an entry, by a way with dots; the entry itself without an attribute."""
    if attribute is None:
        return one
    for name in to_text(attribute, place).split("."):
        if not isinstance(one, Mapping) or name not in one:
            if missing is not _NEEDED:
                return None
            hint = (
                suggest(name, [str(key) for key in one])
                if isinstance(one, Mapping)
                else "only rows have fields"
            )
            raise MacroError(f"an entry has no field `{name[:60]}`", place, hint)
        one = one[name]
    return one


def _holds(test: str, value: Datum, given: Sequence[Datum], place: Place) -> bool:
    return bool(value) if test == "true" and not given else apply_test(test, value, given, place)


def apply_test(name: str, of: Datum, given: Sequence[Datum], place: Place) -> bool:
    """Say whether a test holds.

    Raises:
        MacroError: there is no such test, or the value does not fit it.
    """
    if name not in TESTS:
        raise MacroError(f"there is no test `{name}`", place, suggest(name, TESTS))
    if len(given) != TESTS[name]:
        raise MacroError(f"the test `{name}` does not take {len(given)} arguments", place)
    match name:
        case "none" | "undefined":
            return of is None
        case "defined":
            return of is not None
        case "number":
            return isinstance(of, int | float) and not isinstance(of, bool)
        case "string":
            return isinstance(of, str | Piece)
        case "true" | "false":
            return of is (name == "true")
        case "eq" | "ne":
            return same(of, given[0]) is (name == "eq")
        case _:
            return _is_in(of, given[0], place)


def _is_in(of: Datum, where: Datum, place: Place) -> bool:
    if isinstance(where, str | Piece):
        return to_text(of, place) in to_text(where, place)
    return any(same(of, one) for one in _entries(where, place))
