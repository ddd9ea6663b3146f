"""What differs in a revision, under the names that authors use for their fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smsdocs.model.history import Revision
    from smsdocs.model.settings import Settings


def tell_by_own_names(revision: Revision, settings: Settings) -> tuple[str, ...]:
    """Return what differs from the revision before; a field is named as the setting `fields` has it.

    Registers have no names of their own.
    """
    if not settings.fields or revision.change.path.startswith(f"{settings.registers}/"):
        return revision.changes
    return tuple(_rename(change, settings) for change in revision.changes)


def _rename(change: str, settings: Settings) -> str:
    name, colon, what = change.partition(":")
    return f"{settings.fields.get(name, name)}{colon}{what}" if colon else change
