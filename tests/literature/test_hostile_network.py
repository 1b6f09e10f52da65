"""A pull of sources that mean harm: each is refused within limits and with a reason, and the others go on."""

import gzip
import resource
import threading
import time
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from journalclub.kit.http import Fetcher
from journalclub.literature import pulling
from journalclub.literature.feeds import Source
from journalclub.literature.models import Article
from journalclub.literature.pulling import Clients
from journalclub.literature.sources.pubmed import PubMed
from tests.fakes.eutils import SMALL, Eutils
from tests.fakes.feed_host import FeedHost
from tests.fakes.web_host import Answer
from tests.literature.conftest import FEEDS, LOOPBACK, NOW
from tests.literature.test_rechecking import QUERY

BOMB = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">%s]>
<rss version="2.0"><channel><title>J</title><item><title>On &z; one matter</title><link>https://j.example/1</link></item>
</channel></rss>""" % b"".join(
    b'<!ENTITY %c "%s">' % (c, b"&%c;" % (c - 1) * 10) for c in range(ord("b"), ord("z") + 1)
)
SECRET = b"""<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>J</title><item>
<title>Users: &e;</title><link>https://j.example/2</link></item></channel></rss>"""
PRIVATE = [
    "10.0.0.1", "127.0.0.2", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.0.0.0", "::1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254", "64:ff9b::a00:1", "2002:a00:1::", "fe80::1", "fd00::1", "::10.0.0.1",
]  # fmt: skip
IN_ADDRESSES = ["http://10.0.0.1/", "http://[::ffff:10.0.0.1]/", "http://[fd00::1]/",
                "http://0x0a000001/", "http://167772161/", "http://012.0.0.1/", "http://10.1/", "file:///etc/passwd",
                "gopher://10.0.0.1/"]  # fmt: skip


def resolve(host: str, port: int) -> list[str]:
    """Names of the test lead where their number says, numbers in odd spellings where the system takes them."""
    if host.startswith("inside-"):
        return [PRIVATE[int(host.removeprefix("inside-").partition(".")[0])]]
    return {"0x0a000001": ["10.0.0.1"], "167772161": ["10.0.0.1"], "012.0.0.1": ["10.0.0.1"], "10.1": ["10.0.0.1"]}.get(
        host, [host]
    )


@pytest.fixture
def host():
    with FeedHost(FEEDS) as host:
        host.serve("bomb.xml", BOMB)
        host.serve("secret.xml", SECRET)
        host.pages["/endless.xml"] = Answer(drip=b"<item>" * 10_000)
        host.pages["/slow.xml"] = Answer(drip=b"x", every=0.1)
        host.pages["/slow-headers.xml"] = Answer(slow_headers=0.1)
        gigabyte = gzip.compress(bytes(64 * 1024 * 1024)) * 16
        host.pages["/gzip.xml"] = Answer(body=gigabyte, headers={"Content-Encoding": "gzip"})
        for n in range(100):
            host.pages[f"/r{n}"] = Answer(302, headers={"Location": f"/r{n + 1}"})
        for n, address in enumerate(IN_ADDRESSES):
            host.pages[f"/to{n}"] = Answer(301, headers={"Location": address})
        yield host


@pytest.fixture
def fetcher():
    return Fetcher(allow=(LOOPBACK[0],), connect_seconds=2, total_seconds=2, resolve=resolve)


def test_every_harm_is_refused_with_a_reason_and_the_others_go_on(sqlite_database, host, fetcher):
    names = [
        "endless.xml",
        "slow.xml",
        "slow-headers.xml",
        "gzip.xml",
        "r0",
        *(f"to{n}" for n in range(len(IN_ADDRESSES))),
    ]
    hostile = [Source(name, "rss", url=host.address(name)) for name in names]
    hostile += [Source(f"dns {address}", "rss", url=f"http://inside-{n}.example/") for n, address in enumerate(PRIVATE)
                if address != "127.0.0.2"]  # fmt: skip
    good = [Source("Annals", "rss", url=host.address("invented_rdf.xml")), QUERY]
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with Eutils([SMALL]) as eutils:
        clients = Clients(fetcher, PubMed(fetcher, eutils.base, pause=lambda _: None))
        results = {
            one.source: one for one in pulling.pull(sqlite_database, None, [*hostile, *good], now=NOW, using=clients)
        }
    assert [results[source.name].ok for source in good] == [True, True]
    reasons = {source.name: results[source.name].reason for source in hostile}
    assert all(not results[name].ok and reason for name, reason in reasons.items())
    assert "sent more than" in reasons["endless.xml"]
    assert "sent more than" in reasons["gzip.xml"]
    assert "longer than" in reasons["slow.xml"]
    assert "longer than" in reasons["slow-headers.xml"]
    assert "redirects more than" in reasons["r0"]
    refused = [name for name, reason in reasons.items() if "must not be reached" in reason or "Only http" in reason]
    assert sorted(refused) == sorted(n for n in reasons if n.startswith(("to", "dns")))
    assert time.monotonic() - began < 30, "four at a time, two seconds each at the most"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000, "kilobytes"


def test_bombs_and_entities_in_feeds_neither_grow_nor_read_files(sqlite_database, host, fetcher):
    sources = [Source(name, "rss", url=host.address(name)) for name in ("bomb.xml", "secret.xml", "invented_rdf.xml")]
    results = pulling.pull(sqlite_database, None, sources, now=NOW, using=Clients(fetcher, PubMed(fetcher, "")))
    assert results[2].new == 2
    with sqlite_database.reading() as session:
        longest = session.scalar(select(func.max(func.length(Article.title))))
        titles = " ".join(session.scalars(select(Article.title)))
    assert longest < 200
    assert "root:" not in titles


@pytest.mark.parametrize("body", [BOMB, SECRET], ids=["bomb", "file"])
def test_bombs_and_entities_in_place_of_records_are_refused(sqlite_database, host, fetcher, body):
    with Eutils([SMALL]) as eutils:
        eutils.trouble(*[Answer(200, body.replace(b"rss", b"PubmedArticleSet"))] * 4, tool="efetch")
        clients = Clients(fetcher, PubMed(fetcher, eutils.base, pause=lambda _: None))
        good = Source("Annals", "rss", url=host.address("invented_rdf.xml"))
        first, second = pulling.pull(sqlite_database, None, [QUERY, good], now=NOW, using=clients)
    assert (first.ok, second.ok) == (False, True)
    assert "entities of its own" in first.reason


def test_a_peer_that_is_not_who_the_name_said_is_never_spoken_to(host, fetcher):
    """127.0.0.1 is allowed here; the name answers 10.0.0.1 at the second question, which must never be put."""
    asked: list[str] = []
    lock = threading.Lock()

    def rebinding(name: str, port: int) -> list[str]:
        with lock:
            asked.append(name)
            return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    answer = replace(fetcher, resolve=rebinding).get(f"http://rebinding.example:{host.port}/invented_rdf.xml")
    assert answer.status == 200
    assert asked == ["rebinding.example"]
