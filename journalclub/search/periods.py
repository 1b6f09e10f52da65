"""Dates as people write them in a query: 2025, 2025-05, 2025-05-19, and spans such as 6m."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


class Unreadable(ValueError):
    """A value that an operator cannot use; the message says why, for people."""


@dataclass(frozen=True)
class Span:
    """A year, a month or a day: its first day, the first day after it, and how to say it."""

    first: date
    after: date
    said: str


def span(text: str) -> Span:
    """Raises Unreadable."""
    match = _DATE.fullmatch(text)
    if not match:
        raise Unreadable("not a date such as 2025, 2025-05 or 2025-05-19")
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(int(year or 0), month or 1, day or 1)
        after = first + timedelta(days=1) if day else _months_from(first, 1 if month else 12)
        return Span(first, after, f"{first:%-d %B %Y}" if day else f"{first:%B %Y}" if month else f"{first:%Y}")
    except (ValueError, OverflowError):
        raise Unreadable("no such date") from None


def ago(text: str, today: date) -> Span:
    """The time from so long ago until today: 10d, 2w, 6m, 1y. Raises Unreadable."""
    match = _AGO.fullmatch(text)
    if not match:
        raise Unreadable("not a length of time such as 10d, 2w, 6m or 1y")
    count, unit = int(match[1]), _UNITS[match[2].lower()]
    try:
        days = {"days": 1, "weeks": 7}.get(unit)
        first = (
            today - timedelta(days * count) if days else _months_from(today, -count * (12 if unit == "years" else 1))
        )
    except (ValueError, OverflowError):
        raise Unreadable("longer ago than the calendar goes") from None
    return Span(first, today + timedelta(days=1), f"{count} {unit if count != 1 else unit[:-1]}")


def start_of(day: date, zone: tzinfo) -> datetime:
    """Midnight of a day in a zone, as naive UTC."""
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return datetime.combine(day, time())


def _months_from(day: date, months: int) -> date:
    """The same day so many months on; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?", re.ASCII)
_AGO = re.compile(r"(\d{1,5})\s?(d|w|m|y)[a-z]{0,6}", re.IGNORECASE | re.ASCII)
_UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
