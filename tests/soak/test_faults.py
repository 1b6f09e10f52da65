"""The worst evening: lines are cut, reset, slowed and held up by a proxy while the server restarts every 30 seconds.

JC_SOAK_RESTARTS=2 shortens it. Every other restart is a `kill -9`.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.soak.follower import Follower, caught_up
from tests.soak.hall import Hall, hall
from tests.soak.http import Writer
from tests.soak.proxy import Proxy

pytestmark = pytest.mark.slow
RESTARTS = int(os.environ.get("JC_SOAK_RESTARTS", "10"))
EVERY = 30.0  # seconds
READERS, WRITERS = 60, 6
PAUSE = 0.5  # seconds between two posts of one writer
PATIENCE = 120.0


@dataclass
class Said:
    posts: dict[int, str]
    sent_again: int = 0


def test_nothing_is_lost_or_doubled_on_bad_lines_to_a_server_that_restarts(tmp_path: Path) -> None:
    with hall(tmp_path, ["evening"], [f"Ben {number}" for number in range(READERS)]) as here:
        print("\n" + asyncio.run(worst_evening(here, here.discussions["evening"])))


async def worst_evening(here: Hall, discussion: int) -> str:
    said, over = Said({}), asyncio.Event()
    async with Proxy(here.club.port) as proxy:
        followers = []
        for token in here.tokens.values():
            stream = await here.stream(discussion, token)
            followers.append(Follower(proxy.port, here.club.port, stream, token, discussion))
        async with asyncio.TaskGroup() as evening:
            for number in range(WRITERS):
                evening.create_task(write(proxy.port, here, discussion, number, said, over))
            await restart(here)
            over.set()
        await caught_up(followers, len(said.posts), PATIENCE)
        there = here.posts(discussion)
        assert dict(there) == said.posts, "what was accepted is not what is there"
        for follower in followers:
            assert list(follower.posts) == [id for id, _ in there], "a reader's list differs"
            await follower.leave()
    lines, resets = sum(one.connections for one in followers), sum(one.resets for one in followers)
    return (
        f"{len(there):,} posts, {READERS} readers, {RESTARTS} restarts, half of them kill -9: every list whole, once"
        f" and in order. {lines:,} lines were opened ({dict(sorted(proxy.faults.items()))} with those of the writers),"
        f" {resets} readers were sent to the list, {said.sent_again} posts were sent again."
    )


async def write(port: int, here: Hall, discussion: int, number: int, said: Said, over: asyncio.Event) -> None:
    """Somebody who goes on and on, through the proxy, and sends again what was not answered."""
    writer, token, sent = Writer(port), list(here.tokens.values())[number], 0
    while not over.is_set():
        sent += 1
        status, post = await writer.post(discussion, token, f"Writer {number}, thought {sent}.")
        assert status in {200, 201}, post
        assert said.posts.setdefault(post["id"], post["text"]) == post["text"]
        await asyncio.sleep(PAUSE)
    said.sent_again += writer.sent_again
    writer.close()


async def restart(here: Hall) -> None:
    for number in range(RESTARTS):
        await asyncio.sleep(EVERY)
        await asyncio.to_thread(here.club.kill if number % 2 else here.club.stop)
        await asyncio.to_thread(here.club.start)
    await asyncio.sleep(EVERY)
