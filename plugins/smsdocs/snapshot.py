"""The orchestrator: reads one tree once, and hands over a snapshot. Everything after it is pure."""

from __future__ import annotations

import dataclasses
import posixpath
import re
from contextlib import closing
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from smsdocs.analysis.clauses import NoClause, parse_clause
from smsdocs.analysis.in_force import find_in_force
from smsdocs.analysis.nearest import suggest
from smsdocs.analysis.story import Story
from smsdocs.checks.run import list_rules
from smsdocs.model.document import State
from smsdocs.model.finding import Fault
from smsdocs.model.place import Place
from smsdocs.model.snapshot import InForce, Snapshot
from smsdocs.model.trouble import CannotLookError
from smsdocs.readers.approvals import read_approvals
from smsdocs.readers.baseline import read_baseline
from smsdocs.readers.catalogs import Shelf, parse_framework, read_shelf
from smsdocs.readers.git.published import find_landed
from smsdocs.readers.git.repository import find_cache, refuse_incomplete
from smsdocs.readers.history import HistoryReader
from smsdocs.readers.left_out import find_repositories, refuse_sparse_trees
from smsdocs.readers.line_ends import drop_local_line_ends
from smsdocs.readers.mermaid import PACKAGE, find_own, find_packaged
from smsdocs.readers.models import read_model
from smsdocs.readers.pages import Pages, build_former, find_page_paths, read_pages
from smsdocs.readers.readings import Readings
from smsdocs.readers.registers import read_registers
from smsdocs.readers.schemas import Schemas, read_schemas
from smsdocs.readers.settings import read_settings
from smsdocs.readers.tables import read_tables
from smsdocs.readers.tree import CommitTree, DiskTree, Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from smsdocs.model.clause import Catalog, FrameworkId
    from smsdocs.model.history import History
    from smsdocs.model.register import Register
    from smsdocs.model.settings import Settings

_CHANGES_SHOWN = 5
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_snapshot(
    root: Path,
    *,
    today: date | None = None,
    as_of: str | None = None,
    counterparts: bool = False,
    settings_file: str | None = None,
    history: bool = True,
    cache: bool = True,
) -> Snapshot:
    """Read a tree and everything it is judged by.

    Args:
        root: the folder that holds `mkdocs.yml`.
        today: the clock; without it the clock of the machine, or of `as_of`.
        as_of: a revision, or a date `YYYY-MM-DD`: the tree is that commit, or the last one that had landed by
            the end of that day; the clock is its day.
        counterparts: read the catalogs too from which crosswalks lead into the scope; only a site shows them.
        settings_file: name of the settings file below `root`, where it is not `mkdocs.yml`.
        history: whether to read what git proves; without it nothing is said of review dates and approvals.
        cache: whether to use what was kept of files and of history, and to keep what is found.

    Raises:
        CannotLookError: settings, usage or git keep us from looking, or files are left out of the work tree.
    """
    clock = None
    if as_of is not None and history:
        refuse_incomplete(root)
    if as_of is None:
        tree: Tree = DiskTree(root)
    elif _DAY.fullmatch(as_of):
        tree, clock = _open_day(root, as_of)
    else:
        tree = CommitTree(root, as_of, as_of)
    try:
        settings = read_settings(tree, settings_file)
        refuse_sparse_trees(tree, settings)
        past = HistoryReader(root, tree, settings, cache=cache) if history else None
        keep = past.folder if past else find_cache(root) if cache else ""
        keep = keep if isinstance(tree, DiskTree) else ""
        snapshot = _read(tree, settings, today or clock, keep, counterparts=counterparts)
        return _add_history(past, snapshot) if past else snapshot
    finally:
        tree.close()


def _add_history(past: HistoryReader, snapshot: Snapshot) -> Snapshot:
    history = past.read({holder.path: holder.head.id for holder in snapshot.holders})
    in_force = dict(_find_in_force(snapshot, history))
    return dataclasses.replace(snapshot, history=history, in_force=in_force)


