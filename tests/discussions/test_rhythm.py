"""Rhythms as people say them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice

import pytest
from dateutil import rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from journalclub.discussions.rhythm import WEEKDAYS, BadRule, Rule, parse_rule, parse_said


def dates(rule: str, since: date, count: int = 3, anchor: date | None = None) -> list[str]:
    return [str(on) for on in islice(parse_rule(rule).dates(since, anchor), count)]


def test_third_sunday_is_the_third_sunday() -> None:
    assert dates("third Sunday", date(2026, 9, 1)) == ["2026-09-20", "2026-10-18", "2026-11-15"]


def test_a_date_of_the_rule_is_its_own_first_date() -> None:
    assert dates("third sunday", date(2026, 9, 20), 1) == ["2026-09-20"]


def test_last_wednesday_is_the_last_even_in_a_month_of_five() -> None:
    assert dates("last Wednesday", date(2026, 9, 1)) == ["2026-09-30", "2026-10-28", "2026-11-25"]


def test_two_weekdays_of_a_month() -> None:
    assert dates("first and third Monday", date(2026, 9, 8)) == ["2026-09-21", "2026-10-05", "2026-10-19"]


def test_every_second_week_keeps_its_beat_whatever_day_one_asks_from() -> None:
    from_monday = dates("every 2 weeks on Tuesday", date(2026, 9, 7))
    assert dates("every 2 weeks on Tuesday", date.fromisoformat(from_monday[0])) == from_monday


def test_a_host_chooses_which_of_the_weeks_it_is() -> None:
    """Counted from a first date, a fortnightly rhythm can be had in either of its two forms."""
    first = dates("every 2 weeks on Tuesday", date(2026, 9, 1), anchor=date(2026, 9, 1))
    other = dates("every 2 weeks on Tuesday", date(2026, 9, 1), anchor=date(2026, 9, 8))
    assert first == ["2026-09-01", "2026-09-15", "2026-09-29"]
    assert other[0] == "2026-09-08"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("3rd Sun", "third Sunday"),
        ("the third Sunday of the month", "third Sunday"),
        ("every third Sunday of the month", "third Sunday"),
        ("Last  Wednesday.", "last Wednesday"),
        ("every last Friday", "last Friday"),
        ("1st & 3rd Thurs", "first and third Thursday"),
        ("third and first Monday", "first and third Monday"),
        ("Mondays", "every Monday"),
        ("weekly on Monday", "every Monday"),
        ("every other Tuesday", "every 2 weeks on Tuesday"),
        ("every two weeks on Tuesdays", "every 2 weeks on Tuesday"),
        ("every second week on Tuesday", "every 2 weeks on Tuesday"),
        ("every 1 week on Tuesday", "every Tuesday"),
    ],
)
def test_people_say_the_same_in_several_ways(said: str, meant: str) -> None:
    assert str(parse_rule(said)) == meant


def test_a_rhythm_may_come_with_its_hour_and_zone() -> None:
    said = parse_said("third Sunday, 20:00 America/Chicago")
    assert (str(said.rule), f"{said.at:%H:%M}", str(said.zone)) == ("third Sunday", "20:00", "America/Chicago")
    assert f"{parse_said('last Wednesday at 18:30').at:%H:%M}" == "18:30"
    assert parse_said("last Wednesday").at is None


def test_what_has_two_meanings_is_refused_with_both() -> None:
    with pytest.raises(BadRule, match=r"“third Sunday”.*“every 2 weeks on Sunday”"):
        parse_rule("every third Sunday")


@pytest.mark.parametrize(
    "rule", ["", "Sunday", "every full moon", "fifth Sunday", "every 0 weeks on Monday", "third sunday; drop", "third"]
)
def test_a_rule_that_cannot_be_read_says_what_can(rule: str) -> None:
    with pytest.raises(BadRule, match="third Sunday"):
        parse_rule(rule)


def test_a_zone_or_an_hour_that_there_is_not_is_said() -> None:
    with pytest.raises(BadRule, match="no time zone"):
        parse_said("third Sunday, 20:00 America/Atlantis")
    with pytest.raises(BadRule, match="no time of day"):
        parse_said("third Sunday, 25:00")


DATES = st.dates(date(1950, 1, 1), date(2150, 1, 1))
RULES = st.one_of(
    st.builds(
        Rule,
        weekday=st.integers(0, 6),
        nths=st.lists(st.sampled_from([1, 2, 3, 4, -1]), min_size=1, unique=True).map(
            lambda nths: tuple(sorted(nths, key=lambda nth: nth if nth > 0 else 6))
        ),
    ),
    st.builds(Rule, weekday=st.integers(0, 6), weeks=st.integers(1, 52)),
)


@settings(max_examples=150, deadline=None)
@given(rule=RULES)
def test_what_a_rule_says_is_read_back_as_that_rule(rule: Rule) -> None:
    assert parse_rule(str(rule)) == rule


@settings(max_examples=150, deadline=None)
@given(
    rule=RULES,
    since=DATES,
    anchor=st.none() | DATES,
)
def test_dates_are_those_of_a_day_by_day_walk(rule: Rule, since: date, anchor: date | None) -> None:
    """An oracle that is slow and obvious: look at each day."""
    found = list(islice(rule.dates(since, anchor), 3))
    walked = [on for on in _days(since, 160 if rule.nths else 7 * rule.weeks * 3) if _is_of(rule, on, anchor)]
    assert found == walked[:3]


@settings(max_examples=60, deadline=None)
@given(
    weekday=st.integers(0, 6), nth=st.sampled_from([1, 2, 3, 4, -1]), since=st.dates(date(1950, 1, 1), date(2150, 1, 1))
)
def test_monthly_dates_are_those_of_a_calendar_program(weekday: int, nth: int, since: date) -> None:
    """As RFC 5545 writes the rule."""
    written = rrule.rrulestr(
        f"FREQ=MONTHLY;BYDAY={nth}{WEEKDAYS[weekday][:2].upper()};COUNT=5", dtstart=datetime.combine(since, time())
    )
    assert list(islice(Rule(weekday, (nth,)).dates(since), 5)) == [moment.date() for moment in written]


def _days(since: date, count: int) -> list[date]:
    return [since + timedelta(days=number) for number in range(count)]


def _is_of(rule: Rule, on: date, anchor: date | None) -> bool:
    if on.weekday() != rule.weekday:
        return False
    if not rule.nths:
        first = anchor or date(1970, 1, 5)
        while first.weekday() != rule.weekday:
            first += timedelta(days=1)
        return (on - first).days % (7 * rule.weeks) == 0
    is_last = (on + timedelta(days=7)).month != on.month
    return (on.day - 1) // 7 + 1 in rule.nths or (is_last and -1 in rule.nths)
