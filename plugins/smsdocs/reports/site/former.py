"""Former versions that a reader needs: the text that was approved, where the present one is another."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from smsdocs.analysis.proof import find_proofs
from smsdocs.reports.site.addresses import version_page
from smsdocs.reports.site.forge import fill_template
from smsdocs.reports.site.history import build_line, find_story
from smsdocs.reports.site.untrusted import NAME, SUBJECT, clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smsdocs.model.document import Document
    from smsdocs.model.history import Change, History, Revision, Version
    from smsdocs.model.snapshot import Snapshot
    from smsdocs.reports.site.desk import Desk
    from smsdocs.reports.site.page import GeneratedPage


@dataclass(frozen=True, kw_only=True, eq=False)
class Former:
    """A former version of a document, and why it matters.

    Attributes:
        in_force: True where it is still in force; else it is the one that was approved.
    """

    document: Document
    revision: Revision
    version: Version
    in_force: bool

    @property
    def page(self) -> str:
        """Source of the page that shows it."""
        return version_page(self.document.path)

    @property
    def number(self) -> str:
        """Its version, as the text itself says it."""
        return clean(self.version.text("version"), NAME)

    @property
    def approved_on(self) -> str:
        """The day on which it was approved, as the text itself says it."""
        return clean(self.version.text("approved_on"), NAME)

    def view(self, snapshot: Snapshot) -> str:
        """Return its address on the forge; empty where the settings lead to no commit there."""
        template = snapshot.settings.forge.view
        if "{commit}" not in template:
            return ""
        return fill_template(template, self.revision.change.path, self.revision.oid or "")


@lru_cache(maxsize=4)
def find_formers(snapshot: Snapshot) -> Mapping[str, Former]:
    """Return the former versions that readers need, by path of the document; empty without history.

    The one that was approved, where the text was changed afterwards; the one in force, where the text is a
    draft or comes into force later. Registers are kept current, and have none.
    """
    if snapshot.history is None:
        return {}
    proofs = find_proofs(snapshot)
    found: dict[str, Former] = {}
    for document in snapshot.documents:
        proof = proofs.get(document.path)
        if (one := snapshot.in_force.get(document.path)) is not None:
            found[document.path] = _build(snapshot.history, document, one.revision, in_force=True)
        elif proof and proof.changed_after_approval and proof.approved_in and proof.approved_in.oid:
            found[document.path] = _build(snapshot.history, document, proof.approved_in, in_force=False)
    return found


def _build(history: History, document: Document, revision: Revision, *, in_force: bool) -> Former:
    version = history.contents.version(revision.change.text)
    return Former(document=document, revision=revision, version=version, in_force=in_force)


def build_formers(desk: Desk) -> Iterator[GeneratedPage]:
    """Yield a page per former version, with its text as Markdown makes it."""
    for former in find_formers(desk.snapshot).values():
        yield _build_page(desk, former)


def _build_page(desk: Desk, former: Former) -> GeneratedPage:
    version = former.version
    title = clean(version.text("title") or former.document.title, SUBJECT)
    number = f" {former.number}" if former.number else ""
    kind = "Version" if former.in_force else "Approved version"
    story = find_story(desk.snapshot, former.document)
    page = desk.page(
        former.page,
        f"{kind}{number} of {former.revision.day}: {title}",
        "former.jinja",
        former=former,
        line=build_line(desk, former.revision),
        newer=_count_newer(former, story.changes if story else ()),
        view=former.view(desk.snapshot),
    )
    return dataclasses.replace(
        page, text=_disarm(version.body) or "\n", origin=former.revision.change.path, searchable=False
    )


def _count_newer(former: Former, changes: Iterable[Change]) -> int:
    return next((number for number, one in enumerate(changes) if one is former.revision.change), 0)


def _disarm(text: str) -> str:
    """Return a text that includes no file: what it names may be another today, or gone."""
    return text.replace("-8<-", "-8&lt;-").replace("{!", "&#123;!")
