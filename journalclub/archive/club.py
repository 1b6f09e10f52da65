"""Export the club: the lines that `import` reads, with `archive`, `id` and `url` added, and nothing that is hidden."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.archive.club_articles import article_lines
from journalclub.archive.club_discussions import discussion_lines, post_lines, question_lines, reaction_lines
from journalclub.archive.club_members import member_lines
from journalclub.db import Database
from journalclub.discussions.models import Discussion, Question
from journalclub.discussions.post_models import Post
from journalclub.literature.models import Article
from journalclub.members.models import Member

ROWS_AT_ONCE = 500


def write_club(
    database: Database, path: Path, *, public_url: str, now: datetime, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Write one moment of the club to `path` (0600), whole or not at all; returns the number of lines."""
    draft = path.with_name(path.name + ".part")
    count = 0
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file, database.reading() as session:
            for count, line in enumerate(lines(session, public_url, now), start=1):
                file.write(msgspec.json.encode(line) + b"\n")
                if count % ROWS_AT_ONCE == 0:
                    progress(count)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    progress(count)
    return count


def lines(session: Session, public_url: str, now: datetime) -> Iterator[dict[str, Any]]:
    """What is referred to comes first, so that one reading of the file is enough to import it."""
    for model, make in (
        (Member, member_lines),
        (Article, article_lines),
        (Discussion, discussion_lines),
        (Question, question_lines),
        (Post, post_lines),
        (Post, reaction_lines),
    ):
        for rows in _chunks(session, model):
            yield from make(session, rows, public_url, now)
            session.expunge_all()


def _chunks(session: Session, model: Any) -> Iterator[list[Any]]:
    """All rows by id, some hundred in memory at a time."""
    last = 0
    while rows := session.scalars(select(model).where(model.id > last).order_by(model.id).limit(ROWS_AT_ONCE)).all():
        yield list(rows)
        last = rows[-1].id
        if len(rows) < ROWS_AT_ONCE:
            return
