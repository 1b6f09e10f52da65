"""When a series meets: rules as people say them, wall time in a zone, instants computed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import rrule

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
MONTHLY = re.compile(rf"^({'|'.join(ORDINALS)})\s+({'|'.join(WEEKDAYS)})$")
WEEKLY = re.compile(rf"^every\s+(?:(\d{{1,2}})\s+weeks?\s+on\s+)?({'|'.join(WEEKDAYS)})$")


YEARS = range(1900, 9000)  # of any discussion: such an instant has a day in every time zone


class BadRule(ValueError):
    """A rule that cannot be read; the text says what can."""


@dataclass(frozen=True)
class Rule:
    """A rhythm of dates: the nth weekday of each month, or a weekday every so many weeks."""

    weekday: int
    nth: int | None = None
    weeks: int = 1

    def dates(self, since: date) -> Iterator[date]:
        """The dates from `since` on. A rhythm of several weeks counts from Monday 5 January 1970."""
        start = datetime.combine(since, time())
        if self.nth is not None:
            found = rrule.rrule(rrule.MONTHLY, dtstart=start, byweekday=rrule.weekday(self.weekday, self.nth))
        else:
            anchor = datetime(1970, 1, 5) + timedelta(days=self.weekday)  # noqa: DTZ001 - dates, not instants
            passed = (start - anchor).days // (7 * self.weeks)
            begin = anchor + timedelta(weeks=self.weeks * passed)
            found = rrule.rrule(rrule.WEEKLY, dtstart=begin, interval=self.weeks)
        return (moment.date() for moment in found if moment.date() >= since)


@dataclass(frozen=True)
class Meeting:
    """One date of a rule and the instants it means, in UTC. `shifted`: the wall time does not exist that day."""

    on: date
    starts: datetime
    ends: datetime
    opens: datetime
    closes: datetime
    shifted: bool = False


def parse_rule(text: str) -> Rule:
    """Read "third Sunday", "last Wednesday", "every Monday", "every 2 weeks on Tuesday". Raises BadRule."""
    words = " ".join(text.lower().split())
    if found := MONTHLY.match(words):
        return Rule(WEEKDAYS.index(found[2]), nth=ORDINALS[found[1]])
    if (found := WEEKLY.match(words)) and int(found[1] or 1) > 0:
        return Rule(WEEKDAYS.index(found[2]), weeks=int(found[1] or 1))
    raise BadRule(
        f"“{text}” is not understood. Say it like “third Sunday”, “last Wednesday” or “every 2 weeks on Tuesday”."
    )


def parse_zone(name: str) -> ZoneInfo:
    """An IANA time zone. Raises BadRule."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadRule(f"“{name}” is no time zone. An example is America/Chicago.") from error


def parse_wall_time(text: str) -> time:
    """A time of day, "20:00". Raises BadRule."""
    try:
        return datetime.strptime(text.strip(), "%H:%M").time()  # noqa: DTZ007 - a wall time has no zone yet
    except ValueError as error:
        raise BadRule(f"“{text}” is no time of day. An example is 20:00.") from error


def instant(on: date, at: time, zone: ZoneInfo) -> tuple[datetime, bool]:
    """The instant, in UTC, of a wall time, and whether it had to be shifted.

    An hour that exists twice means the first; one that does not exist is moved on by the length of the gap, as
    calendars do (RFC 5545, 3.3.5).
    """
    wall = datetime.combine(on, at, tzinfo=zone)
    utc = wall.astimezone(UTC)
    return utc, utc.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None)


def meetings(
    rule: str, wall_time: str, zone: str, since: date, count: int, *, minutes: int = 60, before: int = 2, after: int = 1
) -> list[Meeting]:
    """The next `count` meetings on or after `since`; open from `before` days earlier until `after` days later."""
    where, at = parse_zone(zone), parse_wall_time(wall_time)
    days = islice(parse_rule(rule).dates(since), count)
    return [_meeting(on, at, where, minutes=minutes, before=before, after=after) for on in days]


def _meeting(on: date, at: time, zone: ZoneInfo, *, minutes: int, before: int, after: int) -> Meeting:
    starts, shifted = instant(on, at, zone)
    ends = starts + timedelta(minutes=minutes)
    end_wall = ends.astimezone(zone)
    return Meeting(
        on=on,
        starts=starts,
        ends=ends,
        opens=instant(on - timedelta(days=before), at, zone)[0],
        closes=instant(end_wall.date() + timedelta(days=after), end_wall.time(), zone)[0],
        shifted=shifted,
    )
