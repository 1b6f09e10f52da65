"""The load of a big evening on the real server, on one machine with its readers.

JC_SOAK_MINUTES=1 shortens the long chat. Figures are printed, never asserted: what must hold is that nothing is lost.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.soak import crowd
from tests.soak.hall import Hall, hall

pytestmark = pytest.mark.slow
MINUTES = float(os.environ.get("JC_SOAK_MINUTES", "30"))
PEOPLE = [f"Ben {number}" for number in range(1000)]
FLAT = 30.0  # MB that memory may grow by after a third of a long chat
BACK_WITHIN = LET_GO_WITHIN = 60.0


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Hall]:
    with hall(tmp_path, ["evening"], PEOPLE) as opened:
        yield opened


def test_a_long_evening_of_a_hundred_readers_loses_nothing_and_stays_small(here: Hall) -> None:
    seen = asyncio.run(crowd.chat(here, here.discussions["evening"], 100, 10, 60 * MINUTES))
    print(crowd.HEAD, seen.row(f"100 readers × 10/s, {MINUTES:g} min"), sep="\n")
    assert seen.lost == 0
    warm = seen.memory[len(seen.memory) // 3]
    assert seen.memory[-1] - warm < FLAT


def test_a_thousand_readers_lose_nothing(here: Hall) -> None:
    seconds = min(60.0, 60 * MINUTES)
    seen = asyncio.run(crowd.chat(here, here.discussions["evening"], 1000, 5, seconds))
    print(crowd.HEAD, seen.row(f"1,000 readers × 5/s, {seconds:g} s"), sep="\n")
    assert seen.lost == 0


def test_a_thousand_readers_who_are_cut_come_back_and_have_everything(here: Hall) -> None:
    print("\n" + asyncio.run(cut_and_back(here, here.discussions["evening"], 1000)))


async def cut_and_back(here: Hall, discussion: int, readers: int) -> str:
    """Posts go on while all lines break in the same instant and everybody comes back within a second."""
    followers, seen = await crowd.gather(here, discussion, readers), crowd.Seen()
    talking = asyncio.create_task(crowd.talk(here, discussion, 5, 20))
    await asyncio.sleep(5)
    for follower in followers:
        follower.pause = 1.0
        follower.cut()
    cut_at = time.monotonic()
    async with asyncio.timeout(BACK_WITHIN):
        await asyncio.gather(*(one.opened.wait() for one in followers))
    back = sorted(one.opened_at - cut_at for one in followers)
    await talking
    await crowd.settle(here, discussion, followers, seen)
    for follower in followers:
        await follower.leave()
    assert seen.lost == 0
    return (
        f"{readers:,} readers cut at once: half were back after {back[readers // 2]:.2f} s, 99 % after"
        f" {back[int(readers * 0.99)]:.2f} s, the last after {back[-1]:.2f} s; nothing lost, nothing twice."
    )


def test_fifty_readers_who_never_read_hold_up_nobody(here: Hall) -> None:
    print("\n" + asyncio.run(beside_the_silent(here, here.discussions["evening"])))


async def beside_the_silent(here: Hall, discussion: int) -> str:
    followers, seen = await crowd.gather(here, discussion, 50), crowd.Seen()
    before = here.memory
    with silent(here, await here.stream(discussion, here.tokens[PEOPLE[0]]), 50):
        seen.posts = await crowd.talk(here, discussion, 20, 60)
        await crowd.settle(here, discussion, followers, seen)
        async with asyncio.timeout(LET_GO_WITHIN):
            while open_lines(here.club.port) > len(followers):
                await asyncio.sleep(1)
    for follower in followers:
        await follower.leave()
    assert seen.lost == 0
    late = sorted(seen.late)
    return (
        f"50 readers beside 50 who never read, 20 posts/s for a minute: p99"
        f" {late[int(len(late) * 0.99)]:.0f} ms, nothing lost; memory {before:.0f} → {seen.memory[-1]:.0f} MB;"
        " those who never read were let go."
    )


def open_lines(port: int) -> int:
    """Connections that the server still holds (https://docs.kernel.org/networking/proc_net_tcp.html)."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == "01" for row in rows)


@contextmanager
def silent(here: Hall, stream: str, count: int) -> Iterator[None]:
    """Connections that ask for the stream and then take nothing, with as little room on the way as there can be."""
    lines = []
    for _ in range(count):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", here.club.port))
        line.sendall(f"GET {stream} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        lines.append(line)
    try:
        yield
    finally:
        for line in lines:
            line.close()
