"""Where everything stands on the drawn map of processes: boxes on a grid of six columns, phase by phase."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from smsdocs.reports.site.lettering import measure, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smsdocs.reports.site.landscape import Chapter, Phase, Stop

COLUMNS = 6
BOX, GAP, EDGE, BAND = 148, 10, 14, 16
"""Width of a box, room between boxes, at the edge of a band, and between bands."""
SIZE, LINE, SMALL = 12.5, 16, 10.5
"""Size of letters, of a line, and of small letters."""
HEAD, TITLE = 34, 34
"""Height of the head of a band, and of the title of a chapter."""
PAD = 11
WIDTH = COLUMNS * BOX + (COLUMNS - 1) * GAP + 2 * EDGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A process in the drawing: its corner, its lines."""

    stop: Stop
    x: float
    y: float
    height: float
    lines: tuple[str, ...]
    width: float = BOX


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """The title of a chapter above its boxes."""

    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A phase in the drawing."""

    phase: Phase
    about: tuple[str, ...]
    about_x: float
    x: float
    y: float
    width: float
    height: float
    boxes: tuple[Box, ...]
    titles: tuple[Title, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The whole map.

    Attributes:
        arrows: ways of the circle from phase to phase, as path data.
    """

    width: float
    height: float
    bands: tuple[Band, ...]
    arrows: tuple[str, ...]


def build_drawing(phases: Sequence[Phase]) -> Drawing:
    """Return the map: bands from top to bottom, small ones that follow each other side by side."""
    bands: list[Band] = []
    y = 1.0
    for row in _pair(phases):
        placed = []
        x = 1.0
        for phase in row:
            last = phase is row[-1]
            columns = COLUMNS if len(row) == 1 else _count_columns(phase)
            width = WIDTH + 1 - x if last else columns * (BOX + GAP) + EDGE - GAP
            placed.append(_build_band(phase, x, y, columns, width))
            x += width + BAND
        tallest = max(band.height for band in placed)
        bands += (replace(band, height=tallest) for band in placed)
        y += tallest + BAND + 8
    width = max((band.x + band.width for band in bands), default=0.0) + 1
    return Drawing(
        width=width + 26, height=y - BAND - 7, bands=tuple(bands), arrows=tuple(_find_arrows(bands, width))
    )


def _count_columns(phase: Phase) -> int:
    return min(COLUMNS, sum(len(chapter.stops) for chapter in phase.chapters))


def _pair(phases: Sequence[Phase]) -> Iterator[list[Phase]]:
    """Yield phases row by row: drawn chapters take a row, others share one where they fit."""
    row: list[Phase] = []
    for phase in phases:
        if row and (
            _by_chapter(phase) or _by_chapter(row[-1]) or sum(map(_count_columns, [*row, phase])) > COLUMNS
        ):
            yield row
            row = []
        row.append(phase)
    if row:
        yield row


def _by_chapter(phase: Phase) -> bool:
    """Say whether the chapters of a phase are drawn one by one, each as a column."""
    return phase.title == "Do"


def _build_band(phase: Phase, x: float, y: float, columns: int, width: float) -> Band:
    left, top = x + EDGE, y + HEAD
    titles: tuple[Title, ...] = ()
    about: tuple[str, ...] = ()
    if _by_chapter(phase):
        boxes, titles, bottom = _stand(phase.chapters, left, top)
    else:
        about = wrap(phase.about, width - 2 * EDGE - measure(phase.title, 15) - 12, SMALL, 2)
        top += 12 * (len(about) - 1) if len(about) > 1 else 0
        step = (width - 2 * EDGE + GAP) / columns
        boxes, bottom = _lay(phase.chapters, left, top, columns, step)
    return Band(
        phase=phase,
        about=about,
        about_x=x + EDGE + measure(phase.title, 15) + 12,
        x=x,
        y=y,
        width=width,
        height=bottom + EDGE - y,
        boxes=boxes,
        titles=titles,
    )


def _measure(lines: Sequence[str]) -> float:
    return 2 * PAD + len(lines) * LINE + 14


def _lay(
    chapters: Sequence[Chapter], left: float, top: float, columns: int, step: float
) -> tuple[tuple[Box, ...], float]:
    """Return boxes from left to right, as many in a row as there are columns, and where they end."""
    stops = [stop for chapter in chapters for stop in chapter.stops]
    boxes: list[Box] = []
    width = step - GAP
    for start in range(0, len(stops), columns):
        row = [(stop, wrap(stop.name, width - 2 * PAD, SIZE)) for stop in stops[start : start + columns]]
        height = max(_measure(lines) for _, lines in row)
        boxes += (
            Box(stop=stop, x=left + index * step, y=top, height=height, lines=lines, width=width)
            for index, (stop, lines) in enumerate(row)
        )
        top += height + GAP
    return tuple(boxes), top - GAP


def _stand(
    chapters: Sequence[Chapter], left: float, top: float
) -> tuple[tuple[Box, ...], tuple[Title, ...], float]:
    """Return a column of boxes per chapter below its title, and where they end; boxes of a row are of one height."""
    boxes: list[Box] = []
    titles: list[Title] = []
    for start in range(0, len(chapters), COLUMNS):
        row = chapters[start : start + COLUMNS]
        named = [wrap(chapter.title, BOX, 11.5, 2) for chapter in row]
        titles += (
            Title(x=left + index * (BOX + GAP), y=top + 6, lines=lines) for index, lines in enumerate(named)
        )
        top += 14 * max(map(len, named)) + 4
        for deep in range(max(len(chapter.stops) for chapter in row)):
            cells = [
                (index, chapter.stops[deep], wrap(chapter.stops[deep].name, BOX - 2 * PAD, SIZE))
                for index, chapter in enumerate(row)
                if deep < len(chapter.stops)
            ]
            height = max(_measure(lines) for _, _, lines in cells)
            boxes += (
                Box(stop=stop, x=left + index * (BOX + GAP), y=top, height=height, lines=lines)
                for index, stop, lines in cells
            )
            top += height + GAP
        top += GAP
    return tuple(boxes), tuple(titles), top - 2 * GAP


def _find_arrows(bands: Sequence[Band], right: float) -> Iterator[str]:
    """Yield the way from each phase to the next, and from the last back to the first."""
    for one, other in pairwise(bands):
        if other.y > one.y:
            x = max(one.x, other.x) + min(one.width, other.width) / 2
            yield f"M{x} {one.y + one.height + 2}V{other.y - 3}"
        else:
            y = one.y + one.height / 2
            yield f"M{one.x + one.width + 1} {y}H{other.x - 3}"
    if len(bands) > 1:
        first, last = bands[0], bands[-1]
        y = last.y + last.height / 2
        yield f"M{last.x + last.width + 1} {y}H{right + 16}V{first.y + first.height / 2}H{first.x + first.width + 3}"
