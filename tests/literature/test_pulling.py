"""Pulling: from feeds.toml to articles, through bad days and broken answers."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from journalclub.literature import pulling, queries
from journalclub.literature.feeds import Source
from journalclub.literature.models import Article, ArticleTag, Pull, SourceState
from journalclub.literature.pulling import due_sources
from tests.fakes.eutils import web_page
from tests.fakes.web_host import Answer
from tests.literature.conftest import DAY, NOW
from tests.literature.counted import everything


def pulled(database, sources, clients, now=NOW, **how):
    results = pulling.pull(database, None, sources, now=now, using=clients, **how)
    return {result.source: result for result in results}


def state(database, name):
    with database.reading() as session:
        return session.get(SourceState, name)


def counts(result):
    return (result.new, result.updated, result.unchanged, result.failed)


def articles(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Article).where(Article.merged_into.is_(None)))


def test_one_pull_brings_everything_and_a_second_changes_nothing(database, sources, clients):
    first = pulled(database, sources[:1], clients) | pulled(database, sources[1:], clients)
    assert counts(first["Invented query"]) == (5, 0, 0, 0)
    assert counts(first["Invented journal"])[::3] == (3, 2)
    assert first["Invented journal"].merged == 1
    assert [problem.reason for problem in first["Invented journal"].problems] == [
        "it is a photograph, not an article",
        "it has no title",
    ]
    assert (first["Annals"].new, first["Annals"].merged) == (1, 1)
    assert articles(database) == 9
    before = everything(database)
    second = pulled(database, sources, clients, now=NOW + timedelta(minutes=5))
    assert all(result.ok and result.new == result.updated == 0 for result in second.values())
    assert everything(database) == before


def test_the_feeds_first_and_then_pubmed_gives_the_same_articles(database, sources, clients):
    pulled(database, sources[1:], clients)
    result = pulled(database, sources[:1], clients)["Invented query"]
    assert (result.new, result.merged) == (3, 2)
    assert articles(database) == 9


def test_tags_of_a_source_reach_its_articles_also_when_they_come_later(database, sources, clients):
    pulled(database, sources[:1], clients)
    retagged = Source("Invented query", "pubmed", query="invented", since=60 * DAY, tags=("query", "late"))
    pulled(database, [retagged], clients)
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(ArticleTag.tag == "late")) == 5


def test_a_failing_source_shows_its_reason_and_its_next_try_and_the_others_go_on(
    database, sources, clients, feeds, eutils
):
    feeds.ask_for_login("invented_oncology.xml")
    eutils.trouble(*[web_page()] * 9)
    results = pulled(database, sources, clients)
    assert [results[source.name].ok for source in sources] == [False, False, True]
    assert results["Invented journal"].reason == "The address shows a web page, not a feed: it looks like a login page."
    assert "web page" in results["Invented query"].reason
    failing = state(database, "Invented journal")
    assert failing.failures == 1
    assert timedelta(minutes=4) < failing.next_try_at - NOW < timedelta(minutes=7)
    with database.reading() as session:
        views = {view.source.name: view for view in queries.source_views(session, sources, NOW)}
        assert (views["Invented journal"].state, views["Annals"].state) == ("failing", "fine")
        assert views["Annals"].articles == 2


def test_back_off_grows_with_every_failure_and_ends_with_success(database, sources, clients, feeds):
    good = feeds.pages["/invented_oncology.xml"]
    feeds.pages["/invented_oncology.xml"] = Answer(500)
    waits = []
    for day in range(3):
        pulled(database, sources[1:2], clients, now=NOW + day * DAY)
        waits.append(state(database, "Invented journal").next_try_at - NOW - day * DAY)
    assert waits[0] < waits[1] < waits[2]
    feeds.pages["/invented_oncology.xml"] = good
    assert pulled(database, sources[1:2], clients)["Invented journal"].ok
    assert (state(database, "Invented journal").failures, state(database, "Invented journal").reason) == (0, "")


def test_a_feed_is_asked_conditionally_and_moves_are_remembered(database, sources, clients, feeds):
    pulled(database, sources[2:], clients)
    pulled(database, sources[2:], clients)
    assert "if-none-match" in feeds.asked("invented_rdf.xml")[1].headers
    feeds.serve("new.xml", b"<rss version='2.0'><channel><title>x</title></channel></rss>")
    feeds.move("invented_rdf.xml", "new.xml")
    pulled(database, sources[2:], clients)
    assert state(database, "Annals").moved_to == feeds.address("new.xml")
    pulled(database, sources[2:], clients)
    assert len(feeds.asked("new.xml")) == 2
    assert len(feeds.asked("invented_rdf.xml")) == 3


@pytest.mark.parametrize("gone", [True, False])
def test_a_move_that_led_nowhere_is_forgotten(database, sources, clients, feeds, gone):
    good = feeds.pages["/invented_rdf.xml"]
    feeds.serve("new.xml", b"<rss version='2.0'><channel><title>x</title></channel></rss>")
    feeds.move("invented_rdf.xml", "new.xml")
    pulled(database, sources[2:], clients)
    feeds.pages["/invented_rdf.xml"] = good
    feeds.pages["/new.xml"] = Answer(410 if gone else 404)
    for _ in range(1 if gone else 3):
        assert not pulled(database, sources[2:], clients)["Annals"].ok
    assert pulled(database, sources[2:], clients)["Annals"].new == 2
    assert state(database, "Annals").retired_at is None


def test_a_feed_that_is_gone_is_retired_until_it_gets_another_address(database, sources, clients, feeds):
    feeds.retire("invented_rdf.xml")
    pulled(database, sources[2:], clients)
    with database.reading() as session:
        assert due_sources(session, sources[2:], NOW + 400 * DAY) == []
        elsewhere = Source("Annals", "rss", url=feeds.address("invented_atom.xml"))
        assert due_sources(session, [elsewhere], NOW) == [elsewhere]
    assert pulled(database, [elsewhere], clients)["Annals"].new == 1
    assert state(database, "Annals").retired_at is None


def test_retry_after_and_shelf_life_move_the_next_try(database, sources, clients, feeds):
    feeds.refuse("invented_rdf.xml", 7200)
    pulled(database, sources[2:], clients)
    assert state(database, "Annals").next_try_at >= NOW + timedelta(hours=2)
    url = feeds.serve("fresh.xml", (b"<rss version='2.0'><channel><title>x</title></channel></rss>"), max_age=80000)
    fresh = Source("Fresh", "rss", url=url, every=timedelta(hours=1))
    pulled(database, [fresh], clients)
    assert state(database, "Fresh").next_try_at >= NOW + timedelta(seconds=80000)


def test_only_what_is_due_is_asked(database, sources, clients):
    with database.reading() as session:
        assert due_sources(session, sources, NOW) == sources
    pulled(database, sources, clients)
    with database.reading() as session:
        assert due_sources(session, sources, NOW + timedelta(hours=1)) == []
        assert due_sources(session, sources, NOW + timedelta(hours=7)) == sources[1:]
        assert due_sources(session, sources, NOW + timedelta(hours=26)) == sources


def test_progress_is_told_and_the_pull_is_on_record(database, clients, sources):
    told = []
    pulled(database, sources[:1], clients, progress=lambda source, done, total: told.append((source, done, total)))
    assert told[0] == ("Invented query", 0, None)
    assert told[-1] == ("Invented query", 5, 5)
    with database.reading() as session:
        row = session.scalar(select(Pull))
        assert (row.state, row.new, row.expected) == ("done", 5, 5)
        assert row.finished_at >= row.started_at


def test_an_unexpected_error_stays_with_its_source(database, sources, clients, monkeypatch):
    monkeypatch.setattr("journalclub.literature.sources.rss.parse", lambda *_, **__: 1 / 0)
    results = pulled(database, sources, clients)
    assert results["Invented query"].ok
    assert results["Annals"].reason == "The pull stopped at an unexpected ZeroDivisionError."
