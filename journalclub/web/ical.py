"""iCalendar (RFC 5545): the one door to the library that writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

REFRESH = timedelta(hours=1)
FAR = 10  # years; nobody knows the clock changes of later ones, and a calendar would list them all
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True)
class Entry:
    """One live hour in a calendar. `uid` never changes, `sequence` rises whenever the entry does."""

    uid: str
    starts: datetime
    ends: datetime
    zone: ZoneInfo
    summary: str
    description: str
    url: str
    status: str  # CONFIRMED | TENTATIVE | CANCELLED
    sequence: int
    changed_at: datetime


def document(name: str, entries: Sequence[Entry]) -> bytes:
    """A calendar file. The same entries make the same bytes: whoever has them is answered “not modified”."""
    calendar = Calendar()
    calendar.add("prodid", "-//journalclub//EN")
    calendar.add("version", "2.0")
    one_line = " ".join(name.split())
    calendar.add("x-wr-calname", one_line)
    calendar.add("name", one_line)  # RFC 7986
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    in_order = sorted(entries, key=lambda entry: (entry.starts, entry.uid))
    for zone in _zones(in_order):
        calendar.add_component(zone)
    for entry in in_order:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.replace(microsecond=0))
    event.add("last-modified", entry.changed_at.replace(microsecond=0))
    event.add("sequence", entry.sequence)
    for field, moment in (("dtstart", entry.starts), ("dtend", entry.ends)):
        event.add(field, moment.replace(microsecond=0).astimezone(UTC if _in_utc(entry) else entry.zone))
    event.add("summary", entry.summary)
    event.add("url", entry.url)
    event.add("description", entry.description)
    event.add("status", entry.status)
    if entry.status == "CANCELLED":
        event.add("transp", "TRANSPARENT")  # it keeps nobody busy
    return event


def _in_utc(entry: Entry) -> bool:
    return entry.ends.year - entry.changed_at.year > FAR or _is_ambiguous(entry)


def _is_ambiguous(entry: Entry) -> bool:
    """Whether a wall time could be read as an hour earlier: the second of two that are called the same."""
    return any(moment.astimezone(entry.zone).fold for moment in (entry.starts, entry.ends))


def _zones(entries: Sequence[Entry]) -> list[Timezone]:
    """A VTIMEZONE for each zone that is named, for the years that are spoken of."""
    spans: dict[str, list[datetime]] = {}
    for entry in entries:
        if entry.zone.key != "UTC" and not _in_utc(entry):
            spans.setdefault(entry.zone.key, []).extend((entry.starts, entry.ends))
    return [_zone(key, min(span).year - 1, max(span).year + 1) for key, span in sorted(spans.items())]


@lru_cache(maxsize=64)
def _zone(key: str, first: int, last: int) -> Timezone:
    """One observance for the beginning, and one for each change of the offset until the end of the last year.

    The library's own leaves out changes that are a month apart, as Morocco's are, and gives onsets in the wall time
    after the change; RFC 5545, 3.6.5 has them in the time before it.
    """
    zone, found = ZoneInfo(key), Timezone()
    found.add("tzid", key)
    start = datetime(first, 1, 1, tzinfo=UTC)
    found.add_component(_observance(zone, start, start))
    for day in (start + timedelta(days=number) for number in range((date(last + 1, 1, 1) - start.date()).days)):
        if _offset(zone, day) != _offset(zone, day + DAY):
            found.add_component(_observance(zone, *_change(zone, day, day + DAY)))
    return found


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> tuple[datetime, datetime]:
    """The second before the offset changes, and the one from which it is another."""
    while after - before > SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        before, after = (middle, after) if _offset(zone, middle) == _offset(zone, before) else (before, middle)
    return before, after


def _observance(zone: ZoneInfo, before: datetime, onset: datetime) -> TimezoneStandard | TimezoneDaylight:
    local = onset.astimezone(zone)
    found = TimezoneDaylight() if local.dst() else TimezoneStandard()
    found.add("dtstart", (onset + _offset(zone, before)).replace(tzinfo=None))
    found.add("tzoffsetfrom", _offset(zone, before))
    found.add("tzoffsetto", _offset(zone, onset))
    found.add("tzname", local.tzname())
    return found


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)
