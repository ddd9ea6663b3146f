"""The one Jinja environment: everything a template prints is escaped, and stays on its line.

A line break inside a value could begin a Markdown block in the middle of a table, so it becomes a space.
Characters that nobody sees go: some of them turn round the line they stand in.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from smsdocs.reports.site import addresses, words
from smsdocs.reports.site.untrusted import fit

if TYPE_CHECKING:
    from collections.abc import Iterable


def render(name: str, /, **values: object) -> str:
    """Return the text of a template."""
    return _environment().get_template(name).render(values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("smsdocs.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_keep_on_line,
        auto_reload=False,
    )
    environment.globals.update(
        words=words,
        prose=render_prose,
        marks=render_marks,
        clause_page=addresses.clause_page,
        rule_page=addresses.rule_page,
        role_page=addresses.role_page,
        framework_anchor=addresses.framework_anchor,
        places={name: getattr(addresses, name) for name in addresses.__dict__ if name.isupper()},
    )
    return environment


def render_prose(text: str) -> Markup:
    """Return words of ours as sentences: what stands in backticks as code, and a capital letter first."""
    shown = _show_code(text.split("`"))
    return Markup(shown[:1].upper() + shown[1:])  # noqa: S704  # each part was escaped


def render_marks(text: str) -> Markup:
    """Return the words of a finding: what stands in backticks as code, and arrows as arrows. They may quote anybody."""
    parts = fit(text).replace(" -> ", " → ").split("`")
    if len(parts) % 2 == 0:  # one that nothing closes is a letter
        parts[-2:] = ["`".join(parts[-2:])]
    return Markup(_show_code(parts))  # noqa: S704  # each part was escaped


def _show_code(parts: Iterable[str]) -> str:
    """Return parts of a text as HTML, each second one as code."""
    return "".join(
        f"<code>{escape(part)}</code>" if number % 2 else str(escape(part))
        for number, part in enumerate(parts)
    )


def _keep_on_line(value: object) -> object:
    if type(value) is str:  # nearly all there is
        return value if value.isprintable() else fit(value)
    if value is None:
        return ""
    return value if isinstance(value, Markup | str) else str(value)
