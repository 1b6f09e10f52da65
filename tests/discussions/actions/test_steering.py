"""Keeping the hour civil: slow it down, lock it, give it a quarter of an hour more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from journalclub.changes.models import AuditEntry
from journalclub.discussions.actions import posting, reacting, steering
from journalclub.discussions.calendar import Hour
from journalclub.discussions.models import Discussion
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal, TooMany
from tests.discussions.actions.test_posting import kinds, post
from tests.discussions.conftest import NOW, START, Evening

SECOND = timedelta(seconds=1)


def slow(evening: Evening, seconds: int, who: str = "Ada") -> None:
    with evening.database.transaction() as session:
        steering.slow(session, by=evening.people[who], discussion_id=evening.discussion, seconds=seconds, now=NOW)


def lock(evening: Evening, on: bool = True, who: str = "Ada") -> None:
    with evening.database.transaction() as session:
        steering.lock(session, by=evening.people[who], discussion_id=evening.discussion, on=on, now=NOW)


def extend(evening: Evening, who: str = "Ada", after: timedelta = timedelta()) -> None:
    with evening.database.transaction() as session:
        steering.extend(session, by=evening.people[who], discussion_id=evening.discussion, now=NOW + after)


def acts(evening: Evening) -> list[str]:
    with evening.database.reading() as session:
        return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def test_slow_mode_lets_a_member_post_once_in_so_many_seconds_and_says_when_again(evening: Evening) -> None:
    slow(evening, 30)
    post(evening)
    with pytest.raises(TooMany) as refused:
        post(evening, token="t-2", now=NOW + 4 * SECOND)
    assert refused.value.retry_after == 26
    assert "every 30 seconds" in refused.value.sentence
    post(evening, token="t-2", now=NOW + 30 * SECOND)


def test_slow_mode_holds_each_by_themself_and_hosts_and_the_author_never(evening: Evening) -> None:
    slow(evening, 60)
    for number, who in enumerate(("Ben", "Mo", "Mo", "Ada", "Ada", "Chen", "Chen")):
        post(evening, who, token=f"t-{number}")
    with pytest.raises(TooMany):
        post(evening, "Ben", token="t-9")


def test_a_retry_of_what_was_taken_is_never_too_soon(evening: Evening) -> None:
    slow(evening, 60)
    assert post(evening).id == post(evening, now=NOW + SECOND).id


def test_what_was_withdrawn_counts_too(evening: Evening) -> None:
    slow(evening, 60)
    made = post(evening)
    with evening.database.transaction() as session:
        posting.withdraw_post(session, by=evening.people["Ben"], post_id=made.id, now=NOW)
    with pytest.raises(TooMany):
        post(evening, token="t-2", now=NOW + SECOND)


def test_slow_mode_ends_when_it_is_set_to_nothing(evening: Evening) -> None:
    slow(evening, 60)
    slow(evening, 0)
    for token in ("t-1", "t-2"):
        post(evening, token=token)


@pytest.mark.parametrize("seconds", [-1, 7, 3600])
def test_only_the_offered_paces_can_be_set(evening: Evening, seconds: int) -> None:
    with pytest.raises(Refusal):
        slow(evening, seconds)


def test_in_a_locked_discussion_only_who_runs_it_writes(evening: Evening) -> None:
    made = post(evening)
    lock(evening)
    for who in ("Ben", "Chen"):
        with pytest.raises(Conflict) as refused:
            post(evening, who, token="t-2")
        assert refused.value.code == "locked"
    for who in ("Ada", "Mo"):
        post(evening, who, token="t-3")
    with evening.database.transaction() as session, pytest.raises(Conflict):
        reacting.react(session, by=evening.people["Ben"], post_id=made.id, kind="agree", on=True, now=NOW)
    with evening.database.transaction() as session:
        posting.withdraw_post(session, by=evening.people["Ben"], post_id=made.id, now=NOW)
    lock(evening, on=False)
    post(evening, token="t-4")


def test_locking_and_slowing_are_told_and_on_record_once(evening: Evening) -> None:
    for _again in range(2):
        lock(evening)
        slow(evening, 30)
    lock(evening, on=False)
    assert kinds(evening).count("discussion.changed") == 3
    assert acts(evening) == ["discussion.locked", "discussion.slowed", "discussion.unlocked"]


def test_a_live_hour_is_extended_by_a_quarter_and_what_follows_moves_along(evening: Evening) -> None:
    with evening.database.transaction() as session:
        row = session.get_one(Discussion, evening.discussion)
        row.closes = row.ends
    extend(evening)
    with evening.database.reading() as session:
        row = session.get_one(Discussion, evening.discussion)
        assert row.ends == row.closes == START + timedelta(minutes=75)
    assert kinds(evening)[-1] == "discussion.changed"


def test_only_a_live_hour_can_be_extended_and_not_for_ever(evening: Evening) -> None:
    with pytest.raises(Conflict):
        extend(evening, after=timedelta(hours=2))
    for _quarter in range(9):
        extend(evening)
    with pytest.raises(Conflict):
        extend(evening)
    with evening.database.reading() as session:
        assert session.get_one(Discussion, evening.discussion).ends == START + 13 * steering.QUARTER


def test_it_does_not_run_into_the_next_live_hour(evening: Evening) -> None:
    later = Hour(START + timedelta(minutes=80), START + timedelta(minutes=140))
    with evening.database.transaction() as session:
        row = session.get_one(Discussion, evening.discussion)
        row.hours = [*row.hours, later]
    extend(evening)
    with pytest.raises(Conflict):
        extend(evening)
    with evening.database.reading() as session:
        first, second = session.get_one(Discussion, evening.discussion).hours
        assert (first.ends, second) == (START + timedelta(minutes=75), later)


@pytest.mark.parametrize("who", ["Ben", "Chen", "Dora", "visitor", "Ari", "Eve"])
@pytest.mark.parametrize("act", [lock, extend, lambda evening, who: slow(evening, 30, who)])
def test_nobody_else_steers(evening: Evening, who: str, act: object) -> None:
    with pytest.raises((Forbidden, NotFound)):
        act(evening, who=who)  # type: ignore[operator]
