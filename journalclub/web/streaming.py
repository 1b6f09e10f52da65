"""What the live stream is given: who holds a ticket, what they may watch, how posts and questions look."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask, g, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import EnvironBuilder

from journalclub.config import Settings
from journalclub.db import Database
from journalclub.discussions import policy, posts
from journalclub.discussions.models import Discussion, Question
from journalclub.discussions.posts import PostView
from journalclub.discussions.states import state
from journalclub.kit import clock
from journalclub.kit.clock import rfc3339
from journalclub.live import Live
from journalclub.live.tickets import Ticket
from journalclub.members import queries as members
from journalclub.members.viewer import VISITOR, Viewer
from journalclub.web import fragments, pages
from journalclub.web.pages import ClubView

NAMED = {"host", "author"}  # presence names them; all others are only counted
CLUB_FOR = 5.0  # seconds until a change of the club's time zone is seen in what is streamed


def make_live(app: Flask, settings: Settings, database: Database, now: Callable[[], datetime] = clock.now) -> Live:
    """The live stream of this process, rendering with the application's own templates."""
    stage = _Stage(app, settings)
    return Live(
        database,
        settings.secret,
        posts=posts.by_id,
        render_post=stage.post,
        viewer_of=_viewer_of,
        may_watch=_may_watch,
        describe=_describer(stage, now),
        badge_of=_badge_of,
        clock=now,
        limits=settings.limits,
    )


class _Stage:
    """Where templates are rendered though nobody asks for a page. What they need of the club is read now and then."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app = app
        self._environ = EnvironBuilder(base_url=settings.public_url).get_environ()
        self._club: ClubView | None = None
        self._read_at = float("-inf")

    @contextmanager
    def set(self) -> Iterator[None]:
        with self._app.request_context(dict(self._environ)):
            if time.monotonic() - self._read_at > CLUB_FOR:
                self._club, self._read_at = pages.the_club(), time.monotonic()
            g.club = self._club
            yield

    def post(self, view: PostView) -> str:
        with self.set():
            return str(fragments.post(view))


def _viewer_of(session: Session, ticket: Ticket, now: datetime) -> Viewer | None:
    """Whoever the ticket was made for, as they are now; None when their session or token is dead."""
    if ticket.token is not None:
        return members.viewer_by_token_id(session, ticket.token, now)
    if ticket.session is not None:
        person = members.viewer_by_session_id(session, ticket.session, now)
        return None if person.is_visitor else person
    return VISITOR


def _may_watch(session: Session, viewer: Viewer, discussion_id: int, now: datetime) -> bool:
    seen = select(Discussion.id).where(Discussion.id == discussion_id, policy.visible(viewer, now))
    return session.scalar(seen) is not None


def _badge_of(session: Session, viewer: Viewer, discussion_id: int) -> str | None:
    if viewer.id is None:
        return None
    writer = posts.writers_of(session, {(discussion_id, viewer.id)})[discussion_id, viewer.id]
    return writer.badge if writer.badge in NAMED else None


def _describer(stage: _Stage, now: Callable[[], datetime]) -> Callable[[Session, int], dict[str, Any]]:
    def describe(session: Session, discussion_id: int) -> dict[str, Any]:
        """The state, the current question and all questions by id, each with its mark in the conversation."""
        row = session.get_one(Discussion, discussion_id)
        questions = session.scalars(
            select(Question).where(Question.discussion_id == discussion_id).order_by(Question.number)
        )
        with stage.set():
            shown = {question.id: _question(question, row) for question in questions}
        return {
            "discussion": discussion_id,
            "state": str(state(row, now())),
            "current_question": row.current_question,
            "locked": row.locked_at is not None,
            "slow_seconds": row.slow_seconds,
            "pinned": row.pinned_post,
            "questions": shown,
        }

    return describe


def _question(question: Question, discussion: Discussion) -> dict[str, Any]:
    mark = render_template("discussions/_question.html", question=question) if question.asked_at else ""
    return {
        "id": question.id,
        "number": question.number,
        "text": question.text,
        "asked_at": rfc3339(question.asked_at) if question.asked_at else None,
        "current": question.number == discussion.current_question,
        "html": mark,
    }
