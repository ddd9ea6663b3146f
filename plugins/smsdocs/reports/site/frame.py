"""What stands around an author's text: the header box above it, and below it what relates to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.model.clause import ClauseRef
from smsdocs.model.document import Document, State
from smsdocs.model.register import Record, Register
from smsdocs.reports.site import addresses
from smsdocs.reports.site.findings import count_findings
from smsdocs.reports.site.forge import fill_template
from smsdocs.reports.site.history import build_table
from smsdocs.reports.site.lasting import find_lasting_link
from smsdocs.reports.site.latest_records import find_latest
from smsdocs.reports.site.local_map import render_local
from smsdocs.reports.site.record_facts import render_facts
from smsdocs.reports.site.standing import build_standing
from smsdocs.reports.site.words import find_banner, state_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsdocs.model.coverage import ClauseCoverage
    from smsdocs.model.document import Heading
    from smsdocs.model.finding import Finding
    from smsdocs.model.register import Holder, RecordLocation
    from smsdocs.reports.site.desk import Desk

SHOWN = 40
"""Children and records that a footer lists; the registers list them all."""


FOUND = 20
"""Findings that a footer lists, and what names a record; the page of all findings has the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A clause that the document answers, and the sections that do."""

    coverage: ClauseCoverage
    sections: tuple[Heading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftRecord:
    """A kind of record that a document must leave behind, and where such records are kept."""

    id: str
    name: str
    ref: ClauseRef | None
    locations: tuple[tuple[Register, RecordLocation], ...]


def render_header(desk: Desk, holder: Holder) -> str:
    """Return the header box of a document, register or record."""
    head = holder.head
    controlled = isinstance(holder, Document)
    stated = bool(head.status) and not isinstance(holder, Record)
    return desk.render(
        "header.jinja",
        desk.pages[holder.path],
        head=head,
        imprint=_build_imprint(desk.snapshot.settings.organisation, holder),
        controlled=controlled,
        banner=find_banner(head, desk.today) if stated or controlled else "",
        successors=desk.relations.successors.get(head.id, ()) if head.id else (),
        day=holder.date if isinstance(holder, Record) else None,
        state=state_of(head, desk.today) if stated or controlled else None,
        review=desk.review(holder) if _is_reviewed(holder) else None,
        standing=build_standing(desk, holder),
        zone=desk.snapshot.settings.timezone,
    )


def _is_reviewed(holder: Holder) -> bool:
    """Say whether anybody ever reviews something: records and what is retired nobody does."""
    return not isinstance(holder, Record) and holder.head.status != State.RETIRED


def render_footer(desk: Desk, holder: Holder) -> str:
    """Return what relates to a document, register or record."""
    page = desk.pages[holder.path]
    settings = desk.snapshot.settings
    findings = sorted(desk.relations.by_path.get(holder.path, ()), key=_weigh)
    values: dict[str, object] = {
        "answers": _find_answers(desk, holder),
        "provides": [_find_item(desk, item) for item in holder.head.provides],
        "process": holder.head.process,
        "findings": findings,
        "counted": count_findings(findings),
        "most": FOUND,
        "first": settings.scope[0] if settings.scope else None,
        "imprint": _build_imprint(settings.organisation, holder),
        "path": holder.path,
        "view": fill_template(settings.forge.view, holder.path, desk.snapshot.tree.commit or ""),
        "edit": fill_template(settings.forge.edit, holder.path, desk.snapshot.tree.commit or ""),
        "feedback": settings.feedback,
        "lasting": find_lasting_link(desk, holder),
        "evidence": find_latest(desk, holder)[:SHOWN],
        "follows": holder.follows if isinstance(holder, Record) else (),
        "named_by": desk.relations.named_by.get((holder.path, ""), ()),
        "history": build_table(desk, holder),
        "has_history": desk.snapshot.history is not None and not isinstance(holder, Record),
    }
    values |= _EMPTY if not isinstance(holder, Document) else _describe_document(desk, holder)
    facts = render_facts(desk, holder) if isinstance(holder, Record) else ""
    return f"{facts}{desk.render('footer.jinja', page, **values)}"


def _weigh(finding: Finding) -> tuple[bool, int]:
    """Return how far up a finding stands: what counts first, then the worst."""
    return finding.waived is not None, finding.severity.rank


def _build_imprint(organisation: str, holder: Holder) -> str:
    """Return whose document it is and which."""
    head = holder.head
    version = f"version {head.version}" if head.version else ""
    return ", ".join(part for part in (organisation, head.id, version) if part)


_EMPTY: Mapping[str, object] = dict.fromkeys(
    ("implements", "children", "supersedes", "records", "services", "raci"), ()
) | {"more_children": 0, "services_page": "", "local": ""}


def _describe_document(desk: Desk, document: Document) -> dict[str, object]:
    children = desk.relations.children.get(document.head.id, []) if document.head.id else []
    services = desk.snapshot.services
    register = desk.snapshot.register_of("services")
    letters = document.roles.letters()
    return {
        "implements": document.implements,
        "children": children[:SHOWN],
        "more_children": max(0, len(children) - SHOWN),
        "supersedes": document.supersedes,
        "records": [_find_record(desk, item) for item in document.records],
        "services": [
            (id_, services[id_].text("name") or id_) if id_ in services else (id_, id_)
            for id_ in document.services
        ],
        "services_page": desk.pages[register.path] if register else "",
        "raci": list(letters.items()) if any(letters.values()) else (),
        "local": render_local(desk, document, desk.pages[document.path]) if _is_process(document) else "",
    }


def _is_process(document: Document) -> bool:
    """Say whether a document gives and takes: a process does, and whatever names interfaces."""
    return document.head.type == "process" or bool(document.interfaces)


def _find_answers(desk: Desk, holder: Holder) -> list[Answered]:
    return [
        Answered(coverage=answer.coverage, sections=desk.sections(holder.path, answer.carrier.anchors))
        for answer in desk.relations.answers.get(holder.path, ())
        if answer.carrier.kind != "location"
    ]


def _find_item(desk: Desk, item_id: str) -> tuple[str, ClauseRef | None, str]:
    for catalog in desk.snapshot.catalogs:
        if (item := catalog.items.get(item_id)) is not None:
            return item.name, ClauseRef(catalog.id, item.clause), item_id
    return item_id, None, item_id


def _find_record(desk: Desk, item_id: str) -> LeftRecord:
    name, ref, _ = _find_item(desk, item_id)
    locations = tuple(desk.relations.locations.get(item_id, ()))
    return LeftRecord(id=item_id, name=name, ref=ref, locations=locations)


def render_notice(desk: Desk) -> str:
    """Return the line that every page of a site without history bears; empty where there is history."""
    if desk.snapshot.history is not None:
        return ""
    return desk.render("notice.jinja", addresses.EVIDENCE)
