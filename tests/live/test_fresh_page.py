"""Stale page + events = fresh page, for every act in a discussion and for any sequence of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from journalclub.app import create_app
from journalclub.changes import log
from journalclub.config import Settings
from journalclub.db import Database
from journalclub.discussions import queries
from journalclub.discussions.actions import hosting, moving, posting, reacting, steering, threads
from journalclub.discussions.models import Discussion, Question
from journalclub.discussions.post_models import Post
from journalclub.discussions.states import State
from journalclub.kit.refusal import Refusal
from journalclub.live.events import compose, told
from journalclub.live.service import Live
from journalclub.moderation import actions as moderation
from journalclub.web.streaming import make_live
from tests.world import World

Page = dict[str, Any]


@dataclass
class Club:
    """A live discussion that one can look at as a page and follow as a stream."""

    world: World
    discussion: int
    now: datetime
    answerer: str = "chen"
    made: int = 0
    live: Live = field(init=False)

    def page(self) -> tuple[Page, int]:
        """What the page shows, and the log's position before it was read."""
        with self.world.database.reading() as session:
            row = session.get_one(Discussion, self.discussion)
            view = queries.whole(session, row, self.now)
            posts = queries.transcript(session, self.discussion)
        shown = {
            "state": str(view.state),
            "current": row.current_question,
            "pace": (row.locked_at is not None, row.slow_seconds),
            "questions": {q.id: (q.number, q.text, q.asked_at is not None) for q in view.questions},
            "posts": {post.id: _shown(post.as_json()) for post in posts},
        }
        return shown, view.head

    def events_after(self, head: int) -> list[tuple[str, dict[str, Any]]]:
        """What the stream replays to a page of that position."""
        with self.world.database.reading() as session:
            changes = told(log.after(session, head, 1000, self.discussion))
            composed = compose(session, self.live._domain, changes)
        return [_parsed(event.frame) for event in composed]


def apply(page: Page, name: str, data: dict[str, Any]) -> None:
    """What the page's script does with an event."""
    if name in {"post", "post-changed", "post-hidden"}:
        page["posts"][data["id"]] = _shown(data)
    elif name == "reaction":
        page["posts"][data["post"]]["reactions"] = data["reactions"]
    elif name == "question" and data.get("removed"):
        page["questions"].pop(data["id"], None)
    elif name == "question":
        page["questions"][data["id"]] = (data["number"], data["text"], data["asked_at"] is not None)
    if name in {"question", "state"}:
        page["state"], page["current"] = data["state"], data["current_question"]
        page["pace"] = (data["locked"], data["slow_seconds"])


def _shown(post: dict[str, Any]) -> dict[str, Any]:
    gone = post["hidden"] or post["withdrawn"]
    return {
        "gone": gone,
        "text": post["text"],
        "edited": bool(post["edited_at"]),
        "question": post["question"],
        "reply_to": post["reply_to"],
        "reactions": post["reactions"],
        "member": post["member"],
    }


def _parsed(frame: bytes) -> tuple[str, dict[str, Any]]:
    fields = dict(line.split(": ", 1) for line in frame.decode().strip().split("\n"))
    return fields["event"], json.loads(fields["data"])


Act = Callable[[Club, Any], None]


def _post(club: Club, session: Any) -> None:
    club.made += 1
    posting.add_post(
        session,
        by=club.world.viewer("ben"),
        discussion_id=club.discussion,
        text=f"Point {club.made}.",
        client_token=f"made-{club.made}",
        now=club.now,
    )


def _reply(club: Club, session: Any) -> None:
    club.made += 1
    posting.add_post(
        session,
        by=club.world.viewer(club.answerer),
        discussion_id=club.discussion,
        text=f"Answer {club.made}.",
        client_token=f"made-{club.made}",
        reply_to=_latest(club, session, "ben"),
        now=club.now,
    )


def _edit(club: Club, session: Any) -> None:
    club.made += 1
    post_id = _latest(club, session, "ben")
    moment = session.get_one(Post, post_id).at + timedelta(minutes=1)
    words = f"Edited {club.made}."
    posting.edit_post(session, by=club.world.viewer("ben"), post_id=post_id, text=words, now=moment)


def _withdraw(club: Club, session: Any) -> None:
    posting.withdraw_post(session, by=club.world.viewer("ben"), post_id=_latest(club, session, "ben"), now=club.now)


def _hide(club: Club, session: Any) -> None:
    moderation.hide(session, by=club.world.viewer("mo"), post_id=_latest(club, session, "ben"), now=club.now)


def _restore(club: Club, session: Any) -> None:
    hidden = session.scalar(
        select(Post.id).where(Post.discussion_id == club.discussion, Post.hidden_at.is_not(None)).limit(1)
    )
    if hidden is not None:
        moderation.restore(session, by=club.world.viewer("mo"), post_id=hidden, now=club.now)


def _react(club: Club, session: Any) -> None:
    post_id = _latest(club, session, "ben")
    reacting.react(session, by=club.world.viewer("ada"), post_id=post_id, kind="agree", on=True, now=club.now)


def _take_back(club: Club, session: Any) -> None:
    post_id = _latest(club, session, "ben")
    reacting.react(session, by=club.world.viewer("ada"), post_id=post_id, kind="agree", on=False, now=club.now)


def _ask(club: Club, session: Any) -> None:
    asked = (
        select(Question.id).where(Question.discussion_id == club.discussion).order_by(Question.asked_at, Question.id)
    )
    hosting.ask(session, by=club.world.viewer("ada"), question_id=session.scalar(asked), now=club.now)


