"""“Has this been discussed?”: counted for whoever asks, and for an article under every id it ever had."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from journalclub.db import Database
from journalclub.discussions import library
from journalclub.discussions.agenda.models import Nomination
from journalclub.discussions.models import Discussion, Reading
from journalclub.literature.browsing import Choice
from journalclub.literature.faceting import refresh
from journalclub.literature.models import Article
from journalclub.members.viewer import VISITOR
from tests.discussions.conftest import NOW, Evening
from tests.literature.counted import statements

DAY = timedelta(days=1)


@pytest.fixture
def articles(evening: Evening) -> list[int]:
    """One article, one that was merged into it, and one that nobody spoke about."""
    with evening.database.transaction() as session:
        made = [Article(title=title, listed_on=NOW.date(), added_at=NOW, changed_at=NOW) for title in "abc"]
        session.add_all(made)
        session.flush()
        made[1].merged_into = made[0].id
        made[1].added_at = NOW - 40 * DAY
        session.get_one(Discussion, evening.discussion).article_id = made[1].id
        return [article.id for article in made]


def edition(database: Database, article: int, **more: object) -> None:
    values = {"opens": NOW - 9 * DAY, "starts": NOW - 8 * DAY, "ends": NOW - 8 * DAY, "closes": NOW - 7 * DAY}
    with database.transaction() as session:
        row = Discussion(
            title="x", article_id=article, made_at=NOW, extra={}, **(values | {"announced_at": NOW - 20 * DAY} | more)
        )
        session.add(row)


def standing(evening: Evening, article: int, who: str = "Ben") -> library.ArticleStanding:
    with evening.database.reading() as session:
        return library.standing_of(session, evening.people[who], [article], NOW)[article]


def test_a_merged_article_has_the_standing_of_the_one_it_went_into(evening, articles):
    whole = standing(evening, articles[0])
    assert (whole.article, whole.discussed, whole.added_at) == (articles[0], 1, NOW - 40 * DAY)
    assert standing(evening, articles[1]) == whole
    assert standing(evening, articles[2]).discussed == 0


def test_what_is_announced_is_planned_and_drafts_and_cancelled_ones_are_nothing(evening, articles):
    later = {"opens": NOW + DAY, "starts": NOW + 2 * DAY, "ends": NOW + 2 * DAY, "closes": NOW + 3 * DAY}
    edition(evening.database, articles[2], **later)
    edition(evening.database, articles[2], announced_at=None)
    edition(evening.database, articles[2], cancelled_at=NOW)
    edition(evening.database, articles[2])
    for who in ("Ben", "Mo"):  # a moderator sees drafts, but a draft discussed nothing
        found = standing(evening, articles[2], who)
        assert (found.discussed, found.planned) == (1, 1)


def test_further_reading_is_counted_apart(evening, articles):
    with evening.database.transaction() as session:
        session.add(Reading(discussion_id=evening.discussion, article_id=articles[2], added_at=NOW))
    found = standing(evening, articles[2])
    assert (found.discussed, found.attached) == (0, 1)


def test_nobody_learns_of_a_discussion_that_they_may_not_read(evening, articles):
    edition(evening.database, articles[0], visibility="public", published_at=NOW)
    assert standing(evening, articles[0]).discussed == 2
    with evening.database.reading() as session:
        seen = library.standing_of(session, VISITOR, articles, NOW)
    assert seen[articles[0]].discussed == 1
    assert standing(evening, articles[0], "Eve").discussed == 1
    assert standing(evening, articles[0], "Chen").discussed == 2  # invited to the other


def test_the_statements_do_not_grow_with_the_articles(evening, articles):
    with evening.database.transaction() as session:
        rows = [Article(title=str(n), listed_on=date(2026, 1, 1), added_at=NOW, changed_at=NOW) for n in range(30)]
        session.add_all(rows)
        session.flush()
        many = [row.id for row in rows]
    counts = []
    for ids in (many[:2], many):
        with evening.database.reading() as session, statements(evening.database) as asked:
            assert len(library.standing_of(session, evening.people["Ben"], ids, NOW)) == len(ids)
            counts.append(len(asked))
    assert counts[0] == counts[1] <= 6


def test_the_library_knows_what_is_discussed_and_nominated_as_far_as_one_may_see(evening, articles):
    with evening.database.transaction() as session:
        session.add(
            Nomination(
                article_id=articles[1], series_id=1, member_id=evening.people["Ben"].id, reason="New.", made_at=NOW
            )
        )
        refresh(session, set(articles))
    choice = Choice(marks=("discussed", "nominated"))
    with evening.database.reading() as session:
        seen = library.browse(session, evening.people["Ben"], choice, NOW)
        assert [article.id for article in seen.page.items] == [articles[0]]  # under the one that stands
        hidden = library.browse(session, VISITOR, Choice(), NOW)
    assert (hidden.marks["discussed"], hidden.marks["nominated"]) == (0, 0)
    assert (seen.marks["discussed"], seen.marks["nominated"]) == (1, 1)
