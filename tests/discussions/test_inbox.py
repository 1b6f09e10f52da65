"""The hosts' inbox: what waits, what leaves it, and what comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from journalclub.changes.models import Change
from journalclub.discussions import inbox
from journalclub.discussions.agenda.models import Nomination
from journalclub.discussions.models import Discussion
from journalclub.kit.refusal import Forbidden, NotFound
from journalclub.literature.actions.setting_aside import set_aside
from journalclub.literature.models import Article
from tests.discussions.conftest import NOW, Evening
from tests.literature.counted import statements

DAY = timedelta(days=1)


@pytest.fixture
def came(evening: Evening) -> list[int]:
    """Five articles, the last one a day after the other."""
    with evening.database.transaction() as session:
        rows = [
            Article(title=str(n), listed_on=NOW.date(), added_at=NOW - (5 - n) * DAY, changed_at=NOW) for n in range(5)
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def waits(evening: Evening, **more: object) -> list[int]:
    with evening.database.reading() as session:
        return [one.id for one in inbox.waiting(session, evening.people["Ada"], NOW, **more).items]


def aside(evening: Evening, article: int, on: bool = True, who: str = "Ada") -> None:
    with evening.database.transaction() as session:
        set_aside(session, by=evening.people[who], article_id=article, on=on, now=NOW)


def test_what_is_nominated_scheduled_old_pending_or_merged_does_not_wait(evening: Evening, came: list[int]) -> None:
    assert waits(evening) == came[::-1]
    with evening.database.transaction() as session:
        ben = evening.people["Ben"].id
        session.add(Nomination(article_id=came[0], series_id=1, member_id=ben, reason="New.", made_at=NOW))
        session.get_one(Discussion, evening.discussion).article_id = came[1]
        session.get_one(Article, came[2]).added_at = NOW - inbox.LATELY - DAY
        session.get_one(Article, came[3]).pending = True
        session.add(Article(title="x", listed_on=NOW.date(), added_at=NOW, changed_at=NOW, merged_into=came[4]))
    assert waits(evening) == [came[4]]
    with evening.database.transaction() as session:  # called off: the article is free again
        session.get_one(Discussion, evening.discussion).cancelled_at = NOW
    assert waits(evening) == [came[4], came[1]]


def test_what_was_done_with_a_merged_record_was_done_with_the_article(evening: Evening, came: list[int]) -> None:
    with evening.database.transaction() as session:
        merged = [Article(title="x", listed_on=NOW.date(), added_at=NOW, changed_at=NOW, merged_into=id) for id in came]
        session.add_all(merged)
        session.flush()
        ben = evening.people["Ben"].id
        session.add(Nomination(article_id=merged[0].id, series_id=1, member_id=ben, reason="New.", made_at=NOW))
        session.get_one(Discussion, evening.discussion).article_id = merged[1].id
    assert waits(evening) == [came[4], came[3], came[2]]


def test_what_one_host_sets_aside_leaves_the_inbox_of_all_until_it_is_put_back(
    evening: Evening, came: list[int]
) -> None:
    aside(evening, came[3])
    aside(evening, came[3])  # twice is once
    assert waits(evening) == [came[4], came[2], came[1], came[0]]
    with evening.database.reading() as session:
        mo = evening.people["Mo"]
        (dealt,) = inbox.aside(session, mo).items
        assert (dealt.article.id, dealt.by) == (came[3], evening.people["Ada"].id)
        assert inbox.counts(session, mo, NOW) == inbox.Counts(waiting=4, aside=1)
    aside(evening, came[3], on=False, who="Mo")
    assert waits(evening) == came[::-1]
    with evening.database.reading() as session:
        kinds = session.scalars(select(Change.kind).order_by(Change.seq)).all()
    assert kinds == ["inbox.set-aside", "inbox.put-back"]


def test_pages_follow_each_other_with_the_same_statements(evening: Evening, came: list[int]) -> None:
    seen, counted, cursor = [], set(), None
    while True:
        with evening.database.reading() as session, statements(evening.database) as asked:
            page = inbox.waiting(session, evening.people["Ada"], NOW, cursor=cursor, limit=2)
        counted.add(len(asked))
        seen += [one.id for one in page.items]
        if (cursor := page.next) is None:
            break
    assert seen == came[::-1]
    assert len(counted) == 1


@pytest.mark.parametrize("who", ["Ben", "Dora", "Chen", "Ari", "visitor"])
def test_the_inbox_is_for_hosts_and_moderators(evening: Evening, came: list[int], who: str) -> None:
    with pytest.raises(Forbidden):
        aside(evening, came[0], who=who)
    with evening.database.reading() as session:
        for read in (
            lambda person: inbox.waiting(session, person, NOW),
            lambda person: inbox.aside(session, person),
            lambda person: inbox.counts(session, person, NOW),
        ):
            with pytest.raises(Forbidden):
                read(evening.people[who])


def test_what_is_not_there_cannot_be_set_aside(evening: Evening) -> None:
    with pytest.raises(NotFound):
        aside(evening, 4711)