def _reword(club: Club, session: Any) -> None:
    club.made += 1
    row = session.get_one(Discussion, club.discussion)
    questions = [q.text for q in queries.whole(session, row, club.now).questions]
    plan = hosting.Plan(
        title=row.title,
        opens=row.opens,
        starts=row.starts,
        ends=row.ends,
        closes=row.closes,
        visibility=row.visibility,
        questions=[*questions[:-1], f"Reworded {club.made}?"],
    )
    hosting.edit(session, by=club.world.viewer("ada"), discussion_id=club.discussion, plan=plan, now=club.now)


def _end_the_hour(club: Club, session: Any) -> None:
    moving.move(session, by=club.world.viewer("ada"), discussion_id=club.discussion, to=State.OPEN, now=club.now)


def _go_live(club: Club, session: Any) -> None:
    moving.move(session, by=club.world.viewer("ada"), discussion_id=club.discussion, to=State.LIVE, now=club.now)


def _slow(club: Club, session: Any) -> None:
    slower = 30 if session.get_one(Discussion, club.discussion).slow_seconds != 30 else 60
    ada = club.world.viewer("ada")
    steering.slow(session, by=ada, discussion_id=club.discussion, seconds=slower, now=club.now)


def _lock(club: Club, session: Any) -> None:
    on = session.get_one(Discussion, club.discussion).locked_at is None
    steering.lock(session, by=club.world.viewer("ada"), discussion_id=club.discussion, on=on, now=club.now)


def _latest(club: Club, session: Any, name: str) -> int:
    own = (Post.discussion_id == club.discussion, Post.member_id == club.world.members[name])
    return int(session.scalar(select(Post.id).where(*own).order_by(Post.id.desc()).limit(1)))


ACTS: dict[str, Act] = {
    "post": _post,
    "reply": _reply,
    "edit": _edit,
    "withdraw": _withdraw,
    "hide": _hide,
    "restore": _restore,
    "react": _react,
    "take a reaction back": _take_back,
    "ask": _ask,
    "reword a question": _reword,
    "end the hour": _end_the_hour,
    "go live": _go_live,
    "slow it down": _slow,
    "lock or unlock": _lock,
}


@pytest.fixture(scope="module")
def club(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Club:
    folder = tmp_path_factory.mktemp("fresh")
    path = folder / "club.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    world = World(database)
    made = Club(world, world.discussions["members live"], world.now.astimezone(UTC))
    made.live = make_live_of(made)
    return made


def make_live_of(club: Club) -> Live:
    database = club.world.database
    folder = Path(str(database.engine.url.database)).parent
    config = Settings(instance=folder, database_url=database.url, secret=b"a secret that is long enough")
    return make_live(create_app(config, database), config, database, now=lambda: club.now)


@pytest.fixture(scope="module")
def thread(club: Club) -> Club:
    """The thread of the article, with its first post in it."""
    with club.world.database.transaction() as session:
        about, ben = club.world.article, club.world.viewer("ben")
        first, _ = threads.say(session, by=ben, article_id=about, text="A point.", client_token="1", now=club.now)
        there = Club(club.world, first.discussion_id, club.now, answerer="mo")
    there.live = make_live_of(there)
    return there


def perform(club: Club, act: str) -> None:
    """Do it; an act that is refused (the post is gone, the hour is over) changes nothing, and that must hold too."""
    club.now += timedelta(seconds=1)
    try:
        with club.world.database.transaction() as session:
            ACTS[act](club, session)
    except Refusal:
        pass


@pytest.mark.parametrize("act", ACTS)
def test_a_stale_page_and_the_events_make_the_fresh_page(club: Club, act: str) -> None:
    perform(club, "go live")
    perform(club, "post")
    perform(club, "hide" if act == "restore" else "react" if act == "take a reaction back" else "post")
    if act == "go live":
        perform(club, "end the hour")
    stale, head = club.page()
    perform(club, act)
    fresh, _ = club.page()
    assert fresh != stale, f"{act} changed nothing: the test shows nothing"
    for name, data in club.events_after(head):
        apply(stale, name, data)
    assert stale == fresh


TALKING = ("post", "reply", "edit", "withdraw", "hide", "restore", "react", "take a reaction back")


@pytest.mark.parametrize("act", TALKING)
def test_an_articles_thread_is_as_live_as_an_evening(thread: Club, act: str) -> None:
    perform(thread, "post")
    if act in {"restore", "take a reaction back"}:
        perform(thread, "hide" if act == "restore" else "react")
    stale, head = thread.page()
    perform(thread, act)
    fresh, _ = thread.page()
    assert fresh != stale, f"{act} changed nothing: the test shows nothing"
    for name, data in thread.events_after(head):
        apply(stale, name, data)
    assert stale == fresh


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(sorted(ACTS)), min_size=1, max_size=12), seen=st.integers(0, 12))
def test_any_sequence_of_acts_does_wherever_the_page_was_made(club: Club, acts: list[str], seen: int) -> None:
    perform(club, "go live")
    perform(club, "post")
    for act in acts[:seen]:
        perform(club, act)
    stale, head = club.page()
    for act in acts[seen:]:
        perform(club, act)
    for name, data in club.events_after(head):
        apply(stale, name, data)
    fresh, _ = club.page()
    assert stale == fresh


def test_a_repeated_event_does_no_harm(club: Club) -> None:
    stale, head = club.page()
    for act in ("post", "react", "edit", "ask"):
        perform(club, act)
    fresh, _ = club.page()
    for name, data in club.events_after(head) * 2:
        apply(stale, name, data)
    assert stale == fresh
