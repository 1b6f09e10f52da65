"""A reader of a discussion's stream who comes back whenever the line breaks, and writes down what came and when."""

from __future__ import annotations

import asyncio
import random
import re
import time
from array import array
from typing import Any

from tests.soak.http import Line

FRAME = re.compile(rb"(?:id: (\d+)\n)?event: ([a-z-]+)\ndata: (.*)")
POST = re.compile(rb'\{"id":(\d+),')
SENT = re.compile(rb'"text":"\^(\d+\.\d+)"')  # a post that says when it was sent


class Follower(asyncio.Protocol):
    """`posts` are the ids of all posts in the order in which they came, `late` the seconds from being sent to coming.

    Whoever misses too much for the stream is told `reset` and reads the list instead, as a page does.
    """

    def __init__(self, port: int, api_port: int, stream: str, token: str, discussion: int, pause: float = 0.3) -> None:
        self._port, self._api_port, self._stream, self._token = port, api_port, stream, token
        self._discussion, self.pause = discussion, pause
        self.posts, self.late = array("q"), array("d")
        self.head: int | None = None
        self.connections = self.resets = 0
        self.opened = asyncio.Event()
        self.opened_at = 0.0
        self.refused: int | None = None
        self._leaving = False
        self._behind: int | None = None
        self._transport: asyncio.Transport | None = None
        self._task = asyncio.get_running_loop().create_task(self._follow())

    def cut(self) -> None:
        """The line breaks, without a goodbye."""
        self.opened.clear()
        if self._transport is not None:
            self._transport.abort()

    async def leave(self) -> None:
        self._leaving = True
        self.cut()
        await self._task

    async def _follow(self) -> None:
        loop = asyncio.get_running_loop()
        while self.refused is None:
            self._lost = loop.create_future()
            try:
                await loop.create_connection(lambda: self, "127.0.0.1", self._port)
                if self._leaving:
                    self.cut()
                await self._lost
            except OSError:
                pass
            if self._leaving:
                return
            if self._behind is not None:
                await self._catch_up()
            await asyncio.sleep(self.pause * random.random())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._rest, self._status = transport, b"", 0
        self.connections += 1
        last = "" if self.head is None else f"Last-Event-ID: {self.head}\r\n"
        transport.write(f"GET {self._stream} HTTP/1.1\r\nHost: 127.0.0.1\r\n{last}\r\n".encode())

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self._rest += data
        if not self._status:
            head, found, rest = self._rest.partition(b"\r\n\r\n")
            if not found:
                return
            self._status, self._rest = int(head.split()[1]), rest
            if self._status == 204:
                self.refused = self._status
        *blocks, self._rest = self._rest.split(b"\n\n")
        for block in blocks:
            if found := FRAME.search(block):
                self._told(*found.groups(), now)

    def connection_lost(self, _error: Exception | None) -> None:
        self.opened.clear()
        if not self._lost.done():
            self._lost.set_result(None)

    def _told(self, number: bytes | None, name: bytes, data: bytes, now: float) -> None:
        if self._behind is not None:
            return
        if not self.opened.is_set():
            self.opened_at = now
            self.opened.set()
        if name == b"reset":
            self.resets += 1
            self._behind = int(number or 0)
            self.cut()
            return
        if name == b"post":
            found = POST.match(data)
            assert found is not None
            self.posts.append(int(found[1]))
            if sent := SENT.search(data):
                self.late.append(now - float(sent[1]))
        if number is not None:
            self.head = max(self.head or 0, int(number))

    async def _catch_up(self) -> None:
        """All posts up to where the stream said it would go on; again and again while the server is away."""
        path = f"/api/v1/discussions/{self._discussion}/posts?limit=100&since="
        async with Line(self._api_port) as line:
            while True:
                try:
                    _, page = await line.ask("GET", f"{path}{self.head or 0}", self._token)
                except OSError:
                    await asyncio.sleep(self.pause)
                    continue
                for post in page["posts"]:
                    self.posts.append(post["id"])
                    self.head = post["seq"]
                if page["next"] is None:
                    break
        self._behind = None


async def caught_up(followers: list[Follower], posts: int, patience: float) -> None:
    """Wait until everybody has so many posts, or nothing more can be expected."""
    ends = time.monotonic() + patience
    while any(len(one.posts) < posts for one in followers) and time.monotonic() < ends:
        await asyncio.sleep(0.02)


def report(followers: list[Follower]) -> dict[str, Any]:
    """What they saw together."""
    return {
        "deliveries": sum(len(one.posts) for one in followers),
        "connections": sum(one.connections for one in followers),
        "resets": sum(one.resets for one in followers),
    }
