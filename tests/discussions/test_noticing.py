"""A retraction, a concern or a correction reaches the discussions of the article, past ones too."""

from __future__ import annotations

from sqlalchemy import select

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.changes.models import Change
from journalclub.db import Database
from journalclub.discussions.models import Discussion, Reading
from journalclub.discussions.noticing import NOTICING
from journalclub.literature.found import Authority, FoundArticle, Notice
from journalclub.literature.intake import take
from tests.discussions.conftest import NOW, Evening


def found(pmid: str, *notices: Notice) -> tuple[str, FoundArticle]:
    return pmid, FoundArticle(title=f"Sample {pmid}", authority=Authority.PUBMED, pmid=pmid, notices=notices)


def told(database: Database) -> list[tuple[int | None, int, str, bool]]:
    """(discussion, article, what happened, silent)"""
    NOTICING.drain(database, NOW)
    with database.reading() as session:
        rows = session.scalars(select(Change).where(Change.kind == Kind.DISCUSSION_NOTICE).order_by(Change.seq)).all()
        causes = {row.seq: row.kind for row in session.scalars(select(Change))}
    return [(row.discussion_id, row.ids["article"], causes[row.ids["cause"]], row.silent) for row in rows]


def test_each_notice_is_told_once_for_each_discussion_of_the_article(evening: Evening) -> None:
    database = evening.database
    with database.transaction() as session:
        outcomes = take(session, "S", [found("1"), found("2")], now=NOW).outcomes
        one, two = outcomes["1"].article, outcomes["2"].article
        session.get_one(Discussion, evening.discussion).article_id = one
        session.add(Reading(discussion_id=evening.discussion, article_id=two, added_at=NOW))
    assert told(database) == []
    with database.transaction() as session:
        take(session, "S", [found("1", Notice("erratum-in", "9"), Notice("comment-in", "8"))], now=NOW)
    assert told(database) == [(evening.discussion, one, "article.corrected", False)]
    with database.transaction() as session:  # again, with a concern; and the reading is retracted in another record
        take(session, "S", [found("1", Notice("erratum-in", "9"), Notice("expression-of-concern-in", "7"))], now=NOW)
        take(session, "S", [found("3", Notice("retraction-of", "2"))], now=NOW)
    assert told(database)[1:] == [
        (evening.discussion, one, "article.concern", False),
        (evening.discussion, two, "article.retracted", False),
    ]


def test_an_import_stays_silent_and_a_cancelled_discussion_is_left_out(evening: Evening) -> None:
    database = evening.database
    with database.transaction() as session:
        article = take(session, "S", [found("1")], now=NOW).outcomes["1"].article
        session.get_one(Discussion, evening.discussion).article_id = article
        cancelled = Discussion(
            title="x", article_id=article, opens=NOW, starts=NOW, ends=NOW, closes=NOW, cancelled_at=NOW, made_at=NOW
        )
        session.add(cancelled)
        log.record(session, Kind.ARTICLE_RETRACTED, actor=None, now=NOW, silent=True, article=article)
    assert told(database) == [(evening.discussion, article, "article.retracted", True)]
