"""SMS9xx: settings, schema and catalogs with their drift, waivers and the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.nearest import suggest
from smsdocs.checks.rule import from_faults, rule
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.settings import Waiver
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@rule("SMS901", "no-settings", _WARNING)
def no_settings(snapshot: Snapshot) -> Iterator[Problem]:
    """The settings have no entry for smsdocs.

    Triggered when: `plugins:` in mkdocs.yml does not name smsdocs, so every default holds.

    To fix this: add `- smsdocs` under `plugins:`, also where the defaults suit you.

    Rationale: without the entry the site is built without any of our pages, and nobody notices.
    """
    if snapshot.settings.entry is None:
        yield Problem(
            place=Place(snapshot.settings.path),
            message="`plugins:` does not name smsdocs, so the defaults hold",
            hint="add `- smsdocs` under `plugins:`",
        )


@rule("SMS902", "missing-folder", _WARNING)
def missing_folder(snapshot: Snapshot) -> Iterator[Problem]:
    """A folder that the settings name does not exist.

    Triggered when: a folder written in the setting `documents`, `registers`, `records` or `schema` holds no
    file. Defaults are not reported.

    To fix this: mend the spelling, or create the folder.

    Rationale: a search in the wrong place finds nothing and looks like order.
    """
    settings = snapshot.settings
    folders = {
        path.rsplit("/", depth)[0] for path in snapshot.paths for depth in range(1, path.count("/") + 1)
    }
    named = [("documents", folder) for folder in settings.documents]
    named += [(name, getattr(settings, name)) for name in ("registers", "records", "schema")]
    for name, folder in named:
        if name in settings.places and folder != "." and folder not in folders:
            yield Problem(
                place=settings.place_of(name),
                message=f"`{name}` names the folder {folder}, which does not exist",
                hint=suggest(folder, folders, "create it"),
            )


@rule("SMS903", "nothing-to-check", _WARNING)
def nothing_to_check(snapshot: Snapshot) -> Iterator[Problem]:
    """No controlled document was found.

    Triggered when: no page under the folders of the setting `documents` is a controlled document.

    To fix this: name the folders that hold yours: `documents: [policies, processes]`; a page anywhere becomes
    controlled by an `id` or a `type` in its front matter.

    Rationale: a green report about nothing is worse than a red one.
    """
    if not snapshot.documents:
        yield Problem(
            place=snapshot.settings.place_of("documents"),
            message=f"no controlled document under {', '.join(snapshot.settings.documents)}",
            hint="name the folders that hold them in the setting `documents`",
        )


@rule("SMS904", "broken-schema", _ERROR)
def broken_schema(snapshot: Snapshot) -> Iterator[Problem]:
    """A schema of the tree cannot be used.

    Triggered when: a file in the tree's schema folder is no JSON, no JSON Schema 2020-12, refers to anything
    outside the schema folder, or holds a pattern that could run for ever. The packaged schema holds instead.

    To fix this: mend what is named.

    Rationale: schemas come with pull requests; they must not open files, connections or endless loops.
    """
    return from_faults(snapshot, "broken-schema")


@rule("SMS905", "broken-catalog", _ERROR)
def broken_catalog(snapshot: Snapshot) -> Iterator[Problem]:
    """A catalog, crosswalk or process model of the tree cannot be used.

    Triggered when: a file in the tree's schema folder does not fit the schema of catalogs, crosswalks or
    models, or is not named for what it holds.

    To fix this: mend what is named; the packaged catalogs are examples.

    Rationale: coverage that rests on half a catalog is wrong without looking wrong.
    """
    return from_faults(snapshot, "broken-catalog")


@rule("SMS906", "catalog-drift", _INFO)
def catalog_drift(snapshot: Snapshot) -> Iterator[Problem]:
    """The tree changes or adds to the packaged catalogs and schemas.

    Triggered when: a file in the tree's schema folder differs from the packaged one, or has no counterpart
    there. Each file is one finding that names what it changes.

    To fix this: nothing, if the change is wanted. Delete the file to return to the packaged one.

    Rationale: what the system is checked against is under change control like the rest; a catalog that asks
    for less makes every report greener.
    """
    return from_faults(snapshot, "catalog-drift")


@rule("SMS907", "expired-waiver", _WARNING)
def expired_waiver(snapshot: Snapshot) -> Iterator[Problem]:
    """A waiver has ended.

    Triggered when: the day `until` of a waiver is past. It waives nothing any more.

    To fix this: mend what it excused and delete it, or decide anew and give a new day.

    Rationale: an exception without an end is a rule nobody approved.
    """
    for waiver in snapshot.settings.waivers:
        if waiver.until < snapshot.today:
            yield Problem(
                place=waiver.place,
                message=f"the waiver of {waiver.rule} for {_about(waiver)} ended on {waiver.until}",
                hint="mend what it excused, or decide anew",
                document=waiver.document or None,
            )


def _about(waiver: Waiver) -> str:
    return " ".join(part for part in (waiver.document, waiver.clause) if part) or "everything"


@rule("SMS908", "unused-waiver", _INFO)
def unused_waiver(snapshot: Snapshot) -> Iterator[Problem]:
    """A waiver excuses nothing.

    Triggered when: no finding matches a waiver that has not ended. Decided after all other rules.

    To fix this: delete it.

    Rationale: it would hide the next such fault.
    """
    del snapshot
    return iter(())


@rule("SMS909", "stale-baseline", _INFO)
def stale_baseline(snapshot: Snapshot) -> Iterator[Problem]:
    """The baseline forgives what is no longer there.

    Triggered when: findings that the baseline lists have been mended. Decided after all other rules.

    To fix this: `smsdocs check --write-baseline` writes it anew, and the next such fault counts.

    Rationale: a baseline only shrinks, or it hides new faults that look like old ones.
    """
    del snapshot
    return iter(())


@rule("SMS910", "broken-baseline", _ERROR)
def broken_baseline(snapshot: Snapshot) -> Iterator[Problem]:
    """The baseline cannot be read, or the settings name one that does not exist.

    Triggered when: the file of the setting `baseline` is no JSON of ours, or is written in the settings and
    missing.

    To fix this: `smsdocs check --write-baseline` writes it anew.

    Rationale: without it every old finding would count, or every new one be forgiven.
    """
    return from_faults(snapshot, "broken-baseline")
