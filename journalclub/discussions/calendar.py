"""When a series meets: wall time in zones, instants computed, across the days on which clocks change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice, takewhile
from typing import NamedTuple
from zoneinfo import ZoneInfo

from journalclub.discussions.rhythm import Rule

YEARS = range(1900, 9000)  # of any discussion: such an instant has a day in every time zone


class Oddity(StrEnum):
    """What a change of the clocks does to a wall time."""

    MISSING = "missing"  # it does not exist that day; what is meant is later by the length of the gap
    TWICE = "twice"  # it comes twice that day; the first is meant


class Hour(NamedTuple):
    """A live hour: two instants in UTC."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True)
class WallHour:
    """When a live hour starts, as people say it: a wall time in a zone, so many days after the rhythm's date."""

    at: time
    zone: ZoneInfo
    days_later: int = 0


@dataclass(frozen=True)
class Timetable:
    """A rhythm with its hours. The first hour's zone is the series' own: dates and the window are counted in it.

    It opens `before` days ahead of the date at the first hour's wall time, and closes `after` days after the last end.
    """

    rule: Rule
    hours: tuple[WallHour, ...]
    minutes: int = 60
    before: int = 2
    after: int = 1
    begins: date | None = None
    ends: date | None = None

    def meetings(self, since: date, count: int) -> list[Meeting]:
        """The next `count` meetings on or after `since`; fewer when the series ends before."""
        days = self.rule.dates(max(since, self.begins or since), self.begins)
        return [self.meeting(on) for on in islice(takewhile(lambda on: on <= (self.ends or on), days), count)]

    def meeting(self, on: date) -> Meeting:
        """The meeting that stands for this date, whether the rhythm has it or not."""
        begins = [(instant(on + timedelta(days=hour.days_later), hour.at, hour.zone)) for hour in self.hours]
        hours = sorted(Hour(starts, starts + timedelta(minutes=self.minutes)) for starts, _ in begins)
        own = self.hours[0]
        end_wall = hours[-1].ends.astimezone(own.zone)
        return Meeting(
            on=on,
            hours=tuple(hours),
            opens=min(hours[0].starts, instant(on - timedelta(days=self.before), own.at, own.zone)[0]),
            closes=max(
                hours[-1].ends,
                instant(end_wall.date() + timedelta(days=self.after), end_wall.time(), own.zone)[0],
            ),
            oddities=tuple(oddity for _, oddity in begins if oddity),
        )


@dataclass(frozen=True)
class Meeting:
    """One date of a rhythm and the instants it means, in UTC. `oddities`: what the clocks do to its live hours."""

    on: date
    hours: tuple[Hour, ...]
    opens: datetime
    closes: datetime
    oddities: tuple[Oddity, ...] = ()

    @property
    def starts(self) -> datetime:
        return self.hours[0].starts

    @property
    def ends(self) -> datetime:
        """The end of the first live hour."""
        return self.hours[0].ends


def instant(on: date, at: time, zone: ZoneInfo) -> tuple[datetime, Oddity | None]:
    """The instant, in UTC, of a wall time, and what is odd about it.

    An hour that exists twice means the first; one that does not exist is moved on by the length of the gap, as
    calendars do (RFC 5545, 3.3.5).
    """
    wall = datetime.combine(on, at.replace(fold=0), tzinfo=zone)
    utc = wall.astimezone(UTC)
    if utc.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        return utc, Oddity.MISSING
    is_twice = wall.utcoffset() != wall.replace(fold=1).utcoffset()
    return utc, Oddity.TWICE if is_twice else None


def shifted(at: datetime, by: timedelta, zone: ZoneInfo) -> datetime:
    """The instant that is so much wall time away from another: across a change of the clocks the hour stays."""
    if not by:
        return at
    wall = at.astimezone(zone).replace(tzinfo=None) + by
    return instant(wall.date(), wall.time(), zone)[0]
