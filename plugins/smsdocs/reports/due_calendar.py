"""What is due as a calendar (RFC 5545): whole days, which any calendar program can subscribe to."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from smsdocs.reports.dues import KINDS, group_dues
from smsdocs.reports.words import encodable, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smsdocs.analysis.management.due import Due
    from smsdocs.model.snapshot import Snapshot

_DAYS_BEFORE = 1


def render_calendar(snapshot: Snapshot, dues: Sequence[Due]) -> bytes:
    """Return a calendar with one event per due: the same snapshot gives the same bytes.

    An event keeps its UID when only its day moves, so that calendars move it and do not show it twice; its stamp is
    the day the tree was judged by, for nobody asks the clock here.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//smsdocs//smsdocs//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _clean(f"{snapshot.settings.organisation or 'SMS'}: what is due"))
    stamp = datetime.combine(snapshot.today, time(), UTC)
    for desk in group_dues(dues, snapshot):
        for one in desk.dues:
            calendar.add_component(_build_event(one, desk.title or "no owner", stamp))
    return bytes(calendar.to_ical())


def _build_event(one: Due, owner: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{_name(one)}@smsdocs")
    event.add("dtstamp", stamp)
    event.add("dtstart", one.day)
    if one.day < one.day.max:
        event.add("dtend", one.day + timedelta(days=_DAYS_BEFORE))
    event.add("summary", _clean(f"{KINDS[one.kind]}: {one.title}"))
    person = f", {one.person}" if one.person else ""
    event.add("description", _clean(f"{owner}{person}; {one.row or one.holder_name}, {one.holder_path}"))
    event.add("categories", [KINDS[one.kind]])
    event.add("transp", "TRANSPARENT")
    return event


def _name(one: Due) -> str:
    """Return what makes a due the same due when its day moves."""
    parts = (one.kind, one.holder_name, one.row, one.person, one.title)
    return hashlib.sha256("\n".join(map(encodable, parts)).encode()).hexdigest()[:32]


def _clean(text: str) -> str:
    return plain(encodable(" ".join(text.split())))
