"""A discussion in figures."""

from __future__ import annotations

from datetime import timedelta

from journalclub.discussions import queries
from journalclub.discussions.actions import posting
from journalclub.discussions.closing import queries as closing
from journalclub.discussions.closing.figures import Figures, figures
from journalclub.discussions.models import Discussion
from journalclub.members.models import Member
from tests.discussions.closing.conftest import CLOSED, Over
from tests.discussions.conftest import START


def of(over: Over) -> Figures:
    with over.evening.database.reading() as session:
        row = session.get_one(Discussion, over.discussion)
        posts = queries.transcript(session, row.id)
        known = closing.returning(session, row, {post.member.id for post in posts})
        return figures(posts, row.hours, queries.whole(session, row, CLOSED).questions, known)


def test_who_was_there_and_what_was_answered_when(over: Over) -> None:
    with over.evening.database.transaction() as session:
        for name, profession, country in (("Ada", "oncologist", "US"), ("Ben", "nurse", "DK"), ("Chen", "", "US")):
            member = session.get_one(Member, over.evening.people[name].id)
            member.profession, member.country = profession, country
        over.say(session, "Ben", "And a second answer.", START + timedelta(minutes=59), question=2)
    found = of(over)
    assert (found.posts, found.people, found.at_leisure) == (4, 3, 1)
    assert found.countries == [("US", 2), ("DK", 1)]
    assert found.professions == [("nurse", 1), ("oncologist", 1)]
    assert [(one.question.number, one.posts, one.people) for one in found.answers] == [(1, 2, 2), (2, 2, 1), (3, 0, 0)]
    (strip,) = found.strips
    assert strip.rows == {1: [1] + [0] * 11, 2: [0, 1] + [0] * 9 + [1]}
    assert (strip.most, strip.steps[1]) == (1, START + timedelta(minutes=5))


def test_new_is_who_never_posted_in_an_earlier_edition(over: Over) -> None:
    with over.evening.database.transaction() as session:
        row = session.get_one(Discussion, over.discussion)
        month = timedelta(days=30)
        times = {name: getattr(row, name) - month for name in ("opens", "starts", "ends", "closes")}
        earlier = Discussion(title="Before", announced_at=times["opens"], made_at=times["opens"], extra={}, **times)
        session.add(earlier)
        session.flush()
        for who in ("Ben", "Mo"):
            over.say(session, who, "I was here.", times["starts"], None, earlier.id)
    assert (of(over).new, of(over).returning) == (2, 1)


def test_what_is_hidden_or_withdrawn_is_in_no_figure(over: Over) -> None:
    with over.evening.database.transaction() as session:
        posting.withdraw_post(session, by=over.evening.people["Ben"], post_id=over.posts["Ben"], now=CLOSED)
    found = of(over)
    assert (found.posts, found.people, found.answers[1].posts) == (2, 2, 0)
