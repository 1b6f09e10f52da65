"""The live stream of one process: what `create_app` makes and the server starts and stops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from journalclub.db import Database
from journalclub.kit import clock as wall_clock
from journalclub.live import replay, tickets
from journalclub.live.caps import Caps, allow_many_files
from journalclub.live.domain import Domain, nobody
from journalclub.live.hub import Hub
from journalclub.live.reader import Reader
from journalclub.live.stream import Receive, Scope, Send, stream
from journalclub.live.tail import Tail
from journalclub.live.tickets import Ticket
from journalclub.members.viewer import Viewer

REPLAYS_AT_ONCE = 4
STOPPING = 2.0  # seconds that the tail has to finish what it is at


class Live:
    """An ASGI application for the addresses under /live/. `start` and `stop` belong to the server's event loop."""

    def __init__(
        self,
        database: Database,
        secret: bytes,
        *,
        posts: Callable[[Session, Sequence[int]], Mapping[int, Any]],
        render_post: Callable[[Any], str],
        viewer_of: Callable[[Session, Ticket, datetime], Viewer | None],
        may_watch: Callable[[Session, Viewer, int, datetime], bool],
        describe: Callable[[Session, int], dict[str, Any]],
        badge_of: Callable[[Session, Viewer, int], str | None] = nobody,
        clock: Callable[[], datetime] = wall_clock.now,
        limits: bool = True,
    ) -> None:
        """The callables are explained at `Domain`, `limits` at `Caps`."""
        self._domain = Domain(posts, render_post, viewer_of, may_watch, describe, badge_of)
        self._database, self._secret, self._clock = database, secret, clock
        self.hub = Hub()
        self.caps = Caps(limits, allow_many_files())
        self.tail = Tail(database, self._domain, self.hub, clock)
        self._recall = replay.Remembered()
        self._replays = ThreadPoolExecutor(REPLAYS_AT_ONCE, thread_name_prefix="live-replay")
        self._ticking: asyncio.Task[None] | None = None
        self._closing = False

    def mint(self, *, discussion: int, session: int | None = None, token: int | None = None, now: datetime) -> str:
        """A ticket for a page or an API answer: see `tickets.mint`."""
        return tickets.mint(self._secret, discussion=discussion, session=session, token=token, now=now)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await stream(self, scope, receive, send)

    def start(self) -> None:
        self.tail.start()
        self._ticking = asyncio.get_running_loop().create_task(self.hub.tick())

    def close_streams(self) -> None:
        """`bye` to everybody. Call it before the server waits for its connections to end."""
        self._closing = True
        self.hub.close()

    async def stop(self) -> None:
        self.close_streams()
        if self._ticking is not None:
            self._ticking.cancel()
        await asyncio.get_running_loop().run_in_executor(None, self.tail.stop, STOPPING)
        self._replays.shutdown(wait=False, cancel_futures=True)

    def read_ticket(self, text: str) -> Ticket | None:
        return tickets.read(self._secret, text, self._clock())

    def join(self, reader: Reader) -> None:
        self.hub.join(reader)
        if self._closing:
            self.hub.close()

    def leave(self, reader: Reader) -> None:
        self.hub.leave(reader)
        if reader.holder is not None:
            self.caps.give_back(reader.holder)

    async def open(self, ticket: Ticket, since: int | None) -> replay.Opening | None:
        """Rights and replay in one snapshot of the database; None when refused."""
        return await asyncio.get_running_loop().run_in_executor(self._replays, self._opening, ticket, since)

    def _opening(self, ticket: Ticket, since: int | None) -> replay.Opening | None:
        with self._database.reading() as session:
            return replay.opening(session, self._domain, ticket, since, now=self._clock(), recall=self._recall)
