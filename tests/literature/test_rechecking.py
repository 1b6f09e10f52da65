"""Stored articles looked at again: what PubMed says of them later arrives by itself, a page at a time."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from journalclub.literature import pulling, rechecking
from journalclub.literature.feeds import Source
from journalclub.literature.found import Authority, FoundArticle
from journalclub.literature.intake import take
from journalclub.literature.models import Article, ArticleHistory, Sighting
from journalclub.literature.rechecking import Rechecked, recheck
from tests.fakes.eutils import rate_limited
from tests.literature.conftest import NOW

DAY = timedelta(days=1)
QUERY = Source("Invented query", "pubmed", query="invented", since=60 * DAY)
RETRACTED = (
    '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J Invent Oncol. 2026 Jan 2;13(1):9'
    '</RefSource><PMID Version="1">90000099</PMID></CommentsCorrections></CommentsCorrectionsList></MedlineCitation>'
)


@pytest.fixture
def library(database, clients):
    pulling.pull(database, None, [QUERY], now=NOW, using=clients)
    return database


def checked(database, clients, after, **how):
    return recheck(database, None, now=NOW + after, using=clients, **how)


def article(database, pmid):
    with database.reading() as session:
        return session.scalar(select(Article).where(Article.pmid == pmid))


def test_a_retraction_and_a_final_citation_arrive_by_themselves(library, clients, eutils):
    eutils.change("90000001", "</MedlineCitation>", RETRACTED, on=date(2026, 1, 3))
    eutils.change("90000001", "<MedlinePgn>101-9</MedlinePgn>", "<MedlinePgn>201-9</MedlinePgn>", on=date(2026, 1, 3))
    assert checked(library, clients, 14 * DAY) == Rechecked(asked=5, changed=1)
    found = article(library, "90000001")
    assert (found.retracted_on, found.pages) == (date(2026, 1, 2), "201-9")
    with library.reading() as session:
        told = session.scalar(select(ArticleHistory.changes).where(ArticleHistory.article_id == found.id))
        assert [(change["field"], change["after"]) for change in told] == [
            ("pages", "201-9"),
            ("notices", "retraction-in"),
        ]
        # Looking again is no sighting: the article still comes from the club's query alone.
        assert list(session.scalars(select(Sighting.source).where(Sighting.article_id == found.id))) == [QUERY.name]
    assert checked(library, clients, 14 * DAY + timedelta(hours=1)) == Rechecked()


def test_nothing_is_asked_before_it_is_due_and_what_is_talked_about_is_due_first(library, clients, eutils):
    before = len(eutils.log)
    watched = {article(library, "90000002").id}
    assert checked(library, clients, timedelta(hours=23), watched=watched) == Rechecked()
    assert len(eutils.log) == before
    assert checked(library, clients, 1.1 * DAY, watched=watched).asked == 1
    assert eutils.asked("efetch")[-1]["id"] == "90000002"
    assert checked(library, clients, 3.5 * DAY).asked == 4
    assert checked(library, clients, 4.5 * DAY).asked == 1


def test_a_run_is_one_page_and_the_longest_unchecked_come_first(library, clients, eutils, monkeypatch):
    monkeypatch.setattr(rechecking, "PAGE", 2)
    with library.transaction() as session:
        for days, pmid in enumerate(["90000004", "90000002", "90000005"]):
            session.execute(update(Article).where(Article.pmid == pmid).values(checked_at=NOW - (9 - days) * DAY))
    asked = []
    for hours in range(4):
        checked(library, clients, 5 * DAY + timedelta(hours=hours))
        asked += eutils.asked("efetch")[-1]["id"].split(",") if len(asked) < 5 else []
    assert asked == ["90000004", "90000002", "90000005", "90000003", "90000001"]
    requests = len(eutils.log)
    assert checked(library, clients, 5 * DAY + timedelta(hours=5)) == Rechecked()
    assert len(eutils.log) == requests


def test_old_articles_are_looked_at_once_a_month(library, clients):
    assert checked(library, clients, 100 * DAY).asked == 5
    assert checked(library, clients, 129 * DAY).asked == 0
    assert checked(library, clients, 131 * DAY).asked == 5


def test_a_record_that_is_gone_is_marked_and_comes_back_unmarked(library, clients, eutils):
    record = eutils.records.pop("90000003")
    assert checked(library, clients, 4 * DAY) == Rechecked(asked=5, gone=1)
    assert article(library, "90000003").gone_at == NOW + 4 * DAY
    eutils.records["90000003"] = record
    eutils.change("90000003", "uitgevonden", "verzonnen", on=date(2026, 1, 9))
    checked(library, clients, 8 * DAY)
    assert article(library, "90000003").gone_at is None


def test_a_pubmed_that_returns_nothing_at_all_marks_nothing(library, clients, eutils):
    eutils.records.clear()
    assert checked(library, clients, 4 * DAY).gone == 0
    with library.reading() as session:
        assert session.scalar(select(func.count()).where(Article.gone_at.is_not(None))) == 0
        assert session.scalar(select(func.max(Article.checked_at))) < NOW + DAY, "they must stay due"


def test_a_failing_pubmed_leaves_everything_due(library, clients, eutils):
    eutils.trouble(*[rate_limited()] * 4)
    assert checked(library, clients, 4 * DAY).changed == 0
    assert checked(library, clients, 4 * DAY + timedelta(hours=1)).asked == 5


def feed_article(doi, title="What a journal's feed gave of an invented trial"):
    return FoundArticle(title, Authority.FEED, title_html=title, doi=doi, journal="J Invent Oncol", published="2025-11")


def test_what_a_feed_gave_is_upgraded_when_pubmed_has_it(database, clients, eutils):
    with database.transaction() as session:
        entries = [("a", feed_article("10.5555/jio.2025.0001")), ("b", feed_article("10.5555/none", "Not in PubMed"))]
        take(session, "A journal", entries, now=NOW)
    record = eutils.records.pop("90000001")
    assert checked(database, clients, 4 * DAY) == Rechecked(asked=2)
    eutils.records["90000001"] = record
    record.xml = re.sub("10.5555/JIO", "10.5555/jio", record.xml)  # the fake compares letters
    assert checked(database, clients, 8 * DAY) == Rechecked(asked=2, changed=1)
    assert article(database, "90000001").authority == Authority.PUBMED
    assert checked(database, clients, 400 * DAY).asked == 1, "the DOI that was in no year is given up"


def test_a_number_that_somebody_mistyped_turns_no_article_into_another(database, clients):
    wrong = FoundArticle("Something else altogether, imported", Authority.IMPORT, pmid="90000001")
    right = FoundArticle("[Radiotherapie in uitgevonden omstandigheden]", Authority.IMPORT, pmid="90000003")
    with database.transaction() as session:
        take(session, "import old", [("a1", wrong), ("a2", right)], now=NOW)
    assert checked(database, clients, 4 * DAY) == Rechecked(asked=2, changed=1)
    assert article(database, "90000001").title == "Something else altogether, imported"
    assert article(database, "90000003").authority == Authority.PUBMED
