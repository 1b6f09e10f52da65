"""The network that the real program meets: PubMed, journals' feeds and a mail server, all on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.eutils import SMALL, Eutils
from tests.fakes.feed_host import SMALL as SMALL_FEEDS
from tests.fakes.feed_host import FeedHost
from tests.fakes.smtp_sink import SmtpSink

PUBMED_SOURCE = '[[source]]\nname = "Everything new"\nkind = "pubmed"\nquery = "all[sb]"\nsince = "3650d"\n'


@pytest.fixture
def eutils() -> Iterator[Eutils]:
    with Eutils([SMALL]) as host:
        yield host


@pytest.fixture
def feed_host() -> Iterator[FeedHost]:
    with FeedHost(SMALL_FEEDS) as host:
        yield host


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as host:
        yield host


@pytest.fixture
def feeds(feed_host: FeedHost) -> str:
    """A feeds.toml: all of the fake PubMed, and every feed."""
    return PUBMED_SOURCE + "\n" + feed_host.feeds_toml()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Empty for SQLite; otherwise an empty PostgreSQL database of this test's own."""
    if request.param == "sqlite":
        return ""
    import psycopg

    server: str = request.getfixturevalue("postgres_url")
    name = "flow_" + "".join(letter if letter.isalnum() else "_" for letter in tmp_path.name.lower())[-50:]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    head, _, query = server.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
