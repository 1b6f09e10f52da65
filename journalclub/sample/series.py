"""The sample club's standing chat, and when its editions are."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

CLUB_ZONE = ZoneInfo("America/Chicago")
LENGTH = timedelta(hours=1)
OPENS_BEFORE = timedelta(days=2)  # Friday evening
CLOSES_AFTER = timedelta(hours=15)  # Monday noon
SERIES = {
    "name": "Sample Oncology Club",
    "hashtag": "#sampleonc",
    "rule": "FREQ=MONTHLY;BYDAY=3SU",
    "local_time": "20:00",
    "minutes": 60,
    "zone": "America/Chicago",
}


def past_editions(now: datetime, count: int) -> list[datetime]:
    """The starts of the last `count` editions that are closed, the oldest first."""
    closed = (start for start in _third_sundays(now, -1) if start + LENGTH + CLOSES_AFTER < now)
    return sorted(next(closed) for _ in range(count))


def coming_edition(now: datetime) -> datetime:
    """The start of the first edition that opens tomorrow or later."""
    return next(start for start in _third_sundays(now, 1) if start - OPENS_BEFORE > now + timedelta(days=1))


def _third_sundays(now: datetime, step: int) -> Iterator[datetime]:
    month = now.astimezone(CLUB_ZONE).date().replace(day=1)
    while True:
        first_sunday = month + timedelta(days=(6 - month.weekday()) % 7)
        third = first_sunday + timedelta(weeks=2)
        yield datetime(third.year, third.month, third.day, 20, tzinfo=CLUB_ZONE)
        month = _other_month(month, step)


def _other_month(month: date, step: int) -> date:
    years, zero_based = divmod(month.year * 12 + month.month - 1 + step, 12)
    return date(years, zero_based + 1, 1)
