"""JSON that is not trusted: objects whose fields are asked for by type, and refused where they have another."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.approvals import ADDRESS, OID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SIZE_LIMIT = 64_000_000
"""Bytes of one export."""
_SPACE = re.compile(r"\s*")
_YEARS = range(1990, 9000)
_LOGIN = re.compile(r"(?:app/)?[A-Za-z0-9][A-Za-z0-9._-]{0,254}(?:\[bot\])?")
FORMATS = (
    "export `gh pr list --state merged --json number,url,author,mergeCommit,reviews,commits`, "
    "or GitLab's merge request and its approvals"
)


@dataclass(frozen=True, slots=True)
class Node:
    """An object of JSON and where it stands: whatever is asked of it is there with the right type, or refused."""

    fields: Mapping[str, object]
    where: str

    def refuse(self, name: str, wanted: str) -> CannotLookError:
        """Return the error for a field that is not what it should be."""
        message = f"{self.where}.{name} is not {wanted}"
        return CannotLookError(message, FORMATS)

    def text(self, name: str) -> str:
        """Return a text, empty where there is none."""
        value = self.fields.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.refuse(name, "a text")
        return value

    def node(self, name: str) -> Node:
        """Return an object, an empty one where there is none."""
        value = self.fields.get(name)
        if value is None:
            return Node({}, f"{self.where}.{name}")
        if not isinstance(value, dict):
            raise self.refuse(name, "an object")
        return Node(value, f"{self.where}.{name}")

    def nodes(self, name: str) -> list[Node]:
        """Return the objects of a list."""
        value = self.fields.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.refuse(name, "a list")
        return build_nodes(value, f"{self.where}.{name}")

    def number(self, name: str) -> str:
        """Return a whole number as text, empty where there is none."""
        value = self.fields.get(name)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.refuse(name, "a whole number")
        return str(value)

    def flag(self, name: str) -> bool:
        """Say whether a field is true."""
        return self.fields.get(name) is True

    def oid(self, name: str) -> str:
        """Return the id of a commit."""
        value = self.text(name)
        if value and not OID.fullmatch(value):
            raise self.refuse(name, "the full id of a commit")
        return value

    def login(self, name: str) -> str:
        """Return the name of an account."""
        value = self.text(name)
        if value and not _LOGIN.fullmatch(value):
            raise self.refuse(name, "a login")
        return value

    def moment(self, name: str) -> datetime | None:
        """Return a moment; None where there is none."""
        value = self.text(name)
        if not value:
            return None
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or found.tzinfo is None or found.year not in _YEARS:
            raise self.refuse(name, "a moment such as 2026-03-02T09:00:00Z")
        return found

    def address(self, name: str) -> str:
        """Return an address of the web; empty where it is none, since it would become a link."""
        value = self.text(name)
        return value if ADDRESS.fullmatch(value) else ""


def build_nodes(values: Iterable[object], where: str) -> list[Node]:
    """Return the objects of a list, each with where it stands."""
    found = []
    for index, value in enumerate(values):
        if not isinstance(value, dict):
            message = f"{where}[{index}] is not an object"
            raise CannotLookError(message, FORMATS)
        found.append(Node(value, f"{where}[{index}]"))
    return found


def parse_nodes(name: str, content: bytes) -> list[Node]:
    """Return the objects of a file, one after another or in lists.

    Raises:
        CannotLookError: it is too large, or no JSON.
    """
    if len(content) > SIZE_LIMIT:
        message = f"{name}: {len(content) / 1e6:,.1f} MB are too much (at most {SIZE_LIMIT / 1e6:,.0f} MB)"
        raise CannotLookError(message, "export fewer pull requests at a time (`--limit`)")
    try:
        values = list(_parse_values(content.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise CannotLookError(f"{name} is no UTF-8", "save the export as UTF-8") from error
    except RecursionError as error:
        raise CannotLookError(f"{name} is nested too deeply", FORMATS) from error
    except ValueError as error:
        raise CannotLookError(f"{name} is no JSON: {error}", FORMATS) from error
    flat: list[object] = []
    for value in values:
        pages = value if isinstance(value, list) else [value]
        for page in pages:  # `gh api --paginate --slurp` wraps each page in a list
            flat.extend(page if isinstance(page, list) else [page])
    return build_nodes(flat, name)


def _parse_values(text: str) -> Iterator[object]:
    """Yield every value of a text: `gh api --paginate` prints one list after another."""
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    text = text.strip()
    if not text:
        raise ValueError("it is empty")
    at = 0
    while at < len(text):
        value, end = decoder.raw_decode(text, at)
        yield value
        at = space.end() if (space := _SPACE.match(text, end)) else end


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no value of JSON")
