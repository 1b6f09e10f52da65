"""The guarded fetcher: the only way this program reads from the network.

It connects to an address that it has checked itself and checks the peer again before a byte is sent, so neither a DNS
answer nor a redirect leads inside (Miniflux, Mastodon and Plane were all reached that way). Everything is capped: the
time as a whole, decompressed bytes, redirects.
"""

import ssl
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import Url, parse_url

from journalclub.kit.dial import DialFailed, Dialler, DialRefused, Resolve, resolve
from journalclub.kit.reachable import Network

__all__ = ["FetchError", "FetchFailed", "FetchRefused", "Fetched", "Fetcher"]

_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
_PIECE = 64 * 1024


class FetchError(Exception):
    """Nothing usable came back. `sentence` names the host, never the whole URL: queries can hold a key."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class FetchRefused(FetchError):
    """We will not fetch this: a forbidden address, scheme or port, too large, too many redirects."""


class FetchFailed(FetchError):
    """It could not be fetched this time: no name, no connection, cut off, too slow."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """`headers` have lower-case names; `body` is decompressed; `url` is where the answer came from.
    `permanent_redirect` is the address to ask from now on, when the server said that it moved for good."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    permanent_redirect: str | None = None


@dataclass(frozen=True)
class Fetcher:
    """`allow` are networks that may be reached although private, on any port. Times are seconds."""

    allow: tuple[Network, ...] = ()
    user_agent: str = "journalclub"
    connect_seconds: float = 10
    total_seconds: float = 60
    max_bytes: int = 64 * 1024 * 1024
    max_redirects: int = 5
    resolve: Resolve = field(default=resolve, repr=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False)

    def get(
        self, url: str, headers: Mapping[str, str] | None = None, params: Mapping[str, str] | None = None
    ) -> Fetched:
        """Raises FetchRefused or FetchFailed; an answer with an error status is an answer."""
        return self._fetch("GET", _with(url, params), headers or {}, None)

    def post(
        self, url: str, headers: Mapping[str, str] | None = None, params: Mapping[str, str] | None = None
    ) -> Fetched:
        """`params` travel as a form in the body; a redirect is followed only when it keeps the method."""
        form = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self._fetch("POST", url, form, urlencode(params or {}).encode())

    def _fetch(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Fetched:
        moved: str | None = None
        still_permanent = True
        with Dialler(self.allow, self.connect_seconds, self.total_seconds, self.resolve) as dialler:
            for _ in range(self.max_redirects + 1):
                answer = self._one(dialler, method, url, headers, body)
                target = answer.headers.get("location")
                if answer.status not in _REDIRECTS or not target:
                    return Fetched(answer.status, answer.headers, answer.body, url, moved)
                if method == "POST" and answer.status not in {307, 308}:
                    raise FetchFailed(f"{_host(url)} answered a form with a redirect to another page.")
                url = urljoin(url, target.strip())
                still_permanent = still_permanent and answer.status in _PERMANENT
                moved = url if still_permanent else moved
        raise FetchRefused(f"{_host(url)} redirects more than {self.max_redirects} times.")

    def _one(self, dialler: Dialler, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Fetched:
        parts = _checked(url)
        host = parts.host or ""
        try:
            response = self._pool(dialler, parts).urlopen(
                method,
                parts.request_uri,
                body=body,
                headers={"Accept-Encoding": "gzip, deflate", "User-Agent": self.user_agent, **headers},
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
                assert_same_host=False,
            )
            content = b"".join(self._body(response, host))
        except DialRefused as error:
            raise FetchRefused(str(error)) from None
        except DialFailed as error:
            raise FetchFailed(str(error)) from None
        except (HTTPError, OSError, zlib.error, ValueError) as error:
            if dialler.expired:
                raise FetchFailed(f"{host} took longer than {self.total_seconds:g} seconds.") from None
            raise FetchFailed(_reason(host, error)) from None
        # A connection that the watchdog cut can look like an orderly end.
        if dialler.expired:
            raise FetchFailed(f"{host} took longer than {self.total_seconds:g} seconds.")
        return Fetched(response.status, {k.lower(): v for k, v in response.headers.items()}, content, url)

    def _pool(self, dialler: Dialler, parts: Url) -> urllib3.HTTPConnectionPool:
        timeout = urllib3.Timeout(connect=self.connect_seconds, read=self.total_seconds)
        # Always with its port: without one, http.client takes the end of an IPv6 address for it.
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if parts.scheme == "https":
            tls = self.tls or ssl.create_default_context()
            pool: urllib3.HTTPConnectionPool = urllib3.HTTPSConnectionPool(
                parts.host or "", port, timeout=timeout, ssl_context=tls, maxsize=1
            )
        else:
            pool = urllib3.HTTPConnectionPool(parts.host or "", port, timeout=timeout, maxsize=1)
        pool.ConnectionCls = dialler.connection_class(pool.ConnectionCls)
        return pool

    def _body(self, response: urllib3.BaseHTTPResponse, host: str) -> Iterator[bytes]:
        """Counts what comes out of the decompressor, so a small bomb is stopped as soon as a large file."""
        encoding = response.headers.get("content-encoding", "").strip().lower()
        pieces = response.stream(_PIECE, decode_content=False)
        try:
            total = 0
            for piece in _unpacked(pieces, encoding, host):
                total += len(piece)
                if total > self.max_bytes:
                    raise FetchRefused(f"{host} sent more than {self.max_bytes / 1e6:g} MB.")
                yield piece
        finally:
            response.close()


def _unpacked(pieces: Iterator[bytes], encoding: str, host: str) -> Iterator[bytes]:
    if encoding in {"", "identity"}:
        yield from pieces
        return
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise FetchFailed(f"{host} sent a packing that was not asked for ({encoding[:20]}).")
    unpack = None
    for piece in pieces:
        rest = piece
        while rest:
            if unpack is None:
                unpack = zlib.decompressobj(_window(encoding, rest))
            yield unpack.decompress(rest, _PIECE)
            rest = unpack.unconsumed_tail
            if unpack.eof:  # gzip files can be several, one after the other
                rest = unpack.unused_data if unpack.unused_data.startswith(b"\x1f\x8b") else b""
                unpack = None
    if unpack is not None:
        yield from iter(lambda: unpack.decompress(unpack.unconsumed_tail, _PIECE), b"")
        if not unpack.eof:
            raise FetchFailed(f"{host} stopped in the middle of its answer.")


def _window(encoding: str, start: bytes) -> int:
    """`deflate` means zlib's format; many servers send the bare one (RFC 9110, 8.4.1.2)."""
    if encoding != "deflate":
        return 16 + zlib.MAX_WBITS
    return zlib.MAX_WBITS if start[0] & 0x0F == 8 else -zlib.MAX_WBITS


def _with(url: str, params: Mapping[str, str] | None) -> str:
    if not params:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(params)}"


def _checked(url: str) -> Url:
    try:
        parts = parse_url(url)
    except LocationParseError:
        raise FetchRefused("That is not a web address.") from None
    if parts.scheme not in {"http", "https"}:
        raise FetchRefused(f"Only http and https are fetched, not {(parts.scheme or 'this')[:20]}.")
    if not parts.host or parts.auth:
        raise FetchRefused("A web address needs a host, and must not hold a name or password.")
    return parts


def _host(url: str) -> str:
    return parse_url(url).host or "the server"


def _reason(host: str, error: Exception) -> str:
    name = type(error).__name__
    if isinstance(error, ssl.SSLError) or "ssl" in name.lower() or "certificate" in str(error).lower():
        return f"{host} could not prove who it is: its certificate or encryption was not accepted."
    if isinstance(error, TimeoutError) or "timeout" in name.lower():
        return f"{host} did not answer in time."
    if isinstance(error, zlib.error):
        return f"{host} sent a damaged answer."
    return f"{host} broke off the connection, or answered with something that is not HTTP."
