"""Spans of calendar time as people write them: P12M, 6 months, annual."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_ISO = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?", re.ASCII)
_WORDS = re.compile(r"(\d{1,5})\s+(day|week|month|year)s?", re.ASCII)
_NAMES = {
    "daily": "P1D", "weekly": "P1W", "monthly": "P1M", "quarterly": "P3M", "half-yearly": "P6M",
    "annual": "P12M", "annually": "P12M", "yearly": "P12M", "biennial": "P24M",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Duration:
    """A span of months and days; months first, so that month ends come out right."""

    months: int
    days: int

    def after(self, day: date) -> date:
        """Return the day this long after `day`; the 31st becomes the last of a shorter month.

        Raises:
            OverflowError: the day lies past the year 9999.
        """
        count = day.year * 12 + day.month - 1 + self.months
        year, month = divmod(count, 12)
        if year > date.max.year:
            message = f"{self} after {day} lies past the calendar"
            raise OverflowError(message)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) + timedelta(days=self.days)


def add_duration(day: date, span: Duration) -> date:
    """Return the day that long after `day`, or the last day of the calendar where it has no such day."""
    try:
        return span.after(day)
    except OverflowError:
        return date.max


def parse_duration(text: str) -> Duration | None:
    """Parse `P1Y2M3D`, `12 months`, `1 year` or `annual`; None where it is none of these or empty of time."""
    words = " ".join(text.strip().lower().split())
    words = _NAMES.get(words, words)
    if found := _WORDS.fullmatch(words):
        count, unit = int(found[1]), found[2]
        months = count * {"month": 1, "year": 12}.get(unit, 0)
        days = count * {"day": 1, "week": 7}.get(unit, 0)
    elif (found := _ISO.fullmatch(words.upper())) and any(found.groups()):
        years, month, weeks, day = (int(group or 0) for group in found.groups())
        months, days = years * 12 + month, weeks * 7 + day
    else:
        return None
    return Duration(months, days) if months or days else None