def _find_in_force(snapshot: Snapshot, history: History) -> Iterator[tuple[str, InForce]]:
    """Yield documents whose present text is not in force while an earlier one is."""
    waiting = {State.DRAFT, State.IN_REVIEW, State.COMING}
    for document in snapshot.documents:
        if document.head.state(snapshot.today) not in waiting:
            continue
        if (changes := history.lineages.get(document.path)) is None:
            continue
        story = Story(changes, history, snapshot.settings)
        if (index := find_in_force(story, snapshot.today)) is not None:
            version = story.version(index)
            text = f"---\n{version.block}---\n{version.body}"
            former = build_former(document.path, text, snapshot.settings)
            yield document.path, InForce(document=former, revision=story.revision(index), index=index)


def _open_day(root: Path, as_of: str) -> tuple[CommitTree, date]:
    """Open the last commit that had landed by a day; which branch and whose day counts, the present decides."""
    present = read_settings(DiskTree(root))
    zone = ZoneInfo(present.timezone)
    try:
        day = date.fromisoformat(as_of)
    except ValueError as error:
        message = f"there is no day {as_of}"
        raise CannotLookError(message, "give a day of the calendar as YYYY-MM-DD") from error
    end = datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=zone)
    commit = find_landed(root, present.branch, int(end.timestamp()))
    return CommitTree(root, commit, as_of), day


def _find_today(tree: Tree, settings: Settings) -> date:
    """Return the day of a commit, of the machine where files are read as they lie on disk."""
    zone = ZoneInfo(settings.timezone)
    if isinstance(tree, CommitTree):
        return datetime.fromtimestamp(tree.timestamp, zone).date()
    return datetime.now(zone).date()


def _read(tree: Tree, settings: Settings, today: date | None, keep: str, *, counterparts: bool) -> Snapshot:
    _refuse_unknown_rules(settings)
    schemas = read_schemas(tree, settings.schema)
    shelf = read_shelf(tree, settings.schema, schemas)
    settings = dataclasses.replace(settings, scope=tuple(_resolve_scope(settings, shelf)))
    model, model_faults = read_model(tree, settings.schema, schemas, whole=counterparts)
    with closing(Readings(keep, settings, schemas)) as readings:
        pages = read_pages(tree, settings, schemas, readings)
        registers, register_faults = read_registers(tree, settings, schemas, readings)
    tables, table_faults = read_tables(tree, settings)
    approvals, approval_faults = read_approvals(tree, settings, schemas)
    baseline, baseline_faults = read_baseline(tree, settings)
    wanted = _find_wanted(pages, registers, shelf, settings.scope)
    wanted += shelf.own_frameworks()
    wanted += shelf.leading_into(settings.scope) if counterparts else ()
    library = shelf.library(wanted, settings.scope)
    faults = (
        *schemas.faults,
        *shelf.faults,
        *model_faults,
        *pages.faults,
        *register_faults,
        *table_faults,
        *approval_faults,
        *baseline_faults,
        *_describe_drift(schemas, shelf),
        *find_repositories(tree, settings),
    )
    return Snapshot(
        today=today or _find_today(tree, settings),
        tree=tree.state(_build_reads(settings, pages)),
        settings=settings,
        library=library,
        model=model,
        pages=tuple(pages.documents),
        registers=tuple(registers),
        records=tuple(pages.records),
        tables=tables,
        paths=tree.paths,
        faults=drop_local_line_ends(tree, dict.fromkeys(faults)),
        baseline=baseline,
        approvals=approvals,
        mermaid=_find_mermaid(tree.paths, settings, pages),
    )


def _find_mermaid(paths: frozenset[str], settings: Settings, pages: Pages) -> str:
    """Return the copy of Mermaid that a site of these pages would carry; a tree's own comes first."""
    bodies = [*(page.body for page in pages.documents), *(page.body for page in pages.records)]
    if not any("mermaid" in body.lower() for body in bodies):
        return ""
    return find_own(paths, settings.docs_dir) or (PACKAGE if find_packaged() else "")


