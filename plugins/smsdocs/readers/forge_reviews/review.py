"""An approval on a forge, and what an export holds of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from smsdocs.model.approval import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One approval of a pull or merge request that its reviewer did not take back.

    Attributes:
        request: which one, as people name it.
        author: login of who opened it; empty where the export does not say.
        at: when; None where the export does not say.
        commits: what the approval covers.
        later: commits of the request that came after the approval.
    """

    source: Source
    request: str
    author: str
    login: str
    bot: bool
    at: datetime | None
    commits: tuple[str, ...]
    later: int = 0
    url: str = ""


@dataclass(slots=True, kw_only=True)
class Export:
    """What one or several files hold.

    Attributes:
        skipped: what was left out, and why.
    """

    reviews: list[Review] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def drop_repeats(*oids: str) -> tuple[str, ...]:
    """Return object ids in their order, each once, without empty ones."""
    return tuple(dict.fromkeys(oid for oid in oids if oid))
