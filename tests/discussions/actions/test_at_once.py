"""The same act twice in the same instant, as a double click or two hosts do it, is one act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.changes.models import Change
from journalclub.discussions.actions import coming, editions, hosting, posting, reacting, reading, steering
from journalclub.discussions.actions.coming import Answer
from journalclub.discussions.models import Discussion, Question
from journalclub.discussions.post_models import Post
from journalclub.kit.refusal import Conflict, TooMany
from journalclub.literature.models import Article
from tests.at_once import at_once, on_postgres
from tests.discussions.actions.test_editions import OCTOBER, SERIES, start
from tests.discussions.actions.test_hosting import PLAN
from tests.discussions.conftest import NOW, Evening

pytestmark = on_postgres
Act = Callable[[Session], object]


@pytest.fixture
def twice(evening: Evening) -> Callable[[Act], Counter[str]]:
    """Do it, and again meanwhile; the kinds of the changes that come of it."""

    def both(act: Act) -> Counter[str]:
        at_once(evening.database, act, act)
        with evening.database.reading() as session:
            return Counter(session.scalars(select(Change.kind)))

    return both


Twice = Callable[[Act], Counter[str]]


def test_a_double_click_on_going_is_one_answer(evening: Evening, twice: Twice) -> None:
    who = {"by": evening.people["Ben"], "discussion_id": evening.discussion, "now": NOW}
    changes = twice(lambda session: coming.answer(session, says=Answer.GOING, **who))
    assert changes == {"attendance.changed": 1}


def test_a_double_tap_is_one_reaction(evening: Evening, twice: Twice) -> None:
    with evening.database.transaction() as session:
        post = say(session, evening, "Three months.").id
    who = {"by": evening.people["Ben"], "post_id": post, "now": NOW}
    changes = twice(lambda session: reacting.react(session, kind="agree", on=True, **who))
    assert changes == {"post.added": 1, "reaction.changed": 1}


def test_a_tap_while_the_post_is_being_hidden_does_not_keep_either_from_it(evening: Evening) -> None:
    with evening.database.transaction() as session:
        post = say(session, evening, "Three months.").id

    def tap(session: Session) -> None:
        reacting.react(session, by=evening.people["Ben"], post_id=post, kind="agree", on=True, now=NOW)

    def hide(session: Session) -> None:
        row = session.get_one(Post, post)
        row.hidden_at = NOW
        log.record(session, Kind.POST_HIDDEN, actor=None, now=NOW, discussion=evening.discussion, post=post)

    with pytest.raises(Conflict, match="no longer there"):
        at_once(evening.database, lambda session: session.get(Post, post, with_for_update=True), tap, hide)


def test_a_post_sent_again_before_it_was_answered_is_one_post(evening: Evening, twice: Twice) -> None:
    assert twice(lambda session: say(session, evening, "Three months.")) == {"post.added": 1}


def test_two_posts_in_one_instant_do_not_both_pass_slow_mode(evening: Evening) -> None:
    with evening.database.transaction() as session:
        steering.slow(session, by=evening.people["Ada"], discussion_id=evening.discussion, seconds=30, now=NOW)
    with pytest.raises(TooMany, match="slowed down"):
        at_once(
            evening.database,
            lambda session: say(session, evening, "Three months."),
            lambda session: say(session, evening, "Or four."),
        )


def test_further_reading_is_attached_once(evening: Evening, twice: Twice) -> None:
    with evening.database.transaction() as session:
        row = Article(title="Another trial", listed_on=NOW.date(), added_at=NOW, changed_at=NOW)
        session.add(row)
        session.flush()
        article = row.id
    who = {"by": evening.people["Ben"], "discussion_id": evening.discussion, "now": NOW}
    changes = twice(lambda session: reading.attach(session, article_id=article, why="Longer follow-up.", **who))
    assert changes == {"reading.added": 1}


def test_a_plan_saved_twice_asks_each_question_once(evening: Evening, twice: Twice) -> None:
    with evening.database.reading() as session:
        row = session.get_one(Discussion, evening.discussion)
        texts = list(session.scalars(select(Question.text).order_by(Question.number)))
    plan = hosting.Plan(
        title=row.title,
        opens=row.opens,
        starts=row.starts,
        ends=row.ends,
        closes=row.closes,
        questions=[*texts, "One more?"],
    )
    who = {"by": evening.people["Ada"], "discussion_id": evening.discussion, "now": NOW}
    assert twice(lambda session: hosting.edit(session, plan=plan, **who)) == {"question.added": 1}


def test_a_host_s_double_click_on_cancel_is_told_once(evening: Evening, twice: Twice) -> None:
    who = {"by": evening.people["Ada"], "discussion_id": evening.discussion, "now": NOW}
    changes = twice(lambda session: hosting.cancel(session, **who))
    assert changes == {"discussion.cancelled": 1, "discussion.state": 1}


def test_a_discussion_is_announced_once(evening: Evening, twice: Twice) -> None:
    with evening.database.transaction() as session:
        row = session.get_one(Discussion, evening.discussion)
        row.announced_at, row.said_state = None, "draft"
    who = {"by": evening.people["Ada"], "discussion_id": evening.discussion, "now": NOW}
    with pytest.raises(Conflict, match="announced already"):
        twice(lambda session: hosting.announce(session, **who))


def test_two_hosts_who_skip_a_date_skip_it_once(evening: Evening, twice: Twice) -> None:
    who = {"by": evening.people["Ada"], "series_id": start(evening, SERIES), "on": OCTOBER, "now": NOW}
    changes = twice(lambda session: editions.skip(session, **who))
    assert changes["discussion.added"] == changes["discussion.cancelled"] == 1


def test_a_date_is_scheduled_once_and_the_other_host_is_told(evening: Evening, twice: Twice) -> None:
    where = {"series_id": start(evening, SERIES), "edition_on": OCTOBER}
    with pytest.raises(Conflict, match="scheduled already"):
        twice(lambda session: hosting.schedule(session, by=evening.people["Ada"], plan=PLAN, now=NOW, **where))


def say(session: Session, evening: Evening, text: str) -> posting.Post:
    who = {"by": evening.people["Ben"], "discussion_id": evening.discussion, "now": NOW}
    return posting.add_post(session, text=text, client_token=text, **who)[0]
