"""Series and their dates: planned, skipped, moved, and discussions of several live hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from journalclub.changes.models import Change
from journalclub.discussions import queries
from journalclub.discussions.actions import editions, hosting, moving, planning
from journalclub.discussions.models import Discussion, Series
from journalclub.discussions.queries import Edition
from journalclub.discussions.states import State, state
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from tests.discussions.actions.test_hosting import DAY, PLAN, schedule
from tests.discussions.conftest import NOW, START, Evening

HOUR = timedelta(hours=1)
LATER = NOW + 2 * DAY  # when the evening is over
ZONE = ZoneInfo("America/Chicago")
SERIES = planning.SeriesPlan(name="Monthly", hashtag="#monthly", rule="third Sunday, 20:00 America/Chicago")
OCTOBER, NOVEMBER = date(2026, 10, 18), date(2026, 11, 15)


@pytest.fixture
def series(evening: Evening) -> int:
    return start(evening, SERIES)


def start(evening: Evening, plan: planning.SeriesPlan) -> int:
    with evening.database.transaction() as session:
        return planning.add_series(session, by=evening.people["Ada"], plan=plan, now=NOW).id


def coming(evening: Evening, series: int, who: str = "Ben", now: datetime = LATER) -> list[Edition]:
    with evening.database.reading() as session:
        return queries.editions(session, evening.people[who], [session.get_one(Series, series)], now)[series]


def skip(evening: Evening, series: int, on: date, who: str = "Ada") -> int:
    with evening.database.transaction() as session:
        return editions.skip(session, by=evening.people[who], series_id=series, on=on, now=NOW).id


def move(evening: Evening, series: int, on: date, to: date, at: time = time(20), who: str = "Ada") -> int:
    with evening.database.transaction() as session:
        by = evening.people[who]
        return editions.move(session, by=by, series_id=series, on=on, to=to, at=at, now=NOW).id


def row(evening: Evening, discussion: int) -> Discussion:
    with evening.database.reading() as session:
        return session.get_one(Discussion, discussion)


def test_the_next_twelve_dates_are_there_without_a_row(evening: Evening, series: int) -> None:
    found = coming(evening, series)
    assert len(found) == 12
    assert [edition.on for edition in found[:2]] == [OCTOBER, NOVEMBER]
    with evening.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Discussion)) == 1  # that of the evening


def test_a_skipped_date_stays_in_the_calendar_and_says_so(evening: Evening, series: int) -> None:
    made = skip(evening, series, OCTOBER)
    first, second, *_ = coming(evening, series)
    assert (first.on, first.is_cancelled, first.discussion) == (OCTOBER, True, None)
    assert (second.on, second.is_cancelled) == (NOVEMBER, False)
    assert row(evening, made).edition_on == OCTOBER
    with evening.database.transaction() as session:
        hosting.reinstate(session, by=evening.people["Ada"], discussion_id=made, now=NOW)
    assert not coming(evening, series)[0].is_cancelled
    assert current(evening, made) is State.DRAFT


def test_a_moved_date_is_moved_for_everybody_and_the_others_stay(evening: Evening, series: int) -> None:
    made = move(evening, series, OCTOBER, date(2026, 10, 25), time(18, 30))
    first, second, *_ = coming(evening, series)
    assert (first.on, first.is_moved) == (OCTOBER, True)
    assert first.starts.astimezone(ZONE) == datetime(2026, 10, 25, 18, 30, tzinfo=ZONE)
    assert first.discussion is None  # what it will be about is still its host's secret
    assert first.is_taken
    assert (second.on, second.is_moved) == (NOVEMBER, False)
    assert row(evening, made).opens.astimezone(ZONE) == datetime(2026, 10, 23, 18, 30, tzinfo=ZONE)


def test_a_date_that_is_moved_beyond_another_is_listed_where_it_is_now(evening: Evening, series: int) -> None:
    move(evening, series, OCTOBER, date(2026, 11, 22))
    assert [edition.on for edition in coming(evening, series)[:3]] == [NOVEMBER, OCTOBER, date(2026, 12, 20)]


def test_a_discussion_that_is_moved_across_a_clock_change_keeps_its_hour(evening: Evening, series: int) -> None:
    opens = datetime(2026, 10, 16, 12, tzinfo=ZONE)  # times that a host had set by hand
    plan = replace(
        PLAN, opens=opens, starts=opens + 2 * DAY, ends=opens + 2 * DAY + 2 * HOUR, closes=opens + 3 * DAY, further=()
    )
    made = schedule(evening, plan=plan, series_id=series, edition_on=OCTOBER)
    move(evening, series, OCTOBER, date(2026, 11, 8), time(12))
    moved = row(evening, made)
    assert moved.starts.astimezone(ZONE) == datetime(2026, 11, 8, 12, tzinfo=ZONE)
    assert moved.ends - moved.starts == 2 * HOUR
    assert moved.opens.astimezone(ZONE) == datetime(2026, 11, 6, 12, tzinfo=ZONE)


def test_the_second_hour_of_a_moved_date_keeps_its_own_wall_time(evening: Evening) -> None:
    plan = replace(SERIES, second_wall_time="20:00", second_time_zone="Asia/Singapore")
    made = move(evening, start(evening, plan), OCTOBER, date(2026, 11, 8))
    assert [hour.starts for hour in row(evening, made).hours] == [
        datetime(2026, 11, 8, 12, tzinfo=UTC),
        datetime(2026, 11, 9, 2, tzinfo=UTC),
    ]


def test_nothing_is_moved_into_the_past_or_once_it_has_opened(evening: Evening, series: int) -> None:
    with pytest.raises(Refusal, match="to come"):
        move(evening, series, OCTOBER, date(2026, 9, 1))
    with evening.database.transaction() as session:
        session.get_one(Discussion, evening.discussion).series_id = series
        session.get_one(Discussion, evening.discussion).edition_on = date(2026, 9, 20)
    with pytest.raises(Conflict, match="has not opened"):
        move(evening, series, date(2026, 9, 20), date(2026, 12, 1))


def test_only_dates_of_the_rhythm_can_be_touched(evening: Evening, series: int) -> None:
    for on in (date(2026, 10, 19), date(2025, 10, 19), date(2190, 10, 17)):
        with pytest.raises(NotFound):
            skip(evening, series, on)


@pytest.mark.parametrize("who", ["visitor", "Ben", "Chen", "Dora", "Eve", "Ari"])
def test_only_hosts_and_moderators_touch_a_date(evening: Evening, series: int, who: str) -> None:
    with pytest.raises(Forbidden):
        skip(evening, series, OCTOBER, who)
    with pytest.raises(Forbidden):
        move(evening, series, OCTOBER, NOVEMBER, who=who)
    with evening.database.transaction() as session, pytest.raises(Forbidden):
        planning.edit_series(session, by=evening.people[who], series_id=series, plan=SERIES, now=NOW)


def test_a_date_that_another_host_prepares_is_that_hosts(evening: Evening, series: int) -> None:
    made = schedule(evening, "Mo", series_id=series, edition_on=OCTOBER)
    assert coming(evening, series)[0].is_taken
    with pytest.raises(NotFound):
        skip(evening, series, OCTOBER, "Ada")
    assert row(evening, made).cancelled_at is None


def test_a_series_ends_and_its_discussions_stay(evening: Evening, series: int) -> None:
    made = schedule(evening, series_id=series, edition_on=NOVEMBER)
    with evening.database.transaction() as session:
        ended = replace(SERIES, ends_on=OCTOBER)
        planning.edit_series(session, by=evening.people["Mo"], series_id=series, plan=ended, now=NOW)
    assert [edition.on for edition in coming(evening, series)] == [OCTOBER, NOVEMBER]
    assert coming(evening, series, "Ada")[1].discussion is not None
    assert row(evening, made).cancelled_at is None


def test_a_new_rhythm_leaves_discussions_where_they_are(evening: Evening, series: int) -> None:
    schedule(evening, series_id=series, edition_on=OCTOBER)
    with evening.database.transaction() as session:
        weekly = replace(SERIES, rule="every 2 weeks on Tuesday", begins_on=date(2026, 10, 6))
        planning.edit_series(session, by=evening.people["Ada"], series_id=series, plan=weekly, now=NOW)
    found = [edition.on for edition in coming(evening, series, "Ada")]
    assert found[:2] == [date(2026, 10, 6), date(2026, 10, 20)]
    assert found[2:4] == [OCTOBER, date(2026, 11, 3)]  # at the time of PLAN, on 21 October


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"rule": "every full moon"}, "not understood"),
        ({"rule": "third Sunday", "time_zone": "Mars"}, "no time zone"),
        ({"rule": "third Sunday", "wall_time": "8pm"}, "no time of day"),
        ({"second_wall_time": "20:00", "second_time_zone": "Mars"}, "no time zone"),
        ({"second_wall_time": "20:00", "second_days_later": 5}, "a day before or after"),
        ({"minutes": 0}, "15 minutes"),
        ({"days_before": 99}, "14 days"),
        ({"begins_on": NOVEMBER, "ends_on": OCTOBER}, "before the first"),
        ({"name": " "}, "needs a name"),
        ({"hashtag": "#"}, "hashtag"),
        ({"hashtag": "#sample"}, "already"),
        ({"visibility": "secret"}, "members or public"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_a_reason(evening: Evening, wrong: dict[str, object], says: str) -> None:
    with pytest.raises(Refusal, match=says):
        start(evening, replace(SERIES, **wrong))  # type: ignore[arg-type]


def current(evening: Evening, discussion: int, now: datetime = NOW) -> State:
    return state(row(evening, discussion), now)


def test_a_discussion_has_a_higher_sequence_than_the_open_date_it_replaces(evening: Evening, series: int) -> None:
    with evening.database.transaction() as session:
        later = replace(SERIES, wall_time="19:00", rule="third Sunday")
        planning.edit_series(session, by=evening.people["Ada"], series_id=series, plan=later, now=NOW)
    before = coming(evening, series)[0].sequence
    assert row(evening, skip(evening, series, OCTOBER)).sequence > before > 0


def test_those_who_planned_to_come_can_be_told(evening: Evening, series: int) -> None:
    """The log says that it was moved or cancelled; going live earlier by hand is neither."""
    made = move(evening, series, OCTOBER, date(2026, 10, 25))
    with evening.database.transaction() as session:
        hosting.announce(session, by=evening.people["Ada"], discussion_id=made, now=NOW)
        moving.move(session, by=evening.people["Ada"], discussion_id=made, to=State.OPEN, now=START)
    skip(evening, series, NOVEMBER)
    with evening.database.reading() as session:
        kinds = session.scalars(select(Change.kind).where(Change.discussion_id >= made).order_by(Change.seq)).all()
    assert kinds.count("discussion.moved") == 1
    assert kinds.count("discussion.cancelled") == 1
