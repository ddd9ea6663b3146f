"""SMS1xx: files, front matter and schema. Readers find these faults; here they get their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsdocs.analysis.entries import find_entries
from smsdocs.analysis.known_kinds import RECORDS, REGISTERS, find_meant_record, find_meant_register
from smsdocs.analysis.nearest import find_nearest, suggest
from smsdocs.checks.mentions import quote
from smsdocs.checks.rule import from_faults, rule
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.place import Place
from smsdocs.model.table import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_SLIP = 0.85
"""Likeness from which a kind is another one misspelt."""


@rule("SMS101", "missing-front-matter", _ERROR)
def missing_front_matter(snapshot: Snapshot) -> Iterator[Problem]:
    """A controlled document has no front matter.

    Triggered when: a page lies in a folder that the setting `documents` names, or a record lies in the
    records folder, and its first line is not `---`.

    To fix this: begin the file with a line `---`, then its fields (`id: POL-EXAMPLE`, `title: Example policy`,
    `type: policy`, `status: draft`, `version: "0.1"`, `owner: sms-manager`), then a line `---`. If the page is
    no controlled document, move it out of the folder or narrow the setting.

    Rationale: without identification nobody knows which document this is, whose it is and whether it is in
    force (ISO/IEC 20000-1, 7.5.2).
    """
    return from_faults(snapshot, "missing-front-matter")


@rule("SMS102", "unclosed-front-matter", _ERROR)
def unclosed_front_matter(snapshot: Snapshot) -> Iterator[Problem]:
    """The front matter is never closed.

    Triggered when: the first line is `---`, a field follows, and no later line is `---`.

    To fix this: write `---` on a line of its own after the last field.

    Rationale: MkDocs takes such a file for plain text and publishes its fields as prose, without a word.
    """
    return from_faults(snapshot, "unclosed-front-matter")


@rule("SMS103", "misplaced-front-matter", _ERROR)
def misplaced_front_matter(snapshot: Snapshot) -> Iterator[Problem]:
    """The front matter stands where nothing reads it.

    Triggered when: `---` and fields follow a blank line or a comment, stand inside a comment, or lack their
    opening `---`.

    To fix this: make `---` the very first line of the file.

    Rationale: neither MkDocs nor a forge looks for front matter anywhere else, so the document would be
    published without its identity.
    """
    return from_faults(snapshot, "misplaced-front-matter")


@rule("SMS104", "broken-yaml", _ERROR)
def broken_yaml(snapshot: Snapshot) -> Iterator[Problem]:
    """The YAML cannot be read.

    Triggered when: front matter or a register breaks the grammar of YAML: a line that is indented otherwise than
    those it belongs with, a hyphen without a blank after it (`-id: x`), a tab in the indentation, a quote or bracket
    that is never closed, `: ` inside an unquoted value, a control character.

    To fix this: mend the line that is named; begin all fields of one document, and all of one row, in the same
    column; put values that hold `: `, `#`, `{`, `[`, `*` or `&` in quotes.

    Rationale: MkDocs swallows such an error and publishes the page with its fields as text.
    """
    return from_faults(snapshot, "broken-yaml")


@rule("SMS105", "duplicate-key", _ERROR)
def duplicate_key(snapshot: Snapshot) -> Iterator[Problem]:
    """A key stands twice in one mapping.

    Triggered when: front matter or a register holds the same key twice at the same level.

    To fix this: keep one of them.

    Rationale: YAML readers keep one silently, and not all keep the same: two people see two owners.
    """
    return from_faults(snapshot, "duplicate-key")


@rule("SMS106", "refused-yaml", _ERROR)
def refused_yaml(snapshot: Snapshot) -> Iterator[Problem]:
    """The YAML uses what a document has no need of.

    Triggered when: front matter or a register uses anchors and aliases, tags (`!!python/...`), merge keys,
    more than 20 levels, or more text than a human would write (64 KiB of front matter).

    To fix this: write the values out, as plain text, lists and mappings.

    Rationale: a pull request may come from anybody, and 300 bytes of nested aliases expand to gigabytes.
    """
    return from_faults(snapshot, "refused-yaml")


@rule("SMS107", "unquoted-value", _ERROR)
def unquoted_value(snapshot: Snapshot) -> Iterator[Problem]:
    """YAML reads an unquoted value as something else than was written.

    Triggered when: text is wanted and YAML 1.1 makes a number, true, false or nothing of it: `8.10` becomes
    8.1, `version: 1.10` becomes 1.1, `owner: no` becomes false, `12:30` becomes 750. Or the quotes around a value
    are typographic, as word processors make them: YAML takes those of `“0.1”` for a part of the value.

    To fix this: put the value in straight quotes: "8.10", "1.10", "no". Typographic ones that are meant stand in
    straight ones.

    Rationale: clause 8.10 and clause 8.1 are different clauses; guessing which was meant would be a lie.
    """
    return from_faults(snapshot, "unquoted-value")


@rule("SMS108", "impossible-date", _ERROR)
def impossible_date(snapshot: Snapshot) -> Iterator[Problem]:
    """A date is no day of the calendar, or not written as one.

    Triggered when: a date field, or the column `date` of a table of records, holds a day that does not exist
    (2026-02-30), or is not written YYYY-MM-DD (2026-1-20, 20.01.2026).

    To fix this: write the day as YYYY-MM-DD.

    Rationale: PyYAML stops with an error on the first kind and silently makes text of the second; reviews
    and approvals rest on these dates.
    """
    return from_faults(snapshot, "impossible-date")


@rule("SMS109", "missing-field", _ERROR)
def missing_field(snapshot: Snapshot) -> Iterator[Problem]:
    """A field that the type requires is missing.

    Triggered when: the JSON Schema of the type requires the field and the front matter, or the row of a
    register, does not have it. All missing fields of one mapping are one finding.

    To fix this: add the fields, one a line: `title: Incident management`. The reference says what each field of
    front matter and registers holds. `fields:` in the settings maps your own names to ours.

    Rationale: identification, ownership and approval make a document controlled (ISO/IEC 20000-1, 7.5.2).
    """
    return from_faults(snapshot, "missing-field")


@rule("SMS110", "unknown-field", _WARNING)
def unknown_field(snapshot: Snapshot) -> Iterator[Problem]:
    """A field is none that the type knows.

    Triggered when: the front matter or a row holds a key that its JSON Schema does not name.

    To fix this: mend the spelling, delete the key, or add it to the type in your own schema/documents/.

    Rationale: a misspelt field is a field that nobody reads.
    """
    return from_faults(snapshot, "unknown-field")


@rule("SMS111", "invalid-value", _ERROR)
def invalid_value(snapshot: Snapshot) -> Iterator[Problem]:
    """A value does not fit its field.

    Triggered when: the JSON Schema of the type wants another kind of value, another form, or one of a list.

    To fix this: give what the hint names.

    Rationale: what checks, pages and reports rest on must mean the same to everybody.
    """
    return from_faults(snapshot, "invalid-value")


@rule("SMS112", "unknown-type", _ERROR)
def unknown_type(snapshot: Snapshot) -> Iterator[Problem]:
    """A document has a type that no schema describes.

    Triggered when: there is no schema/documents/TYPE.json, neither packaged nor in the tree.

    To fix this: use one of the types there are, or describe yours: a schema that refers to document.json.

    Rationale: the type decides which fields a document must have.
    """
    return from_faults(snapshot, "unknown-type")


@rule("SMS742", "misspelt-kind", _WARNING)
def misspelt_kind(snapshot: Snapshot) -> Iterator[Problem]:
    """A register or a folder of records is of a kind that is almost one the rules know.

    Triggered when: the `kind` of a register (the name of its file where it says none), a folder of the records
    folder, or an entry of `kinds` in the retention register is spelt almost like a kind that has rules and fields,
    such as `risk` for `risks` or `audits` for `audit`. Other kinds are your own, and nothing is said of them.

    To fix this: use the kind that the hint names. If it really is one of your own, give it a schema with its name in
    schema/registers/ or schema/records/.

    Rationale: of a kind that nobody knows no rule and no page speaks, and its author believes that they do.
    """
    for register in snapshot.registers:
        if meant := find_meant_register(snapshot, register.kind):
            named = "kind" in register.fields
            yield Problem(
                place=register.places.of("kind") if named else Place(register.path),
                message=f"no rule knows a register of kind `{quote(register.kind)}`",
                hint=f"write `kind: {meant}`"
                if named
                else f"call the file {meant}.yml, or write `kind: {meant}`",
                document=register.name,
            )
    first = {record.kind: record.path for record in reversed(snapshot.records)}
    for kind, path in sorted(first.items()):
        if meant := find_meant_record(snapshot, kind):
            yield Problem(
                place=Place(path),
                message=f"no rule knows records of kind `{quote(kind)}`",
                hint=f"call the folder {meant}",
                document=None,
            )
    yield from _find_misspelt_retentions(snapshot)


def _find_misspelt_retentions(snapshot: Snapshot) -> Iterator[Problem]:
    used = {one.kind for one in snapshot.registers} | {one.kind for one in snapshot.records}
    known = {*REGISTERS, *RECORDS, *COLUMNS}
    for register in snapshot.registers:
        for row in register.rows if register.kind == "retention" else ():
            for key, kind in find_entries(row.fields, "kinds"):
                meant = find_nearest(kind, known, likeness=_SLIP) if kind not in known | used else None
                if meant:
                    yield Problem(
                        place=register.places.of("rows", row.index, *key),
                        message=f"there are no records or registers of kind `{quote(kind)}`",
                        hint=f"did you mean `{meant}`?",
                        document=register.name,
                    )


@rule("SMS113", "conflict-marker", _ERROR)
def conflict_marker(snapshot: Snapshot) -> Iterator[Problem]:
    """A merge was left unfinished.

    Triggered when: a line begins with seven `<` or `>` outside code, or the front matter holds such marks.

    To fix this: choose one side, or combine both, and delete the marks.

    Rationale: the document says two things at once, and neither was approved.
    """
    return from_faults(snapshot, "conflict-marker")


@rule("SMS114", "unreadable-file", _ERROR)
def unreadable_file(snapshot: Snapshot) -> Iterator[Problem]:
    """A file cannot be read as text.

    Triggered when: the bytes are no UTF-8, hold a NUL, the file is larger than 2 MB, or it is a symbolic
    link.

    To fix this: save the text as UTF-8; store pictures and data beside the document, not in it.

    Rationale: what cannot be read cannot be reviewed. Symbolic links are not followed because a pull request
    may point one at any file of the machine that builds the site.
    """
    return from_faults(snapshot, "unreadable-file")


@rule("SMS115", "byte-order-mark", _WARNING)
def byte_order_mark(snapshot: Snapshot) -> Iterator[Problem]:
    """An invisible mark stands before the text.

    Triggered when: the file begins with the bytes EF BB BF.

    To fix this: save the file as "UTF-8" instead of "UTF-8 with BOM".

    Rationale: some tools do not see the `---` behind it, so the document loses its front matter there.
    """
    return from_faults(snapshot, "byte-order-mark")


@rule("SMS116", "windows-line-endings", _INFO)
def windows_line_endings(snapshot: Snapshot) -> Iterator[Problem]:
    """Lines end with CR LF.

    Triggered when: a page or register holds a carriage return, and git stores it so. Where git makes LF of it
    (`* text=auto`, `core.autocrlf`), only the files at hand have one.

    To fix this: let git normalise them: `* text=auto` in .gitattributes, then `git add --renormalize .`.

    Rationale: the first editor that saves with LF changes every line, and the history shows a rewrite that
    nobody made.
    """
    return from_faults(snapshot, "windows-line-endings")


@rule("SMS117", "swallowed-lines", _WARNING)
def swallowed_lines(snapshot: Snapshot) -> Iterator[Problem]:
    """The first lines of a page would vanish from the site.

    Triggered when: a page without front matter begins with `Key: value` lines.

    To fix this: put a blank line or a heading before them, or make them front matter.

    Rationale: MkDocs takes such lines for metadata and drops them from the page, without a word.
    """
    return from_faults(snapshot, "swallowed-lines")


@rule("SMS118", "misplaced-clauses", _WARNING)
def misplaced_clauses(snapshot: Snapshot) -> Iterator[Problem]:
    """A comment claims clauses for no section.

    Triggered when: `<!-- clauses: ... -->` stands before the first heading.

    To fix this: put it under the heading of the section that answers the clauses, or name the clauses in the
    front matter.

    Rationale: such a claim would count for nothing, and its author would believe that it does.
    """
    return from_faults(snapshot, "misplaced-clauses")


@rule("SMS119", "unclosed-comment", _WARNING)
def unclosed_comment(snapshot: Snapshot) -> Iterator[Problem]:
    """A comment is never closed.

    Triggered when: `<!--` has no `-->` after it.

    To fix this: write `-->` where the comment ends.

    Rationale: everything after it vanishes from the page.
    """
    return from_faults(snapshot, "unclosed-comment")


@rule("SMS120", "unknown-classification", _ERROR)
def unknown_classification(snapshot: Snapshot) -> Iterator[Problem]:
    """A document has a classification that the settings do not list.

    Triggered when: `classification` is none of the setting `classifications`.

    To fix this: use one of the list, or add yours to the setting.

    Rationale: who may read a document must not depend on a spelling.
    """
    known = snapshot.settings.classifications
    for one in snapshot.holders:
        level = one.head.classification
        if level and level not in known:
            yield Problem(
                place=one.places.of("classification"),
                message=f"`{level}` is no classification",
                hint=suggest(level, known, f"one of: {', '.join(known)}"),
                document=one.name,
            )


@rule("SMS121", "early-effect", _ERROR)
def early_effect(snapshot: Snapshot) -> Iterator[Problem]:
    """A document takes effect before it was approved.

    Triggered when: `effective_from` is before `approved_on`.

    To fix this: mend the date that is wrong.

    Rationale: nothing is in force that nobody has approved (ISO/IEC 20000-1, 7.5.2).
    """
    for document in snapshot.documents:
        approved, effective = document.head.approved_on, document.head.effective_from
        if approved and effective and effective < approved:
            yield Problem(
                place=document.places.of("effective_from"),
                message=f"it takes effect on {effective}, but was approved on {approved}",
                hint=f"give {approved} or a later day",
                document=document.name,
            )


@rule("SMS122", "nested-repository", _WARNING)
def nested_repository(snapshot: Snapshot) -> Iterator[Problem]:
    """Another repository lies in a folder of documents.

    Triggered when: a submodule, or a repository that was cloned into this one, lies below a folder of documents,
    registers or records.

    To fix this: give it settings of its own and check it by itself; or bring its files into this repository. If it
    holds no documents, move it elsewhere, or waive this.

    Rationale: this repository holds the name of a commit of the other, and none of its texts: nothing in it is read,
    and its documents would be missing without a word.
    """
    return from_faults(snapshot, "nested-repository")
