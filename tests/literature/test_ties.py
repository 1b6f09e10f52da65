"""What one record says about another stands on both, whichever came first."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from journalclub.changes.models import AuditEntry, Change
from journalclub.literature.found import Authority, FoundArticle, Notice
from journalclub.literature.intake import take
from journalclub.literature.models import Article, ArticleHistory, ArticleNotice
from journalclub.literature.ties import OTHER_SIDE
from tests.literature.conftest import NOW
from tests.literature.counted import everything

PAPER, OTHER = "90000001", "90000009"
IN_BETWEEN = timedelta(days=3)


def record(pmid, *notices, doi=None):
    title = f"An invented record with a long title, number {pmid}"
    return pmid, FoundArticle(title, Authority.PUBMED, title_html=title, pmid=pmid, doi=doi, notices=tuple(notices))


def took(database, *entries, now=NOW):
    with database.transaction() as session:
        take(session, "PubMed", list(entries), now=now)


def notices(database, pmid):
    with database.reading() as session:
        query = select(ArticleNotice).join(Article, Article.id == ArticleNotice.article_id)
        rows = session.scalars(query.where(Article.pmid == pmid).order_by(ArticleNotice.id))
        return [(row.kind, row.pmid) for row in rows]


def history(database, pmid):
    with database.reading() as session:
        query = select(ArticleHistory.changes).join(Article, Article.id == ArticleHistory.article_id)
        return [change["after"] for changes in session.scalars(query.where(Article.pmid == pmid)) for change in changes]


@pytest.mark.parametrize("other_first", [True, False])
@pytest.mark.parametrize("kind", sorted(OTHER_SIDE))
def test_every_tie_is_told_on_both_sides_whichever_came_first(sqlite_database, kind, other_first):
    entries = [record(OTHER, Notice(kind, PAPER), doi="10.5555/other"), record(PAPER)]
    for days, entry in enumerate(entries if other_first else reversed(entries)):
        took(sqlite_database, entry, now=NOW + days * IN_BETWEEN)
    assert notices(sqlite_database, PAPER) == [(OTHER_SIDE[kind], OTHER)]
    assert history(sqlite_database, PAPER) == ([] if other_first else [OTHER_SIDE[kind]])
    before = everything(sqlite_database)
    took(sqlite_database, *entries, now=NOW + 5 * IN_BETWEEN)
    assert everything(sqlite_database) == before


def test_an_article_whose_retraction_arrives_is_retracted_and_one_with_an_erratum_is_not(database):
    took(database, record(PAPER), record("90000002"))
    took(
        database,
        record(OTHER, Notice("retraction-of", PAPER), Notice("erratum-for", "90000002")),
        now=NOW + IN_BETWEEN,
    )
    with database.reading() as session:
        retracted = {article.pmid: article.retracted_on for article in session.scalars(select(Article))}
        told = list(session.scalars(select(Change.kind).order_by(Change.seq)))
    assert retracted == {PAPER: (NOW + IN_BETWEEN).date(), "90000002": None, OTHER: None}
    assert told == ["article.added"] * 3 + ["article.retracted", "article.changed", "article.corrected"]


def test_what_the_article_says_itself_later_stands_once_and_is_told_once(database):
    took(database, record(PAPER), record(OTHER, Notice("retraction-of", PAPER)))
    own = Notice("retraction-in", OTHER, None, "J Invent Oncol. 2025 Nov 3;12(4):300")
    took(database, record(PAPER, own), now=NOW + IN_BETWEEN)
    assert notices(database, PAPER) == [("retraction-in", OTHER)]
    assert history(database, PAPER) == []
    with database.reading() as session:
        assert list(session.scalars(select(Change.kind))).count("article.retracted") == 1


def test_a_tie_that_was_a_mistake_is_taken_back_on_both_sides(database):
    took(database, record(PAPER), record(OTHER, Notice("comment-on", PAPER, None, "J Invent Oncol. 2025;12:1")))
    assert notices(database, PAPER) == [("comment-in", OTHER)]
    took(database, record(OTHER), now=NOW + IN_BETWEEN)
    assert notices(database, PAPER) == notices(database, OTHER) == []


def retractions(database):
    """Whether the paper is marked, and what was said of that."""
    with database.reading() as session:
        on = session.scalar(select(Article.retracted_on).where(Article.pmid == PAPER))
        kinds = session.scalars(select(Change.kind).where(Change.kind.in_(["article.retracted", "article.reinstated"])))
        return on is not None, list(kinds)


IN_OTHER = Notice("retraction-in", OTHER, None, "J Invent Oncol. 2025 Nov 3;12(4):300")


def test_a_retraction_that_pubmed_takes_back_takes_its_mark_with_it(database):
    took(database, record(PAPER, IN_OTHER))
    assert retractions(database) == (True, ["article.retracted"])
    took(database, record(PAPER), now=NOW + IN_BETWEEN)
    assert retractions(database) == (False, ["article.retracted", "article.reinstated"])
    assert history(database, PAPER) == [""]
    with database.reading() as session:
        assert session.scalars(select(AuditEntry.act)).all() == ["article.reinstated"]
    took(database, record(PAPER, IN_OTHER), now=NOW + 2 * IN_BETWEEN)
    assert retractions(database)[0]


def test_a_retraction_stands_while_any_record_says_so(database):
    took(database, record(PAPER, IN_OTHER), record(OTHER, Notice("retraction-of", PAPER)))
    took(database, record(PAPER), now=NOW + IN_BETWEEN)
    assert retractions(database) == (True, ["article.retracted"])  # its notice says so still
    took(database, record(OTHER), now=NOW + 2 * IN_BETWEEN)
    assert retractions(database) == (False, ["article.retracted", "article.reinstated"])


def test_what_only_an_archive_calls_retracted_pubmed_does_not_take_back(database):
    with database.transaction() as session:
        said = FoundArticle("An invented record", Authority.IMPORT, pmid=PAPER, notices=(Notice("retraction-in"),))
        take(session, "an archive", [("a1", said)], now=NOW)
    took(database, record(PAPER), now=NOW + IN_BETWEEN)
    assert retractions(database) == (True, ["article.retracted"])


def test_a_preprint_and_its_paper_stay_two_articles_that_know_each_other(database):
    """They differ in text and in standing; a club may have discussed either."""
    took(database, record(PAPER, doi="10.1101/2025.01.01.25321234"))
    took(database, record(OTHER, Notice("update-of", PAPER), doi="10.5555/jio.1"), now=NOW + IN_BETWEEN)
    assert notices(database, PAPER) == [("update-in", OTHER)]
    assert notices(database, OTHER) == [("update-of", PAPER)]
