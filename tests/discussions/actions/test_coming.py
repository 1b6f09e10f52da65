"""Who is coming."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from journalclub.changes.models import Change
from journalclub.discussions import queries
from journalclub.discussions.actions import coming, hosting
from journalclub.discussions.actions.coming import Answer
from journalclub.discussions.models import Attendance, Discussion
from journalclub.kit.refusal import Forbidden, NotFound
from journalclub.members.models import Member
from tests.discussions.conftest import NOW, Evening


def say(evening: Evening, who: str, says: Answer | None = Answer.GOING, now: object = NOW) -> None:
    with evening.database.transaction() as session:
        by = evening.people[who]
        coming.answer(session, by=by, discussion_id=evening.discussion, says=says, now=now)  # type: ignore[arg-type]


def seen(evening: Evening, who: str, named: bool = True) -> queries.Coming:
    with evening.database.reading() as session:
        return queries.coming(session, evening.discussion, evening.people[who], named=named)


def test_what_people_say_is_counted_and_can_be_said_otherwise(evening: Evening) -> None:
    say(evening, "Ben")
    say(evening, "Chen", Answer.MAYBE)
    say(evening, "Mo", Answer.MAYBE)
    say(evening, "Mo", Answer.READING)
    found = seen(evening, "Mo")
    assert found.counts == {"going": 1, "maybe": 1, "reading": 1}
    assert found.own == "reading"
    assert {answer: [person.name for person in people] for answer, people in found.names.items()} == {
        "going": ["Ben"],
        "maybe": ["Chen"],
        "reading": ["Mo"],
    }


def test_what_was_said_is_taken_back(evening: Evening) -> None:
    say(evening, "Ben")
    say(evening, "Ben", None)
    assert seen(evening, "Ben") == queries.Coming({}, None, {})


def test_who_is_suspended_is_neither_named_nor_counted(evening: Evening) -> None:
    say(evening, "Ben")
    say(evening, "Mo")
    with evening.database.transaction() as session:
        session.get_one(Member, evening.people["Ben"].id).suspended_at = NOW
    found = seen(evening, "Ada")
    assert found.counts == {"going": 1}
    assert [person.name for person in found.names["going"]] == ["Mo"]
    with evening.database.reading() as session:
        assert queries.planning_to_come(session, evening.discussion) == [evening.people["Mo"].id]


def test_who_may_not_see_names_sees_numbers(evening: Evening) -> None:
    say(evening, "Ben")
    assert seen(evening, "visitor", named=False) == queries.Coming({"going": 1}, None, {})


@pytest.mark.parametrize("who", ["visitor", "Eve", "Dora", "Ari"])
def test_who_could_not_take_part_says_nothing(evening: Evening, who: str) -> None:
    with pytest.raises(NotFound):
        say(evening, who)


def test_nobody_is_asked_about_what_is_over_or_called_off(evening: Evening) -> None:
    with pytest.raises(Forbidden):
        say(evening, "Ben", now=NOW + timedelta(days=9))
    with evening.database.transaction() as session:
        hosting.cancel(session, by=evening.people["Ada"], discussion_id=evening.discussion, now=NOW)
    with pytest.raises(Forbidden):
        say(evening, "Ben")


def test_the_same_twice_is_one_row_and_one_change(evening: Evening) -> None:
    for _ in range(2):
        say(evening, "Ben")
    with evening.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Attendance)) == 1
        kinds = session.scalars(select(Change.kind).where(Change.kind == "attendance.changed")).all()
    assert len(kinds) == 1


def test_a_crowd_is_named_up_to_a_point_and_counted_beyond(evening: Evening) -> None:
    with evening.database.transaction() as session:
        discussion = session.get_one(Discussion, evening.discussion)
        for number in range(50):
            member = Member(name=f"M{number:02}", joined_at=NOW, extra={})
            session.add(member)
            session.flush()
            at = NOW + timedelta(seconds=number)
            session.add(Attendance(discussion_id=discussion.id, member_id=member.id, answer="going", at=at))
    found = seen(evening, "Ben")
    assert [person.name for person in found.names["going"]] == [f"M{number:02}" for number in range(40)]
    assert found.unnamed("going") == 10
