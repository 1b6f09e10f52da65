"""When a series meets, across the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from journalclub.discussions.calendar import BadRule, meetings, parse_rule


def _dates(rule: str, since: date, count: int = 3) -> list[str]:
    return [str(meeting.on) for meeting in meetings(rule, "20:00", "America/Chicago", since, count)]


def test_third_sunday_is_the_third_sunday() -> None:
    assert _dates("third Sunday", date(2026, 9, 1)) == ["2026-09-20", "2026-10-18", "2026-11-15"]


def test_a_date_of_the_rule_is_its_own_first_date() -> None:
    assert _dates("third sunday", date(2026, 9, 20), 1) == ["2026-09-20"]


def test_last_wednesday_is_the_last_even_in_a_month_of_five() -> None:
    assert _dates("last Wednesday", date(2026, 9, 1)) == ["2026-09-30", "2026-10-28", "2026-11-25"]


def test_every_second_week_keeps_its_beat_whatever_day_one_asks_from() -> None:
    from_monday = _dates("every 2 weeks on Tuesday", date(2026, 9, 7), 3)
    from_later = _dates("every 2 weeks on Tuesday", date.fromisoformat(from_monday[0]), 3)
    assert from_later == from_monday


def test_the_clubs_hour_stays_when_the_clocks_change() -> None:
    october, november = meetings("third Sunday", "20:00", "America/Chicago", date(2026, 10, 1), 2)
    assert october.starts == datetime(2026, 10, 19, 1, tzinfo=UTC)
    assert november.starts == datetime(2026, 11, 16, 2, tzinfo=UTC)


def test_the_window_opens_at_the_clubs_hour_on_the_other_side_of_a_clock_change() -> None:
    (meeting,) = meetings("first Sunday", "20:00", "America/Chicago", date(2026, 11, 1), 1, before=2)
    assert meeting.opens == datetime(2026, 10, 31, 1, tzinfo=UTC)  # Friday 20:00 CDT
    assert meeting.starts == datetime(2026, 11, 2, 2, tzinfo=UTC)  # Sunday 20:00 CST


def test_an_hour_that_does_not_exist_is_moved_on_and_said() -> None:
    (meeting,) = meetings("last Sunday", "02:30", "Europe/Berlin", date(2026, 3, 1), 1)
    assert meeting.shifted
    assert meeting.starts == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_an_hour_that_exists_twice_is_the_first() -> None:
    (meeting,) = meetings("last Sunday", "02:30", "Europe/Berlin", date(2026, 10, 1), 1)
    assert not meeting.shifted
    assert meeting.starts == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "rule", ["", "every full moon", "fifth Sunday", "every 0 weeks on Monday", "third sunday; drop"]
)
def test_a_rule_that_cannot_be_read_says_what_can(rule: str) -> None:
    with pytest.raises(BadRule, match="third Sunday"):
        parse_rule(rule)
