"""SMS3xx: claims on clauses and items: those there are none of, too many at once, and what is excluded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.carriers import LINK_ONLY_ABOVE, find_exclusion_refs
from smsdocs.analysis.claims import Claim, find_claims, locate_claim
from smsdocs.analysis.clauses import NoClause, find_elsewhere, find_nearest_clauses, parse_clause
from smsdocs.analysis.coverage import build_coverage
from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.nearest import Slips
from smsdocs.checks.rule import rule, where_schema_is_silent
from smsdocs.model.coverage import ClauseCoverage, Status
from smsdocs.model.fields import mapping, mappings
from smsdocs.model.finding import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smsdocs.model.clause import ClauseRef, Item
    from smsdocs.model.document import Value
    from smsdocs.model.place import Key
    from smsdocs.model.register import Holder, Record
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@rule("SMS301", "unknown-clause", _ERROR)
@where_schema_is_silent
def unknown_clause(snapshot: Snapshot) -> Iterator[Problem]:
    """A clause does not exist.

    Triggered when: a document, section, register, record or exclusion names a clause that is not in the
    catalog of its framework and edition, or a framework or edition there is none of; so do the scope and the findings
    of an audit, a planned audit, and what a nonconformity `breaks` or concerns.

    To fix this: use the number of the edition; the hint names the nearest, or what became of a number of an
    older edition.

    Rationale: a claim on a clause that does not exist covers nothing, and its author believes that it does.
    """
    for claim in find_claims(snapshot):
        if doubt := _doubt_clause(snapshot, claim.target):
            message, hint = doubt
            yield Problem(place=claim.locate(), message=message, hint=hint, document=claim.holder.name)
    doubts: dict[str, tuple[str, str] | None] = {}
    for record, key, written in _find_clauses_of_records(snapshot):
        if written not in doubts:
            target = parse_clause(written, snapshot.library.known, snapshot.settings.scope)
            doubts[written] = _doubt_clause(snapshot, target)
        if doubt := doubts[written]:
            message, hint = doubt
            yield Problem(place=record.places.of(*key), message=message, hint=hint, document=record.name)


def _doubt_clause(snapshot: Snapshot, target: ClauseRef | NoClause) -> tuple[str, str] | None:
    """Return why a clause does not exist, and what may be meant; None where it does."""
    if isinstance(target, NoClause):
        return target.message, target.hint
    catalog = snapshot.library.catalogs.get(target.framework)
    if catalog is None or target.clause in catalog.clauses:
        return None
    elsewhere = find_elsewhere(snapshot.library, target)
    hint = elsewhere or find_nearest_clauses(catalog, target.clause)
    return f"{catalog.name} has no clause {target.clause}", hint


_CLAUSES = {
    "audit": (("scope", "clauses"), ("findings", "clause")),
    "audit-programme": (("audits", "clauses"),),
    "nonconformity": (("", "breaks"), ("concerns", "clauses")),
}
"""Fields of records, by kind, that name clauses beside those that a record claims: a mapping or list, and the field."""


def _find_clauses_of_records(snapshot: Snapshot) -> Iterator[tuple[Record, Key, str]]:
    for record in snapshot.records:
        for outer, name in _CLAUSES.get(record.kind, ()):
            for way, fields in _open(record, outer):
                for key, written in find_entries(fields, name):
                    if written:
                        yield record, (*way, *key), written


def _open(record: Record, outer: str) -> Iterator[tuple[Key, Mapping[str, Value]]]:
    """Yield the mappings under a field, each with the way to it; the front matter itself where there is no field."""
    if not outer:
        yield (), record.fields
        return
    yield (outer,), mapping(record.fields, outer)
    yield from (((outer, index), entry) for index, entry in mappings(record.fields, outer))


@rule("SMS302", "unknown-item", _ERROR)
@where_schema_is_silent
def unknown_item(snapshot: Snapshot) -> Iterator[Problem]:
    """An item of documented information does not exist.

    Triggered when: `provides` or `records` names an id that no catalog in scope expects, or that is computed.

    To fix this: use an id of the catalog; `smsdocs coverage --format json` and the clause pages list them.

    Rationale: what is provided under a name that nobody asks for counts for nothing.
    """
    known: dict[str, Item] = {}
    for catalog in snapshot.catalogs:
        known.update(catalog.items)
    slips = Slips()
    for holder, key, item in _find_item_uses(snapshot):
        if item not in known:
            message, hint = (
                f"no clause in scope expects `{item}`",
                slips.suggest(item, known, "see the clause's page"),
            )
        elif known[item].derived and "provides" in key:
            message, hint = f"`{item}` is computed, nobody provides it by name", "delete it here"
        else:
            continue
        yield Problem(place=holder.places.of(*key), message=message, hint=hint, document=holder.name)


def _find_item_uses(snapshot: Snapshot) -> Iterator[tuple[Holder, Key, str]]:
    for one in snapshot.holders:
        for key, item in find_entries(one.fields, "provides"):
            yield one, key, item
    for document in snapshot.documents:
        for key, item in find_entries(document.fields, "records"):
            yield document, key, item
    for register in snapshot.registers:
        for row in register.rows if register.kind == "record-locations" else ():
            for key, item in find_entries(row.fields, "provides"):
                yield register, ("rows", row.index, *key), item


@rule("SMS303", "older-edition", _INFO)
def older_edition(snapshot: Snapshot) -> Iterator[Problem]:
    """A claim names a clause of an edition that is not in scope, although another edition is.

    Triggered when: a claim names an edition of a framework in scope other than the one listed, and the clause
    exists there.

    To fix this: claim the counterpart in the edition in scope; the hint names what the crosswalk suggests.

    Rationale: crosswalks suggest, they never change a status: the claim counts for nothing today.
    """
    scope = {framework.name: framework for framework in snapshot.settings.scope}
    for claim, ref in _existing(snapshot):
        wanted = scope.get(ref.framework.name)
        if wanted and ref.framework not in snapshot.settings.scope:
            now = snapshot.library.find_counterparts(ref, wanted)
            hint = (
                f"the crosswalk suggests {', '.join(now)}" if now else "no crosswalk suggests a counterpart"
            )
            yield Problem(
                place=claim.locate(),
                message=f"{ref} is of the {ref.framework.edition} edition, and {wanted} is in scope",
                hint=hint,
                document=claim.holder.name,
            )


def _existing(snapshot: Snapshot) -> Iterator[tuple[Claim, ClauseRef]]:
    for claim in find_claims(snapshot):
        catalog = snapshot.library.catalogs.get(claim.ref.framework) if claim.ref else None
        if claim.ref and catalog and claim.ref.clause in catalog.clauses:
            yield claim, claim.ref


@rule("SMS304", "framework-out-of-scope", _INFO)
def framework_out_of_scope(snapshot: Snapshot) -> Iterator[Problem]:
    """Claims name a framework that is not in scope.

    Triggered when: documents claim clauses of a framework of which the setting `frameworks` lists no edition.
    One finding per framework.

    To fix this: add the framework to the setting, and its coverage is computed too.

    Rationale: such claims are checked, but count nowhere; who wrote them may think otherwise.
    """
    names = {framework.name for framework in snapshot.settings.scope}
    claimed = {
        ref.framework
        for claim, ref in _existing(snapshot)
        if claim.counts and ref.framework.name not in names
    }
    for framework in sorted(claimed):
        yield Problem(
            place=snapshot.settings.place_of("frameworks"),
            message=f"claims on {framework} count nowhere: it is not in scope",
            hint=f"add {framework} to `frameworks`",
        )


@rule("SMS305", "heading-claim", _INFO)
def heading_claim(snapshot: Snapshot) -> Iterator[Problem]:
    """A claim names a heading.

    Triggered when: a claim names a clause that bears no requirement of its own.

    To fix this: name the clauses below it that the text really answers.

    Rationale: a claim on a heading counts for none of its children, or one line would cover a chapter.
    """
    for claim, ref in _existing(snapshot):
        catalog = snapshot.library.catalogs[ref.framework]
        clause = catalog.clauses[ref.clause]
        if not clause.requirements and claim.counts:
            below = [child.id for child in catalog.children.get(clause.id, ())]
            yield Problem(
                place=claim.locate(),
                message=f"{ref.clause} ({clause.label}) is a heading and bears no requirement",
                hint=f"name what the text answers: {', '.join(below)}" if below else "delete it",
                document=claim.holder.name,
                clause=str(ref),
            )


@rule("SMS309", "kitchen-sink", _WARNING)
def kitchen_sink(snapshot: Snapshot) -> Iterator[Problem]:
    """A document lists many clauses and answers them nowhere.

    Triggered when: a document claims more than three clauses of a framework in its front matter, and for some
    of them no section claims the clause and nothing it provides belongs to it.

    To fix this: put `<!-- clauses: ... -->` under the headings that answer them, and delete the rest.

    Rationale: a list of numbers is not evidence; an auditor wants the section.
    """
    listed: dict[str, list[ClauseCoverage]] = {}
    for framework in build_coverage(snapshot):
        for clause in framework.clauses.values():
            for carrier in clause.carriers:
                if any(doubt.kind == "link-only" for doubt in carrier.doubts):
                    listed.setdefault(carrier.path, []).append(clause)
    for document in snapshot.documents:
        if found := listed.get(document.path):
            numbers = ", ".join(clause.ref.clause for clause in found)
            yield Problem(
                place=document.places.of_key("clauses"),
                message=f"it lists more than {LINK_ONLY_ABOVE} clauses, and no section answers {numbers}",
                hint="claim them in the sections that answer them",
                document=document.name,
            )


@rule("SMS311", "forbidden-exclusion", _ERROR)
def forbidden_exclusion(snapshot: Snapshot) -> Iterator[Problem]:
    """A clause is excluded that may not be.

    Triggered when: the scope register excludes a clause of a framework that allows no exclusion (ISO/IEC
    20000-1), a clause outside the annex of one that allows only that (ISO/IEC 27001), a heading, or a clause
    of a framework that is not in scope.

    To fix this: delete the exclusion, and answer the clause.

    Rationale: ISO/IEC 20000-1 lets nobody leave out a requirement of clauses 4 to 10 and claim conformity.
    """
    catalogs = {catalog.id: catalog for catalog in snapshot.catalogs}
    for register, index, ref in find_exclusion_refs(snapshot):
        catalog = catalogs.get(ref.framework)
        clause = catalog.clauses.get(ref.clause) if catalog else None
        if catalog is None:
            message, hint = f"{ref.framework} is not in scope, so nothing of it can be excluded", "delete it"
        elif clause is None:
            continue
        elif not clause.requirements:
            below = ", ".join(child.id for child in catalog.children.get(clause.id, ()))
            message, hint = (
                f"{clause.id} is a heading, and excluding it excludes nothing",
                f"name {below} one by one",
            )
        elif not catalog.allows_exclusion(clause):
            message, hint = (
                f"{catalog.name} does not allow excluding {clause.id}",
                "delete it, and answer the clause",
            )
        else:
            continue
        yield Problem(
            place=register.places.of("exclusions", index, "clause"),
            message=message,
            hint=hint,
            document=register.name,
        )


@rule("SMS312", "claimed-although-excluded", _WARNING)
def claimed_although_excluded(snapshot: Snapshot) -> Iterator[Problem]:
    """A clause is excluded, and claimed all the same.

    Triggered when: the scope register excludes a clause that a document, register or record claims.

    To fix this: delete the exclusion or the claim.

    Rationale: an exclusion says that the clause does not apply; both cannot be true.
    """
    for framework in build_coverage(snapshot):
        for clause in framework.clauses.values():
            if clause.status is Status.EXCLUDED and clause.carriers:
                carrier = clause.carriers[0]
                yield Problem(
                    place=locate_claim(snapshot, clause.ref, carrier.path),
                    message=f"it claims {clause.ref.clause}, which the scope register excludes",
                    hint="delete the exclusion or the claim",
                    document=carrier.name,
                    clause=str(clause.ref),
                )
