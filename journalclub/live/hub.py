"""The readers of each discussion. Lives in the event loop; the tail's thread only asks who is there."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from journalclub.live import events, presence
from journalclub.live.events import Event
from journalclub.live.reader import Reader

HEARTBEAT = 15.0  # seconds after which a reader hears presence again, so that a silent line is known to be a dead one
TICK = 1.0  # seconds: presence is told at most so often


class Hub:
    """Hands each event's bytes to every reader of its discussion. All but `readers` is called in the event loop."""

    def __init__(self) -> None:
        self._rooms: dict[int, dict[Reader, None]] = {}
        self._lock = threading.Lock()  # the tail's thread looks in while the loop changes it
        self.arrivals = 0  # how often somebody came in; for any thread
        self._stale: set[int] = set()  # discussions in which somebody came or went since presence was last told

    def readers(self) -> list[Reader]:
        """Everybody who listens now, in all discussions; for any thread."""
        with self._lock:
            return [reader for room in self._rooms.values() for reader in room]

    def join(self, reader: Reader) -> None:
        with self._lock:
            self._rooms.setdefault(reader.discussion, {})[reader] = None
            self.arrivals += 1

    def here(self, reader: Reader) -> bytes:
        """The reader is let in: tell the others soon, and the reader at once."""
        self._stale.add(reader.discussion)
        return self.presence(reader.discussion)

    def presence(self, discussion: int) -> bytes:
        """The event that says how many are here, authors and hosts by name."""
        return presence.frame(self._rooms.get(discussion, ()))

    def leave(self, reader: Reader) -> None:
        with self._lock:
            room = self._rooms.get(reader.discussion, {})
            room.pop(reader, None)
            if not room:
                self._rooms.pop(reader.discussion, None)
        self._stale.add(reader.discussion)

    def publish(self, told: Sequence[Event]) -> None:
        """Queue these events, which are in the order of the log, for those who read their discussions."""
        for discussion, group in groupby(told, key=attrgetter("discussion")):
            batch = list(group)
            first = min((event.seq for event in batch if event.seq is not None), default=0)
            last = max((event.seq for event in batch if event.seq is not None), default=None)
            whole = batch[0].frame if len(batch) == 1 else b"".join(event.frame for event in batch)
            for reader in list(self._rooms.get(discussion, ())):
                if reader.head is not None and reader.head < first:
                    reader.put(last, whole)
                else:  # still being replayed to, or the replay was ahead of the tail: each event for itself
                    for event in batch:
                        reader.put(event.seq, event.frame)

    def name(self, badges: Mapping[Reader, str | None]) -> None:
        """What these readers are in their discussions now, for presence."""
        for reader, badge in badges.items():
            reader.badge = badge
            self._stale.add(reader.discussion)

    def dismiss(self, readers: Iterable[Reader]) -> None:
        """These may watch no longer: close their streams with `bye`."""
        for reader in readers:
            reader.end(events.bye("ended"), refused=True)

    def close(self) -> None:
        """The server stops: `bye` to everybody, who may come back to the next one."""
        for reader in self.readers():
            reader.end(events.bye("stopping"))
            reader.cut()

    async def tick(self) -> None:
        """Heartbeats and presence, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(TICK)
            self.tell_presence()
            self.beat(loop.time())

    def beat(self, now: float) -> None:
        """Keep proxies from closing a silent line. It is an event because a comment never reaches a page's script."""
        frames: dict[int, bytes] = {}
        for reader in self.readers():
            if reader.beat_at <= now and reader.head is not None:
                reader.beat_at = now + HEARTBEAT
                if reader.discussion not in frames:
                    frames[reader.discussion] = self.presence(reader.discussion)
                reader.beat(frames[reader.discussion])

    def tell_presence(self) -> None:
        stale, self._stale = self._stale, set()
        for discussion in stale:
            if room := self._rooms.get(discussion):
                told = presence.frame(room)
                for reader in list(room):
                    if reader.head is not None:
                        reader.put(None, told)
