"""The small map of one process: what it takes and from where, what it gives and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from smsdocs.analysis.management.process_states import find_process_states
from smsdocs.reports.site.lettering import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smsdocs.model.document import Document
    from smsdocs.reports.site.desk import Desk

MOST = 12
"""Inputs and outputs that are drawn; the table beside it has them all."""
WIDTH, SIDE, MIDDLE = 760, 258, 140
"""Width of the drawing, of a box at its side, and of the box of the process itself."""
SIZE, SMALL, LINE, PAD, GAP = 12.5, 11.5, 15, 9, 9
"""Sizes of letters, height of a line, room inside a box and between boxes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flowing:
    """Something that goes in or out.

    Attributes:
        page: source of the page of the other process; empty where it has none.
        described: whether a document describes the other process.
        one_sided: whether the description of the other process names something else.
    """

    direction: str
    process: str
    name: str
    page: str
    item: str
    described: bool
    one_sided: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A box at the side of the process, and the arrow between them as path data."""

    flow: Flowing
    x: float
    y: float
    height: float
    name: tuple[str, ...]
    item: tuple[str, ...]
    arrow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalMap:
    """The drawing.

    Attributes:
        y: where the box of the process begins.
        tall: how high that box is.
    """

    height: float
    y: float
    tall: float
    title: tuple[str, ...]
    sides: tuple[Side, ...]


def render_local(desk: Desk, document: Document, src_uri: str) -> str:
    """Return the map of the process that a document describes, and the same as a table; empty where there is nothing.

    Args:
        desk: where everything stands.
        document: names its interfaces; without any, what the model says of its process is drawn instead.
        src_uri: source of the page on which it is to stand.
    """
    flows = tuple(_find_flows(desk, document))
    known = bool(document.interfaces)
    if not flows:
        return ""
    text = desk.render(
        "local_map.jinja",
        src_uri,
        drawing=_draw(document.title, flows),
        title=document.title,
        flows=flows,
        known=known,
        one_sided=sum(one.one_sided for one in flows),
        undescribed=sum(not one.described for one in flows),
        left_out=[
            (word, more)
            for word, direction in (("inputs", "from"), ("outputs", "to"))
            if (more := sum(one.direction == direction for one in flows) - MOST) > 0
        ],
        map_width=WIDTH,
        middle=(WIDTH - MIDDLE) / 2,
        middle_width=MIDDLE,
        side_width=SIDE,
    )
    return Markup(text)  # noqa: S704  # a template has escaped what it holds


def _find_flows(desk: Desk, document: Document) -> Iterator[Flowing]:
    """Yield inputs, then outputs, each in the order they are named."""
    mine = document.head.process
    state = find_process_states(desk.snapshot).get(mine)
    lonely = {
        (end.gives, end.other, end.item)
        for end in (state.one_sided if state else ())
        if end.document.path == document.path
    }
    named = [(one.direction, one.process, one.item) for one in document.interfaces]
    if not named and document.head.type == "process" and mine:
        for flow in desk.snapshot.model.flows:
            named += [("to", flow.target, flow.item)] if flow.origin == mine else []
            named += [("from", flow.origin, flow.item)] if flow.target == mine else []
    for wanted in ("from", "to"):
        for direction, process, item in named:
            if direction == wanted:
                other = desk.processes.get(process)
                yield Flowing(
                    direction=direction,
                    process=process,
                    name=desk.process_name(process),
                    page=desk.pages[other.path] if other else "",
                    item=item,
                    described=other is not None,
                    one_sided=(direction == "to", process, item) in lonely,
                )


def _draw(title: str, flows: Sequence[Flowing]) -> LocalMap:
    inputs = [one for one in flows if one.direction == "from"][:MOST]
    outputs = [one for one in flows if one.direction == "to"][:MOST]
    named = wrap(title, MIDDLE - 2 * PAD, 14, 4, bold=True)
    least = len(named) * 18 + 4 * PAD
    height = max(_measure(inputs), _measure(outputs), least)
    tall = max(least, min(height, 2 * least))
    y = (height - tall) / 2 + 1
    sides = (*_stack(inputs, height, y, tall), *_stack(outputs, height, y, tall))
    return LocalMap(height=height + 2, y=y, tall=tall, title=named, sides=sides)


def _letter(flow: Flowing) -> tuple[tuple[str, ...], tuple[str, ...]]:
    width = SIDE - 2 * PAD - 4
    sign = "▲ " if flow.one_sided else "" if flow.described else "◌ "
    return wrap(flow.name, width, SIZE, 2, bold=True), wrap(f"{sign}{flow.item}", width, SMALL, 3)


def _height(flow: Flowing) -> float:
    return sum(map(len, _letter(flow))) * LINE + 2 * PAD


def _measure(flows: Sequence[Flowing]) -> float:
    return sum(_height(one) + GAP for one in flows) - GAP if flows else 0.0


def _stack(flows: Sequence[Flowing], height: float, middle: float, tall: float) -> Iterator[Side]:
    """Yield the boxes of one side from top to bottom, each with an arrow to or from the process."""
    y = (height - _measure(flows)) / 2 + 1
    for index, flow in enumerate(flows):
        name, item = _letter(flow)
        box = _height(flow)
        outer = y + box / 2
        inner = middle + tall * (index + 1) / (len(flows) + 1)
        left, right = float(SIDE), (WIDTH - MIDDLE) / 2
        if flow.direction == "from":
            arrow = _bend(left + 1, outer, right - 4, inner)
        else:
            arrow = _bend(WIDTH - right + 1, inner, WIDTH - left - 4, outer)
        x = 1.0 if flow.direction == "from" else WIDTH - left
        yield Side(flow=flow, x=x, y=y, height=box, name=name, item=item, arrow=arrow)
        y += box + GAP


def _bend(x: float, y: float, to_x: float, to_y: float) -> str:
    half = (x + to_x) / 2
    return f"M{x:.0f} {y:.1f}C{half:.0f} {y:.1f} {half:.0f} {to_y:.1f} {to_x:.0f} {to_y:.1f}"
