"""Keeps the index at the tables: reads the change log from the index's own position, and heals what is wrong.

Nothing here holds the database's write lock while an engine works: posting must not wait for a commit of the index.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from journalclub.changes import log as changes
from journalclub.changes.consumer import TRIES, position_of
from journalclub.changes.models import Change, ParkedChange
from journalclub.db import Database
from journalclub.search.document import Document
from journalclub.search.engine import Damaged, SearchEngine, Unwritable
from journalclub.search.news import tell_healed, tell_progress, tell_trouble, tell_well
from journalclub.search.sources import SOURCES, searched_count, searched_ids
from journalclub.search.touched import Touched, fold, spread

NAME = "search"
BATCH = 500
FAR = 20_000  # changes; from here on building anew is quicker than following (after an import, say)
REST = timedelta(seconds=20)  # between two attempts to build an index that could not be built
TOLD_EVERY = 1.0  # seconds between two words about how far a rebuild is
log = logging.getLogger(__name__)
Building = Callable[[int, int], None]  # documents done, documents expected


@dataclass
class Indexer:
    """One per worker. `notice` says what was healed last, for the one who runs the machine."""

    database: Database
    engine: SearchEngine
    notice: str = ""
    _failures: dict[int, int] = field(default_factory=dict)
    _rests_until: datetime | None = None

    def step(self, now: datetime) -> int:
        """Brings the next batch of changes into the index; returns how many were passed. Heals a damaged index."""
        if self._rests_until and now < self._rests_until:
            return 0
        try:
            position = self.engine.position()
        except Damaged as wrong:
            return self._heal(str(wrong), now)
        with self.database.reading() as session:
            head = changes.head(session)
            if position > head:  # the tables were restored from a backup: the index is of a future that is gone
                return self._heal("the search index was ahead of the tables", now)
            if head - position > FAR:
                return self._heal("the search index was far behind the tables", now)
            batch = list(changes.after(session, position, BATCH))
        return self._bring(batch, now) if batch else 0

    def drain(self, now: datetime) -> int:
        """Everything that is there as it begins; returns how many changes were passed.

        What comes meanwhile waits for the next call: while people post, each step would else find a few more changes
        and commit them by themselves, without end (that took 57 % of the interpreter from posting).
        """
        with self.database.reading() as session:
            goal = changes.head(session)
        total = 0
        while passed := self.step(now):
            total += passed
            if self.engine.position() >= goal:
                break
        return total

    def rebuild(self, now: datetime, progress: Building = lambda done, expected: None) -> int:
        """Makes the index anew from the tables; returns the number of documents. Pages show how far it is."""
        made, begun, told = 0, time.monotonic(), 0.0

        def counted(session: Session) -> Iterator[Document]:
            nonlocal made
            for document in everything(session):
                made += 1
                yield document

        def moved(done: int) -> None:
            nonlocal told
            progress(done, expected)
            if (elapsed := time.monotonic() - begun) - told >= TOLD_EVERY:
                told = elapsed
                tell_progress(self.database, done, expected, now + timedelta(seconds=elapsed))

        try:
            with self.database.reading() as session:
                position, expected = changes.head(session), searched_count(session)
                self.engine.rebuild(counted(session), position, moved)
        finally:
            if told:
                tell_progress(self.database, 0, 0, now)
        progress(made, made)
        self._moved(position, now)
        return made

    def reconcile(self, now: datetime) -> int:
        """Compares the keys in the index with the tables and mends the difference; returns how many documents differed.

        Call it at start and now and then: after a power loss an index may lack what its position promises.
        """
        self.engine.doubt()
        try:
            if self.drain(now) > BATCH:
                return 0
            position = self.engine.position()
            held = {kind: self.engine.keys(kind) for kind in SOURCES}
        except Damaged as wrong:
            return self._heal(str(wrong), now)
        touched = Touched()
        with self.database.reading() as session:
            for kind, keys in held.items():
                wanted = {f"{kind}:{id}" for ids in searched_ids(session, kind) for id in ids}
                getattr(touched, kind).update(int(key.partition(":")[2]) for key in keys ^ wanted)
        differing = sum(len(getattr(touched, kind)) for kind in SOURCES)
        if differing:
            try:
                self._write(touched, position, position)
            except (Unwritable, Damaged) as trouble:
                return self._waits(str(trouble), now)
            self._healed(f"{differing} documents were missing from the search index, or too many, and are mended", now)
        return differing

    def _bring(self, batch: list[Change], now: datetime) -> int:
        """Halves a batch that fails, down to one change; the fifth failure of one parks it and goes on."""
        while True:
            try:
                self._write(fold(batch), self.engine.position(), batch[-1].seq)
            except (Unwritable, Damaged) as trouble:  # no fault of the change: it is tried again until it works
                return self._waits(str(trouble), now)
            except Exception as error:
                log.exception("search cannot take up change %s", batch[0].seq)
                if len(batch) == 1:
                    return self._failed(batch[0], error, now)
                batch = batch[: len(batch) // 2]
            else:
                self._failures.clear()
                self._moved(batch[-1].seq, now)
                return len(batch)

    def _write(self, touched: Touched, before: int, position: int) -> None:
        """Chunk by chunk; only the last commit moves the position, so that a crash between repeats and never skips."""
        with self.database.reading() as session:
            pending: tuple[list[Document], list[str]] = ([], [])
            for kind, ids in spread(session, touched):
                if len(pending[0]) + len(pending[1]) >= BATCH:
                    self.engine.apply(*pending, before)
                    pending = ([], [])
                made = SOURCES[kind][1](session, ids)
                present = {document.key for document in made}
                pending[0].extend(made)
                pending[1].extend(key for id in ids if (key := f"{kind}:{id}") not in present)
        self.engine.apply(*pending, position)

    def _failed(self, change: Change, error: Exception, now: datetime) -> int:
        self._failures[change.seq] = self._failures.get(change.seq, 0) + 1
        why = f"{type(error).__name__}: {error}"[:500]
        parks = self._failures[change.seq] >= TRIES
        if parks:
            self.engine.apply([], [], change.seq)
        with self.database.transaction() as session:
            position = position_of(session, NAME, now)
            position.failures, position.last_error = self._failures[change.seq], why
            if parks:
                position.seq, position.moved_at, position.failures = change.seq, now, 0
                session.merge(ParkedChange(consumer=NAME, seq=change.seq, parked_at=now, error=why))
        return 1 if parks else 0

    def _waits(self, why: str, now: datetime) -> int:
        log.warning("search waits: %s", why)
        self.notice = why
        with self.database.transaction() as session:
            position_of(session, NAME, now).last_error = why[:500]
            tell_trouble(session, why, now)
        return 0

    def _healed(self, what: str, now: datetime) -> None:
        self.notice = what
        log.warning(what)
        with self.database.transaction() as session:
            tell_healed(session, what, now)

    def _heal(self, why: str, now: datetime) -> int:
        try:
            made = self.rebuild(now)
        except (Unwritable, Damaged) as trouble:
            self._rests_until = now + REST  # building is work: a full disk is not asked every second
            return self._waits(f"{why}; {trouble}", now)
        self.notice = f"{why}; it was built anew"
        if made:  # a club without a word in it has lost nothing
            self._healed(self.notice, now)
        return made

    def _moved(self, position: int, now: datetime) -> None:
        """So that `/healthz` shows the lag; the position that counts is the index's own."""
        with self.database.transaction() as session:
            row = position_of(session, NAME, now)
            row.seq, row.moved_at, row.failures, row.last_error = position, now, 0, None
            tell_well(session)


def everything(session: Session) -> Iterator[Document]:
    """Every document there is, a chunk in memory at a time."""
    for kind, (_, build) in SOURCES.items():
        for ids in searched_ids(session, kind):
            yield from build(session, ids)
            session.expunge_all()


def reindex(
    database: Database, engine: SearchEngine, now: datetime, progress: Building = lambda done, expected: None
) -> int:
    """What `journalclub reindex` does; the old index answers until the new one is complete."""
    return Indexer(database, engine).rebuild(now, progress)
