"""One pull of a feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from journalclub.db import Database
from journalclub.kit.http import Fetcher
from journalclub.literature.feeds import Source
from journalclub.literature.found import FoundArticle, Refused
from journalclub.literature.intake import take
from journalclub.literature.pull_record import PullRecord
from journalclub.literature.source_state import state_of
from journalclub.literature.sources import rss
from journalclub.literature.tagging import tag_all

_BATCH = 40


def pull(
    database: Database, source: Source, fetcher: Fetcher, record: PullRecord, clock: Callable[[], datetime]
) -> int:
    """Seconds for which the server or the feed says that asking again is pointless. Raises SourceFailed.

    What the feed said of itself (ETag, new address) is kept only with the last batch: a pull that dies before asks for
    the whole feed again.
    """
    with database.transaction() as session:
        state = state_of(session, source)
        state.asked_at = clock()
        url, etag, modified = state.moved_to or source.url, state.etag, state.modified
    answer = rss.fetch(fetcher, url, etag=etag, modified=modified)
    entries: list[tuple[str, FoundArticle]] = []
    refused: list[Refused] = []
    fresh_for = answer.fresh_for
    if answer.body is not None:
        feed = rss.parse(
            answer.body,
            content_type=answer.content_type,
            url=answer.url,
            skip=source.skip,
            journal=source.journal,
        )
        entries = [(entry.key, entry.found) for entry in feed.entries if entry.found]
        refused, fresh_for = feed.refused, max(fresh_for, feed.fresh_for)
    record.total = len(entries) + len(refused)
    for start in range(0, len(entries), _BATCH):
        with database.transaction() as session:
            batch = entries[start : start + _BATCH]
            record.count(session, take(session, source.name, batch, now=clock(), tags=source.tags))
        record.tell()
    with database.transaction() as session:
        for problem in refused:
            record.refuse(session, problem, by_rule=problem.reason.startswith("left out by the rule"))
        tag_all(session, source.name, source.tags, now=clock())
        state = state_of(session, source)
        state.etag, state.modified, state.retired_at = answer.etag, answer.modified, None
        state.moved_to = answer.moved_to or state.moved_to
    record.tell()
    return fresh_for
