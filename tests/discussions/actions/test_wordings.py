"""How a post read before it was edited: who may look, and when it is gone for good."""

from __future__ import annotations

from datetime import timedelta

import pytest

from journalclub.discussions import policy, wordings
from journalclub.discussions.actions import finding, posting
from journalclub.discussions.post_models import Post
from journalclub.moderation import actions as moderation
from tests.discussions.conftest import NOW, Evening

FIRST, SECOND, THIRD = "Pain at three months.", "Pain at six months.", "Pain at a year."
PATIENT = "Mr Jansen had pain at 14 March 2026."


def say(evening: Evening, text: str = FIRST, **more: object) -> int:
    with evening.database.transaction() as session:
        given = {"by": evening.people["Ben"], "discussion_id": evening.discussion, "now": NOW, **more}
        return posting.add_post(session, text=text, client_token=text, **given)[0].id  # type: ignore[arg-type]


def edit(evening: Evening, post: int, text: str, **more: object) -> None:
    with evening.database.transaction() as session:
        given = {"by": evening.people["Ben"], "now": NOW + timedelta(minutes=1), **more}
        posting.edit_post(session, post_id=post, text=text, **given)  # type: ignore[arg-type]


def kept(evening: Evening, post: int) -> list[str]:
    with evening.database.reading() as session:
        return [one.text for one in wordings.of(session, session.get_one(Post, post))]


def test_every_earlier_wording_is_kept_in_order(evening: Evening) -> None:
    post = say(evening)
    edit(evening, post, SECOND)
    edit(evening, post, SECOND)
    edit(evening, post, THIRD)
    assert kept(evening, post) == [FIRST, SECOND]


def test_an_edit_after_a_warning_destroys_what_was_said_before(evening: Evening) -> None:
    post = say(evening, PATIENT, identifies_nobody=True)
    edit(evening, post, FIRST)
    assert kept(evening, post) == []
    edit(evening, post, SECOND)
    assert kept(evening, post) == [FIRST]
    edit(evening, post, PATIENT, identifies_nobody=True)
    assert kept(evening, post) == []


def test_what_was_not_noticed_before_is_looked_for_again(evening: Evening) -> None:
    post = say(evening)
    with evening.database.transaction() as session:
        session.get_one(Post, post).text = PATIENT  # such as one that a host has released
    edit(evening, post, FIRST)
    assert kept(evening, post) == []


@pytest.mark.parametrize("how", ["withdraw", "hide"])
def test_a_post_that_is_gone_has_no_earlier_words_even_when_it_comes_back(evening: Evening, how: str) -> None:
    post = say(evening)
    edit(evening, post, SECOND)
    with evening.database.transaction() as session:
        if how == "withdraw":
            posting.withdraw_post(session, by=evening.people["Ben"], post_id=post, now=NOW)
            session.get_one(Post, post).withdrawn_at = None
        else:
            moderation.hide(session, by=evening.people["Mo"], post_id=post, now=NOW)
            moderation.restore(session, by=evening.people["Mo"], post_id=post, now=NOW)
    assert kept(evening, post) == []


@pytest.mark.parametrize(
    ("who", "may"), [("Ben", True), ("Ada", True), ("Mo", True), ("Chen", False), ("Ari", False), ("Dora", False)]
)
def test_its_writer_hosts_and_moderators_may_look(evening: Evening, who: str, may: bool) -> None:
    post = say(evening)
    with evening.database.reading() as session:
        row, discussion, _ = finding.post(session, evening.people["Ben"], post, NOW)
        viewer = evening.people[who]
        here = policy.standing(session, viewer, discussion, NOW)
        assert policy.may_see_wordings(viewer, here, row) is may
