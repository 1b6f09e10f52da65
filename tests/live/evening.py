"""One live discussion with a few of the cast, acted through the domains, and streams that listen to it."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from markupsafe import escape
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db import Database
from journalclub.discussions import policy, posts
from journalclub.discussions.actions import hosting, posting, reacting
from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost
from journalclub.discussions.post_models import Post
from journalclub.kit import clock
from journalclub.live import Live, Ticket
from journalclub.members import queries
from journalclub.members.actions import joining, roles, signing_in, tokens
from journalclub.members.models import Member
from journalclub.members.viewer import OPERATOR, VISITOR, Viewer

SECRET = b"a secret of a test, long enough for signing"
PATIENCE = 10.0  # seconds: nothing here takes one; a test that fails ends
CAST = {"ada": ("member", "host"), "ben": ("member",), "mo": ("member", "moderator"), "dora": ("patient_advocate",)}
HOUR = timedelta(hours=1)


def play(scene: Coroutine[Any, Any, None]) -> None:
    """Run it to its end in a thread of its own: an open Playwright keeps this thread's event loop for itself."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, scene).result()


class Evening:
    """Ada hosts; Ben, Mo and Dora are members of the club; Chen is a guest of the discussion."""

    def __init__(self, database: Database, visibility: str = "members", populate: bool = True) -> None:
        self.database = database
        self.now = clock.now()
        self.members: dict[str, int] = {}
        self._numbers = itertools.count(1)
        if populate:
            with database.transaction() as session:
                self._populate(session, visibility)

    def _populate(self, session: Session, visibility: str) -> None:
        for name, given in CAST.items():
            row = joining.add_member(
                session, email=f"{name}@example.org", name=name.title(), roles=given, now=self.now - 400 * HOUR
            )
            self.members[name] = row.id
        chen = Member(name="Chen", email="chen@example.org", joined_at=self.now, introduced_at=self.now)
        session.add(chen)
        session.flush()
        self.members["chen"] = chen.id
        ada = queries.viewer_of_member(session, self.members["ada"])
        plan = hosting.Plan(
            title="An evening",
            opens=self.now - HOUR,
            starts=self.now - HOUR,
            ends=self.now + HOUR,
            closes=self.now + 2 * HOUR,
            visibility=visibility,
            patients_welcome=False,
            questions=("Was the design right?", "What changes on Monday?"),
        )
        self.discussion = hosting.schedule(session, by=ada, plan=plan, now=self.now - 2 * HOUR).id
        hosting.announce(session, by=ada, discussion_id=self.discussion, now=self.now - 2 * HOUR)
        session.add(DiscussionGuest(discussion_id=self.discussion, member_id=chen.id, admitted_at=self.now))

    def viewer(self, session: Session, name: str) -> Viewer:
        return queries.viewer_of_member(session, self.members[name])

    def post(self, name: str, text: str, at: datetime | None = None) -> int:
        with self.database.transaction() as session:
            row, _ = posting.add_post(
                session,
                by=self.viewer(session, name),
                discussion_id=self.discussion,
                text=text,
                client_token=f"{text}-{next(self._numbers)}",
                now=at or clock.now(),
            )
            return row.id

    def edit(self, name: str, post: int, text: str) -> None:
        with self.database.transaction() as session:
            posting.edit_post(session, by=self.viewer(session, name), post_id=post, text=text, now=clock.now())

    def withdraw(self, name: str, post: int) -> None:
        with self.database.transaction() as session:
            posting.withdraw_post(session, by=self.viewer(session, name), post_id=post, now=clock.now())

    def hide(self, post: int) -> None:
        """As moderation does it, which stands above the stream."""
        with self.database.transaction() as session:
            row = session.get_one(Post, post)
            row.hidden_at = clock.now()
            row.seq = log.record(
                session, Kind.POST_HIDDEN, actor=None, now=clock.now(), discussion=self.discussion, post=post
            )

    def react(self, name: str, post: int, kind: str = "agree", on: bool = True) -> None:
        with self.database.transaction() as session:
            reacting.react(session, by=self.viewer(session, name), post_id=post, kind=kind, on=on, now=clock.now())

    def ask(self, number: int) -> None:
        with self.database.transaction() as session:
            ada = self.viewer(session, "ada")
            question = session.query(hosting.Question).filter_by(discussion_id=self.discussion, number=number).one()
            hosting.ask(session, by=ada, question_id=question.id, now=clock.now())

    def cancel(self) -> None:
        with self.database.transaction() as session:
            hosting.cancel(session, by=self.viewer(session, "ada"), discussion_id=self.discussion, now=clock.now())

    def suspend(self, name: str) -> None:
        with self.database.transaction() as session:
            roles.suspend(session, by=OPERATOR, member_id=self.members[name], why="A test.", now=clock.now())

    def remove_guest(self, name: str) -> None:
        with self.database.transaction() as session:
            row = session.get_one(DiscussionGuest, (self.discussion, self.members[name]))
            row.removed_at = clock.now()
            log.record(
                session,
                Kind.GUEST_REMOVED,
                actor=None,
                now=clock.now(),
                discussion=self.discussion,
                member=self.members[name],
            )

    def sign_in(self, name: str) -> int:
        with self.database.transaction() as session:
            member = session.get_one(Member, self.members[name])
            return signing_in.start_session(session, member, now=clock.now()).session_id

    def sign_out(self, name: str, session_id: int) -> None:
        with self.database.transaction() as session:
            by = queries.viewer_by_session_id(session, session_id, clock.now())
            assert by.id == self.members[name]
            signing_in.end_session(session, by=by, session_id=session_id, now=clock.now())

    def api_token(self, name: str) -> int:
        with self.database.transaction() as session:
            text = tokens.create(session, by=OPERATOR, member_id=self.members[name], now=clock.now())
            found = queries.viewer_by_token(session, text, clock.now())
            assert found is not None
            assert found.token is not None
            return found.token

    def revoke(self, token_id: int) -> None:
        with self.database.transaction() as session:
            tokens.revoke(session, by=OPERATOR, token_id=token_id, now=clock.now())

    def head(self) -> int:
        with self.database.reading() as session:
            return log.head(session)

    def live(self, **changed: Any) -> Live:
        """The stream as the application assembles it, with a plain rendering of posts."""
        parts: dict[str, Any] = {
            "posts": posts.by_id,
            "render_post": lambda post: f"<p>{escape(post.text)}</p>",
            "viewer_of": viewer_of,
            "may_watch": may_watch,
            "describe": describe,
            "badge_of": badge_of,
            "limits": False,
        }
        return Live(self.database, SECRET, **parts | changed)


