"""One open stream: a bounded queue between the hub and whoever reads."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable

from journalclub.live import events
from journalclub.live.caps import Holder
from journalclub.live.tickets import Ticket
from journalclub.members.viewer import Viewer

MOST_FRAMES = 2000
MOST_BYTES = 2_000_000  # of frames that all readers share; a reader's own copy is one chunk and the socket's buffer
CHUNK = 64 * 1024
GRACE = 5.0  # seconds that a reader who takes nothing has left to take its last event


class Reader:
    """Belongs to the event loop; `head`, `viewer` and `ticket` are also read by the tail's thread.

    Until `go_live` everything is kept; from then on what the replay has already covered (up to `head`) is passed over.
    """

    __slots__ = (
        "_abort",
        "_bytes",
        "_ended",
        "_loop",
        "_queue",
        "_sending",
        "_waiter",
        "badge",
        "beat_at",
        "checked_at",
        "head",
        "holder",
        "refused",
        "ticket",
        "viewer",
    )

    def __init__(self, ticket: Ticket, abort: Callable[[], None], *, beat_at: float) -> None:
        self.ticket = ticket
        self.viewer: Viewer | None = None
        self.badge: str | None = None
        self.head: int | None = None
        self.holder: Holder | None = None
        self.refused = False
        self.checked_at = time.monotonic()
        self.beat_at = beat_at
        self._abort = abort
        self._loop = asyncio.get_running_loop()
        self._queue: deque[tuple[int | None, bytes]] = deque()
        self._bytes = 0
        self._ended = False
        self._sending = False
        self._waiter: asyncio.Future[None] | None = None

    @property
    def discussion(self) -> int:
        return self.ticket.discussion

    @property
    def has_ended(self) -> bool:
        return self._ended

    def go_live(self, head: int, opening: bytes) -> None:
        """Start with `opening`, the replay up to `head`, and forget what was queued meanwhile and is in it."""
        self.head = head
        self._queue = deque(item for item in self._queue if item[0] is None or item[0] > head)
        self._queue.appendleft((None, opening))
        self._bytes = sum(len(frame) for _, frame in self._queue)

    def put(self, seq: int | None, frame: bytes) -> None:
        """Queue one frame. A reader that takes nothing is dropped with a `reset`; it never holds up anybody else."""
        if self._ended or (seq is not None and self.head is not None and seq <= self.head):
            return
        self._queue.append((seq, frame))
        self._bytes += len(frame)
        if len(self._queue) > MOST_FRAMES or self._bytes > MOST_BYTES:
            newest = max((number for number, _ in self._queue if number is not None), default=self.head or 0)
            self.end(events.reset(newest))
        else:
            self._wake()

    def beat(self, frame: bytes) -> None:
        """A heartbeat, unless something is waiting to be sent anyway."""
        if not self._queue:
            self.put(None, frame)

    def end(self, last: bytes, *, refused: bool = False) -> None:
        """Nothing follows `last`. Who does not take what is sent loses the backlog, and soon the connection."""
        if self._ended:
            return
        self._ended, self.refused = True, refused
        if self._sending:
            self._queue.clear()
            self._loop.call_later(GRACE, self._abort)
        self._queue.append((None, last))
        self._wake()

    def cut(self) -> None:
        """At shutdown nobody waits for a reader who takes nothing."""
        if self._sending:
            self._abort()

    def leave(self) -> None:
        """The reader has gone: nothing more to send."""
        self._ended = True
        self._queue.clear()
        self._wake()

    async def take(self) -> bytes | None:
        """What there is to send, joined up to a limit; waits for something; None at the end. One caller at a time."""
        self._sending = False
        while not self._queue:
            if self._ended:
                return None
            self._waiter = self._loop.create_future()
            await self._waiter
        self._sending = True
        return self._chunk()

    def _chunk(self) -> bytes:
        frame = self._queue.popleft()[1]
        size = len(frame)
        if self._queue:
            frames = [frame]
            while self._queue and size < CHUNK:
                frames.append(self._queue.popleft()[1])
                size += len(frames[-1])
            frame = b"".join(frames)
        self._bytes -= size
        return frame

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
