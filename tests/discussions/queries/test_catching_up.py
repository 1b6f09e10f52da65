"""A discussion in one screen."""

from __future__ import annotations

from journalclub.discussions import queries
from journalclub.discussions.actions import posting, reacting
from journalclub.discussions.models import Discussion, ScriptEntry
from journalclub.discussions.queries import CaughtUp
from journalclub.moderation import actions as moderation
from tests.discussions.conftest import NOW, Evening
from tests.discussions.talk import say
from tests.literature.counted import statements


def caught_up(evening: Evening) -> list[CaughtUp]:
    with evening.database.reading() as session:
        row = session.get_one(Discussion, evening.discussion)
        questions = queries.whole(session, row, NOW).questions
        return queries.catch_up(session, evening.discussion, questions)


def told(evening: Evening) -> list[tuple[int | None, list[str], int]]:
    return [
        (group.question.number if group.question else None, [post.text for post in group.posts], group.more)
        for group in caught_up(evening)
    ]


def test_each_question_stands_with_its_best_answers_of_the_days_and_of_the_hour(evening: Evening) -> None:
    early = say(evening, "Ben", "Written on Friday.", question=1, minutes=-2000)
    say(evening, "Mo", "Said in the hour.", question=1)
    say(evening, "Mo", "Said again.", question=1, minutes=1)
    say(evening, "Chen", "We chose pain because it matters.", question=1, minutes=2)
    with evening.database.transaction() as session:
        reacting.react(session, by=evening.people["Mo"], post_id=early, kind="agree", on=True, now=NOW)
    assert told(evening) == [
        (1, ["We chose pain because it matters.", "Written on Friday.", "Said in the hour."], 1),
        (2, [], 0),  # asked, and nobody has answered
    ]


def test_a_question_to_come_is_there_once_somebody_has_answered_it(evening: Evening) -> None:
    say(evening, "Ben", "On Monday I change nothing.", question=3)
    assert [number for number, _, _ in told(evening)] == [1, 2, 3]


def test_what_is_hidden_or_withdrawn_is_neither_shown_nor_counted(evening: Evening) -> None:
    hidden = say(evening, "Ben", "Not for everybody.", question=1)
    taken_back = say(evening, "Ben", "Wrong.", question=1)
    with evening.database.transaction() as session:
        moderation.hide(session, by=evening.people["Mo"], post_id=hidden, now=NOW)
        posting.withdraw_post(session, by=evening.people["Ben"], post_id=taken_back, now=NOW)
    assert told(evening) == [(1, [], 0), (2, [], 0)]


def test_what_a_host_has_posted_from_the_script_is_no_answer(evening: Evening) -> None:
    posted = say(evening, "Ada", "T1: aim and design. Over to you.", question=1)
    say(evening, "Ben", "A margin of ten points.", question=1)
    entry = {"discussion_id": evening.discussion, "member_id": evening.people["Ada"].id, "minutes": 5}
    with evening.database.transaction() as session:
        session.add(ScriptEntry(question=1, post_id=posted, posted_at=NOW, **entry))
        session.add(ScriptEntry(question=2, text="T2.", **entry))
    assert told(evening)[0] == (1, ["A margin of ten points."], 0)


def test_beside_the_questions_only_authors_are_heard(evening: Evening) -> None:
    with evening.database.transaction() as session:
        session.get_one(Discussion, evening.discussion).current_question = None
    say(evening, "Ben", "Hello from Aarhus.", question=None)
    say(evening, "Chen", "Thank you for having me.", question=None)
    assert told(evening)[-1] == (None, ["Thank you for having me."], 0)


def test_it_costs_the_same_queries_for_few_posts_and_for_many(evening: Evening) -> None:
    say(evening, "Ben", "The first point.", question=1)
    with statements(evening.database) as few:
        caught_up(evening)
    for number in range(30):
        say(evening, "Ben", f"Point {number}.", question=1 + number % 3)
    with statements(evening.database) as many:
        caught_up(evening)
    assert len(many) == len(few)
