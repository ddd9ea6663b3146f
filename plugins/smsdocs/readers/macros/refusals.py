"""What of Jinja no page may use, in words: what reaches too far, what goes on too long, and what does not exist."""

from __future__ import annotations

from jinja2 import nodes

LOOPS = 3
"""Loops inside each other."""
DEEPEST = 40
"""Steps of an expression, and blocks, inside each other."""
LARGEST = 1_000_000_000_000
"""The largest number that a page may write."""

_UNSAFE, _COSTLY, _BROKEN = "unsafe-macro", "costly-macro", "broken-macro"
_OUTSIDE = {
    **dict.fromkeys(
        ("config", "environment", "env", "git", "extra", "plugin", "plugins"), "the configuration"
    ),
    **dict.fromkeys(
        ("navigation", "files", "context", "macros_info", "macros", "filters"), "the site generator"
    ),
    **dict.fromkeys(("filters_builtin", "fix_url", "now"), "the site generator"),
    **dict.fromkeys(("self", "super", "caller", "varargs", "kwargs"), "the inside of Jinja"),
    **dict.fromkeys(("cycler", "joiner", "lipsum", "namespace", "dict"), "Python by way of Jinja"),
    **dict.fromkeys(
        ("os", "sys", "open", "eval", "exec", "getattr", "type", "vars", "globals", "request"), "Python"
    ),
}
"""Names that lead out of the page, and where to."""
_UNSAFE_FILTERS = frozenset(
    {"attr", "format", "tojson", "pprint", "xmlattr", "safe", "escape", "e", "urlize"}
)
KEYED = frozenset({"map", "selectattr", "rejectattr", "sort", "sum", "min", "max", "unique"})
"""Filters that are told the name of a field."""
_COSTLY_NAMES = frozenset({"range"})
_COSTLY_FILTERS = frozenset(
    {"center", "indent", "wordwrap", "batch", "slice", "forceescape", "groupby", "random"}
)
_ON_DISK = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_REPEATING = (nodes.Macro, nodes.CallBlock)
_HINT = "docs/guide/how-to/use-live-data.md lists what there is"
_LIVE = 'write one of the functions for live data, such as {{ doc("PRC-INC") }}'


class Refused(Exception):  # noqa: N818  # not an error of the program: it carries what would satisfy
    """A page asks for what it may not have."""

    def __init__(self, rule: str, message: str, hint: str, node: nodes.Node | None = None) -> None:
        super().__init__(message)
        self.rule, self.message, self.hint, self.node = rule, message, hint, node


def refuse_name(node: nodes.Node, name: str) -> None:
    """Refuse a name that leads out of the page.

    Raises:
        Refused: it does.
    """
    if name.startswith("_"):
        raise Refused(
            _UNSAFE, f"`{name}` reaches for the inside of Python", "names begin with a letter", node
        )
    if name in _OUTSIDE:
        raise Refused(_UNSAFE, f"`{name}` reaches for {_OUTSIDE[name]}", _LIVE, node)


def refuse_key(node: nodes.Node, key: object) -> None:
    """Refuse a field that reaches for the inside of Python.

    Raises:
        Refused: it does.
    """
    if isinstance(key, str) and (key.startswith("_") or "._" in key or "__" in key):
        raise Refused(
            _UNSAFE, f"`{key[:60]}` reaches for the inside of Python", "name a field of the row", node
        )


def refuse_filter(node: nodes.Filter) -> None:
    """Refuse filters that reach too far or make too much.

    Raises:
        Refused: it is such a filter.
    """
    if node.name in _UNSAFE_FILTERS:
        raise Refused(_UNSAFE, f"the filter `{node.name}` reaches past plain text", _HINT, node)
    if node.name in _COSTLY_FILTERS:
        raise Refused(_COSTLY, f"the filter `{node.name}` can make a text of any length", _HINT, node)


def refuse_call(node: nodes.Call) -> str:
    """Return the name that is called; refuse whatever is no plain name.

    Raises:
        Refused: it is no plain name, or one that leads out of the page.
    """
    called = node.node
    if isinstance(called, nodes.Name):
        refuse_name(called, called.name)
        if called.name in _COSTLY_NAMES:
            hint = 'loop over rows: {% for row in rows("services") %}'
            raise Refused(_COSTLY, f"`{called.name}()` can count for ever", hint, called)
        return called.name
    if isinstance(called, nodes.Getattr):
        refuse_key(called, called.attr)
        if isinstance(called.node, nodes.Name):
            refuse_name(called.node, called.node.name)
        message = f"`.{called.attr}()` calls a method of Python"
        raise Refused(_UNSAFE, message, "a page calls functions by their name alone", called)
    raise Refused(_UNSAFE, "it calls a value", "a page calls functions by their name alone", called)


def refuse_node(node: nodes.Node) -> Refused:
    """Return why a node can stand for nothing."""
    kind = type(node).__name__
    if isinstance(node, _ON_DISK):
        return Refused(
            _UNSAFE, "it reads another file", "link to the page, or keep the data in a register", node
        )
    if isinstance(node, _REPEATING):
        hint = "use a loop, or one of the functions there are"
        return Refused(_COSTLY, "it defines a macro of its own, which could call itself", hint, node)
    if isinstance(node, nodes.Pow):
        return Refused(_COSTLY, "`**` makes numbers without end", "keep the number in a register", node)
    if isinstance(node, nodes.NSRef | nodes.Assign):
        return Refused(_BROKEN, "`set` gives a value to one plain name", '{% set row = "..." %}', node)
    return Refused(_BROKEN, f"a page cannot use {_WORDS.get(kind, kind)}", _HINT, node)


_WORDS = {
    "AssignBlock": "`{% set %}` with a block",
    "FilterBlock": "`{% filter %}`",
    "Block": "`{% block %}`",
    "With": "`{% with %}`",
    "Dict": "a mapping in braces",
    "Getitem": "a slice",
    "Slice": "a slice",
    "Scope": "`{% scope %}`",
    "ScopedEvalContextModifier": "`{% autoescape %}`",
    "Neg": "a minus before what is no number",
    "Pos": "a plus before a value",
}
