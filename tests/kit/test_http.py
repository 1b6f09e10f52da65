"""The guarded fetcher, against real sockets."""

import gzip
import ipaddress
import time
import zlib

import pytest

from journalclub.kit.http import Fetcher, FetchFailed, FetchRefused
from journalclub.kit.reachable import may_reach
from tests.fakes.web_host import Answer, WebHost

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


@pytest.fixture
def host():
    with WebHost() as host:
        yield host


def fetcher(**changes):
    return Fetcher(allow=LOOPBACK, user_agent="club/1", connect_seconds=2, **{"total_seconds": 5, **changes})


def test_a_page_comes_back_with_status_headers_and_body(host):
    host.pages["/a"] = Answer(body=b"hello", headers={"ETag": '"1"'})
    answer = fetcher().get(host.url + "/a?x=1", headers={"If-None-Match": '"0"'}, params={"y": "2 3"})
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"hello", '"1"')
    assert host.log[0].path == "/a?x=1&y=2+3"
    assert host.log[0].headers["user-agent"] == "club/1"
    assert host.log[0].headers["if-none-match"] == '"0"'


def test_a_form_is_posted_in_the_body(host):
    host.pages["/form"] = Answer(body=b"ok")
    fetcher().post(host.url + "/form", params={"id": "1,2"})
    assert (host.log[0].method, host.log[0].body) == ("POST", b"id=1%2C2")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "0.1.2.3",
        "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1",
        "198.51.100.7", "192.88.99.1", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::1", "2001:0:7f00:1::1",
        "2001::1", "fe80::1", "fe80::1%lo", "fec0::1", "fc00::1", "fd12::1", "ff02::1", "ff0e::1", "2001:db8::1",
        "3fff::1", "2606:4700::5efe:7f00:1", "100::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_never_reached(address):
    assert not may_reach(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "130.14.29.110", "2607:f220:41e:4290::110", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_are_reached_in_every_spelling(address):
    assert may_reach(address)


def test_a_private_address_is_refused_before_anything_is_sent(host):
    with pytest.raises(FetchRefused, match="must not be reached"):
        Fetcher().get(host.url + "/a")
    assert host.log == []
    assert host.connections == 0


@pytest.mark.parametrize(
    "spelling", ["localhost", "0177.0.0.1", "2130706433", "0x7f000001", "127.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_spellings_of_loopback_lead_nowhere(host, spelling):
    with pytest.raises((FetchRefused, FetchFailed)):
        Fetcher(connect_seconds=2).get(f"http://{spelling}:{host.port}/a")
    with pytest.raises((FetchRefused, FetchFailed)):
        Fetcher(connect_seconds=2).get(f"http://{spelling}/a")
    assert host.connections == 0


def test_a_name_that_answers_differently_the_second_time_is_asked_once(host):
    answers = iter([["10.1.2.3"], ["127.0.0.1"]])
    with pytest.raises(FetchRefused):
        Fetcher(resolve=lambda *_: next(answers)).get("http://rebinding.example/")
    assert list(answers) == [["127.0.0.1"]]


def test_a_name_with_a_private_and_an_allowed_address_uses_the_allowed_one(host):
    host.pages["/"] = Answer(body=b"ok")
    club = fetcher(resolve=lambda *_: ["10.1.2.3", "127.0.0.1"])
    assert club.get(f"http://journal.example:{host.port}/").body == b"ok"


def test_an_address_of_ipv6_is_reached_like_any_other():
    with WebHost(host="127.0.0.1") as host:
        host.pages["/"] = Answer(body=b"ok")
        mapped = f"http://[::ffff:127.0.0.1]:{host.port}/"
        assert fetcher().get(mapped).body == b"ok"
    with pytest.raises(FetchRefused, match="must not be reached"):
        fetcher().get("http://[fd00::1]/")


def test_a_public_server_is_not_asked_on_an_odd_port():
    with pytest.raises(FetchRefused, match="port"):
        Fetcher(resolve=lambda *_: ["8.8.8.8"]).get("http://journal.example:6379/")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/", "gopher://x", "http://", "", "http://a:b@example.org/"]
)
def test_only_plain_web_addresses_are_fetched(url):
    with pytest.raises(FetchRefused):
        fetcher().get(url)


def test_redirects_are_followed_and_a_permanent_move_is_told(host):
    host.pages["/old"] = Answer(301, headers={"Location": "/new"})
    host.pages["/new"] = Answer(302, headers={"Location": host.url + "/today"})
    host.pages["/today"] = Answer(body=b"feed")
    answer = fetcher().get(host.url + "/old")
    assert answer.body == b"feed"
    assert answer.url == host.url + "/today"
    assert answer.permanent_redirect == host.url + "/new"


def test_a_temporary_hop_hides_a_later_permanent_one(host):
    host.pages["/old"] = Answer(302, headers={"Location": "/b"})
    host.pages["/b"] = Answer(301, headers={"Location": "/c"})
    host.pages["/c"] = Answer(body=b"feed")
    assert fetcher().get(host.url + "/old").permanent_redirect is None


def test_every_hop_is_checked(host):
    host.pages["/out"] = Answer(302, headers={"Location": "http://10.0.0.1/latest/meta-data"})
    with pytest.raises(FetchRefused, match=r"10\.0\.0\.1"):
        fetcher().get(host.url + "/out")
    host.pages["/file"] = Answer(302, headers={"Location": "file:///etc/passwd"})
    with pytest.raises(FetchRefused):
        fetcher().get(host.url + "/file")


def test_a_hundred_redirects_are_too_many(host):
    for n in range(100):
        host.pages[f"/{n}"] = Answer(302, headers={"Location": f"/{n + 1}"})
    with pytest.raises(FetchRefused, match="more than 5"):
        fetcher().get(host.url + "/0")
    assert len(host.log) == 6


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw-deflate", "two-gzips"])
def test_packed_answers_are_unpacked(host, encoding):
    text = b"abstract " * 1000
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(text),
        "deflate": zlib.compress(text),
        "raw-deflate": raw.compress(text) + raw.flush(),
        "two-gzips": gzip.compress(text[:900]) + gzip.compress(text[900:]),
    }[encoding]
    name = "deflate" if "deflate" in encoding else "gzip"
    host.pages["/z"] = Answer(body=packed, headers={"Content-Encoding": name})
    assert fetcher().get(host.url + "/z").body == text


def test_a_gzip_bomb_is_stopped_at_the_cap(host):
    bomb = zlib.compressobj(wbits=31)
    packed = b"".join(bomb.compress(bytes(1_000_000)) for _ in range(300)) + bomb.flush()
    host.pages["/bomb"] = Answer(body=packed, headers={"Content-Encoding": "gzip"})
    before = time.monotonic()
    with pytest.raises(FetchRefused, match="more than 2 MB"):
        fetcher(max_bytes=2_000_000).get(host.url + "/bomb")
    assert time.monotonic() - before < 2


def test_a_cut_gzip_is_a_failure_not_half_an_answer(host):
    host.pages["/cut"] = Answer(
        body=gzip.compress(b"x" * 9000 + bytes(range(256)) * 40)[:-30], headers={"Content-Encoding": "gzip"}
    )
    with pytest.raises(FetchFailed, match=r"middle|damaged"):
        fetcher().get(host.url + "/cut")


def test_an_endless_body_is_stopped_at_the_cap(host):
    host.pages["/endless"] = Answer(drip=b"x" * 65536, every=0)
    with pytest.raises(FetchRefused, match="more than 1 MB"):
        fetcher(max_bytes=1_000_000).get(host.url + "/endless")


def test_a_body_of_one_byte_a_time_does_not_outlive_the_deadline(host):
    host.pages["/slow"] = Answer(drip=b"x", every=0.05)
    before = time.monotonic()
    with pytest.raises(FetchFailed, match=r"longer than 0\.5 seconds"):
        fetcher(total_seconds=0.5).get(host.url + "/slow")
    assert time.monotonic() - before < 2


def test_headers_of_one_byte_a_time_do_not_outlive_the_deadline(host):
    host.pages["/slow"] = Answer(slow_headers=0.05)
    before = time.monotonic()
    with pytest.raises(FetchFailed, match="longer than"):
        fetcher(total_seconds=0.5).get(host.url + "/slow")
    assert time.monotonic() - before < 2


def test_a_name_server_that_never_answers_is_left_behind():
    stop = time.monotonic() + 30
    hang = lambda *_: [time.monotonic() < stop and __import__("threading").Event().wait(30)]  # noqa: E731
    before = time.monotonic()
    with pytest.raises(FetchFailed, match="name"):
        Fetcher(resolve=hang, connect_seconds=0.2).get("http://journal.example/")
    assert time.monotonic() - before < 5


def test_nobody_there_is_said_in_a_sentence(host):
    host.close()
    with pytest.raises(FetchFailed, match=r"127\.0\.0\.1 could not be reached: connection refused\."):
        fetcher().get(host.url + "/a?api_key=secret")


def test_something_that_is_not_http_is_said_in_a_sentence(host):
    host.pages["/raw"] = Answer(raw=b"220 smtp.example ready\r\n")
    with pytest.raises(FetchFailed, match="not HTTP"):
        fetcher().get(host.url + "/raw")


def test_a_body_shorter_than_promised_is_a_failure(host):
    host.pages["/short"] = Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    with pytest.raises(FetchFailed):
        fetcher().get(host.url + "/short")


def test_encryption_is_not_optional(host):
    with pytest.raises(FetchFailed, match=r"certificate|encryption"):
        fetcher().get(host.url.replace("http:", "https:") + "/a")
