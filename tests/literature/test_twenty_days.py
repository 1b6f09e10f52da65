"""Twenty days of a club: PubMed and journals change a little every day. Rows stay, histories grow, nothing doubles."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from journalclub.changes.models import Change
from journalclub.db import Database
from journalclub.kit.http import Fetcher
from journalclub.literature import pulling
from journalclub.literature.feeds import Source
from journalclub.literature.models import Article, ArticleHistory, ArticleNotice, Sighting
from journalclub.literature.pulling import Clients
from journalclub.literature.sources.pubmed import PubMed
from tests.fakes.eutils import Eutils
from tests.fakes.feed_host import FeedHost, Served
from tests.literature.conftest import LOOPBACK, NOW
from tests.literature.counted import everything
from tests.shared_data import shared_data

DAYS, DAY = 20, timedelta(days=1)
LANCET = "thelancet-com-rssfeed-lanonc-current-xml.xml"
QUERY = Source("Everything", "pubmed", query="all[sb]", since=80_000 * DAY, limit=5000)
RETRACTION = (
    '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J Inv. 2025 Dec 1;1</RefSource>'
    '<PMID Version="1">9{:07}</PMID></CommentsCorrections></CommentsCorrectionsList></MedlineCitation>'
)


class World:
    """PubMed's records and one journal's feed, and what has been done to them."""

    def __init__(self, eutils: Eutils, feeds: FeedHost) -> None:
        self.eutils, self.feeds = eutils, feeds
        quiet = [pmid for pmid, one in eutils.records.items() if "CommentsCorrectionsList" not in one.xml]
        self.plain = [pmid for pmid in sorted(quiet) if "</ArticleTitle>" in eutils.records[pmid].xml]
        self.held_back = {pmid: eutils.records.pop(pmid) for pmid in self.plain[-DAYS:]}
        self.retold: Counter[str] = Counter()
        self.entries: list[str] = re.findall(r"<item[ >].*?</item>", self.feed, re.DOTALL)
        self.in_feed = len(self.entries)

    @property
    def feed(self) -> str:
        served = self.feeds.pages[f"/{LANCET}"]
        assert isinstance(served, Served)
        return served.body.decode()

    def passes(self, day: int) -> None:
        """A title is corrected, a page number comes, a paper is retracted, one enters; the feed drops its oldest."""
        on = (NOW + day * DAY).date()
        for number, pmid in enumerate((self.plain[0], self.plain[day % 5], self.plain[10 + day])):
            if number == 2:
                self._change(pmid, "</MedlineCitation>", RETRACTION.format(day), on)
            else:
                self._change(pmid, "</ArticleTitle>", f" ({day}{'ab'[number]})</ArticleTitle>", on)
        pmid, record = self.held_back.popitem()
        record.entered = record.modified = on
        self.eutils.records[pmid] = record
        dropped, *self.entries = self.entries
        changed = self.entries[-1].replace("</title>", f" – day {day}</title>", 1)
        body = self.feed.replace(dropped, "", 1).replace(self.entries[-1], changed, 1)
        self.entries[-1] = changed
        self.feeds.pages[f"/{LANCET}"] = Served(body.encode(), changed_at=1_766_361_600.0 + day)

    def _change(self, pmid: str, old: str, new: str, on: date) -> None:
        self.eutils.change(pmid, old, new, on=on)
        self.retold[pmid] += 1


@pytest.fixture
def world():
    with Eutils([shared_data("pubmed/efetch_single")]) as eutils, FeedHost() as feeds:
        feeds.serve(LANCET, shared_data(f"feeds/oncology_2025-12-22/{LANCET}").read_bytes())
        yield World(eutils, feeds)


def test_twenty_days_of_small_changes(sqlite_database: Database, world: World) -> None:
    fetcher = Fetcher(allow=LOOPBACK)
    clients = Clients(fetcher, PubMed(fetcher, world.eutils.base, pause=lambda _: None))
    sources = [QUERY, Source("The Lancet Oncology", "rss", url=world.feeds.address(LANCET))]

    def pull(day: float) -> list[tuple[int, int]]:
        results = pulling.pull(sqlite_database, None, sources, now=NOW + day * DAY, using=clients)
        assert all(one.ok and not one.failed for one in results), results
        return [(one.new, one.updated) for one in results]

    first = len(world.eutils.records)
    assert pull(0) == [(first, 0), (world.in_feed, 0)]
    ids = _ids(sqlite_database)
    for day in range(1, DAYS + 1):
        world.passes(day)
        changed = len({world.plain[0], world.plain[day % 5]}) + 1
        assert pull(day) == [(1, changed), (0, 1)]
        if day % 5 == 0:
            before = everything(sqlite_database)
            assert pull(day + 0.1) == [(0, 0), (0, 0)]
            assert everything(sqlite_database) == before
    _check(sqlite_database, world, first, ids)


def _check(database: Database, world: World, first: int, ids: dict[str, int]) -> None:
    with database.reading() as session:
        articles, numbers = session.execute(
            select(func.count(), func.count(Article.pmid.distinct())).where(Article.merged_into.is_(None))
        ).one()
        history: Counter[str] = Counter()
        for pmid, changes in session.execute(
            select(Article.pmid, ArticleHistory.changes).join(Article, Article.id == ArticleHistory.article_id)
        ):
            history[pmid or "feed"] += sum(change["field"] in {"title", "notices"} for change in changes)
        retracted = set(session.scalars(select(Article.pmid).where(Article.retracted_on.is_not(None))))
        kinds = Counter(session.scalars(select(Change.kind)))
        sightings = session.scalar(select(func.count()).select_from(Sighting))
        notices = session.scalar(select(func.count()).where(ArticleNotice.kind == "retraction-in"))
    assert (articles, numbers) == (first + DAYS + world.in_feed, first + DAYS)
    assert {key: id for key, id in _ids(database).items() if key in ids} == ids, "no row took another's place"
    twice = Counter({world.plain[0]: sum(day % 5 == 0 for day in range(1, DAYS + 1))})  # both changes on one day
    assert history == world.retold - twice + Counter({"feed": DAYS})
    assert retracted == {world.plain[10 + day] for day in range(1, DAYS + 1)}
    assert (kinds["article.retracted"], notices) == (DAYS, DAYS)
    assert kinds["article.added"] == sightings == articles


def _ids(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {sighting.key: sighting.article_id for sighting in session.scalars(select(Sighting))}