def _build_reads(settings: Settings, pages: Pages) -> Callable[[str], bool]:
    """Return what says whether a snapshot reads a file: then a change to it makes the tree another than its commit.

    A file that some page links to counts: whether it exists is what the check of the link reads.
    """
    folders = tuple(f"{folder}/" for folder in (settings.registers, settings.records, settings.schema))
    linked: set[str] = set()

    def reads(path: str) -> bool:
        if not linked:
            linked.update(_find_targets(pages))
        return (
            path in {*settings.sources, settings.baseline}
            or path.startswith(folders)
            or bool(find_page_paths([path], settings))
            or path in linked
        )

    return reads


def _find_targets(pages: Pages) -> Iterator[str]:
    for page in pages.all:
        for link in page.links:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(page.path), link.target))


def _refuse_unknown_rules(settings: Settings) -> None:
    known = {name for rule in list_rules() for name in (rule.code, rule.name)}
    wrong = [(settings.place_of("severity"), name) for name in settings.severity if name not in known]
    wrong += [(waiver.place, waiver.rule) for waiver in settings.waivers if waiver.rule not in known]
    if wrong:
        lines = [
            f"{place}: there is no rule {name!r}; {suggest(name, known)}".rstrip("; ")
            for place, name in wrong
        ]
        raise CannotLookError("\n".join(lines), "`smsdocs rules` lists them")


def _resolve_scope(settings: Settings, shelf: Shelf) -> Iterator[FrameworkId]:
    for text in dict.fromkeys(settings.frameworks):
        framework = parse_framework(text) or shelf.newest(text)
        if framework is None or shelf.catalog(framework) is None:
            broken = next((fault for fault in shelf.faults if f"/{framework}." in fault.place.path), None)
            if broken:
                message = f"{broken.place}: {broken.message}"
                raise CannotLookError(message, broken.hint)
            known = [str(one) for one in shelf.known]
            message = f"{settings.place_of('frameworks')}: there is no framework {text!r}"
            raise CannotLookError(message, suggest(text, known, f"one of: {', '.join(known)}"))
        yield framework


def _find_wanted(
    pages: Pages, registers: Iterable[Register], shelf: Shelf, scope: tuple[FrameworkId, ...]
) -> list[FrameworkId]:
    """Return the frameworks beyond the scope that claims name, and the editions a wrong number may come from."""
    texts = {text for page in pages.all for text in page.head.clauses}
    texts |= {claim.clause for page in pages.all for claim in page.claims}
    for register in registers:
        texts |= {*register.head.clauses, *(exclusion.clause for exclusion in register.exclusions)}
        texts |= {text for row in register.rows if "clauses" in row.fields for text in row.texts("clauses")}
    wanted: dict[FrameworkId, None] = {}
    for text in sorted(texts):
        ref = parse_clause(text, shelf.known, scope)
        if isinstance(ref, NoClause):
            continue
        wanted[ref.framework] = None
        catalog: Catalog | None = shelf.catalog(ref.framework)
        if catalog is not None and ref.clause not in catalog.clauses:
            wanted.update(dict.fromkeys(one for one in shelf.known if one.name == ref.framework.name))
    return [one for one in wanted if one not in scope]


def _describe_drift(schemas: Schemas, shelf: Shelf) -> Iterator[Fault]:
    for path, changes_base in schemas.drift:
        what = "it changes the packaged schema" if changes_base else "it adds a schema to the packaged ones"
        yield Fault(name="catalog-drift", place=Place(path), message=what)
    for path, changes_base, changes in shelf.drift:
        if not changes_base:
            what = "it adds a catalog or crosswalk to the packaged ones"
        else:
            hidden = len(changes) - _CHANGES_SHOWN
            shown = ", ".join(changes[:_CHANGES_SHOWN]) + (f" and {hidden} more" if hidden > 0 else "")
            what = f"it changes the packaged one: {shown or 'its rows'}"
        yield Fault(name="catalog-drift", place=Place(path), message=what)
