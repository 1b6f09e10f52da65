"""Real hours again: 252 discussions as fast as they are accepted, then the busiest 20 at sixty times their speed.

Readers follow through real streams whose lines break. `python -m pytest -m slow -s tests/soak/test_replay.py`
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from journalclub.kit.text import clean
from tests.shared_data import shared_data
from tests.soak.follower import Follower, caught_up
from tests.soak.hall import Hall, hall
from tests.soak.http import Writer

pytestmark = pytest.mark.slow
LIMIT = 500  # characters of a post: what these people wrote has up to 454
MEETINGS_AT_ONCE = 8
READERS = 3  # of each meeting as fast as it is accepted
BUSIEST, BUSIEST_AT_ONCE, BUSY_READERS = 20, 5, 30
SPEED = 60
LONGEST_SILENCE = 10 * 60  # seconds of the meeting; one log goes on the next morning
BETWEEN_CUTS = 40  # messages, on the average
PATIENCE = 60.0


@dataclass(frozen=True)
class Message:
    second: int  # of the meeting
    nick: str
    text: str


@dataclass
class Result:
    sent: int = 0
    refused: list[str] = field(default_factory=list)
    deliveries: int = 0
    connections: int = 0
    resets: int = 0
    behind: float = 0.0  # seconds that the worst message waited for its turn


def test_every_message_of_252_real_meetings_reaches_every_reader_once_and_in_order(tmp_path: Path) -> None:
    meetings = read_meetings(shared_data("bench/review_club_messages.jsonl.gz"))
    busiest = sorted(meetings, key=lambda key: len(meetings[key]))[-BUSIEST:]
    people = sorted({message.nick for messages in meetings.values() for message in messages})
    again = [f"{key} again" for key in busiest]
    with hall(tmp_path, [*meetings, *again], people, post_limit=LIMIT) as here:
        began = time.monotonic()
        fast = asyncio.run(replay(here, meetings, MEETINGS_AT_ONCE, READERS, speed=None))
        took = time.monotonic() - began
        real = {name: meetings[key] for name, key in zip(again, busiest, strict=True)}
        busy = asyncio.run(replay(here, real, BUSIEST_AT_ONCE, BUSY_READERS, speed=SPEED))
        memory = here.memory
    print("\n| replay | messages | refused | deliveries | lines opened | slowest message behind its minute, s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    print(row(f"252 meetings, {fast.sent / took:.0f} posts/s", fast))
    print(row(f"the busiest {BUSIEST} at {SPEED}×, {BUSIEST_AT_ONCE} at once, {BUSY_READERS} readers each", busy))
    print(f"Refused: {fast.refused}. The server had {memory:.0f} MB at the end.")
    assert fast.sent + len(fast.refused) == sum(map(len, meetings.values()))
    assert all(not text.strip() for text in fast.refused)
    assert "" in fast.refused


def row(name: str, result: Result) -> str:
    return (
        f"| {name} | {result.sent:,} | {len(result.refused)} | {result.deliveries:,} | {result.connections:,}"
        f" | {result.behind:.1f} |"
    )


async def replay(
    here: Hall, meetings: dict[str, list[Message]], at_once: int, readers: int, speed: int | None
) -> Result:
    result, room = Result(), asyncio.Semaphore(at_once)

    async def one(key: str) -> None:
        async with room:
            await meet(here, key, meetings[key], readers, speed, result)

    async with asyncio.TaskGroup() as tasks:
        for key in meetings:
            tasks.create_task(one(key))
    return result


async def meet(here: Hall, key: str, messages: list[Message], readers: int, speed: int | None, result: Result) -> None:
    """One meeting from its first message to the last, and what its readers have then."""
    discussion, tokens = here.discussions[key], list(here.tokens.values())
    chance = random.Random(key)
    followers = []
    for token in chance.sample(tokens, readers):
        stream = await here.stream(discussion, token)
        followers.append(Follower(here.club.port, here.club.port, stream, token, discussion))
    said = await say(here, discussion, messages, speed, followers, chance, result)
    await caught_up(followers, len(said), PATIENCE)
    there = here.posts(discussion)
    assert [text for _, text in there] == said, f"{key} is not what was said"
    for follower in followers:
        assert list(follower.posts) == [id for id, _ in there], f"{key}: a reader's list differs"
        result.deliveries += len(follower.posts)
        result.connections += follower.connections
        result.resets += follower.resets
        await follower.leave()


async def say(
    here: Hall,
    discussion: int,
    messages: list[Message],
    speed: int | None,
    followers: list[Follower],
    chance: random.Random,
    result: Result,
) -> list[str]:
    """The texts that were accepted. Now and then a reader's line breaks."""
    writer, said, began = Writer(here.club.port), [], time.monotonic()
    for message in messages:
        if speed is not None:
            due = began + message.second / speed
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            result.behind = max(result.behind, time.monotonic() - due)
        status, answer = await writer.post(discussion, here.tokens[message.nick], message.text)
        if status == 201:
            said.append(clean(message.text))
            result.sent += 1
        else:
            assert (status, message.text.strip()) == (422, ""), answer
            result.refused.append(message.text)
        for follower in followers:
            if chance.random() < 1 / BETWEEN_CUTS:
                follower.cut()
    writer.close()
    return said


def read_meetings(path: Path) -> dict[str, list[Message]]:
    """The messages of each meeting, in the order of the log. Those of one minute are spread over it."""
    meetings: dict[str, list[dict[str, str]]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            message = json.loads(line)
            meetings.setdefault(message["meeting"], []).append(message)
    return {key: list(timed(messages)) for key, messages in meetings.items()}


def timed(messages: list[dict[str, str]]) -> Iterable[Message]:
    minutes = [60 * int(hour) + int(minute) for hour, minute in (message["time"].split(":") for message in messages)]
    starts, at = [0], 0
    for before, minute in pairwise(minutes):
        at += min(max(minute - before, 0) * 60, LONGEST_SILENCE)
        starts.append(at)
    for number, (start, message) in enumerate(zip(starts, messages, strict=True)):
        first = starts.index(start)
        yield Message(start + 60 * (number - first) // starts.count(start), message["nick"], message["text"])
