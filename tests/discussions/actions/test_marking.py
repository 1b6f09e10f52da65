"""How far somebody has read, and what is new to them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from journalclub.changes import log
from journalclub.discussions import queries
from journalclub.discussions.actions import marking, posting
from journalclub.discussions.models import Discussion
from journalclub.discussions.queries import Place
from journalclub.discussions.reader_models import ReadPlace
from journalclub.kit.refusal import Forbidden, NotFound
from journalclub.members.models import Member
from journalclub.moderation import actions as moderation
from tests.discussions.conftest import NOW, Evening
from tests.discussions.talk import say


def mark(evening: Evening, who: str, post: int) -> None:
    with evening.database.transaction() as session:
        marking.mark_read(session, by=evening.people[who], discussion_id=evening.discussion, post_id=post, now=NOW)


def place(evening: Evening, who: str) -> Place | None:
    with evening.database.reading() as session:
        return queries.place_of(session, evening.people[who], evening.discussion)


def unread(evening: Evening, who: str) -> dict[int | None, int]:
    with evening.database.reading() as session:
        found = queries.unread_by_question(session, evening.people[who], evening.discussion)
        in_all = queries.unread_in(session, evening.people[who], [evening.discussion])
    assert sum(found.values()) == in_all.get(evening.discussion, 0)
    return found


def read_at(post: int, minutes: int) -> Place:
    return Place(NOW + timedelta(minutes=minutes), post)


def test_what_others_said_after_ones_place_is_new_by_question(evening: Evening) -> None:
    first = say(evening, "Mo", "One.", minutes=1)
    mark(evening, "Ben", first)
    say(evening, "Mo", "Two.", question=1, minutes=2)
    say(evening, "Chen", "Three.", question=2, minutes=3)
    say(evening, "Mo", "Four.", question=2, minutes=4)
    say(evening, "Ben", "My own.", question=2, minutes=5)
    assert unread(evening, "Ben") == {1: 1, 2: 2}


def test_who_has_not_begun_has_nothing_new_and_no_place(evening: Evening) -> None:
    say(evening, "Mo", "One.")
    assert unread(evening, "Ben") == {}
    assert place(evening, "Ben") is None
    assert unread(evening, "visitor") == {}


def test_what_is_hidden_or_withdrawn_is_not_new(evening: Evening) -> None:
    mark(evening, "Ben", say(evening, "Mo", "One.", minutes=1))
    hidden = say(evening, "Mo", "Two.", minutes=2)
    taken_back = say(evening, "Mo", "Three.", minutes=3)
    with evening.database.transaction() as session:
        moderation.hide(session, by=evening.people["Mo"], post_id=hidden, now=NOW)
        posting.withdraw_post(session, by=evening.people["Mo"], post_id=taken_back, now=NOW)
    assert unread(evening, "Ben") == {}


def test_a_place_only_moves_forwards(evening: Evening) -> None:
    first, second = say(evening, "Mo", "One.", minutes=1), say(evening, "Mo", "Two.", minutes=2)
    mark(evening, "Ben", second)
    mark(evening, "Ben", first)
    assert place(evening, "Ben") == read_at(second, 2)


def test_a_place_far_ahead_is_as_far_as_there_are_posts(evening: Evening) -> None:
    last = say(evening, "Mo", "One.", minutes=1)
    mark(evening, "Ben", 2**62)
    assert place(evening, "Ben") == read_at(last, 1)
    say(evening, "Mo", "Two.", minutes=2)
    assert unread(evening, "Ben") == {1: 1}


def test_a_post_of_another_discussion_moves_nothing(evening: Evening) -> None:
    elsewhere = say(evening, "Mo", "One.")
    with evening.database.transaction() as session:
        made = {"opens": NOW, "starts": NOW, "ends": NOW, "closes": NOW, "announced_at": NOW, "made_at": NOW}
        other = Discussion(title="Another", extra={}, **made)
        session.add(other)
        session.flush()
        by = evening.people["Ben"]
        for post in (elsewhere, 2**62):
            marking.mark_read(session, by=by, discussion_id=other.id, post_id=post, now=NOW)
        assert queries.place_of(session, by, other.id) is None


def test_two_devices_in_the_same_instant_leave_the_later_place(evening: Evening) -> None:
    posts = [say(evening, "Mo", f"Point {number}.", minutes=number) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda post: mark(evening, "Ben", post), reversed(posts)))
    assert place(evening, "Ben") == read_at(posts[-1], 7)


def test_nobody_is_told_how_far_somebody_has_read(evening: Evening) -> None:
    post = say(evening, "Mo", "One.")
    with evening.database.reading() as session:
        before = log.head(session)
    mark(evening, "Ben", post)
    with evening.database.reading() as session:
        assert log.head(session) == before


@pytest.mark.parametrize(("who", "refusal"), [("visitor", NotFound), ("Eve", NotFound), ("Ari", NotFound)])
def test_a_place_is_kept_for_those_who_take_part(evening: Evening, who: str, refusal: type[Exception]) -> None:
    post = say(evening, "Mo", "One.")
    with pytest.raises(refusal):
        mark(evening, who, post)
    with evening.database.transaction() as session:
        session.get_one(Discussion, evening.discussion).visibility = "public"
    with pytest.raises(Forbidden):
        mark(evening, who, post)


def test_a_place_goes_with_its_member(evening: Evening) -> None:
    mark(evening, "Ben", say(evening, "Mo", "One."))
    with evening.database.transaction() as session:
        session.delete(session.get_one(Member, evening.people["Ben"].id))
    with evening.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ReadPlace)) == 0
