"""Spans of time as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from smsdocs.model.duration import Duration, parse_duration


@pytest.mark.parametrize(
    ("text", "months", "days"),
    [
        ("P12M", 12, 0), ("P1Y", 12, 0), ("P1Y6M", 18, 0), ("P30D", 0, 30), ("P2W", 0, 14), ("p1y2m3w4d", 14, 25),
        ("12 months", 12, 0), ("1 month", 1, 0), ("2 years", 24, 0), ("6 weeks", 0, 42), ("90 days", 0, 90),
        ("  Annual ", 12, 0), ("quarterly", 3, 0), ("half-yearly", 6, 0), ("biennial", 24, 0), ("1  YEAR", 12, 0),
    ],
)  # fmt: skip
def test_a_span_is_read_as_people_write_it(text: str, months: int, days: int) -> None:
    """ISO 8601, words and names mean the same."""
    assert parse_duration(text) == Duration(months, days)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "PT1H",
        "P0D",
        "0 months",
        "P1.5Y",
        "-P1Y",
        "soon",
        "12",
        "12 moons",
        "P1Y ago",
        "P٣M",
        "1e3 days",
    ],
)
def test_what_is_no_span_of_time_is_none(text: str) -> None:
    """A span of nothing would make every document overdue at once."""
    assert parse_duration(text) is None


@pytest.mark.parametrize(
    ("day", "text", "after"),
    [
        ("2024-02-29", "P1Y", "2025-02-28"), ("2026-01-31", "P1M", "2026-02-28"), ("2026-08-31", "P6M", "2027-02-28"),
        ("2025-12-31", "P1D", "2026-01-01"), ("2026-01-30", "P1M1D", "2026-03-01"), ("2026-12-01", "P1M", "2027-01-01"),
    ],
)  # fmt: skip
def test_month_ends_and_leap_days_come_out_right(day: str, text: str, after: str) -> None:
    """The 31st becomes the last day of a shorter month; months count before days."""
    span = parse_duration(text)
    assert span is not None
    assert span.after(date.fromisoformat(day)) == date.fromisoformat(after)


@pytest.mark.parametrize("text", ["P999Y", "P99999D", "P9999M"])
def test_a_span_past_the_calendar_is_an_overflow(text: str) -> None:
    """Callers know what to make of it; nobody gets a date that is wrong."""
    span = parse_duration(text)
    assert span is not None
    with pytest.raises(OverflowError):
        span.after(date(9990, 1, 1))
