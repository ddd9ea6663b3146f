"""The process landscape: a drawn map of all processes, by Plan, Do, Check, Act and the chapters of the standard."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.management.process_states import ProcessState, ProcessWord, find_process_states
from smsdocs.model.clause import ClauseRef
from smsdocs.reports.site.addresses import LANDSCAPE, clause_page
from smsdocs.reports.site.landscape_layout import build_drawing
from smsdocs.reports.site.local_map import render_local
from smsdocs.reports.site.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.clause import Catalog, Clause
    from smsdocs.model.snapshot import Process
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage

__all__ = ["build_landscape", "render_local"]

STANDARD = "iso20000-1@2018"
"""The edition that the clauses of the model are of."""
PHASES: Mapping[str, str] = {"plan": "Plan", "do": "Do", "check": "Check", "act": "Act"}
WORDS: Mapping[ProcessWord, Word] = {
    ProcessWord.IN_FORCE: Word("✔", ProcessWord.IN_FORCE.value, "good"),
    ProcessWord.DOUBTFUL: Word("▲", ProcessWord.DOUBTFUL.value, "fair"),
    ProcessWord.PAPER: Word("○", ProcessWord.PAPER.value, "bad"),
    ProcessWord.MISSING: Word("◌", ProcessWord.MISSING.value, "plain"),
}
MEANING: Mapping[ProcessWord, str] = {
    ProcessWord.IN_FORCE: "a description is in force, and a record of the last twelve months shows that it is used",
    ProcessWord.DOUBTFUL: "the description is not in force yet, its review is overdue, or what it rests on changed",
    ProcessWord.PAPER: "a description is in force, but no record of the last twelve months shows that it is used",
    ProcessWord.MISSING: "no document of the type process describes it",
}
SHORT: Mapping[ProcessWord, str] = {ProcessWord.IN_FORCE: "in force", ProcessWord.DOUBTFUL: "in doubt"}
"""What fits into a box, where the whole word does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A process on the map.

    Attributes:
        page: source of the page it leads to; empty where there is none.
        clauses: those of the standard that it answers.
        short: the state as it stands in its box.
    """

    name: str
    page: str
    clauses: str
    state: ProcessState
    word: Word
    short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter of the standard and the processes in it."""

    title: str
    phase: str
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A part of the circle of Plan, Do, Check, Act.

    Attributes:
        about: the chapters of the standard it stands for, where they are not drawn one by one.
    """

    title: str
    about: str
    chapters: tuple[Chapter, ...]


def build_landscape(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield the map; nothing where no document describes a process."""
    if not desk.processes:
        return
    catalog = next((one for one in desk.snapshot.catalogs if str(one.id) == STANDARD), None)
    stops = _build_stops(desk, catalog)
    phases = tuple(_build_phases(catalog, stops))
    states = [stop.state.word for _, stop in stops]
    page = desk.page(
        LANDSCAPE,
        "Process map",
        "landscape.jinja",
        section="Process map",
        drawing=build_drawing(phases),
        phases=phases,
        legend=[(one, WORDS[one], MEANING[one], states.count(one)) for one in ProcessWord],
        count=len(stops),
    )
    yield dataclasses.replace(page, wide=True)


def _build_stops(desk: Desk, catalog: Catalog | None) -> list[tuple[tuple[str, str], Stop]]:
    """Return each process with the phase and the chapter it stands in, in the order of the standard.

    Without the standard in scope only processes that somebody describes are there: the model's clauses say nothing.
    """
    known = desk.snapshot.processes
    order = {one: rank for rank, one in enumerate(catalog.clauses)} if catalog else {}
    found = []
    for process, state in find_process_states(desk.snapshot).items():
        if state.document is None and (catalog is None or process not in known):
            continue
        model = known.get(process)
        clauses = (
            [catalog.clauses[one] for one in model.clauses if one in catalog.clauses]
            if (catalog and model)
            else []
        )
        place = _find_place(catalog, model, clauses)
        rank = order[clauses[0].id] if clauses else len(order)
        found.append((rank, place, _build_stop(desk, state, clauses, catalog)))
    return [(place, stop) for _, place, stop in sorted(found, key=lambda one: one[0])]


def _build_stop(desk: Desk, state: ProcessState, clauses: list[Clause], catalog: Catalog | None) -> Stop:
    page = desk.pages[state.document.path] if state.document else ""
    if not page and clauses and catalog:
        page = clause_page(ClauseRef(catalog.id, clauses[0].id))
    word = WORDS[state.word]
    model = desk.snapshot.processes.get(state.process)
    return Stop(
        name=model.name if model else desk.process_name(state.process),
        page=page,
        clauses=_name_clauses([one.id for one in clauses]),
        state=state,
        word=word,
        short=SHORT.get(state.word, word.text),
    )


def _name_clauses(clauses: list[str]) -> str:
    """Return clauses in short: 9.3, or 8.5.1 for all below it, or 4 to 8."""
    if len(clauses) <= 1:
        return "".join(clauses)
    ways = [one.split(".") for one in clauses]
    shared = 0
    while all(len(way) > shared and way[shared] == ways[0][shared] for way in ways):
        shared += 1
    return ".".join(ways[0][:shared]) if shared else f"{ways[0][0]} to {max(int(way[0]) for way in ways)}"


def _find_place(catalog: Catalog | None, model: Process | None, clauses: list[Clause]) -> tuple[str, str]:
    """Return the phase and the chapter of a process: by its first clause, and by itself where it says its phase."""
    if catalog is None or not clauses:
        return (model.pdca if model else "") or "do", ""
    way = [clauses[0]]
    while (above := catalog.clauses.get(way[0].parent or "")) is not None and above not in way:
        way.insert(0, above)
    phase = (model.pdca if model else "") or clauses[0].pdca or "do"
    chapter = way[1] if phase == "do" and len(way) > 1 and model and model.group == "service" else way[0]
    return phase, chapter.id


def _build_phases(catalog: Catalog | None, stops: list[tuple[tuple[str, str], Stop]]) -> Iterator[Phase]:
    order = {one: rank for rank, one in enumerate(catalog.clauses)} if catalog else {}
    for phase, title in PHASES.items():
        chapters: dict[str, list[Stop]] = {}
        for (mine, chapter), stop in stops:
            if mine == phase:
                chapters.setdefault(chapter, []).append(stop)
        tops = catalog.children.get(None, ()) if catalog else ()
        about = " · ".join(f"{one.id} {one.label}" for one in tops if one.pdca == phase)
        if chapters:
            yield Phase(
                title=title,
                about=about,
                chapters=tuple(
                    Chapter(title=_name_chapter(catalog, one), phase=phase, stops=tuple(chapters[one]))
                    for one in sorted(chapters, key=lambda one: order.get(one, len(order)))
                ),
            )


def _name_chapter(catalog: Catalog | None, chapter: str) -> str:
    if catalog is None or not chapter:
        return "Further processes" if catalog else "Processes"
    return f"{chapter} {catalog.clauses[chapter].label}"
