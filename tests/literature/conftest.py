"""A fake PubMed and a fake feed host with the project's own small answers, and clients that never really wait."""

import ipaddress
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from journalclub.kit.http import Fetcher
from journalclub.literature.feeds import Source
from journalclub.literature.pulling import Clients
from journalclub.literature.sources.pubmed import PubMed
from tests.fakes.eutils import SMALL, Eutils
from tests.fakes.feed_host import FeedHost

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
FEEDS = Path(__file__).resolve().parents[1] / "data" / "feeds"
NOW = datetime(2025, 12, 22, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def eutils() -> Iterator[Eutils]:
    with Eutils([SMALL]) as host:
        yield host


@pytest.fixture
def feeds() -> Iterator[FeedHost]:
    with FeedHost(FEEDS) as host:
        yield host


@pytest.fixture
def pauses() -> list[float]:
    """The seconds that a client would have waited between tries."""
    return []


@pytest.fixture
def clients(eutils: Eutils, pauses: list[float]) -> Clients:
    fetcher = Fetcher(allow=LOOPBACK, user_agent="journalclub", connect_seconds=5, total_seconds=10)
    return Clients(fetcher, PubMed(fetcher, eutils.base, "librarian@club.example", pause=pauses.append))


@pytest.fixture
def sources(feeds: FeedHost) -> list[Source]:
    """A search of the fake PubMed, and two feeds of the fake host."""
    return [
        Source("Invented query", "pubmed", query="invented", since=60 * DAY, tags=("query",)),
        Source("Invented journal", "rss", url=feeds.address("invented_oncology.xml"), tags=("feed",), every=DAY / 4),
        Source("Annals", "rss", url=feeds.address("invented_rdf.xml"), every=DAY / 4),
    ]
