"""`kill -9` in the middle of a chat: what was acknowledged is there, once, and is found."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.club import Club, running_club
from tests.flows.people import Program

WRITERS = 4
POSTS_BEFORE_THE_KILL = 12  # acknowledged in each round before the process is killed
SEARCHABLE_WITHIN = 60.0  # seconds from the restart, however busy the machine is
WORD = "fractionation"


@pytest.fixture
def club(tmp_path: Path, database_url: str) -> Iterator[Club]:
    with running_club(tmp_path / "club", database_url=database_url, limits=False) as running:
        yield running


def test_three_kills_lose_no_post_and_double_none(club: Club, tmp_path: Path) -> None:
    survive(club, tmp_path, kills=3)


@pytest.mark.slow
def test_fifty_kills_lose_no_post_and_double_none(club: Club, tmp_path: Path) -> None:
    survive(club, tmp_path, kills=50)


def survive(club: Club, folder: Path, kills: int) -> None:
    writers = [Writer(number, program) for number, program in enumerate(a_live_chat(club, folder))]
    for kill in range(1, kills + 1):
        kill_while_they_write(club, writers, kill)
        restarted = time.monotonic()
        club.start()
        for writer in writers:
            writer.send_again()
        said = {text: id for writer in writers for text, id in writer.acknowledged.items()}
        kept = posts(writers[0].program)
        assert sorted(post["text"] for post in kept) == sorted(said), f"kill {kill}"
        assert {post["text"]: post["id"] for post in kept} == said
        everything_is_found(writers[0].program, said, kill, restarted + SEARCHABLE_WITHIN)
        is_healthy(club)


@dataclass
class Writer:
    """A member's program that posts without a pause until the server is gone, and keeps what was not answered."""

    number: int
    program: Program
    acknowledged: dict[str, int] = field(default_factory=dict)  # text → id of the post
    unanswered: list[dict[str, Any]] = field(default_factory=list)
    sent: int = 0

    def write(self, kill: int, heard: threading.Semaphore) -> None:
        while not self.unanswered:
            self.sent += 1
            text = f"{WORD}: {round_word(kill)}, writer {self.number}, thought {self.sent}"
            body = {"text": text, "question": 1, "reply_to": None, "client_token": f"{self.number}-{self.sent}"}
            try:
                self._send(body)
            except (OSError, HTTPException, ValueError):  # it went away before it had answered, or in the middle
                self.unanswered.append(body)
            else:
                heard.release()

    def send_again(self) -> None:
        """What a browser does when the connection is back: the same post with the same token, and once more."""
        for body in self.unanswered:
            self._send(body)
            self._send(body)
        self.unanswered.clear()

    def _send(self, body: dict[str, Any]) -> None:
        status, post = self.program.ask("POST", "/api/v1/discussions/1/posts", body)
        assert status in {200, 201}, f"{status}: {post}"
        assert self.acknowledged.setdefault(body["text"], post["id"]) == post["id"], "one token made two posts"


def kill_while_they_write(club: Club, writers: list[Writer], kill: int) -> None:
    heard = threading.Semaphore(0)
    threads = [threading.Thread(target=writer.write, args=(kill, heard)) for writer in writers]
    for thread in threads:
        thread.start()
    for _ in range(POSTS_BEFORE_THE_KILL):
        assert heard.acquire(timeout=30), "nothing is acknowledged"
    club.kill()
    for thread in threads:
        thread.join(30)
    assert all(writer.unanswered for writer in writers), "everybody was writing when it was killed"


def a_live_chat(club: Club, folder: Path) -> list[Program]:
    """Members of a discussion that is live now, each with a token."""
    now = datetime.now(UTC)
    lines: list[dict[str, Any]] = [
        {"type": "member", "key": f"m{number}", "name": f"Ben {number}", "email": address(number), "role": ["member"]}
        for number in range(WRITERS)
    ]
    starts, ends = ((now + timedelta(hours=hours)).isoformat() for hours in (-1, 5))
    lines.append({"type": "discussion", "key": "d", "title": "One fraction or five", "starts": starts, "ends": ends})
    lines.append({"type": "question", "discussion": "d", "number": 1, "text": "What changes on Monday?"})
    path = folder / "evening.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    club.cli("import", str(path), "--archive", "evening")
    return [Program(club, address(number)) for number in range(WRITERS)]


def address(number: int) -> str:
    return f"ben{number}@example.org"


def posts(program: Program) -> list[dict[str, Any]]:
    """Every post of the discussion, page after page."""
    found: list[dict[str, Any]] = []
    since: int | None = 0
    while since is not None:
        page = program.get(f"/api/v1/discussions/1/posts?limit=100&since={since}")
        found += page["posts"]
        since = page["next"]
    return found


def everything_is_found(program: Program, said: dict[str, int], kill: int, deadline: float) -> None:
    """Search counts every post of the chat, and gives each of this round's once."""
    ours = sorted(id for text, id in said.items() if round_word(kill) in text)
    while True:
        total = program.get(f"/api/v1/search?kind=post&limit=1&q={WORD}")["total"]
        hits = program.get(f"/api/v1/search?kind=post&limit=100&q={round_word(kill)}")["hits"]
        if total == len(said) and sorted(hit["id"] for hit in hits) == ours:
            return
        assert time.monotonic() < deadline, f"{total} of {len(said)} posts are found, {len(hits)} of {len(ours)}"


def round_word(kill: int) -> str:
    """One word of this round's posts alone, also when English endings are cut off: it has no letter of one."""
    return "round" + "".join("bcfghjkmpv"[int(digit)] for digit in str(kill))


def is_healthy(club: Club) -> None:
    with urllib.request.urlopen(f"{club.url}/healthz", timeout=10) as answer:
        state = json.load(answer)
    assert answer.status == 200
    assert state["status"] == "ok"
    assert [consumer for consumer in state["consumers"] if consumer["parked"]] == []
