"""The stored answers of PubMed and of twenty journals, through the fakes: all is in the library after one pull."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from journalclub.kit.http import Fetcher
from journalclub.literature import pulling
from journalclub.literature.feeds import Source
from journalclub.literature.models import Article, ArticleAuthor, AuthorAddress, Sighting
from journalclub.literature.pulling import Clients
from journalclub.literature.sources.pubmed import PubMed
from tests.fakes.eutils import Eutils
from tests.fakes.feed_host import FeedHost
from tests.literature.conftest import LOOPBACK, NOW
from tests.literature.counted import everything
from tests.shared_data import shared_data

ONCOLOGY = "oncology_60_also_in_feeds.xml.gz"


@pytest.fixture
def journals():
    with FeedHost(shared_data("feeds/oncology_2025-12-22")) as host:
        yield [Source(name.strip("/"), "rss", url=host.url + name) for name in host.pages]


def pubmed_host(*paths):
    return Eutils([shared_data(f"pubmed/{path}") for path in paths])


def clients(host):
    fetcher = Fetcher(allow=LOOPBACK)
    return Clients(fetcher, PubMed(fetcher, host.base, pause=lambda _: None))


EVERYTHING = Source("Everything", "pubmed", query="all[sb]", since=timedelta(days=80_000), limit=5000)


def standing(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Article).where(Article.merged_into.is_(None)))


def test_everything_stored_is_in_the_library_after_one_pull(database, journals):
    with pubmed_host("efetch_pages", "efetch_single") as host:
        results = pulling.pull(database, None, [EVERYTHING, *journals], now=NOW, using=clients(host))
        before = everything(database)
        again = pulling.pull(database, None, [EVERYTHING, *journals], now=NOW + timedelta(hours=1), using=clients(host))
    pubmed, feeds = results[0], results[1:]
    in_feeds = sum(result.new + result.updated + result.unchanged for result in feeds)
    merged = sum(result.merged for result in results)
    print(f"PubMed: 660 records expected, {pubmed.new + pubmed.updated + pubmed.unchanged} found")
    print(f"feeds: 1583 entries expected, {in_feeds} found")
    print(f"articles: {660 + 1583 - 60} expected, {standing(database)} in the library, {merged} by two roads")
    assert all(result.ok and not result.failed for result in results)
    assert (pubmed.new + pubmed.updated + pubmed.unchanged, in_feeds) == (660, 1583)
    assert standing(database) == 660 + 1583 - 60
    assert merged == 60
    assert all(result.ok and not result.new and not result.updated for result in again)
    assert everything(database) == before
    _no_address_stands_in_a_text(database)


@pytest.mark.parametrize("pubmed_first", [True, False])
def test_the_same_articles_by_two_roads_are_one_row_each(sqlite_database, journals, pubmed_first):
    database = sqlite_database
    with pubmed_host(f"efetch_pages/{ONCOLOGY}") as host:
        roads = [[EVERYTHING], journals] if pubmed_first else [journals, [EVERYTHING]]
        results = [
            result for road in roads for result in pulling.pull(database, None, road, now=NOW, using=clients(host))
        ]
    merged = sum(result.merged for result in results)
    print(f"merges: 60 expected, {merged} found; articles: 1583 expected, {standing(database)} found")
    assert merged == 60
    assert standing(database) == 1583
    with database.reading() as session:
        twice = select(Sighting.article_id).group_by(Sighting.article_id).having(func.count() == 2)
        found = session.scalars(select(Article).where(Article.id.in_(twice))).all()
        assert len(found) == 60
        assert all(
            article.pmid and article.doi and article.url and article.abstract_sections is not None for article in found
        )


def _no_address_stands_in_a_text(database):
    with database.reading() as session:
        kept = [address.lower() for address in session.scalars(select(AuthorAddress.address))]
        texts = "\n".join(map(repr, session.execute(select(Article)))) + "\n".join(
            f"{row.name} {row.affiliations}" for row in session.scalars(select(ArticleAuthor))
        )
    assert len(kept) > 250
    leaked = sum(address in texts.lower() for address in kept)
    assert leaked == 0
