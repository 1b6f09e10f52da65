"""What hosts do, and what the clock does for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from journalclub.changes.models import Change
from journalclub.discussions import queries
from journalclub.discussions.actions import hosting, moving
from journalclub.discussions.actions.clock import say_states
from journalclub.discussions.actions.hosting import Plan
from journalclub.discussions.models import Discussion
from journalclub.discussions.states import State, state
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from tests.discussions.actions.test_posting import post
from tests.discussions.conftest import NOW, START, Evening

DAY = timedelta(days=1)
PLAN = Plan(
    title="A sample trial",
    opens=START + 28 * DAY,
    starts=START + 30 * DAY,
    ends=START + 30 * DAY + timedelta(hours=1),
    closes=START + 31 * DAY,
    questions=["Aim?", "Results?", ""],
)


def schedule(evening: Evening, who: str = "Ada", plan: Plan = PLAN, **more: object) -> int:
    with evening.database.transaction() as session:
        return hosting.schedule(session, by=evening.people[who], plan=plan, now=NOW, **more).id  # type: ignore[arg-type]


def questions(evening: Evening, discussion_id: int) -> Sequence[tuple[int, str]]:
    with evening.database.reading() as session:
        row = session.get_one(Discussion, discussion_id)
        return [(q.number, q.text) for q in queries.whole(session, row, NOW).questions]


def current_state(evening: Evening, discussion_id: int, now: object = NOW) -> State:
    with evening.database.reading() as session:
        return state(session.get_one(Discussion, discussion_id), now)  # type: ignore[arg-type]


def test_a_scheduled_discussion_is_a_draft_that_only_its_host_and_moderators_see(evening: Evening) -> None:
    made = schedule(evening)
    with evening.database.reading() as session:
        sees = {
            name: bool([one for one in queries.listed(session, viewer, NOW).items if one.row.id == made])
            for name, viewer in evening.people.items()
        }
    assert {name for name, seen in sees.items() if seen} == {"Ada", "Mo"}
    assert questions(evening, made) == [(1, "Aim?"), (2, "Results?")]


@pytest.mark.parametrize("who", ["visitor", "Ben", "Chen", "Dora", "Eve", "Ari"])
def test_only_hosts_and_moderators_schedule(evening: Evening, who: str) -> None:
    with pytest.raises(Forbidden):
        schedule(evening, who)


def test_an_edition_is_scheduled_once(evening: Evening) -> None:
    schedule(evening, series_id=1, edition_on=date(2026, 10, 18))
    with pytest.raises(Conflict, match="already"):
        schedule(evening, "Mo", series_id=1, edition_on=date(2026, 10, 18))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": " "}, "needs a title"),
        ({"title": "x" * 301}, "300"),
        ({"ends": PLAN.starts}, "in that order"),
        ({"opens": PLAN.ends}, "in that order"),
        ({"opens": PLAN.opens.replace(year=1)}, "too far away"),
        ({"closes": PLAN.closes.replace(year=9999)}, "too far away"),
        ({"visibility": "secret"}, "members or public"),
        ({"questions": ["?"] * 21}, "20"),
        ({"questions": ["Why?", "x" * 281]}, "T2 is 281"),
        ({"summary": "x" * 5001}, "5000"),
    ],
)
def test_a_plan_that_cannot_be_says_why(evening: Evening, change: dict[str, object], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        schedule(evening, plan=replace(PLAN, **change))  # type: ignore[arg-type]


def test_questions_are_reworded_added_and_dropped_until_they_are_answered(evening: Evening) -> None:
    host = evening.people["Ada"]
    plan = replace(
        PLAN, opens=START - DAY, starts=START, ends=START + DAY, questions=["One?", "Two?", "Three?", "Four?"]
    )
    with evening.database.transaction() as session:
        hosting.edit(session, by=host, discussion_id=evening.discussion, plan=plan, now=NOW)
    assert questions(evening, evening.discussion) == [(1, "One?"), (2, "Two?"), (3, "Three?"), (4, "Four?")]
    post(evening, question=4)
    with evening.database.transaction() as session, pytest.raises(Conflict, match="T4"):
        hosting.edit(
            session,
            by=host,
            discussion_id=evening.discussion,
            plan=replace(plan, questions=["One?", "Two?", "Three?"]),
            now=NOW,
        )


def test_asking_moves_everybody_on(evening: Evening) -> None:
    with evening.database.reading() as session:
        row = session.get_one(Discussion, evening.discussion)
        third = queries.whole(session, row, NOW).questions[2]
    assert third.asked_at is None
    with evening.database.transaction() as session:
        hosting.ask(session, by=evening.people["Ada"], question_id=third.id, now=NOW)
    with evening.database.reading() as session:
        row = session.get_one(Discussion, evening.discussion)
        view = queries.whole(session, row, NOW)
    assert view.current is not None
    assert (view.current.number, view.current.asked_at) == (3, NOW)
    assert post(evening).question == 3


@pytest.mark.parametrize(
    ("who", "refusal"), [("Ben", Forbidden), ("Chen", Forbidden), ("Ari", NotFound), ("visitor", NotFound)]
)
def test_who_does_not_host_it_changes_nothing(evening: Evening, who: str, refusal: type[Exception]) -> None:
    arguments = {"by": evening.people[who], "discussion_id": evening.discussion, "now": NOW}
    for act in (hosting.cancel, hosting.publish, hosting.announce):
        with evening.database.transaction() as session, pytest.raises(refusal):
            act(session, **arguments)  # type: ignore[arg-type]
    with evening.database.transaction() as session, pytest.raises(refusal):
        moving.move(session, to=State.CLOSED, **arguments)  # type: ignore[arg-type]


def test_an_override_moves_the_times_so_that_the_state_is_true(evening: Evening) -> None:
    host, made = evening.people["Ada"], schedule(evening)
    moves = (State.ANNOUNCED, State.OPEN, State.LIVE, State.OPEN, State.CLOSED, State.LIVE, State.CLOSED)
    for minute, to in enumerate(moves):
        moment = NOW + timedelta(minutes=minute)
        with evening.database.transaction() as session:
            moving.move(session, by=host, discussion_id=made, to=to, now=moment)
        assert current_state(evening, made, moment) is to
        with evening.database.reading() as session:
            row = session.get_one(Discussion, made)
            assert row.opens <= row.starts < row.ends <= row.closes
            assert row.said_state == to


def test_a_draft_cannot_go_live(evening: Evening) -> None:
    made = schedule(evening)
    with evening.database.transaction() as session, pytest.raises(Conflict):
        moving.move(session, by=evening.people["Ada"], discussion_id=made, to=State.LIVE, now=NOW)


def test_a_transcript_is_published_only_when_it_is_public_and_over(evening: Evening) -> None:
    host = evening.people["Ada"]
    arguments = {"by": host, "discussion_id": evening.discussion}
    with evening.database.transaction() as session, pytest.raises(Conflict):
        hosting.publish(session, now=NOW, **arguments)  # type: ignore[arg-type]
    with evening.database.transaction() as session:
        session.get_one(Discussion, evening.discussion).visibility = "public"
    over = START + 2 * DAY
    with evening.database.transaction() as session:
        hosting.publish(session, now=over, **arguments)  # type: ignore[arg-type]
    with evening.database.reading() as session:
        found = queries.listed(session, evening.people["visitor"], over).items
    assert [one.row.id for one in found] == [evening.discussion]


def test_the_clock_tells_each_change_of_state_once(evening: Evening) -> None:
    made = schedule(evening)
    with evening.database.transaction() as session:
        hosting.announce(session, by=evening.people["Ada"], discussion_id=made, now=NOW)
    moments = [PLAN.opens - DAY, PLAN.opens, PLAN.starts, PLAN.starts, PLAN.ends, PLAN.closes, PLAN.closes + 31 * DAY]
    told = []
    for moment in moments:
        with evening.database.transaction() as session:
            say_states(session, now=moment)
        with evening.database.reading() as session:
            told.append(session.get_one(Discussion, made).said_state)
    assert told == ["announced", "open", "live", "live", "open", "closed", "archived"]
    with evening.database.reading() as session:
        changes = session.scalars(
            select(Change.kind).where(Change.discussion_id == made, Change.kind == "discussion.state")
        ).all()
    assert len(changes) == 6


def test_going_live_puts_the_first_question_up(evening: Evening) -> None:
    made = schedule(evening)
    with evening.database.transaction() as session:
        hosting.announce(session, by=evening.people["Ada"], discussion_id=made, now=NOW)
        say_states(session, now=PLAN.starts)
    with evening.database.reading() as session:
        assert session.get_one(Discussion, made).current_question == 1


def test_lists_by_state_agree_with_the_state(evening: Evening) -> None:
    made = schedule(evening)
    with evening.database.transaction() as session:
        hosting.announce(session, by=evening.people["Ada"], discussion_id=made, now=NOW)
    moment = NOW - 5 * DAY
    while moment < PLAN.closes + 40 * DAY:
        with evening.database.reading() as session:
            for wanted in State:
                for one in queries.listed(session, evening.people["Mo"], moment, states=[wanted]).items:
                    assert one.state is wanted
            total = sum(len(queries.listed(session, evening.people["Mo"], moment, states=[one]).items) for one in State)
            assert total == 2
        moment += timedelta(hours=13)
