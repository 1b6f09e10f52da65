"""Threads: made by the first post, for members, moderated by every host; and passages quoted from the abstract."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journalclub.changes.models import Change
from journalclub.discussions import queries
from journalclub.discussions.actions import finding, hosting, posting, reacting, threads
from journalclub.discussions.actions import reading as readings
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from journalclub.discussions.posts import PostView
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from journalclub.literature import merging
from journalclub.literature.models import Article
from journalclub.moderation import actions as moderation
from tests.discussions.conftest import NOW, Evening

ABSTRACT = "Pain at three months did not differ (p > 0.05). Ineffective doses were rare: 10⁹ cells."
QUESTION = "Does this change our fractionation?"
Say = Callable[..., PostView]


@pytest.fixture
def article(evening: Evening) -> int:
    return add_article(evening, "One fraction or several")


def add_article(evening: Evening, title: str) -> int:
    with evening.database.transaction() as session:
        row = Article(title=title, abstract=ABSTRACT, listed_on=NOW.date(), added_at=NOW, changed_at=NOW)
        session.add(row)
        session.flush()
        return row.id


def merge(session: Session, one: int, other: int) -> None:
    merging.merge(session, session.get_one(Article, one), session.get_one(Article, other), now=NOW, source="a test")


@pytest.fixture
def say(evening: Evening, article: int) -> Say:
    def said(
        who: str = "Ben", text: str = QUESTION, *, token: str = "t", about: int = article, **more: object
    ) -> PostView:
        with evening.database.transaction() as session:
            row, _new = threads.say(
                session,
                by=evening.people[who],
                article_id=about,
                text=text,
                client_token=token,
                **{"now": NOW, **more},  # type: ignore[arg-type]
            )
            return queries.transcript(session, row.discussion_id)[-1]

    return said


def count(evening: Evening) -> int:
    with evening.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Discussion).where(Discussion.kind == "thread")) or 0


def test_the_first_post_makes_the_thread_and_the_second_joins_it(evening: Evening, say: Say) -> None:
    first, second = say(), say("Ada", token="u")
    assert (first.discussion, count(evening)) == (second.discussion, 1)
    with evening.database.reading() as session:
        kinds = list(session.scalars(select(Change.kind).order_by(Change.seq)))
    assert kinds == ["discussion.added", "post.added", "post.added"]


@pytest.mark.parametrize("who", ["visitor", "Chen", "Dora", "Eve", "Ari"])
def test_threads_are_for_members(evening: Evening, article: int, say: Say, who: str) -> None:
    with pytest.raises(Forbidden):
        say(who)
    assert count(evening) == 0, "a refused post made a thread"
    there = say()
    with evening.database.reading() as session:
        assert queries.threads_of(session, evening.people[who], article, NOW) == []
        assert queries.talk_of(session, evening.people[who], [article], NOW) == {}
        about = {"since": NOW, "until": NOW + timedelta(days=1)}
        assert queries.talked_about(session, evening.people[who], NOW, limit=9, **about) == []
        with pytest.raises(NotFound):
            finding.discussion(session, evening.people[who], there.discussion, NOW)


def test_a_refused_first_post_leaves_no_thread(evening: Evening, say: Say) -> None:
    with pytest.raises(Refusal):
        say(text="  ")
    assert count(evening) == 0


def test_a_thread_is_open_for_ever_and_in_no_list_of_editions(evening: Evening, say: Say) -> None:
    there = say()
    later = NOW + timedelta(days=4000)
    again = say("Mo", token="u", now=later)
    assert again.discussion == there.discussion
    with evening.database.reading() as session:
        shown = queries.listed(session, evening.people["Mo"], later).items
        assert [one.row.kind for one in shown] == ["edition"]
        assert queries.of_article(session, evening.people["Mo"], [1], later) == []


def test_reactions_replies_and_a_senders_second_try_are_as_anywhere(evening: Evening, say: Say) -> None:
    first = say()
    assert say().id == first.id, "the same token made another post"
    reply = say("Ada", "It does for us.", token="u", reply_to=first.id)
    assert (reply.reply_to, reply.reply_name) == (first.id, "Ben")
    with evening.database.transaction() as session:
        reacting.react(session, by=evening.people["Mo"], post_id=first.id, kind="agree", on=True, now=NOW)
        assert queries.transcript(session, first.discussion)[0].reactions == {"agree": 1}


def test_any_host_hides_a_post_in_a_thread_and_shows_what_they_hid(evening: Evening, say: Say) -> None:
    there, ada = say(), evening.people["Ada"]
    with evening.database.transaction() as session:
        moderation.hide(session, by=ada, post_id=there.id, now=NOW)
        assert queries.talk_of(session, ada, [1], NOW) == {}
        moderation.restore(session, by=ada, post_id=there.id, now=NOW)
        moderation.hide(session, by=evening.people["Mo"], post_id=there.id, now=NOW)
    with evening.database.transaction() as session, pytest.raises(Forbidden):
        moderation.restore(session, by=ada, post_id=there.id, now=NOW)
    with evening.database.transaction() as session, pytest.raises(Forbidden):
        moderation.hide(session, by=evening.people["Ben"], post_id=there.id, now=NOW)


@pytest.mark.parametrize("who", ["Ada", "Mo"])
def test_a_thread_is_neither_planned_nor_called_off_and_has_no_reading(evening: Evening, say: Say, who: str) -> None:
    there, by = say(), evening.people[who]
    other = add_article(evening, "Another")
    with evening.database.transaction() as session:
        with pytest.raises(NotFound):
            hosting.cancel(session, by=by, discussion_id=there.discussion, now=NOW)
        with pytest.raises(NotFound):
            readings.attach(session, by=by, discussion_id=there.discussion, article_id=other, why="", now=NOW)


def test_threads_of_records_that_are_merged_are_both_shown_and_one_goes_on(
    evening: Evening, article: int, say: Say
) -> None:
    other = add_article(evening, "One fraction, or several")
    first, second = say(), say("Ada", token="u", about=other)
    with evening.database.transaction() as session:
        merging.merge(
            session, session.get_one(Article, article), session.get_one(Article, other), now=NOW, source="a test"
        )
        both = queries.threads_of(session, evening.people["Ben"], article, NOW)
        assert [row.id for row in both] == [first.discussion, second.discussion]
        talk = queries.talk_of(session, evening.people["Ben"], [article], NOW)[article]
        assert (talk.posts, talk.people, talk.latest.id) == (2, 2, second.id)
    assert say("Mo", token="v", about=other).discussion == first.discussion


def test_an_article_goes_on_with_the_thread_of_the_record_that_was_merged_into_it(
    evening: Evening, article: int, say: Say
) -> None:
    other = add_article(evening, "One fraction, or several")
    there = say(about=other)
    with evening.database.transaction() as session:
        merging.merge(
            session, session.get_one(Article, article), session.get_one(Article, other), now=NOW, source="a test"
        )
    assert say("Mo", token="v").discussion == there.discussion
    with evening.database.transaction() as session:
        session.get_one(Article, other).merged_into = None
        assert queries.threads_of(session, evening.people["Ben"], article, NOW) == []


def test_what_a_week_talked_about_is_counted_by_where_it_was_said(evening: Evening, article: int, say: Say) -> None:
    say(now=NOW - timedelta(days=8))
    latest = say("Ada", "We treat in one.", token="u")
    with evening.database.transaction() as session:
        session.get_one(Discussion, evening.discussion).article_id = article
        ben, here = evening.people["Ben"], evening.discussion
        posting.add_post(session, by=ben, discussion_id=here, text="So do we.", client_token="t", now=NOW)
        week = {"since": NOW - timedelta(days=1), "until": NOW + timedelta(days=1)}
        (about,) = queries.talked_about(session, ben, NOW, limit=9, **week)
        assert (about.article_id, about.in_thread, about.in_discussions) == (article, 1, 1)
        talk = queries.talk_of(session, ben, [article], NOW, **week)[article]
        assert (talk.posts, talk.latest.id) == (1, latest.id)


@pytest.mark.parametrize(
    "passage", ["did not differ (p > 0.05)", "“Ineffective\n doses were  rare”", "10⁹ cells", "rare: 109 cells."]
)
def test_a_passage_of_the_abstract_is_quoted_and_told_from_the_writers_words(say: Say, passage: str) -> None:
    there = say(quote=passage)
    assert there.words == QUESTION
    assert there.quote == " ".join(passage.split()).strip("“”")
    assert there.text == f"“{there.quote}”\n{QUESTION}"
    assert there.as_json()["quote"] == there.quote


@pytest.mark.parametrize(
    "passage", ["did not differ (p < 0.05)", "effective doses were rare", "Pain at thre", "Pain " * 140]
)
def test_what_does_not_stand_in_the_abstract_is_no_quotation(evening: Evening, say: Say, passage: str) -> None:
    with pytest.raises(Refusal):
        say(quote=passage)
    assert count(evening) == 0


def test_a_quotation_does_not_count_as_the_writers_own_and_outlives_an_edit(evening: Evening, say: Say) -> None:
    there = say(text="x" * 280, quote="did not differ")
    with evening.database.transaction() as session:
        posting.edit_post(session, by=evening.people["Ben"], post_id=there.id, text="Or does it?", now=NOW)
        (edited,) = queries.transcript(session, there.discussion)
    assert (edited.quote, edited.words) == ("did not differ", "Or does it?")


def test_a_hidden_post_quotes_nothing(evening: Evening, say: Say) -> None:
    there = say(quote="did not differ")
    with evening.database.transaction() as session:
        moderation.hide(session, by=evening.people["Mo"], post_id=there.id, now=NOW)
        (hidden,) = queries.transcript(session, there.discussion)
    assert (hidden.quote, hidden.words, hidden.text) == ("", "", "")


def test_a_sender_of_a_quotation_may_try_again_but_not_with_another(evening: Evening, say: Say) -> None:
    there = say(quote="did not differ")
    assert say(quote="did not differ").id == there.id
    with pytest.raises(Conflict):
        say(quote="10⁹ cells")
    with evening.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Post)) == 1
