"""How a feed is asked for: conditionally, packed, within limits, where it went."""

import pytest

from journalclub.kit.http import Fetcher
from journalclub.literature.sources import rss
from journalclub.literature.sources.failed import SourceFailed
from tests.fakes.feed_host import FeedHost
from tests.fakes.web_host import Answer
from tests.literature.conftest import LOOPBACK
from tests.literature.sources.test_rss import INVENTED


@pytest.fixture
def host():
    with FeedHost(INVENTED) as host:
        yield host


def test_asking_again_sends_what_the_feed_said_of_itself(host):
    club = Fetcher(allow=LOOPBACK)
    first = rss.fetch(club, host.address("invented_oncology.xml"))
    again = rss.fetch(club, host.address("invented_oncology.xml"), etag=first.etag, modified=first.modified)
    assert first.body
    assert again.body is None
    assert (again.etag, again.modified) == (first.etag, first.modified)


def test_a_packed_feed_with_a_shelf_life(host):
    url = host.serve("packed.xml", (INVENTED / "invented_atom.xml").read_bytes(), packed=True, max_age=7200)
    answer = rss.fetch(Fetcher(allow=LOOPBACK), url)
    assert answer.fresh_for == 7200
    assert len(rss.parse(answer.body).entries) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache-Control": "max-age=600", "Age": "100"}, 500),
        ({"Expires": "Mon, 22 Dec 2025 11:00:00 GMT", "Date": "Mon, 22 Dec 2025 09:00:00 GMT"}, 7200),
        ({"Expires": "0", "Date": "Mon, 22 Dec 2025 09:00:00 GMT"}, 0),
        ({"Cache-Control": "no-cache", "Expires": "Mon, 22 Dec 2025 11:00:00 GMT"}, 0),
    ],
)
def test_what_the_server_says_of_its_cache_is_understood(host, headers, seconds):
    host.pages["/cached.xml"] = Answer(200, b"<rss/>", headers)
    assert rss.fetch(Fetcher(allow=LOOPBACK), host.address("cached.xml")).fresh_for == seconds


def test_a_feed_larger_than_any_journals_is_refused(host):
    host.pages["/large.xml"] = Answer(200, bytes(9 * 1024 * 1024))
    with pytest.raises(SourceFailed, match="sent more than 8"):
        rss.fetch(Fetcher(allow=LOOPBACK), host.address("large.xml"))


def test_a_feed_that_moved_for_good_says_where(host):
    host.move("old.xml", "invented_atom.xml")
    answer = rss.fetch(Fetcher(allow=LOOPBACK), host.address("old.xml"))
    assert answer.moved_to == host.address("invented_atom.xml")


def test_a_feed_that_is_gone_and_one_that_asks_for_patience(host):
    host.retire("invented_atom.xml")
    host.refuse("invented_rdf.xml", 1234)
    with pytest.raises(SourceFailed, match="gone") as gone:
        rss.fetch(Fetcher(allow=LOOPBACK), host.address("invented_atom.xml"))
    assert gone.value.gone
    with pytest.raises(SourceFailed, match="fewer requests") as busy:
        rss.fetch(Fetcher(allow=LOOPBACK), host.address("invented_rdf.xml"))
    assert busy.value.retry_after == 1234
