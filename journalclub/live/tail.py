"""The one watcher of the change log in this process: follows it in order and hands events to the hub."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import BADGES, NARROWING
from journalclub.changes.models import Change
from journalclub.db import Database
from journalclub.live import events, rights
from journalclub.live.domain import Domain
from journalclub.live.events import Event
from journalclub.live.fold import Fold
from journalclub.live.hub import Hub
from journalclub.live.reader import Reader
from journalclub.live.wake import Wake, wake_for

BATCH = 200  # changes read at once
LOOK = 2.0  # seconds after which it looks even if nobody has said that something moved
PAUSE = 1.0  # seconds of rest when the database is in trouble
logger = logging.getLogger(__name__)


class Tail:
    """A thread. `start` from the event loop that owns the hub; `stop` from anywhere."""

    def __init__(self, database: Database, domain: Domain, hub: Hub, clock: Callable[[], datetime]) -> None:
        self._database, self._domain, self._hub, self._clock = database, domain, hub, clock
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="live-tail", daemon=True)
        self._stopping = threading.Event()
        self._wake: Wake | None = None
        self._fold = Fold()
        self._looked = float("-inf")
        self._told: dict[int, int] = {}  # by discussion: the highest number its readers were told
        self.position = 0

    def start(self) -> None:
        """Follow from here: whoever comes in later has seen at least this much."""
        self._loop = asyncio.get_running_loop()
        with self._database.reading() as session:
            self.position = log.head(session)
        self._thread.start()

    def stop(self, patience: float) -> None:
        """Ask it to end, and wait at most `patience` seconds until it has."""
        self._stopping.set()
        self.rouse()
        if self._thread.is_alive():
            self._thread.join(patience)

    def rouse(self) -> None:
        """Somebody came in: pay attention from now on."""
        wake = self._wake
        if wake is not None:
            wake.rouse()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._wake = wake_for(self._database)
                self._looked = float("-inf")  # what moved before anybody listened is looked for at once
                try:
                    while not self._stopping.is_set():
                        self._once(self._wake)
                finally:
                    wake, self._wake = self._wake, None
                    wake.close()
            except Exception:
                if not self._stopping.is_set():
                    logger.exception("the live stream cannot read the change log; it tries again")
                    self._stopping.wait(PAUSE)

    def _once(self, wake: Wake) -> None:
        readers = self._hub.readers()
        now = time.monotonic()
        due = min(self._looked + LOOK, self._fold.next_due() or float("inf"))
        moved = wake.wait(max(0.0, due - now), attentive=bool(readers))
        now = time.monotonic()
        if moved or due <= now:
            self._looked = now
            while not self._look():
                pass

    def _look(self) -> bool:
        """Take a snapshot and pass what is new in it to those who came in before it was taken.

        Who comes in later is let in by a later snapshot: all that is told here is in their replay, and this one is too
        old to judge them, because it may not even know their session. False: somebody came in just while it was taken.
        """
        before = self._hub.arrivals
        with self._database.reading() as session:
            head = log.head(session)
            readers = self._hub.readers()
            if self._hub.arrivals != before:
                return False
            if readers:
                self._step(session, readers, head)
            else:
                self.position, self._fold = head, Fold()
        return True

    def _step(self, session: Session, readers: Sequence[Reader], head: int) -> None:
        while self.position < head and not self._stopping.is_set():
            changes = log.after(session, self.position, BATCH)
            for change in changes:
                session.expunge(change)  # a reaction may be held back for longer than this snapshot lives
            for narrows, group in groupby(changes, key=lambda change: change.kind in NARROWING):
                run = list(group)
                if narrows:
                    self._check(session, [reader for reader in readers if rights.concerns(run, reader)])
                self._tell(session, run, {reader.discussion for reader in readers})
            self._name(session, changes, readers)
            self.position = changes[-1].seq
        self._tell_late(session)
        self._check(session, rights.overdue(readers, time.monotonic()))

    def _check(self, session: Session, readers: Sequence[Reader]) -> None:
        """Ask the database again who of these may still watch, and close the streams of the others."""
        refused = rights.refused(session, self._domain, readers, self._clock())
        if refused:
            self._in_loop(lambda: self._hub.dismiss(refused))

    def _name(self, session: Session, changes: Sequence[Change], readers: Sequence[Reader]) -> None:
        """Presence names hosts and authors: ask anew about whoever has just become one, or is one no longer."""
        whose = {(change.discussion_id, change.ids.get("member")) for change in changes if change.kind in BADGES}
        known = [(reader, reader.viewer) for reader in readers if reader.viewer is not None]
        badges = {
            reader: self._domain.badge_of(session, viewer, reader.discussion)
            for reader, viewer in known
            if (reader.discussion, viewer.id) in whose
        }
        if badges:
            self._in_loop(lambda: self._hub.name(badges))

    def _tell(self, session: Session, changes: Sequence[Change], heard: set[int]) -> None:
        told = events.told([change for change in changes if change.discussion_id in heard])
        self._publish(self._compose(session, self._fold.sift(told, time.monotonic())))

    def _tell_late(self, session: Session) -> None:
        """Reactions that were held back; without a number if the stream has gone on since."""
        composed = self._compose(session, self._fold.due(time.monotonic()))
        self._publish([e if (e.seq or 0) > self._told.get(e.discussion, 0) else events.unnumbered(e) for e in composed])

    def _compose(self, session: Session, changes: Sequence[Change]) -> list[Event]:
        if not changes:
            return []
        try:
            return events.compose(session, self._domain, changes)
        except Exception:
            if len(changes) > 1:
                return [event for change in changes for event in self._compose(session, [change])]
            logger.exception("change %s cannot be told; its readers are asked to load the page again", changes[0].seq)
            return [Event(changes[0].discussion_id or 0, changes[0].seq, events.reset(changes[0].seq))]

    def _publish(self, composed: list[Event]) -> None:
        if not composed:
            return
        for event in composed:
            self._told[event.discussion] = max(self._told.get(event.discussion, 0), event.seq or 0)
        self._in_loop(lambda: self._hub.publish(composed))

    def _in_loop(self, act: Callable[[], None]) -> None:
        """Do it in the event loop and wait until the readers were woken by it, so as never to run ahead of them."""
        assert self._loop is not None  # `start` comes first
        done = threading.Event()

        def act_and_say() -> None:
            try:
                act()
            finally:
                loop.call_soon(done.set)

        loop = self._loop
        loop.call_soon_threadsafe(act_and_say)
        while not done.wait(0.5) and not self._stopping.is_set():
            pass
