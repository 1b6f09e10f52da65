"""Many readers of one discussion, posts at a steady rate, and what came of them."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from tests.soak.follower import Follower, caught_up
from tests.soak.hall import Hall
from tests.soak.http import Writer

WRITERS = 8
AT_ONCE = 50  # readers who come in together
PATIENCE = 60.0
SAMPLES = 10.0  # seconds between two looks at the server's memory


@dataclass
class Seen:
    """Times in milliseconds, memory in MB over the run. `lost` are deliveries that did not come, or came twice."""

    posts: int = 0
    late: list[float] = field(default_factory=list)
    lost: int = 0
    memory: list[float] = field(default_factory=list)

    def row(self, name: str) -> str:
        late, last = sorted(self.late), self.memory[-1]
        p50, p99 = late[len(late) // 2], late[int(len(late) * 0.99)]
        return (
            f"| {name} | {self.posts:,} | {len(late):,} | {self.lost} | {p50:.1f} | {p99:.1f} | {late[-1]:.0f}"
            f" | {self.memory[0]:.0f} → {self.memory[len(self.memory) // 2]:.0f} → {last:.0f} |"
        )


HEAD = (
    "\n| chat | posts | deliveries | lost or twice | p50 ms | p99 ms | worst ms"
    " | server's memory, start → middle → end, MB |"
    "\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)


async def gather(here: Hall, discussion: int, count: int) -> list[Follower]:
    """So many readers of the discussion, all of whom are in; members share what there is of tokens."""
    tokens = list(here.tokens.values())
    streams = [await here.stream(discussion, token) for token in tokens]
    followers: list[Follower] = []
    for first in range(0, count, AT_ONCE):
        for number in range(first, min(first + AT_ONCE, count)):
            token, stream = tokens[number % len(tokens)], streams[number % len(tokens)]
            followers.append(Follower(here.club.port, here.club.port, stream, token, discussion))
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(one.opened.wait() for one in followers))
    return followers


async def talk(here: Hall, discussion: int, rate: float, seconds: float) -> int:
    """Posts that say when they were sent, at a steady rate whatever becomes of them; returns how many."""
    free: asyncio.Queue[Writer] = asyncio.Queue()
    for _ in range(WRITERS):
        free.put_nowait(Writer(here.club.port))
    tokens = list(here.tokens.values())

    async def post(number: int, due: float) -> None:
        writer = await free.get()
        status, answer = await writer.post(discussion, tokens[number % len(tokens)], f"^{due:.6f}")
        assert status == 201, answer
        free.put_nowait(writer)

    began, count = time.monotonic(), int(rate * seconds)
    async with asyncio.TaskGroup() as posting:
        for number in range(count):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            posting.create_task(post(number, due))
    while not free.empty():
        free.get_nowait().close()
    return count


async def watched(here: Hall, seen: Seen) -> None:
    """The server's memory now and then, until cancelled."""
    while True:
        seen.memory.append(here.memory)
        await asyncio.sleep(SAMPLES)


async def chat(here: Hall, discussion: int, readers: int, rate: float, seconds: float) -> Seen:
    """A chat from the first reader to the last post that each of them has."""
    followers, seen = await gather(here, discussion, readers), Seen()
    watching = asyncio.create_task(watched(here, seen))
    seen.posts = await talk(here, discussion, rate, seconds)
    await settle(here, discussion, followers, seen)
    watching.cancel()
    for follower in followers:
        await follower.leave()
    return seen


async def settle(here: Hall, discussion: int, followers: list[Follower], seen: Seen) -> None:
    """Wait for the last deliveries, and compare what everybody has with what there is."""
    there = [id for id, _ in here.posts(discussion)]
    await caught_up(followers, len(there), PATIENCE)
    seen.memory.append(here.memory)
    for follower in followers:
        seen.late += [1000 * each for each in follower.late]
        if list(follower.posts) != there:
            seen.lost += max(1, abs(len(there) - len(follower.posts)))
