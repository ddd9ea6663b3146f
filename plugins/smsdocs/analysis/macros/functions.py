"""The functions, filters and tests that a page may use, with what they are given and what they give."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Wants(StrEnum):
    """What an argument must name; whether there is such a thing, `targets` says."""

    HOLDER = "document, register or record"
    DOCUMENT = "document"
    CLAUSE = "clause"
    ROLE = "role"
    REGISTER = "register"
    VALUE = "value"
    KIND = "kind of record"
    TYPE = "type of document"
    PROCESS = "process"
    FIELD = "field"
    TEXT = "text"
    NUMBER = "number"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One argument of a function; `needed` where it must be given."""

    name: str
    wants: Wants
    needed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function for authors.

    Attributes:
        gives: `text` for a sentence, `block` for a paragraph of its own, `rows` for a loop.
        words: what it gives, in a few words.
    """

    name: str
    gives: str
    words: str
    parameters: tuple[Parameter, ...]


def _needs(name: str, wants: Wants) -> Parameter:
    return Parameter(name=name, wants=wants)


def _takes(name: str, wants: Wants) -> Parameter:
    return Parameter(name=name, wants=wants, needed=False)


_TEXT = _takes("text", Wants.TEXT)
_ALL = (
    (
        "doc",
        "text",
        "a link to a document, register or record, with its title",
        _needs("id", Wants.HOLDER),
        _TEXT,
    ),
    ("clause", "text", "a link to a clause, with number and title", _needs("clause", Wants.CLAUSE), _TEXT),
    ("role", "text", "a link to a role, with its title", _needs("role", Wants.ROLE), _TEXT),
    ("owner", "text", "a link to the role that owns a document", _needs("id", Wants.HOLDER)),
    ("approver", "text", "a link to the role that approves a document", _needs("id", Wants.HOLDER)),
    ("holders", "text", "the names of those who hold a role today", _needs("role", Wants.ROLE)),
    (
        "field",
        "text",
        "a field of the front matter of a document",
        _needs("id", Wants.HOLDER),
        _needs("name", Wants.FIELD),
    ),
    ("value", "text", "a value of a register", _needs("address", Wants.VALUE)),
    (
        "raci",
        "block",
        "who is accountable, responsible, consulted and informed",
        _needs("id", Wants.DOCUMENT),
    ),
    ("coverage", "block", "the state of a clause, or of all below a heading", _needs("clause", Wants.CLAUSE)),
    (
        "register",
        "block",
        "a register as a table",
        _needs("name", Wants.REGISTER),
        _takes("columns", Wants.COLUMNS),
    ),
    (
        "documents",
        "block",
        "a list of documents",
        _takes("type", Wants.TYPE),
        _takes("process", Wants.PROCESS),
        _takes("owner", Wants.ROLE),
        _takes("implements", Wants.DOCUMENT),
    ),
    (
        "records",
        "block",
        "the newest records of a kind",
        _needs("kind", Wants.KIND),
        _takes("limit", Wants.NUMBER),
    ),
    ("rows", "rows", "the rows of a register, for a loop", _needs("name", Wants.REGISTER)),
)
FUNCTIONS = {
    name: Function(name=name, gives=gives, words=words, parameters=parameters)
    for name, gives, words, *rest in _ALL
    for parameters in [tuple(one for one in rest if isinstance(one, Parameter))]
}
"""Every function by name."""

FILTERS = {
    "default": (0, 1), "join": (0, 1), "length": (0, 0), "first": (0, 0), "last": (0, 0), "upper": (0, 0),
    "lower": (0, 0), "capitalize": (0, 0), "title": (0, 0), "trim": (0, 0), "replace": (2, 2), "round": (0, 1),
    "int": (0, 0), "float": (0, 0), "sum": (0, 1), "min": (0, 1), "max": (0, 1), "sort": (0, 1),
    "reverse": (0, 0), "unique": (0, 1), "map": (1, 1), "selectattr": (1, 3), "rejectattr": (1, 3),
}  # fmt: skip
"""Every filter, with the fewest and the most arguments it takes."""
TESTS = {
    "defined": 0, "undefined": 0, "none": 0, "number": 0, "string": 0, "true": 0, "false": 0, "eq": 1, "ne": 1, "in": 1,
}  # fmt: skip
"""Every test, with the arguments it takes."""
NAMED = ("attribute",)
"""Names that arguments of filters may bear."""

PAGE = (
    "id",
    "title",
    "description",
    "type",
    "status",
    "version",
    "owner",
    "approver",
    "classification",
    "process",
)
"""What `page` tells of the page that is being written."""
LOOP = ("index", "first", "last", "length")
"""What `loop` tells inside a loop."""
VARIABLES = ("page", "organisation")
"""Names that are there on every page."""
