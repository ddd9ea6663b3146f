"""Jinja's nodes, turned into values one by one. A node that has no value here is refused: nothing is let through.

What could reach Python, the disk or the configuration, and what could go on for ever, has no value to become.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from jinja2 import nodes

from smsdocs.analysis.macros.code import show_code
from smsdocs.model import macro
from smsdocs.model.finding import Fault
from smsdocs.model.place import Place
from smsdocs.readers.macros.placing import Spot
from smsdocs.readers.macros.refusals import (
    DEEPEST,
    KEYED,
    LARGEST,
    LOOPS,
    Refused,
    refuse_call,
    refuse_filter,
    refuse_key,
    refuse_name,
    refuse_node,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smsdocs.model.macro import Argument, Expression, Statement

_OPERATORS = {
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "lteq": "<=",
    "gt": ">",
    "gteq": ">=",
    "in": "in",
    "notin": "not in",
}


class Converter:
    """Turns the nodes of one page into values, and collects what is refused."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.faults: list[Fault] = []
        self.loops = 0
        self.depth = 0

    def place(self, spot: int) -> Place:
        """Return the place in the file."""
        return Place(self.path, spot + self.first_line - 1, spot.column if isinstance(spot, Spot) else 1)

    def refuse(self, node: nodes.Node, why: Refused) -> None:
        """Note what is refused."""
        spot = next((one.lineno for one in _descend(node) if one.lineno), 1)
        self.faults.append(Fault(name=why.rule, place=self.place(spot), message=why.message, hint=why.hint))

    def statements(self, found: Iterable[nodes.Node]) -> tuple[Statement, ...]:
        """Return what the nodes say to do."""
        return tuple(one for node in found for one in self._statement(node))

    def expression(self, node: nodes.Node) -> Expression:
        """Return what a node stands for.

        Raises:
            Refused: it stands for nothing that a page may ask for.
        """
        if self.depth == DEEPEST:
            message = f"more than {DEEPEST} steps inside each other"
            raise Refused("costly-macro", message, "write it in parts, with `set`", node)
        self.depth += 1
        try:
            return self._expression(node)
        finally:
            self.depth -= 1

    def _statement(self, node: nodes.Node) -> Iterator[Statement]:
        self.depth += 1
        try:
            match node:
                case _ if self.depth > DEEPEST:
                    message = f"more than {DEEPEST} blocks inside each other"
                    self.refuse(node, Refused("costly-macro", message, "write it in parts", node))
                case nodes.Output():
                    yield from self._output(node)
                case nodes.If():
                    yield self._choice(node)
                case nodes.For():
                    yield self._loop(node)
                case nodes.Assign(target=nodes.Name()):
                    yield self._assigned(node)
                case _:
                    self.refuse(node, refuse_node(node))
        except Refused as why:
            self.refuse(why.node or node, why)
        finally:
            self.depth -= 1

    def _output(self, node: nodes.Output) -> Iterator[Statement]:
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                yield macro.Text(text=show_code(part.data))
                continue
            try:
                yield macro.Shown(expression=self.expression(part), place=self.place(part.lineno))
            except Refused as why:
                self.refuse(why.node or part, why)

    def _choice(self, node: nodes.If) -> Statement:
        if len(node.elif_) > DEEPEST:
            raise Refused(
                "costly-macro", f"more than {DEEPEST} times `elif`", "keep the choice in a register", node
            )
        otherwise = self.statements(node.else_)
        for other in reversed(node.elif_):
            otherwise = (self._branch(other, otherwise),)
        return self._branch(node, otherwise)

    def _branch(self, node: nodes.If, otherwise: tuple[Statement, ...]) -> Statement:
        """Return one branch; a long chain of `elif` is as deep as it is long."""
        return macro.Choice(
            condition=self.expression(node.test),
            then=self.statements(node.body),
            otherwise=otherwise,
            place=self.place(node.lineno),
        )

    def _loop(self, node: nodes.For) -> Statement:
        if node.recursive:
            raise Refused(
                "costly-macro", "a loop that calls itself", "name each list in a loop of its own", node
            )
        if self.loops == LOOPS:
            raise Refused(
                "costly-macro", f"more than {LOOPS} loops inside each other", "make a table per list", node
            )
        self.loops += 1
        try:
            return macro.Loop(
                names=tuple(self._names(node.target)),
                over=self.expression(node.iter),
                condition=self.expression(node.test) if node.test else None,
                body=self.statements(node.body),
                otherwise=self.statements(node.else_),
                place=self.place(node.lineno),
            )
        finally:
            self.loops -= 1

    def _names(self, target: nodes.Node) -> Iterator[str]:
        for one in target.items if isinstance(target, nodes.Tuple) else (target,):
            if not isinstance(one, nodes.Name):
                raise Refused(
                    "broken-macro", "a loop gives its values to plain names", "{% for row in ... %}", one
                )
            refuse_name(one, one.name)
            yield one.name

    def _assigned(self, node: nodes.Assign) -> Statement:
        name = node.target.name  # type: ignore[attr-defined]  # `_statement` has seen that it is a name
        refuse_name(node.target, name)
        return macro.Assigned(name=name, value=self.expression(node.node), place=self.place(node.lineno))

    def _expression(self, node: nodes.Node) -> Expression:  # noqa: C901, PLR0911, PLR0912  # one case per kind of node
        place = self.place(node.lineno)
        match node:
            case nodes.Const() | nodes.Neg(node=nodes.Const()):
                return self._literal(node, place)
            case nodes.List() | nodes.Tuple():
                return macro.Listing(entries=tuple(map(self.expression, node.items)), place=place)
            case nodes.Name():
                refuse_name(node, node.name)
                return macro.Name(name=node.name, place=place)
            case nodes.Call():
                name = refuse_call(node)
                return macro.Call(
                    name=name, arguments=self._arguments(node), place=self.place(node.node.lineno)
                )
            case nodes.Getattr():
                refuse_key(node, node.attr)
                key = macro.Literal(value=node.attr, place=place)
                return macro.Part(of=self.expression(node.node), key=key, place=place)
            case nodes.Getitem() if not isinstance(node.arg, nodes.Slice):
                key_ = self.expression(node.arg)
                if isinstance(key_, macro.Literal):
                    refuse_key(node, key_.value)
                return macro.Part(of=self.expression(node.node), key=key_, place=place)
            case nodes.Filter(node=nodes.Expr()) | nodes.Test():
                return self._judged(node, place)
            case nodes.Concat():
                return macro.Joined(entries=tuple(map(self.expression, node.nodes)), place=place)
            case nodes.Not():
                return macro.Negated(of=self.expression(node.node), place=place)
            case nodes.And() | nodes.Or():
                left, right = self.expression(node.left), self.expression(node.right)
                return macro.Either(left=left, right=right, every=isinstance(node, nodes.And), place=place)
            case nodes.CondExpr():
                return macro.Picked(
                    condition=self.expression(node.test),
                    then=self.expression(node.expr1),
                    otherwise=self.expression(node.expr2) if node.expr2 else None,
                    place=place,
                )
            case nodes.Compare():
                return self._compared(node, place)
            case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div() | nodes.FloorDiv() | nodes.Mod():
                left, right = self.expression(node.left), self.expression(node.right)
                return macro.Calculated(left=left, operator=node.operator, right=right, place=place)
            case _:
                raise refuse_node(node)

    def _literal(self, node: nodes.Node, place: Place) -> Expression:
        inner = node.node if isinstance(node, nodes.Neg) else node
        value = inner.value  # type: ignore[attr-defined]  # a Const, as `expression` has seen
        if isinstance(value, int | float) and not isinstance(value, bool):
            if not math.isfinite(value) or abs(value) > LARGEST:
                raise Refused("costly-macro", "a number that is too large", f"at most {LARGEST:,}", node)
            value = -value if isinstance(node, nodes.Neg) else value
        elif isinstance(node, nodes.Neg):
            raise Refused("broken-macro", "a minus before what is no number", "put it before a number", node)
        return macro.Literal(value=value, place=place)

    def _judged(self, node: nodes.Filter | nodes.Test, place: Place) -> Expression:
        of = self.expression(node.node or node)  # a filter without a value is a block, and refused before
        arguments = self._arguments(node)
        if isinstance(node, nodes.Test):
            return macro.Tested(of=of, name=node.name, arguments=arguments, place=place)
        refuse_filter(node)
        return macro.Filtered(of=of, name=node.name, arguments=arguments, place=place)

    def _compared(self, node: nodes.Compare, place: Place) -> Expression:
        if len(node.ops) != 1:
            raise Refused(
                "broken-macro", "more than two values are compared at once", "join two with `and`", node.expr
            )
        operand = node.ops[0]
        return macro.Compared(
            left=self.expression(node.expr),
            operator=_OPERATORS[operand.op],
            right=self.expression(operand.expr),
            place=place,
        )

    def _arguments(self, node: nodes.Call | nodes.Filter | nodes.Test) -> tuple[Argument, ...]:
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise Refused("broken-macro", "arguments that are spread with *", "write them one by one", node)
        told = [macro.Argument(name="", value=self.expression(one)) for one in node.args]
        named = [
            macro.Argument(name=one.key, value=self.expression(one.value))
            for one in node.kwargs
            if isinstance(one, nodes.Keyword)
        ]
        for one in (*told, *named):
            if isinstance(one.value, macro.Literal) and isinstance(node, nodes.Filter) and node.name in KEYED:
                refuse_key(node, one.value.value)
        return (*told, *named)


def _descend(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield a node and what it holds: Jinja gives some no place of their own."""
    yield node
    yield from node.iter_child_nodes()
