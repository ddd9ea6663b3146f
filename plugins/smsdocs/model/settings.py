"""The settings: what the `smsdocs` entry of `mkdocs.yml` says, with its defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smsdocs.model.duration import Duration
from smsdocs.model.macro import MacroUse
from smsdocs.model.place import Place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from smsdocs.model.clause import FrameworkId
    from smsdocs.model.finding import Severity


DEFAULT_MATERIAL = (
    "owner",
    "approver",
    "classification",
    "effective_from",
    "clauses",
    "provides",
    "implements",
    "roles",
    "services",
    "interfaces",
    "kpis",
    "records",
)
"""Fields of front matter whose change is material unless the settings say otherwise (evidence: kinds of revision)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A reasoned exception with an end.

    Attributes:
        rule: code of the rule.
        document: id or path; empty for any.
        clause: a clause as the settings write it; empty for any.
        until: the last day on which it holds.
    """

    rule: str
    document: str
    clause: str
    reason: str
    until: date
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The default review interval, the due-soon window, and the tolerance for back-dated reviews."""

    interval: Duration = Duration(12, 0)
    warn: Duration = Duration(0, 30)
    tolerance: Duration = Duration(0, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forge:
    """URL templates of the git host; `{path}` and `{commit}` are filled in. Empty where not set."""

    view: str = ""
    edit: str = ""
    commit: str = ""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything a tree decides about how it is read and judged (design: settings).

    Attributes:
        path: the file that holds them.
        sources: that file and those it inherits from.
        entry: where the `smsdocs` entry stands; None where there is none and defaults hold.
        documents: folders searched for controlled documents.
        docs_dir: the folder MkDocs builds from.
        loaded: files below it that every page loads, by `extra_css` and `extra_javascript`.
        code: files and folders of the repository that run on the site or while it is built, or stand on every page:
            those, the theme's `custom_dir`, hooks, and what snippets append.
        fields: canonical field name to the organisation's own.
        frameworks: editions in scope as the settings write them, the default first.
        scope: the same, resolved to editions there are.
        material: fields of front matter, by canonical name, whose change is material.
        periods: item of documented information to how long its evidence counts.
        severity: rule code to severity; None switches the rule off.
        macros: whose pages run macros, by the entry of that plugin.
        extensions: names of the Markdown extensions that the site lists.
        plugins: names of the plugins that the site lists.
    """

    path: str = "mkdocs.yml"
    sources: tuple[str, ...] = ("mkdocs.yml",)
    entry: Place | None = None
    site_name: str = ""
    docs_dir: str = "docs"
    site_dir: str = "site"
    loaded: frozenset[str] = frozenset()
    code: tuple[str, ...] = ()
    documents: tuple[str, ...] = ("policies", "processes", "docs")
    suffixes: tuple[str, ...] = (".md",)
    fields: Mapping[str, str] = field(default_factory=dict)
    frameworks: tuple[str, ...] = ("iso20000-1@2018",)
    scope: tuple[FrameworkId, ...] = ()
    registers: str = "docs/registers"
    records: str = "docs/records"
    schema: str = "schema"
    review: Review = Review()
    material: tuple[str, ...] = DEFAULT_MATERIAL
    period: Duration = Duration(12, 0)
    periods: Mapping[str, Duration] = field(default_factory=dict)
    classifications: tuple[str, ...] = ("public", "internal", "confidential", "restricted")
    branch: str = ""
    timezone: str = "UTC"
    severity: Mapping[str, Severity | None] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    baseline: str = "smsdocs-baseline.json"
    organisation: str = ""
    forge: Forge = Forge()
    feedback: str = ""
    macros: MacroUse = MacroUse.NEVER
    extensions: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)

    def place_of(self, name: str) -> Place:
        """Return where the setting `name` stands; the file where it holds its default."""
        return self.places.get(name, self.entry or Place(self.path))
