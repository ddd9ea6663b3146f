"""Small drawings of numbers: static SVG that reads without colour, and says in words what it shows.

Pure functions: numbers and words go in, escaped markup on one line comes out. What misses its target has another shape,
a target is a dashed line, and where a value is missing the line is broken.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from smsdocs.reports.site.untrusted import clean, fit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

WIDTH, HEIGHT = 240, 72
"""Size of a line in its own units; the style sheet makes it as wide as its card."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 7, 200, 9, 52
_FOOT = 68
_FULL, _SHORT = 20, 7
"""Characters of a number that is written in full, and of one that fits beside a line."""
_BULLET = 24
_DECIMALS, _GREAT = 4, 1e15
_LABEL = 12


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a line.

    Attributes:
        label: the period.
        value: None where the period has none.
        meets: whether the value meets the target; None where nobody can say.
    """

    label: str
    value: float | None
    meets: bool | None = None


def format_number(value: float, limit: int = _FULL) -> str:
    """Return a number as readers write it: 1,234.5; in powers of ten where no decimals help it into the limit."""
    if not math.isfinite(value):
        return "?"
    tries = (_write(value, decimals) for decimals in range(_DECIMALS, -1, -1)) if abs(value) < _GREAT else ()
    text = next((one for one in tries if len(one) <= limit), "")
    if text in {"", "0", "-0"} and value:
        text = f"{value:.3g}"
    return "0" if text == "-0" else text


def _write(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text


def with_unit(value: float, unit: str) -> str:
    """Return a number with its unit."""
    return f"{format_number(value)} {clean(unit, 40)}".strip()


def name_target(target: float | None, unit: str, *, higher: bool | None) -> str:
    """Return a target in words: at least 95 %."""
    if target is None or not math.isfinite(target):
        return ""
    bound = {True: "at least ", False: "at most "}.get(higher, "") if higher is not None else ""
    return f"{bound}{with_unit(target, unit)}"


def draw_line(points: Sequence[Point], *, target: float | None, title: str, description: str) -> Markup:
    """Return the values of some periods as a line; nothing where no period has a value.

    Args:
        points: the periods in their order.
        target: drawn as a dashed line, with its number beside it.
        title: the name of the drawing.
        description: what it shows, in words.
    """
    values = [_real(one.value) for one in points]
    known = [value for value in values if value is not None]
    goal = _real(target)
    if not known:
        return Markup()
    height = _scale([*known, *([] if goal is None else [goal])], _BOTTOM, _TOP)
    spots = [
        (_across(index, len(points)), None if value is None else height(value))
        for index, value in enumerate(values)
    ]
    parts = [
        *_draw_voids(spots),
        *([] if goal is None else _draw_goal(height(goal), goal)),
        _path("sms-run", _join_runs(spots)),
        _path(
            "sms-dots",
            _join_dots((x, y) for (x, y), one in zip(spots, points, strict=True) if not _misses(one)),
        ),
        _path(
            "sms-miss",
            _join_diamonds((x, y) for (x, y), one in zip(spots, points, strict=True) if _misses(one)),
        ),
        *_draw_ends(points),
    ]
    return _frame("sms-curve", HEIGHT, title, description, parts)


def draw_bullet(
    *,
    baseline: float | None,
    value: float | None,
    target: float | None,
    meets: bool | None,
    title: str,
    description: str,
) -> Markup:
    """Return the way from a baseline to a target, and how far it is gone; nothing where there is no value."""
    start, now, goal = _real(baseline), _real(value), _real(target)
    if now is None or (start is None and goal is None):
        return Markup()
    known = [one for one in (start, now, goal) if one is not None]
    across = _scale(known, 10, WIDTH - 10)
    middle = _BULLET / 2
    parts = [_path("sms-track", f"M2 {_n(middle)}H{WIDTH - 2}")]
    if start is not None:
        left, right = sorted((across(start), across(now)))
        parts.append(_path("sms-way", f"M{_n(left)} {_n(middle)}H{_n(right)}"))
        parts.append(_path("sms-from", f"M{_n(across(start))} {_n(middle - 6)}v12"))
    if goal is not None:
        parts.append(_path("sms-goal", f"M{_n(across(goal))} 1V{_BULLET - 1}"))
    spot = [(across(now), middle)]
    parts.append(
        _path("sms-miss", _join_diamonds(spot, 6)) if meets is False else _path("sms-dots", _join_dots(spot))
    )
    return _frame("sms-bullet", _BULLET, title, description, parts)


def _real(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _misses(point: Point) -> bool:
    return point.meets is False


def _scale(values: Sequence[float], start: float, end: float) -> Callable[[float], float]:
    """Return the way from values to places between two ends; the middle where all values are one.

    Halves are compared, since the difference of two great numbers may be more than a number can hold.
    """
    low, span = min(values), max(values) / 2 - min(values) / 2
    if span <= 0:
        return lambda _value: (start + end) / 2
    return lambda value: start + (end - start) * ((value / 2 - low / 2) / span)


def _across(index: int, count: int) -> float:
    return (_LEFT + _RIGHT) / 2 if count == 1 else _LEFT + (_RIGHT - _LEFT) * index / (count - 1)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


_Spots = list[tuple[float, float | None]]


def _draw_voids(spots: _Spots) -> Iterator[Markup]:
    """Yield a mark below each period without a value, so that a gap at either end shows too."""
    empty = "".join(f"M{_n(x)} {_TOP}V{_BOTTOM + 3}" for x, y in spots if y is None)
    if empty:
        yield _path("sms-void", empty)


def _draw_goal(y: float, goal: float) -> Iterator[Markup]:
    yield _path("sms-goal", f"M{_LEFT - 5} {_n(y)}H{_RIGHT + 4}")
    yield Markup('<text class="sms-goal-label" x="{}" y="{}">{}</text>').format(
        _RIGHT + 8, _n(y + 3), format_number(goal, _SHORT)
    )


def _join_runs(spots: _Spots) -> str:
    """Return the line; it begins anew after each gap."""
    way, pen = [], "M"
    for x, y in spots:
        if y is None:
            pen = "M"
        else:
            way.append(f"{pen}{_n(x)} {_n(y)}")
            pen = "L"
    return "".join(way)


def _join_dots(spots: Iterable[tuple[float, float | None]]) -> str:
    return "".join(f"M{_n(x)} {_n(y)}h0" for x, y in spots if y is not None)


def _join_diamonds(spots: Iterable[tuple[float, float | None]], size: float = 4.5) -> str:
    side = _n(size)
    return "".join(
        f"M{_n(x)} {_n(y - size)}l{side} {side}-{side} {side}-{side}-{side}z"
        for x, y in spots
        if y is not None
    )


def _draw_ends(points: Sequence[Point]) -> Iterator[Markup]:
    """Yield the first and the last period."""
    first, last = fit(points[0].label)[:_LABEL], fit(points[-1].label)[:_LABEL]
    if len(points) == 1:
        yield Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(
            _n((_LEFT + _RIGHT) / 2), _FOOT, first
        )
        return
    yield Markup('<text x="{}" y="{}">{}</text>').format(_LEFT - 5, _FOOT, first)
    yield Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(_RIGHT + 5, _FOOT, last)


def _path(name: str, way: str) -> Markup:
    return Markup('<path class="{}" d="{}"></path>').format(name, way) if way else Markup()


def _frame(name: str, height: int, title: str, description: str, parts: Iterable[Markup]) -> Markup:
    return Markup(
        '<svg class="sms-chart {}" viewBox="0 0 {} {}" role="img" focusable="false">'
        "<title>{}</title><desc>{}</desc>{}</svg>"
    ).format(name, WIDTH, height, clean(title), clean(description, 400), Markup().join(parts))