def viewer_of(session: Session, ticket: Ticket, now: datetime) -> Viewer | None:
    if ticket.token is not None:
        return queries.viewer_by_token_id(session, ticket.token, now)
    if ticket.session is None:
        return VISITOR
    viewer = queries.viewer_by_session_id(session, ticket.session, now)
    return None if viewer.is_visitor else viewer


def may_watch(session: Session, viewer: Viewer, discussion: int, now: datetime) -> bool:
    row = session.get(Discussion, discussion)
    return row is not None and policy.standing(session, viewer, row, now).visible


def describe(session: Session, discussion: int) -> dict[str, Any]:
    row = session.get_one(Discussion, discussion)
    return {"discussion": discussion, "cancelled": row.cancelled_at is not None, "question": row.current_question}


def badge_of(session: Session, viewer: Viewer, discussion: int) -> str | None:
    if session.get(DiscussionHost, (discussion, viewer.id)) is not None:
        return "host"
    return "author" if session.get(DiscussionGuest, (discussion, viewer.id)) is not None else None


@dataclass
class Told:
    """One event as a reader got it."""

    name: str
    data: Any
    id: int | None


@dataclass
class Listener:
    """A reader without a network: the ASGI endpoint called in this event loop."""

    live: Live
    path: str
    query: str
    last_event_id: str | None = None
    method: str = "GET"
    address: str = "192.0.2.1"
    answer: asyncio.Future[dict[str, Any]] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    raw: bytes = b""
    taking: asyncio.Event = field(default_factory=asyncio.Event)
    aborted: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.taking.set()
        self._told: asyncio.Queue[Told] = asyncio.Queue()
        self._buffer = b""
        headers = [] if self.last_event_id is None else [(b"last-event-id", self.last_event_id.encode())]
        scope = {
            "type": "http",
            "method": self.method,
            "path": self.path,
            "query_string": self.query.encode(),
            "headers": headers,
            "client": (self.address, 1),
            "extensions": {"journalclub.abort": self._abort},
        }
        self.task = asyncio.get_running_loop().create_task(self.live(scope, self._receive, self._send))

    async def status(self) -> int:
        return int((await asyncio.wait_for(asyncio.shield(self.answer), PATIENCE))["status"])

    async def next(self, *names: str) -> Told:
        """The next event; of these names, if some are given. Presence is passed over unless it is named."""
        while True:
            told = await asyncio.wait_for(self._told.get(), PATIENCE)
            if told.name in names or (not names and told.name != "presence"):
                return told

    async def until(self, name: str) -> list[Told]:
        """The events up to the first of this name, presence left out."""
        found = [await self.next()]
        while found[-1].name != name:
            found.append(await self.next())
        return found

    async def end(self) -> None:
        """Wait until the stream is over."""
        await asyncio.wait_for(self.task, PATIENCE)

    async def close(self) -> None:
        """Go away, as a browser does."""
        self._abort()
        await self.end()

    def _abort(self) -> None:
        self.aborted.set()
        self.gone.set()
        self.taking.set()

    async def _receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.answer.set_result(message)
            return
        await self.taking.wait()
        self.raw += message["body"]
        self._buffer += message["body"]
        *whole, self._buffer = self._buffer.split(b"\n\n")
        for block in whole:
            fields = dict(line.split(": ", 1) for line in block.decode().splitlines() if not line.startswith(":"))
            if "event" in fields:
                number = int(fields["id"]) if "id" in fields else None
                self._told.put_nowait(Told(fields["event"], json.loads(fields["data"]), number))


@asynccontextmanager
async def running(live: Live) -> AsyncIterator[Live]:
    """The live stream started, and stopped at the end."""
    live.start()
    try:
        yield live
    finally:
        await live.stop()


async def listen(
    live: Live,
    evening: Evening,
    *,
    session: int | None = None,
    token: int | None = None,
    since: int | None = None,
    last_event_id: int | None = None,
) -> Listener:
    """A reader who has been let in, or refused."""
    ticket = live.mint(discussion=evening.discussion, session=session, token=token, now=clock.now())
    query = {"ticket": ticket} if since is None else {"ticket": ticket, "since": since}
    last = None if last_event_id is None else str(last_event_id)
    listener = Listener(live, f"/live/discussions/{evening.discussion}", urlencode(query), last)
    if await listener.status() == 200:
        await listener.next("presence")
    return listener
