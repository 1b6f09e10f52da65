"""When a series meets, across the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil import tz
from hypothesis import given, settings
from hypothesis import strategies as st

from journalclub.discussions.calendar import Meeting, Oddity, Timetable, WallHour, instant, shifted
from journalclub.discussions.rhythm import parse_rule, parse_wall_time, parse_zone

CHICAGO, BERLIN = ZoneInfo("America/Chicago"), ZoneInfo("Europe/Berlin")
# Whole hours, half hours, a gap of half an hour (Lord Howe), a day that was left out (Apia, 30 December 2011).
ZONES = (
    "America/Chicago",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "UTC",
)


def meetings(
    rule: str, since: date, count: int = 3, at: str = "20:00", zone: str = "America/Chicago", **more: object
) -> list[Meeting]:
    hour = WallHour(parse_wall_time(at), parse_zone(zone))
    return Timetable(parse_rule(rule), (hour,), **more).meetings(since, count)  # type: ignore[arg-type]


def test_the_clubs_hour_stays_when_the_clocks_change() -> None:
    october, november = meetings("third Sunday", date(2026, 10, 1), 2)
    assert october.starts == datetime(2026, 10, 19, 1, tzinfo=UTC)
    assert november.starts == datetime(2026, 11, 16, 2, tzinfo=UTC)


def test_the_window_opens_at_the_clubs_hour_on_the_other_side_of_a_clock_change() -> None:
    (meeting,) = meetings("first Sunday", date(2026, 11, 1), 1)
    assert meeting.opens == datetime(2026, 10, 31, 1, tzinfo=UTC)  # Friday 20:00 CDT
    assert meeting.starts == datetime(2026, 11, 2, 2, tzinfo=UTC)  # Sunday 20:00 CST


def test_an_hour_that_does_not_exist_is_moved_on_and_said() -> None:
    (meeting,) = meetings("last Sunday", date(2026, 3, 1), 1, "02:30", "Europe/Berlin")
    assert meeting.oddities == (Oddity.MISSING,)
    assert meeting.starts == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_an_hour_that_exists_twice_is_the_first_and_said() -> None:
    (meeting,) = meetings("last Sunday", date(2026, 10, 1), 1, "02:30", "Europe/Berlin")
    assert meeting.oddities == (Oddity.TWICE,)
    assert meeting.starts == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_two_live_hours_each_keep_their_own_wall_time() -> None:
    """20:00 in Chicago and 20:00 in Singapore, on the same Sunday: Singapore's comes first, and has no summer time."""
    hours = (WallHour(time(20), CHICAGO), WallHour(time(20), ZoneInfo("Asia/Singapore")))
    october, november = Timetable(parse_rule("third Sunday"), hours).meetings(date(2026, 10, 1), 2)
    assert [hour.starts for hour in october.hours] == [
        datetime(2026, 10, 18, 12, tzinfo=UTC),
        datetime(2026, 10, 19, 1, tzinfo=UTC),
    ]
    assert [hour.starts for hour in november.hours] == [
        datetime(2026, 11, 15, 12, tzinfo=UTC),
        datetime(2026, 11, 16, 2, tzinfo=UTC),
    ]
    assert october.closes == datetime(2026, 10, 20, 2, tzinfo=UTC)  # a day after the last hour has ended


def test_a_second_hour_may_be_on_the_day_after() -> None:
    hours = (WallHour(time(20), CHICAGO), WallHour(time(6), CHICAGO, days_later=1))
    (meeting,) = Timetable(parse_rule("third Sunday"), hours).meetings(date(2026, 10, 1), 1)
    assert [hour.starts.astimezone(CHICAGO).strftime("%a %H:%M") for hour in meeting.hours] == [
        "Sun 20:00",
        "Mon 06:00",
    ]


def test_a_window_of_no_days_still_holds_every_live_hour() -> None:
    hours = (WallHour(time(20), CHICAGO), WallHour(time(8), CHICAGO))
    (meeting,) = Timetable(parse_rule("third Sunday"), hours, before=0, after=0).meetings(date(2026, 10, 1), 1)
    assert meeting.opens == meeting.hours[0].starts
    assert meeting.closes == meeting.hours[-1].ends


def test_a_series_begins_and_ends_on_its_dates() -> None:
    found = meetings("every Monday", date(2026, 1, 1), 12, begins=date(2026, 9, 8), ends=date(2026, 9, 28))
    assert [str(meeting.on) for meeting in found] == ["2026-09-14", "2026-09-21", "2026-09-28"]


@settings(max_examples=200, deadline=None)
@given(
    on=st.dates(date(1975, 1, 1), date(2100, 12, 31)),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ZONES),
)
def test_an_instant_is_what_dateutil_says_it_is(on: date, at: time, zone: str) -> None:
    """dateutil reads the same zone files with code of its own."""
    there, oracle = ZoneInfo(zone), tz.gettz(zone)
    wall = datetime.combine(on, at)
    found, oddity = instant(on, at, there)
    exists = tz.datetime_exists(wall, oracle)
    assert (oddity is Oddity.MISSING) is not exists
    if exists:
        assert found == wall.replace(tzinfo=oracle).astimezone(UTC)
        assert (oddity is Oddity.TWICE) is tz.datetime_ambiguous(wall, oracle)
        assert found.astimezone(there).replace(tzinfo=None) == wall
    else:
        assert found == tz.resolve_imaginary(wall.replace(tzinfo=oracle)).astimezone(UTC)


@settings(max_examples=100, deadline=None)
@given(
    at=st.datetimes(datetime(1975, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    days=st.integers(-60, 60),
    zone=st.sampled_from(ZONES),
)
def test_a_discussion_that_is_moved_by_days_keeps_its_hour(at: datetime, days: int, zone: str) -> None:
    there = ZoneInfo(zone)
    before, after = at.astimezone(there), shifted(at, timedelta(days=days), there).astimezone(there)
    _, oddity = instant(before.date() + timedelta(days=days), before.time(), there)
    assert oddity is Oddity.MISSING or after.date() == before.date() + timedelta(days=days)
    assert oddity is Oddity.MISSING or after.time() == before.time()
