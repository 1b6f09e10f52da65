"""Pulling: every source is asked, one failing source never stops the others, and a pull that dies goes on next time.

The button, the worker and the command line all come here.
"""

from __future__ import annotations

import logging
import random
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.config import Settings
from journalclub.db import Database
from journalclub.kit.http import Fetcher
from journalclub.literature import pulling_rss
from journalclub.literature.feeds import Source
from journalclub.literature.models import Pull, SourceState
from journalclub.literature.pull_record import Progress, PullRecord, PullResult
from journalclub.literature.pulling_pubmed import PubMedPull
from journalclub.literature.source_state import state_of
from journalclub.literature.sources.failed import SourceFailed
from journalclub.literature.sources.pubmed import PubMed
from journalclub.literature.turns import PAUSE, PAUSE_WITH_KEY, Turns

__all__ = ["Clients", "Progress", "PullResult", "clients", "due_sources", "pull"]

_log = logging.getLogger(__name__)
_AT_ONCE = 4
_FIRST_BACK_OFF = timedelta(minutes=5)
_LONGEST_BACK_OFF = timedelta(days=1)
_PATIENCE = 3  # failures in a row
_ABANDONED = timedelta(hours=6)


@dataclass(frozen=True)
class Clients:
    """What asks the network."""

    fetcher: Fetcher
    pubmed: PubMed


def clients(database: Database, settings: Settings, *, pause: Callable[[float], None] = time.sleep) -> Clients:
    contact = f"; mailto:{settings.contact_email}" if settings.contact_email else ""
    fetcher = Fetcher(allow=settings.fetch_allow, user_agent=f"journalclub (+{settings.public_url}{contact})")
    key = settings.ncbi_api_key or ""
    turns = Turns(database, "pubmed", PAUSE_WITH_KEY if key else PAUSE)
    email = settings.contact_email or ""
    return Clients(fetcher, PubMed(fetcher, settings.pubmed_url, email, key, wait_turn=turns, pause=pause))


def due_sources(session: Session, sources: Sequence[Source], now: datetime) -> list[Source]:
    """Those whose time has come; a source that is new or has another address is due at once, a retired one never."""
    states = {state.name: state for state in session.scalars(select(SourceState))}
    return [source for source in sources if _is_due(states.get(source.name), source, now)]


def pull(
    database: Database,
    settings: Settings,
    sources: Sequence[Source],
    *,
    now: datetime,
    progress: Progress | None = None,
    using: Clients | None = None,
) -> list[PullResult]:
    """Ask these sources, due or not, a few at a time; the results stand in their order. Never raises for a source.

    `progress(source, done, total)` is called from several threads.
    """
    using = using or clients(database, settings)
    started = time.monotonic()

    def clock() -> datetime:
        return now + timedelta(seconds=time.monotonic() - started)

    def one(source: Source) -> PullResult:
        return _pull_one(database, source, using, clock, progress)

    with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="pull") as pool:
        return list(pool.map(one, sources))


def _pull_one(
    database: Database, source: Source, using: Clients, clock: Callable[[], datetime], progress: Progress | None
) -> PullResult:
    record = PullRecord.begin(database, source, clock(), progress)
    fresh_for = 0
    try:
        if source.kind == "pubmed":
            PubMedPull(database, source, using.pubmed, record, clock).run()
        else:
            fresh_for = pulling_rss.pull(database, source, using.fetcher, record, clock)
    except SourceFailed as failure:
        return _failed(database, source, record, failure, clock())
    except Exception as error:  # one source must never stop the others
        # The way there and not the words: a database's error repeats the values, and addresses may be among them.
        trace = "".join(traceback.format_tb(error.__traceback__))
        _log.error("the pull of %s stopped at %s\n%s", source.name, type(error).__name__, trace)
        stopped = SourceFailed(f"The pull stopped at an unexpected {type(error).__name__}.")
        return _failed(database, source, record, stopped, clock())
    with database.transaction() as session:
        now = clock()
        state = state_of(session, source)
        state.succeeded_at, state.failures, state.reason = now, 0, ""
        pause = max(source.every * random.uniform(0.95, 1.05), timedelta(seconds=fresh_for))  # noqa: S311 - not a secret
        state.next_try_at = now + pause
        return record.finish(session, "done", now)


def _failed(database: Database, source: Source, record: PullRecord, failure: SourceFailed, now: datetime) -> PullResult:
    with database.transaction() as session:
        state = state_of(session, source)
        state.failures += 1
        state.reason = failure.sentence
        if failure.gone and not state.moved_to:
            state.retired_at, state.next_try_at = now, None
        else:
            if failure.gone or state.failures >= _PATIENCE:  # a move that led nowhere: ask the written address again
                state.moved_to, state.etag, state.modified = None, "", ""
            back_off = min(_FIRST_BACK_OFF * 2 ** min(state.failures - 1, 10), _LONGEST_BACK_OFF)
            wait = max(back_off * random.uniform(0.9, 1.1), timedelta(seconds=failure.retry_after or 0))  # noqa: S311
            state.next_try_at = now + wait
        return record.finish(session, "failed", now, failure.sentence)


def close_abandoned(session: Session, now: datetime) -> int:
    """Pulls whose process died say so; what they had saved stays, and the next pull goes on from there."""
    dead = list(session.scalars(select(Pull).where(Pull.state == "running", Pull.started_at < now - _ABANDONED)))
    for row in dead:
        row.state, row.finished_at, row.reason = "failed", now, "The pull was interrupted."
    return len(dead)


def _is_due(state: SourceState | None, source: Source, now: datetime) -> bool:
    if state is None or state.address != source.address or state.kind != source.kind:
        return True
    if state.retired_at:
        return False
    return state.next_try_at is None or state.next_try_at <= now
