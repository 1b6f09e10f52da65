"""Polls and questions to the authors in the lines of a club: they come back, and an open poll tells no votes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from journalclub.archive.batch import Outcome
from journalclub.archive.importing import Import
from journalclub.archive.lines import read_line
from journalclub.db import Database
from journalclub.discussions import queries
from journalclub.discussions.actions import polling, posting
from journalclub.discussions.post_models import Post
from journalclub.discussions.posts import PostView
from tests.archive.lines import ALL, ARCHIVE, POSTS, write
from tests.archive.test_club import NOW, empty, exported, imported, plain
from tests.small_club import small_club

POST = {"type": "post", "discussion": "d1", "question": None, "member": "m1", "at": "2024-05-19T20:10:00-05:00"}
CHOICES = [{"text": "One", "votes": 5}, {"text": "Several", "votes": 3}]
CLOSED = {"multiple": False, "voters": 8, "choices": CHOICES}
OPEN = {"multiple": True, "choices": [{"text": "One"}, {"text": "Several"}]}
LINES: list[dict[str, Any]] = [
    {**POST, "key": "closed", "text": "What do you give?", "poll": CLOSED},
    {**POST, "key": "open", "text": "And then?", "poll": OPEN},
    {**POST, "key": "asks", "text": "Why?", "for_author": True},
    {**POST, "key": "asked", "text": "Why not?", "for_author": True, "answered": True},
]


def views(database: Database) -> dict[str | None, PostView]:
    with database.reading() as session:
        (discussion,) = set(session.scalars(select(Post.discussion_id)))
        return {post.key: post for post in queries.transcript(session, discussion)}


def test_they_are_taken_over_and_come_back(database: Database, tmp_path: Path) -> None:
    given = [*ALL, *LINES]
    assert imported(database, write(tmp_path / "in.jsonl", given)).total(Outcome.NEW) == len(given)
    posts = views(database)
    closed, still_open = posts["closed"].poll, posts["open"].poll
    assert closed is not None
    assert still_open is not None
    assert (closed.voters, closed.votes, closed.is_open) == (8, (5, 3), False)
    assert (still_open.voters, still_open.votes, still_open.is_open, still_open.multiple) == (0, None, True, True)
    assert [posts[key].for_author for key in ("asks", "asked", "open")] == ["open", "answered", None]
    lines = exported(database, tmp_path / "out.jsonl")
    assert plain(lines) == plain(given)
    empty(database)
    imported(database, tmp_path / "out.jsonl")
    assert plain(exported(database, tmp_path / "again.jsonl")) == plain(given)


def test_the_votes_of_an_open_poll_are_in_no_export(sqlite_database: Database, tmp_path: Path) -> None:
    world = small_club(sqlite_database)
    by: dict[str, Any] = {"by": world.viewer("ada"), "now": world.now}
    with sqlite_database.transaction() as session:
        here = world.discussions["members live"]
        post, _ = posting.add_post(session, discussion_id=here, text="Poll?", client_token="poll", **by)
        polling.add_poll(session, post=post, choices=["Yes", "No"], multiple=False, **by)
        polling.vote(session, post_id=post.id, chosen=[2], **by)
        made = post.id

    def line() -> dict[str, Any]:
        lines = exported(sqlite_database, tmp_path / "out.jsonl")
        return next(line for line in lines if line["type"] == "post" and line["id"] == made)

    assert line()["poll"] == {"multiple": False, "choices": [{"text": "Yes"}, {"text": "No"}]}
    with sqlite_database.transaction() as session:
        polling.close(session, post_id=made, **by)
    assert [choice["votes"] for choice in line()["poll"]["choices"]] == [0, 1]


@pytest.mark.parametrize(
    ("poll", "why"),
    [
        ({"choices": [{"text": "One"}]}, "two to six"),
        ({"choices": [{"text": "One"}, {"text": " "}]}, "needs a text"),
        ({**CLOSED, "voters": -1}, "must be counts"),
        ({"choices": "One"}, "array"),
    ],
)
def test_a_poll_that_cannot_be_is_named(sqlite_database: Database, tmp_path: Path, poll: Any, why: str) -> None:
    lines = [*ALL, {**POST, "key": "bad", "text": "What?", "poll": poll}]
    problems: list[tuple[int, str]] = []
    path = write(tmp_path / "in.jsonl", lines)
    Import(sqlite_database, path, ARCHIVE, NOW, lambda *problem: problems.append(problem)).run()
    ((number, reason),) = problems
    assert number == len(lines)
    assert why in reason


def test_a_post_without_them_is_the_line_that_it_was() -> None:
    """A repeated import compares what it has kept of each line: nothing may be added to those without a poll."""
    (line,) = [read_line(json.dumps(one).encode(), 1, ARCHIVE) for one in POSTS[:1]]
    assert not {"poll", "for_author", "answered"} & json.loads(msgspec.json.encode(line.record)).keys()
