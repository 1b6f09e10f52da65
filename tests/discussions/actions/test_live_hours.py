"""Discussions of several live hours: their state, their questions, what overrides do to them, and their sequence."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from journalclub.discussions import queries
from journalclub.discussions.actions import hosting, moving
from journalclub.discussions.actions.clock import say_states
from journalclub.discussions.calendar import Hour
from journalclub.discussions.models import Question
from journalclub.discussions.states import State
from journalclub.kit.refusal import Refusal
from tests.discussions.actions.test_editions import current, row
from tests.discussions.actions.test_hosting import PLAN, schedule
from tests.discussions.conftest import NOW, Evening

HOUR = timedelta(hours=1)
SECOND = Hour(PLAN.starts + 10 * HOUR, PLAN.starts + 11 * HOUR)


def two_hours(evening: Evening) -> int:
    made = schedule(evening, plan=replace(PLAN, further=[SECOND]))
    with evening.database.transaction() as session:
        hosting.announce(session, by=evening.people["Ada"], discussion_id=made, now=NOW)
    return made


def test_both_live_hours_are_live_and_the_lists_agree(evening: Evening) -> None:
    made = two_hours(evening)
    moments = {
        PLAN.starts - HOUR: State.OPEN,
        PLAN.starts: State.LIVE,
        PLAN.ends: State.OPEN,
        SECOND.starts: State.LIVE,
        SECOND.ends: State.OPEN,
        PLAN.closes: State.CLOSED,
    }
    for moment, expected in moments.items():
        assert current(evening, made, moment) is expected
        with evening.database.reading() as session:
            found = queries.listed(session, evening.people["Ben"], moment, states=(expected,)).items
        assert made in [one.row.id for one in found]


def test_each_live_hour_begins_with_the_first_question(evening: Evening) -> None:
    made = two_hours(evening)
    asked = {}
    for moment in (PLAN.starts, PLAN.starts + HOUR / 2, PLAN.ends, SECOND.starts):
        with evening.database.transaction() as session:
            say_states(session, now=moment)
            if moment == PLAN.starts + HOUR / 2:
                second = select(Question.id).where(Question.discussion_id == made, Question.number == 2)
                hosting.ask(session, by=evening.people["Ada"], question_id=session.scalar(second) or 0, now=moment)
        asked[moment] = row(evening, made).current_question
    assert list(asked.values()) == [1, 2, 2, 1]
    with evening.database.reading() as session:
        first = session.scalar(select(Question).where(Question.discussion_id == made, Question.number == 1))
    assert first is not None
    assert first.asked_at == PLAN.starts


@pytest.mark.parametrize(
    ("further", "says"),
    [
        ([Hour(PLAN.starts + HOUR / 2, PLAN.ends + HOUR)], "before the one before it has ended"),
        ([Hour(PLAN.closes, PLAN.closes + HOUR)], "in that order"),
        ([Hour(SECOND.ends, SECOND.starts)], "in that order"),
        ([Hour(PLAN.ends + n * HOUR, PLAN.ends + (n + 1) * HOUR) for n in range(4)], "at most 4"),
    ],
)
def test_live_hours_follow_one_another_within_the_window(evening: Evening, further: list[Hour], says: str) -> None:
    with pytest.raises(Refusal, match=says):
        schedule(evening, plan=replace(PLAN, further=further))


def test_the_earliest_hour_is_the_first_however_they_are_entered(evening: Evening) -> None:
    plan = replace(PLAN, starts=SECOND.starts, ends=SECOND.ends, further=[Hour(PLAN.starts, PLAN.ends)])
    made = row(evening, schedule(evening, plan=plan))
    assert made.hours == [Hour(PLAN.starts, PLAN.ends), SECOND]


def test_an_override_between_two_hours(evening: Evening) -> None:
    """Just after an hour it goes on; long after it, the next one begins early; closing drops what is to come."""
    made = two_hours(evening)

    def brought(to: State, moment: datetime) -> list[Hour]:
        with evening.database.transaction() as session:
            moving.move(session, by=evening.people["Ada"], discussion_id=made, to=to, now=moment)
        assert current(evening, made, moment) is to
        return row(evening, made).hours

    soon, later = PLAN.ends + HOUR / 4, PLAN.ends + 5 * HOUR
    assert brought(State.LIVE, soon) == [Hour(PLAN.starts, soon + moving.AGAIN_FOR), SECOND]
    assert brought(State.OPEN, soon + HOUR / 4)[0].ends == soon + HOUR / 4
    assert brought(State.LIVE, later)[1] == Hour(later, later + HOUR)
    assert len(brought(State.CLOSED, later + HOUR / 4)) == 2
    third = two_hours(evening)
    with evening.database.transaction() as session:
        by = evening.people["Ada"]
        moving.move(session, by=by, discussion_id=third, to=State.CLOSED, now=PLAN.ends + HOUR)
    assert row(evening, third).hours == [Hour(PLAN.starts, PLAN.ends)]


def test_the_sequence_rises_with_each_change_of_what_a_calendar_shows_and_with_nothing_else(evening: Evening) -> None:
    made, by = schedule(evening), evening.people["Ada"]
    numbers = [row(evening, made).sequence]
    acts = [
        lambda s: hosting.announce(s, by=by, discussion_id=made, now=NOW),
        lambda s: hosting.edit(s, by=by, discussion_id=made, plan=replace(PLAN, summary="Why."), now=NOW),
        lambda s: hosting.edit(s, by=by, discussion_id=made, plan=replace(PLAN, title="Other"), now=NOW),
        lambda s: hosting.edit(s, by=by, discussion_id=made, plan=replace(PLAN, further=[SECOND]), now=NOW),
        lambda s: hosting.cancel(s, by=by, discussion_id=made, now=NOW),
        lambda s: hosting.cancel(s, by=by, discussion_id=made, now=NOW),
        lambda s: moving.move(s, by=by, discussion_id=made, to=State.ANNOUNCED, now=NOW),
        lambda s: moving.move(s, by=by, discussion_id=made, to=State.OPEN, now=NOW),
    ]
    for act in acts:
        with evening.database.transaction() as session:
            act(session)
        numbers.append(row(evening, made).sequence)
    assert [after - before for before, after in pairwise(numbers)] == [1, 0, 1, 1, 1, 0, 1, 1]
