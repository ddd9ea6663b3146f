"""SMS801 to SMS809: live data in pages asks for what there is, and for nothing else. Nothing is run to find out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smsdocs.analysis.macros.code import hide_code, may_hold_macros
from smsdocs.analysis.macros.functions import FUNCTIONS, Wants
from smsdocs.analysis.macros.judgement import judge_use
from smsdocs.analysis.macros.targets import (
    FINDERS,
    Found,
    Miss,
    find_field,
    find_holder,
    find_register,
    find_too_open,
    show_fields,
)
from smsdocs.analysis.macros.walk import find_named, find_row_fields, find_uses, match_arguments
from smsdocs.analysis.nearest import suggest
from smsdocs.checks.rule import from_faults, rule
from smsdocs.model import macro
from smsdocs.model.document import Document
from smsdocs.model.finding import Problem, Severity
from smsdocs.model.place import Place
from smsdocs.model.register import Record, Register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsdocs.model.macro import Call, Literal, Part, Template
    from smsdocs.model.register import Page
    from smsdocs.model.snapshot import Snapshot

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_FUNCTION_LIKE = re.compile(r"\{\{-?\s*(" + "|".join(FUNCTIONS) + r")\(")
_BRACES = re.compile(r"\{\{|\{%")
_SHOWING = {Wants.VALUE, Wants.REGISTER}


@rule("SMS801", "unsafe-macro", _ERROR)
def unsafe_macro(snapshot: Snapshot) -> Iterator[Problem]:
    """A page reaches for Python, the disk, the environment or the configuration.

    Triggered when: braces in a page that runs macros hold a name with a leading underscore, a method, a name such
    as `config`, `self` or `cycler`, a filter such as `attr` or `format`, or `include`, `import` or `extends`.

    To fix this: use the functions for live data. Braces that only show something stand in backticks, in a code
    block, or between `{% raw %}` and `{% endraw %}`.

    Rationale: pages come by pull request, from anybody. Text that can run programs can read what the machine knows
    and change what the site says. None of it runs: the site is not built.
    """
    return from_faults(snapshot, "unsafe-macro")


@rule("SMS802", "broken-macro", _ERROR)
def broken_macro(snapshot: Snapshot) -> Iterator[Problem]:
    """Braces in a page cannot be read, or hold a part of Jinja that pages do not have.

    Triggered when: a page that runs macros holds `{{`, `{%` or `{#` outside code, and what follows is not closed,
    is no Jinja, or is none of `if`, `for`, `set`, `raw` and an expression.

    To fix this: close the braces, or put them in backticks or between `{% raw %}` and `{% endraw %}`.

    Rationale: nobody can say what half a sentence means, so the site is not built.
    """
    return from_faults(snapshot, "broken-macro")


@rule("SMS803", "costly-macro", _ERROR)
def costly_macro(snapshot: Snapshot) -> Iterator[Problem]:
    """A page asks for work without an end.

    Triggered when: a page that runs macros defines macros of its own, counts with `range`, raises to a power, nests
    more than three loops, or holds more than anybody would write.

    To fix this: loop over the rows of a register. Keep numbers in registers instead of working them out.

    Rationale: one page must not hold up the site. What cannot be needed is refused before it runs; what is left
    is counted while it runs.
    """
    return from_faults(snapshot, "costly-macro")


@rule("SMS804", "unknown-macro", _ERROR)
def unknown_macro(snapshot: Snapshot) -> Iterator[Problem]:
    """A page uses a function, variable, filter or test that does not exist, or hands over what does not fit.

    Triggered when: in a page that runs macros a name is none of those there are and nothing gave it a value, or a
    function or filter is given too many or too few arguments, or one it does not know.

    To fix this: use the nearest name, which the message gives.

    Rationale: an empty place in a procedure reads as if nothing were meant to stand there. So the site is not
    built.
    """
    for page, template in _find_running(snapshot):
        for use in find_uses(template):
            found = judge_use(use)
            if found:
                place, message, hint = found
                yield Problem(place=place, message=message, hint=hint, document=page.name)


@rule("SMS805", "unknown-target", _ERROR)
def unknown_target(snapshot: Snapshot) -> Iterator[Problem]:
    """A macro names a document, clause, role, register or kind of record that does not exist.

    Triggered when: the text handed to a function such as `doc` or `clause` in a page that runs macros is the id of
    nothing there is. What is put together only when the page is built is judged then.

    To fix this: mend the name; the nearest one stands in the message.

    Rationale: a page that loses what it shows must not lose it without a word.
    """
    for page, call, wants, expression in _find_literals(snapshot):
        if wants is not Wants.VALUE:
            found = FINDERS[wants](snapshot, str(expression.value))
            if isinstance(found, Miss):
                yield _report_miss(page, expression.place, found)
        if call.name == "field":
            yield from _judge_field(snapshot, page, call)


def _judge_field(snapshot: Snapshot, page: Page, call: Call) -> Iterator[Problem]:
    given = match_arguments(call)
    name = given.get("name") if isinstance(given, dict) else None
    holder_id = given.get("id") if isinstance(given, dict) else None
    if isinstance(name, macro.Literal) and isinstance(holder_id, macro.Literal):
        holder = find_holder(snapshot, str(holder_id.value))
        found = find_field(holder, str(name.value)) if not isinstance(holder, Miss) else None
        if isinstance(found, Miss):
            yield _report_miss(page, name.place, found)


@rule("SMS806", "unknown-value", _ERROR)
def unknown_value(snapshot: Snapshot) -> Iterator[Problem]:
    """A macro names a value that no register holds.

    Triggered when: in a page that runs macros the address in `value("register.row.field")` leads to no register, row
    or field, or the field is empty; or a loop over the rows of a register asks for a field that no row has.

    To fix this: mend the address; the message says how far it leads and what is there.

    Rationale: a target or a telephone number that has moved must not leave a hole in the text that tells it.
    """
    for page, _, wants, expression in _find_literals(snapshot):
        if wants is Wants.VALUE:
            found = FINDERS[wants](snapshot, str(expression.value))
            if isinstance(found, Miss):
                yield _report_miss(page, expression.place, found)

    for page, template in _find_running(snapshot):
        for name, part in find_row_fields(template):
            missing = _find_missing(snapshot, name, part)
            if missing:
                yield Problem(place=part.place, message=missing[0], hint=missing[1], document=page.name)


def _find_missing(snapshot: Snapshot, name: str, part: Part) -> tuple[str, str] | None:
    register = find_register(snapshot, name)
    key = part.key.value if isinstance(part.key, macro.Literal) else None
    if isinstance(register, Miss) or not isinstance(key, str):
        return None
    known = {field for row in register.rows for field in show_fields(register, row)}
    if key in known or not known:
        return None
    hint = suggest(key, known, f"its fields: {', '.join(sorted(known))}")
    return f"no row of `{register.kind}` has a field `{key}`", hint


@rule("SMS807", "too-open-macro", _ERROR)
def too_open_macro(snapshot: Snapshot) -> Iterator[Problem]:
    """A page shows data to more people than may see it.

    Triggered when: by `value`, `rows`, `register` or `holders` a page shows a register, or by `field` the front
    matter of something, whose classification stands further down the list of `classifications` in the settings than
    that of the page. Where one of them has none, nothing is said.

    To fix this: link to the register instead, or give the page the classification of what it shows.

    Rationale: a public page that quotes a confidential register makes it public.
    """
    for page, call, wants, expression in _find_literals(snapshot):
        shown: object = None
        if wants in _SHOWING:
            shown = FINDERS[wants](snapshot, str(expression.value))
        elif call.name == "holders":
            shown = snapshot.register_of("people")
        elif call.name == "field":
            shown = FINDERS[wants](snapshot, str(expression.value))
        holder = shown.register if isinstance(shown, Found) else shown
        if isinstance(holder, Document | Register | Record):
            miss = find_too_open(snapshot, page.head.classification, holder)
            if miss:
                yield _report_miss(page, expression.place, miss)


@rule("SMS808", "macro-in-title", _WARNING)
def macro_in_title(snapshot: Snapshot) -> Iterator[Problem]:
    """A title holds braces that stay braces.

    Triggered when: in a tree whose pages run macros the `title` or `description` of the front matter, or the first
    heading of a page that has no other title, holds `{{` or `{%`.

    To fix this: write the title out.

    Rationale: a title stands in navigation, lists and search results, where nothing runs. A name that changes by
    itself is no name.
    """
    if snapshot.settings.macros is macro.MacroUse.NEVER:
        return
    for page in snapshot.markdown:
        for name, text in (("title", page.head.title), ("description", page.head.description)):
            if _BRACES.search(text):
                yield _stays(page, page.places.of(name), f"the {name}")
        if not page.head.title and _BRACES.search(page.title):
            heading = next((one for one in page.headings if one.level == 1), None)
            if heading is not None:
                yield _stays(page, Place(page.path, heading.line, 1), "the heading that names the page")


def _stays(page: Page, place: Place, what: str) -> Problem:
    message = f"{what} holds braces, and nothing runs there"
    return Problem(place=place, message=message, hint="write it out", document=page.name)


@rule("SMS809", "idle-macro", _INFO)
def idle_macro(snapshot: Snapshot) -> Iterator[Problem]:
    """A page calls a function for live data, and nothing runs it.

    Triggered when: a page that runs no macros holds one of our functions in braces, outside code: `mkdocs.yml` does
    not list the `macros` plugin, or the page says `render_macros: false`.

    To fix this: list `macros` under `plugins:` in `mkdocs.yml`, take `render_macros: false` away, or put the braces
    in backticks if they only show something.

    Rationale: readers see the braces instead of the data.
    """
    for page in snapshot.markdown:
        if (
            page.macros is None
            and may_hold_macros(page.body)
            and not snapshot.settings.macros.holds_for(page.fields)
        ):
            found = _FUNCTION_LIKE.search(hide_code(page.body))
            if found:
                before = page.body[: found.start()]
                line = page.body_line + before.count("\n")
                place = Place(page.path, line, len(before) - before.rfind("\n"))
                off = snapshot.settings.macros is macro.MacroUse.NEVER
                hint = "list `macros` under `plugins:` in mkdocs.yml" if off else "see its `render_macros`"
                yield Problem(
                    place=place,
                    message=f"`{found[1]}()` stays as it is: this page runs no macros",
                    hint=hint,
                    document=page.name,
                )


def _report_miss(page: Page, place: Place, miss: Miss) -> Problem:
    return Problem(place=place, message=miss.message, hint=miss.hint, document=page.name)


def _find_running(snapshot: Snapshot) -> Iterator[tuple[Page, Template]]:
    for page in snapshot.markdown:
        if page.macros is not None and page.macros.sound:
            yield page, page.macros


def _find_literals(snapshot: Snapshot) -> Iterator[tuple[Page, Call, Wants, Literal]]:
    """Yield what is handed over as a plain text, where the text must name something."""
    for page, template in _find_running(snapshot):
        for call, parameter, expression in find_named(template):
            if parameter.wants in FINDERS and isinstance(expression, macro.Literal):
                yield page, call, parameter.wants, expression
