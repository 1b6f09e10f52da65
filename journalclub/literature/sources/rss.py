"""Journals' feeds: RSS 0.9x, 1.0 and 2.0, RDF and Atom. Fetched by our own fetcher; feedparser only ever sees bytes."""

import io
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser

from journalclub.kit.http import Fetched, Fetcher, FetchError
from journalclub.literature.feeds import SkipRule
from journalclub.literature.found import Entry, Refused
from journalclub.literature.sources.failed import SourceFailed, seconds_to_wait
from journalclub.literature.sources.rss_entry import found_article, key_of, section_of
from journalclub.literature.sources.words import words

__all__ = ["Feed", "FeedAnswer", "fetch", "parse"]

_DAY = 24 * 3600
_LARGEST = 8 * 1024 * 1024  # the largest of the stored ones has 0.3 MB; reading takes a second a megabyte
_PERIODS = {"hourly": 3600, "daily": _DAY, "weekly": 7 * _DAY, "monthly": 30 * _DAY, "yearly": 365 * _DAY}
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)


@dataclass(frozen=True)
class FeedAnswer:
    """`body` is None when the feed has not changed since `etag` and `modified`.

    `fresh_for` are the seconds in which asking again is pointless; `moved_to` is where the feed lives from now on.
    """

    body: bytes | None
    content_type: str = ""
    url: str = ""
    etag: str = ""
    modified: str = ""
    moved_to: str | None = None
    fresh_for: int = 0


@dataclass(frozen=True)
class Feed:
    """`fresh_for` are the seconds for which the feed itself says that nothing new comes, a day at most."""

    title: str
    version: str
    entries: list[Entry]
    fresh_for: int = 0

    @property
    def refused(self) -> list[Refused]:
        return [entry.refused for entry in self.entries if entry.refused]


def fetch(fetcher: Fetcher, url: str, *, etag: str = "", modified: str = "") -> FeedAnswer:
    """Asks only for what is new. Raises SourceFailed."""
    asked = {"Accept": _ACCEPT}
    asked |= {"If-None-Match": etag} if etag else {}
    asked |= {"If-Modified-Since": modified} if modified else {}
    try:
        answer = replace(fetcher, max_bytes=min(fetcher.max_bytes, _LARGEST)).get(url, headers=asked)
    except FetchError as error:
        raise SourceFailed(error.sentence) from None
    if answer.status == 304:
        return FeedAnswer(None, "", answer.url, etag, modified, answer.permanent_redirect, _fresh_for(answer.headers))
    if answer.status != 200:
        raise _failure(answer)
    return FeedAnswer(
        answer.body,
        answer.headers.get("content-type", ""),
        answer.url,
        answer.headers.get("etag", "")[:500],
        answer.headers.get("last-modified", "")[:100],
        answer.permanent_redirect,
        _fresh_for(answer.headers),
    )


def parse(
    body: bytes, *, content_type: str = "", url: str = "", skip: tuple[SkipRule, ...] = (), journal: str = ""
) -> Feed:
    """Raises SourceFailed when the bytes are not a feed; an entry that is no article is refused with its reason."""
    if not body.strip():
        raise SourceFailed("The feed is empty: not a single byte came.")
    headers = {"content-type": content_type} if content_type else {}
    headers |= {"content-location": url} if url else {}
    parsed = feedparser.parse(io.BytesIO(body), response_headers=headers)
    if not parsed.get("version") and not parsed.entries:
        raise SourceFailed(_not_a_feed(body))
    title = words(str(parsed.feed.get("title", "")))
    entries = list(_entries(parsed.entries, title, journal, skip))
    return Feed(title, str(parsed.get("version", "")), entries, _stays(parsed.feed))


def _entries(items: list[Any], title: str, journal: str, skip: tuple[SkipRule, ...]) -> Iterator[Entry]:
    for item in items:
        key = key_of(item)
        label = words(str(item.get("title", "")))[:80] or key[:80] or "an entry without a title"
        if rule := next((rule for rule in skip if rule.pattern.search(_field(item, rule.field))), None):
            yield Entry(key, None, Refused(label, f"left out by the rule {rule}"))
            continue
        found = found_article(item, title, journal)
        if isinstance(found, str):
            yield Entry(key, None, Refused(label, found))
        else:
            yield Entry(key, found)


def _field(item: Any, field: str) -> str:
    if field == "type":
        return section_of(item)
    if field == "author":
        return ", ".join(str(author.get("name", "")) for author in item.get("authors", []))
    return words(str(item.get({"description": "summary"}.get(field, field), "")))


def _failure(answer: Fetched) -> SourceFailed:
    wait = seconds_to_wait(answer.headers.get("retry-after"), time.time())
    if answer.status == 410:
        return SourceFailed("The feed is gone for good (410).", gone=True)
    reasons = {
        401: "The feed wants a login (401).",
        403: "The server refuses to give us the feed (403).",
        404: "There is no feed at this address (404).",
        429: "The server asks for fewer requests (429).",
        503: "The server is busy (503).",
    }
    return SourceFailed(
        reasons.get(answer.status, f"The server answered with status {answer.status}."), retry_after=wait
    )


def _not_a_feed(body: bytes) -> str:
    start = body[:4000].lower()
    if b"<pubmedarticleset" in start:
        return "This is a set of PubMed records, not a feed; use a pubmed source."
    if b"<opml" in start:
        return "This is a list of feeds (OPML), not a feed; `journalclub import-opml` turns it into sources."
    if b"<html" in start or b"<!doctype html" in start or b"<body" in start:
        login = b"password" in body.lower() or b"login" in body.lower() or b"sign in" in body.lower()
        return "The address shows a web page, not a feed" + (": it looks like a login page." if login else ".")
    if start.lstrip().startswith(b"<"):
        root = re.search(rb"<([a-z][\w:.-]{0,40})", start)
        return f"This is XML, but not a feed (it begins with <{root[1].decode() if root else '?'}>)."
    return "This is not a feed."


def _fresh_for(headers: Mapping[str, str]) -> int:
    """Cache-Control's max-age less the Age it already has, else the time to Expires (RFC 9111); a day at most."""
    control = headers.get("cache-control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return 0
    age = headers.get("age", "0")
    if found := re.search(r"max-age=(\d{1,9})", control):
        return max(0, min(int(found[1]) - (int(age[:9]) if age.isdigit() else 0), _DAY))
    try:
        until, sent = (parsedate_to_datetime(headers[name]) for name in ("expires", "date"))
        return max(0, min(int((until - sent).total_seconds()), _DAY))
    except (KeyError, TypeError, ValueError):
        return 0


def _stays(feed: Any) -> int:
    """RSS's `ttl`, in minutes, or the period of its syndication module."""
    ttl, times = (str(feed.get(name, "")).strip() for name in ("ttl", "sy_updatefrequency"))
    if ttl.isdigit():
        return min(int(ttl[:6]) * 60, _DAY)
    period = _PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower(), 0)
    return min(period // max(1, int(times[:4]) if times.isdigit() else 1), _DAY)
