"""A bad way to the server: lines are cut, reset, slowed and held up, each after a while of its own."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections import Counter

FAULTS = ("none", "cut", "reset", "slowed", "held")
LASTS = (3.0, 25.0)  # seconds until the fault
SLOW_BYTES, SLOW_EVERY = 400, 0.05  # 8 kB a second
HELD = 8.0  # seconds without a byte


class Proxy:
    """`async with Proxy(port)`: a port of the loopback that leads to `port`. `faults` counts what happened to lines."""

    def __init__(self, port: int, seed: int = 7) -> None:
        self._to, self._chance = port, random.Random(seed)
        self.faults: Counter[str] = Counter()
        self._lines: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Proxy:
        self._server = await asyncio.start_server(self._line, "127.0.0.1", 0, backlog=512)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def _line(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        task.add_done_callback(self._lines.discard)
        try:
            there, on = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            back.transport.abort()
            return
        fault = self._chance.choice(FAULTS)
        self.faults[fault] += 1
        up = asyncio.create_task(_pass(here, on))
        try:
            await self._down(there, back, fault)
        except OSError:
            pass
        finally:
            up.cancel()
            on.transport.abort()
            _hang_up(back, rudely=fault == "reset")

    async def _down(self, there: asyncio.StreamReader, back: asyncio.StreamWriter, fault: str) -> None:
        """What the server says, until the fault; a slowed line stays slow, a held one goes on after a while."""
        try:
            async with asyncio.timeout(None if fault == "none" else self._chance.uniform(*LASTS)):
                await _pass(there, back)
                return
        except TimeoutError:
            pass
        if fault == "slowed":
            while data := await there.read(SLOW_BYTES):
                back.write(data)
                await back.drain()
                await asyncio.sleep(SLOW_EVERY)
        elif fault == "held":
            await asyncio.sleep(HELD)
            await _pass(there, back)


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


def _hang_up(back: asyncio.StreamWriter, *, rudely: bool) -> None:
    """Without a goodbye; a reset throws away what was still on its way."""
    if rudely and (line := back.get_extra_info("socket")) is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    back.transport.abort()
