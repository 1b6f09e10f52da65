"""Reactions: one of each kind per person, and only while one may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from journalclub.changes.models import Change
from journalclub.discussions.actions import posting, reacting
from journalclub.kit.refusal import Conflict, NotFound, Refusal
from tests.discussions.actions.test_posting import post, shown
from tests.discussions.conftest import NOW, START, Evening


def react(evening: Evening, who: str, post_id: int, kind: str = "agree", on: bool = True, **more: object) -> None:
    with evening.database.transaction() as session:
        moment = more.get("now", NOW)
        reacting.react(session, by=evening.people[who], post_id=post_id, kind=kind, on=on, now=moment)  # type: ignore[arg-type]


def test_reactions_are_counted_by_kind_and_person(evening: Evening) -> None:
    made = post(evening)
    for who, kind in (("Ada", "agree"), ("Mo", "agree"), ("Mo", "insightful"), ("Mo", "agree")):
        react(evening, who, made.id, kind)
    assert shown(evening, made.id).reactions == {"agree": 2, "insightful": 1}


def test_taking_back_what_was_not_given_changes_nothing(evening: Evening) -> None:
    made = post(evening)
    react(evening, "Ada", made.id, on=False)
    with evening.database.reading() as session:
        assert session.scalars(select(Change.kind)).all() == ["post.added"]
    react(evening, "Ada", made.id)
    react(evening, "Ada", made.id, on=False)
    after = shown(evening, made.id)
    assert after.reactions == {}
    assert after.seq > made.seq


@pytest.mark.parametrize("who", ["visitor", "Eve", "Dora", "Ari"])
def test_who_may_not_read_may_not_react(evening: Evening, who: str) -> None:
    made = post(evening)
    with pytest.raises(NotFound):
        react(evening, who, made.id)


def test_an_unknown_kind_is_refused(evening: Evening) -> None:
    made = post(evening)
    with pytest.raises(Refusal, match="will_change_practice"):
        react(evening, "Ada", made.id, "love")


def test_nothing_is_added_to_a_post_that_is_gone_or_a_discussion_that_is_closed(evening: Evening) -> None:
    made = post(evening)
    with pytest.raises(Conflict):
        react(evening, "Ada", made.id, now=START + timedelta(days=2))
    with evening.database.transaction() as session:
        posting.withdraw_post(session, by=evening.people["Ben"], post_id=made.id, now=NOW)
    with pytest.raises(Conflict):
        react(evening, "Ada", made.id)
