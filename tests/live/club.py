"""A live discussion that everybody of the cast looks at as a page and follows as a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.discussions import queries
from journalclub.discussions.post_models import Post
from journalclub.kit import clock
from journalclub.kit.refusal import Refusal
from journalclub.live import Live, replay
from tests.live.acts import ACTS
from tests.live.page import Page
from tests.web.browser import Browser
from tests.world import World

ROLES = {"visitor": "visitor", "member": "ben", "patient advocate": "dora"}
ROLES |= {"author guest": "chen", "host": "ada", "moderator": "mo"}
Posts = dict[int, dict[str, Any]]


@dataclass
class Club:
    """`now` goes on by a second with each act. `answerer` replies to Ben."""

    world: World
    discussion: int
    now: datetime
    app: Flask
    live: Live
    answerer: str = "chen"
    made: int = 0
    browsers: dict[str, Browser] = field(default_factory=dict)

    def page(self, role: str) -> Page:
        """The page as somebody of this role gets it now."""
        if role not in self.browsers:
            self.browsers[role] = Browser(self.app)
            if role != "visitor":
                self.browsers[role].hold(self.world.sign_in(ROLES[role]).token)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "now", lambda: self.now)
            answer = self.browsers[role].get(f"/discussions/{self.discussion}")
        assert answer.status_code == 200
        return Page.read(answer.text)

    def follow(self, page: Page) -> None:
        """Let the page's script have every event since the page was made, through the page's own ticket."""
        for name, data in self.events(page.stream):
            page.apply(name, data)

    def events(self, stream: str) -> list[tuple[str, dict[str, Any]]]:
        """What whoever opens this stream is told first."""
        asked = parse_qs(urlsplit(stream).query)
        ticket = self.live.read_ticket(asked["ticket"][0])
        assert ticket is not None
        with self.world.database.reading() as session:
            opening = replay.opening(session, self.live._domain, ticket, int(asked["since"][0]), now=self.now)
        assert opening is not None, "the page may be read, but not its stream"
        return list(_parsed(opening.frames))

    def posts(self) -> Posts:
        """What a program reads of the API: every post, by id."""
        with self.world.database.reading() as session:
            return {post.id: _as_known(post.as_json()) for post in queries.transcript(session, self.discussion)}

    def perform(self, act: str) -> None:
        """Do it. One that is refused (the post is gone, the hour is over) changes nothing, and that must hold too."""
        self.now += timedelta(seconds=1)
        try:
            with self.world.database.transaction() as session:
                ACTS[act].do(self, session)
        except Refusal:
            pass

    def numbered(self) -> int:
        """A number that no act had before, for its words."""
        self.made += 1
        return self.made

    def latest(self, session: Session, name: str = "ben") -> int:
        """Their newest post here."""
        own = (Post.discussion_id == self.discussion, Post.member_id == self.world.members[name])
        return int(session.scalar(select(Post.id).where(*own).order_by(Post.id.desc()).limit(1)) or 0)


def told(known: Posts, name: str, data: dict[str, Any]) -> None:
    """What a program that keeps a list of posts does with an event."""
    if name in {"post", "post-changed", "post-hidden"}:
        known[data["id"]] = _as_known(data)
    elif name == "reaction" and data["post"] in known:
        known[data["post"]]["reactions"] = data["reactions"]
        if "voters" in data:
            known[data["post"]]["poll"]["voters"] = data["voters"]


def _as_known(post: dict[str, Any]) -> dict[str, Any]:
    """Without what differs by design: to an event the markup is the whole post, what is withdrawn is hidden too, and a
    reaction, which moves the post's `seq` on, brings only the counts."""
    kept = {name: value for name, value in post.items() if name not in {"html", "hidden", "withdrawn", "seq"}}
    return kept | {"gone": post["hidden"] or post["withdrawn"]}


def _parsed(frames: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    for frame in frames.decode().split("\n\n")[:-1]:
        fields = dict(line.split(": ", 1) for line in frame.split("\n"))
        yield fields["event"], json.loads(fields["data"])
