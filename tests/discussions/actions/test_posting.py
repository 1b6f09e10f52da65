"""Posting: who may, what is kept, and what a retry does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from journalclub.changes.models import Change
from journalclub.discussions import queries
from journalclub.discussions.actions import posting
from journalclub.discussions.actions.screening import PatientDetails
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from journalclub.discussions.posts import PostView
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from tests.discussions.conftest import NOW, START, Evening

PLAIN = "I would still fractionate if the cord is near: 24 Gy in 3, not > 8 Gy in 1."


def post(evening: Evening, who: str = "Ben", text: str = PLAIN, token: str = "t-1", **more: object) -> PostView:
    arguments: dict[str, object] = {"discussion_id": evening.discussion, "now": NOW, **more}
    with evening.database.transaction() as session:
        row, _new = posting.add_post(
            session,
            by=evening.people[who],
            text=text,
            client_token=token,
            **arguments,  # type: ignore[arg-type]
        )
        row_id = row.id
    return shown(evening, row_id)


def shown(evening: Evening, post_id: int) -> PostView:
    with evening.database.reading() as session:
        return next(view for view in queries.transcript(session, evening.discussion) if view.id == post_id)


def kinds(evening: Evening) -> list[str]:
    with evening.database.reading() as session:
        return list(session.scalars(select(Change.kind).order_by(Change.seq)))


def test_a_post_is_kept_with_its_change(evening: Evening) -> None:
    made = post(evening)
    assert (made.text, made.member.name, made.member.badge, made.at) == (PLAIN, "Ben", "member", NOW)
    with evening.database.reading() as session:
        (change,) = session.scalars(select(Change))
    assert (change.kind, change.discussion_id, change.ids) == ("post.added", evening.discussion, {"post": made.id})
    assert made.seq == change.seq


@pytest.mark.parametrize(
    ("who", "badge"), [("Ada", "host"), ("Ben", "member"), ("Chen", "author"), ("Mo", "moderator")]
)
def test_each_person_wears_the_badge_of_what_they_are_here(evening: Evening, who: str, badge: str) -> None:
    assert post(evening, who).member.badge == badge


@pytest.mark.parametrize(
    ("who", "refusal"), [("visitor", NotFound), ("Eve", NotFound), ("Ari", NotFound), ("Dora", NotFound)]
)
def test_who_may_not_read_a_discussion_cannot_post_in_it(evening: Evening, who: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        post(evening, who)
    assert kinds(evening) == []


def test_a_patient_advocate_posts_where_patients_are_welcome(evening: Evening) -> None:
    with evening.database.transaction() as session:
        session.get_one(Discussion, evening.discussion).patients_welcome = True
    assert post(evening, "Dora").member.badge == "patient_advocate"


def test_a_visitor_reads_a_public_discussion_but_does_not_post(evening: Evening) -> None:
    with evening.database.transaction() as session:
        session.get_one(Discussion, evening.discussion).visibility = "public"
    with pytest.raises(Forbidden):
        post(evening, "visitor")


def test_the_same_token_again_is_the_same_post(evening: Evening) -> None:
    first, second = post(evening), post(evening)
    assert first == second
    assert kinds(evening) == ["post.added"]


def test_the_same_token_with_other_words_is_refused(evening: Evening) -> None:
    post(evening)
    with pytest.raises(Conflict):
        post(evening, text="Something else")


def test_a_retry_is_answered_even_after_the_discussion_has_closed(evening: Evening) -> None:
    first = post(evening)
    assert post(evening, now=START + timedelta(days=3)) == first


def test_two_people_may_use_the_same_token(evening: Evening) -> None:
    assert post(evening, "Ben").id != post(evening, "Ada").id


def test_a_live_post_belongs_to_the_current_question(evening: Evening) -> None:
    assert post(evening).question == 2
    assert post(evening, token="t-2", question=1).question == 1


def test_before_the_live_hour_a_post_without_a_question_has_none(evening: Evening) -> None:
    assert post(evening, now=START - timedelta(days=1)).question is None


@pytest.mark.parametrize("number", [9, 2**31, 2**63 - 1])
def test_an_unknown_question_is_refused(evening: Evening, number: int) -> None:
    with pytest.raises(Refusal, match=f"T{number} "):
        post(evening, question=number)


def test_a_reply_takes_its_parents_question_and_replies_have_one_level(evening: Evening) -> None:
    parent = post(evening, question=1)
    child = post(evening, "Chen", token="t-2", reply_to=parent.id)
    grandchild = post(evening, "Ada", token="t-3", reply_to=child.id)
    assert (child.question, child.reply_to, child.reply_name) == (1, parent.id, "Ben")
    assert grandchild.reply_to == parent.id


@pytest.mark.parametrize("text", ["", "   ", "\n\u200b\n"])
def test_an_empty_post_is_refused(evening: Evening, text: str) -> None:
    with pytest.raises(Refusal):
        post(evening, text=text)


def test_length_is_counted_in_what_people_see(evening: Evening) -> None:
    family = "👩‍👩‍👧‍👦"  # seven code points, one character to a reader
    assert post(evening, text=family * 280).text == family * 280
    with pytest.raises(Refusal, match="281"):
        post(evening, text="x" * 281, token="t-2")


@pytest.mark.parametrize(
    ("moment", "words"),
    [(START - timedelta(days=5), "not open yet"), (START + timedelta(days=2), "closed")],
)
def test_a_discussion_that_is_not_open_takes_no_posts(evening: Evening, moment: object, words: str) -> None:
    with pytest.raises(Conflict, match=words):
        post(evening, now=moment)


def test_a_patient_detail_is_asked_about_before_anything_is_kept(evening: Evening) -> None:
    text = "Saw Mr Jansen from Ghent on 14 March 2026, aged 93, MRN 48151623."
    with pytest.raises(PatientDetails) as caught:
        post(evening, text=text)
    assert any(text[found.start : found.end].startswith("Mr") for found in caught.value.findings)
    assert kinds(evening) == []
    made = post(evening, text=text, identifies_nobody=True)
    with evening.database.reading() as session:
        assert session.get_one(Post, made.id).cleared_at == NOW


def test_an_edit_within_five_minutes_is_marked(evening: Evening) -> None:
    made = post(evening)
    later = NOW + timedelta(minutes=4)
    with evening.database.transaction() as session:
        posting.edit_post(session, by=evening.people["Ben"], post_id=made.id, text="Better words.", now=later)
    after = shown(evening, made.id)
    assert (after.text, after.edited_at) == ("Better words.", later)
    assert after.seq > made.seq
    with evening.database.transaction() as session, pytest.raises(Refusal, match="five minutes"):
        posting.edit_post(
            session, by=evening.people["Ben"], post_id=made.id, text="Too late.", now=NOW + timedelta(minutes=6)
        )


@pytest.mark.parametrize("who", ["Ada", "Mo"])
def test_nobody_edits_or_withdraws_another_persons_words(evening: Evening, who: str) -> None:
    made = post(evening)
    for act in (
        lambda session: posting.edit_post(session, by=evening.people[who], post_id=made.id, text="Mine.", now=NOW),
        lambda session: posting.withdraw_post(session, by=evening.people[who], post_id=made.id, now=NOW),
    ):
        with evening.database.transaction() as session, pytest.raises(Forbidden):
            act(session)
    assert shown(evening, made.id).text == PLAIN


def test_a_withdrawn_post_leaves_a_stub_without_its_words(evening: Evening) -> None:
    made = post(evening)
    with evening.database.transaction() as session:
        posting.withdraw_post(session, by=evening.people["Ben"], post_id=made.id, now=NOW + timedelta(days=30))
    stub = shown(evening, made.id)
    assert (stub.withdrawn, stub.text, str(stub.html), stub.reactions) == (True, "", "", {})
    assert PLAIN not in str(stub.as_json())
