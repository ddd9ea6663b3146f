"""What is late beside reviews of documents and actions: milestones, measurements, trainings, reviews of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smsdocs.analysis.management.due import find_dues
from smsdocs.reports.dues import KINDS
from smsdocs.reports.site.words import Word

if TYPE_CHECKING:
    from smsdocs.analysis.management.due import Due
    from smsdocs.model.register import Holder
    from smsdocs.reports.site.desk import Desk

_ELSEWHERE = frozenset({"review", "action", "promise"})
"""Kinds that have a list of their own: reviews of documents, and the board of actions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Something whose day has passed: what, and the register or record that asks for it."""

    due: Due
    word: Word
    holder: Holder


def find_late(desk: Desk) -> list[Late]:
    """Return what is late and stands on no list of its own, the latest first."""
    return [
        Late(due=one, word=Word("✘", f"{KINDS[one.kind]} late", "bad"), holder=holder)
        for one in find_dues(desk.snapshot)
        if one.day < desk.today and one.kind not in _ELSEWHERE
        if (holder := desk.holders.get(one.holder_path)) is not None
    ]
