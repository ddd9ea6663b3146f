"""Days as authors write them: YYYY-MM-DD and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

_LENGTH = len("2026-03-02")


def parse_date(value: object) -> date | None:
    """Return the day a value writes as YYYY-MM-DD, else None."""
    if not isinstance(value, str) or len(value) != _LENGTH:  # YYYY-MM-DD
        return None
    try:
        return date.fromisoformat(value) if value[4] == value[7] == "-" else None
    except ValueError:
        return None


def shift_day(day: date, span: timedelta) -> date:
    """Return the day that long after `day`, or before it; the end of the calendar where it has no such day."""
    try:
        return day + span
    except OverflowError:
        return date.max if span > timedelta(0) else date.min
