"""A post that waits for a host: who decides, what becomes of it, and that it is one post in the end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from journalclub.changes.models import AuditEntry, Change
from journalclub.discussions import queries
from journalclub.discussions.actions import holding, posting
from journalclub.discussions.models import Discussion, DiscussionGuest
from journalclub.discussions.post_models import HeldPost, Post
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from tests.discussions.conftest import NOW, START, Evening

WORDS = "Saw Mr Jansen on 14 March 2026, MRN 48151623."
LATER = NOW + timedelta(minutes=7)


def hold(evening: Evening, who: str = "Ben", text: str = WORDS, token: str = "t-1", **more: object) -> object:
    with evening.database.transaction() as session:
        given = {"by": evening.people[who], "discussion_id": evening.discussion, "now": NOW, **more}
        row = holding.hold(session, text=text, client_token=token, **given)  # type: ignore[arg-type]
        return type(row), row.id


def held(evening: Evening, who: str = "Ben", **more: object) -> int:
    kind, row = hold(evening, who, **more)  # type: ignore[misc, arg-type]
    assert kind is HeldPost
    return int(row)


def decide(evening: Evening, verb: object, held_id: int, who: str = "Ada", **given: object) -> int:
    with evening.database.transaction() as session:
        row = verb(session, by=evening.people[who], held_id=held_id, **{"now": LATER, **given})  # type: ignore[operator]
        return int(row.id)


def posts(evening: Evening) -> list[Post]:
    with evening.database.reading() as session:
        return list(session.scalars(select(Post).order_by(Post.at, Post.id)))


def waiting(evening: Evening) -> list[HeldPost]:
    with evening.database.reading() as session:
        return list(session.scalars(select(HeldPost)))


def say(evening: Evening, who: str, text: str, token: str = "x", **more: object) -> int:
    with evening.database.transaction() as session:
        given = {"by": evening.people[who], "discussion_id": evening.discussion, "now": NOW, **more}
        return posting.add_post(session, text=text, client_token=token, **given)[0].id  # type: ignore[arg-type]


def test_what_waits_is_no_post_and_only_the_desk_is_told(evening: Evening) -> None:
    held(evening)
    assert posts(evening) == []
    with evening.database.reading() as session:
        assert [(one.kind, one.ids.keys()) for one in session.scalars(select(Change))] == [("held.added", {"held"})]
        discussion = session.get_one(Discussion, evening.discussion)
        (shown,) = queries.held_in(session, discussion)
    assert (shown.words, shown.member.name) == (WORDS, "Ben")
    assert any("48151623" in words for words, _ in shown.findings)


def test_a_released_post_is_the_newest_one_for_everybody(evening: Evening) -> None:
    row = held(evening, question=1)
    say(evening, "Ada", "Said in between.", now=NOW + timedelta(minutes=2))
    decide(evening, holding.release, row)
    assert [(post.text, post.at, post.question) for post in posts(evening)][-1] == (WORDS, LATER, 1)
    assert waiting(evening) == []
    with evening.database.reading() as session:
        told = session.scalars(select(Change).where(Change.kind == "post.added").order_by(Change.seq.desc())).first()
        (entry,) = session.scalars(select(AuditEntry))
    assert told is not None
    assert told.ids == {"post": posts(evening)[-1].id}
    assert (entry.act, entry.actor_id) == ("post.released", evening.people["Ada"].id)


def test_a_retry_is_answered_with_what_became_of_it(evening: Evening) -> None:
    row = held(evening)
    assert hold(evening) == (HeldPost, row)
    post = decide(evening, holding.release, row)
    assert hold(evening) == (Post, post)
    assert say(evening, "Ben", WORDS, token="t-1", identifies_nobody=True) == post
    with pytest.raises(Conflict, match="other words"):
        hold(evening, text="Other words")


def test_what_was_posted_meanwhile_with_the_same_token_stays_one_post(evening: Evening) -> None:
    row = held(evening)
    post = say(evening, "Ben", WORDS, token="t-1", identifies_nobody=True)
    assert decide(evening, holding.release, row) == post
    assert len(posts(evening)) == 1


@pytest.mark.parametrize("verb", [holding.release, holding.refuse])
@pytest.mark.parametrize("who", ["Chen", "Ari"])
def test_nobody_else_decides_or_learns_that_it_is_there(evening: Evening, verb: object, who: str) -> None:
    row = held(evening)
    with pytest.raises(NotFound):
        decide(evening, verb, row, who, **({"why": "No."} if verb is holding.refuse else {}))
    assert posts(evening) == []


def test_a_moderator_decides_too_but_nobody_on_what_they_wrote_themselves(evening: Evening) -> None:
    own = held(evening, "Ada")
    with pytest.raises(Forbidden):
        decide(evening, holding.release, own, "Ada")
    decide(evening, holding.release, own, "Mo")
    assert len(posts(evening)) == 1


def test_a_refused_one_tells_its_writer_why_and_is_over(evening: Evening) -> None:
    row = held(evening)
    with pytest.raises(Refusal, match="say why"):
        decide(evening, holding.refuse, row, why=" ")
    decide(evening, holding.refuse, row, why="The date is enough to know who it is.")
    with evening.database.reading() as session:
        (own,) = queries.held_by(session, evening.people["Ben"].id, evening.discussion)
        discussion = session.get_one(Discussion, evening.discussion)
        assert queries.held_in(session, discussion) == []
    assert own.row.refused_why == "The date is enough to know who it is."
    with pytest.raises(Conflict, match="refused already"):
        decide(evening, holding.release, row)
    with pytest.raises(Conflict, match="date is enough"):
        hold(evening)


def test_its_writer_takes_it_back_and_nobody_else(evening: Evening) -> None:
    row = held(evening)
    with pytest.raises(NotFound):
        decide(evening, holding.take_back, row, "Ada")
    decide(evening, holding.take_back, row, "Ben")
    assert waiting(evening) == []
    with pytest.raises(NotFound):
        decide(evening, holding.release, row)


def test_after_the_close_it_can_be_refused_but_not_released(evening: Evening) -> None:
    row, closed = held(evening), START + timedelta(days=2)
    with pytest.raises(Conflict, match="closed"):
        decide(evening, holding.release, row, now=closed)
    decide(evening, holding.refuse, row, now=closed, why="Too late.")


def test_whoever_lost_the_right_to_post_does_not_speak_through_a_host(evening: Evening) -> None:
    row = held(evening, "Chen")
    with evening.database.transaction() as session:
        guest = session.get_one(DiscussionGuest, (evening.discussion, evening.people["Chen"].id))
        guest.removed_at = NOW
    with pytest.raises(Conflict, match="may no longer post"):
        decide(evening, holding.release, row)
    assert posts(evening) == []


def test_one_member_has_five_waiting_at_most(evening: Evening) -> None:
    for number in range(holding.MOST_WAITING):
        held(evening, token=f"t-{number}")
    with pytest.raises(Conflict, match="wait for a host already"):
        hold(evening, token="one more")


def test_what_a_post_must_be_is_asked_before_it_waits(evening: Evening) -> None:
    with pytest.raises(Refusal, match="300 characters"):
        hold(evening, text="x" * 300)
    with pytest.raises(Refusal, match="no question T9"):
        hold(evening, question=9)


def test_a_question_that_was_taken_off_meanwhile_does_not_keep_it(evening: Evening) -> None:
    row = held(evening, question=2)
    with evening.database.transaction() as session:
        session.get_one(HeldPost, row).question = 9
    decide(evening, holding.release, row)
    assert posts(evening)[0].question is None


def test_what_nobody_decided_for_a_month_is_forgotten(evening: Evening) -> None:
    held(evening)
    for days, left in ((29, 1), (31, 0)):
        with evening.database.transaction() as session:
            holding.forget_old(session, NOW + timedelta(days=days))
        assert len(waiting(evening)) == left


def test_two_who_release_it_at_once_make_one_post(evening: Evening) -> None:
    row = held(evening)
    with ThreadPoolExecutor() as others:
        with evening.database.transaction() as session:
            holding.release(session, by=evening.people["Ada"], held_id=row, now=LATER)
            second = others.submit(decide, evening, holding.release, row, "Mo")
            with pytest.raises(TimeoutError):
                second.result(0.3)
        with pytest.raises(NotFound):
            second.result(10)
    assert len(posts(evening)) == 1


def test_sent_twice_at_once_it_waits_once(evening: Evening) -> None:
    with ThreadPoolExecutor() as others:
        with evening.database.transaction() as session:
            given = {"by": evening.people["Ben"], "discussion_id": evening.discussion, "now": NOW}
            first = holding.hold(session, text=WORDS, client_token="t-1", **given)  # type: ignore[arg-type]
            second = others.submit(hold, evening)
            with pytest.raises(TimeoutError):
                second.result(0.3)
        assert second.result(10) == (HeldPost, first.id)
