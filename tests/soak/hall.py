"""A running club with discussions that are live and people who hold tokens: what the long measurements start from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select, update

from journalclub.db import Database
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from tests.fakes.club import Club, running_club
from tests.soak.http import Line


@dataclass
class Hall:
    """`discussions` are ids by key, `tokens` API tokens by the names of their members."""

    club: Club
    database: Database
    discussions: dict[str, int]
    tokens: dict[str, str]

    async def stream(self, discussion: int, token: str) -> str:
        """Path and query of that member's stream, from now on."""
        async with Line(self.club.port) as line:
            status, found = await line.ask("GET", f"/api/v1/discussions/{discussion}", token)
        assert status == 200, found
        parts = urlsplit(found["stream"])
        return f"{parts.path}?{parts.query}"

    def posts(self, discussion: int) -> list[tuple[int, str]]:
        """Id and text of every post, in the order of the log."""
        query = select(Post.id, Post.text).where(Post.discussion_id == discussion).order_by(Post.seq)
        with self.database.reading() as session:
            return [(row.id, row.text) for row in session.execute(query)]

    @property
    def memory(self) -> float:
        """Of the server's process, resident, in MB."""
        status = Path(f"/proc/{self.club.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


@contextmanager
def hall(folder: Path, discussions: Sequence[str], people: Sequence[str], *, post_limit: int = 280) -> Iterator[Hall]:
    """The club in `folder`, without limits on how much one may do; every discussion is live for half a day."""
    folder.mkdir(parents=True, exist_ok=True)
    with running_club(folder / "club", limits=False) as club:
        file = folder / "hall.jsonl"
        file.write_text("".join(json.dumps(line) + "\n" for line in _lines(discussions, people)), encoding="utf-8")
        club.cli("import", str(file), "--archive", "soak")
        tokens = club.cli("token", "create", *(_address(number) for number in range(len(people)))).split()
        database = Database(f"sqlite:///{folder}/club/instance/journalclub.sqlite3")
        with database.transaction() as session:
            session.execute(update(Discussion).values(post_limit=post_limit))
            ids = {key: id for id, key in session.execute(select(Discussion.id, Discussion.key))}
        try:
            yield Hall(club, database, ids, dict(zip(people, tokens, strict=True)))
        finally:
            database.close()


def _lines(discussions: Sequence[str], people: Sequence[str]) -> Iterator[dict[str, Any]]:
    now = datetime.now(UTC)
    starts, ends = ((now + timedelta(hours=hours)).isoformat() for hours in (-1, 12))
    for number, name in enumerate(people):
        yield {"type": "member", "key": f"m{number}", "name": name, "email": _address(number), "role": ["member"]}
    for key in discussions:
        yield {"type": "discussion", "key": key, "title": f"Evening {key}", "starts": starts, "ends": ends}
        yield {"type": "question", "discussion": key, "number": 1, "text": "What changes on Monday?"}


def _address(number: int) -> str:
    return f"m{number}@example.org"
