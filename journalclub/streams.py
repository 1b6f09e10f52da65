"""The live stream of this club: what the pages render and the policies judge, handed to the stream's endpoint."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.config import Settings
from journalclub.db import Database
from journalclub.discussions import policy, posts
from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost, Question
from journalclub.discussions.posts import PostView
from journalclub.discussions.states import state
from journalclub.kit import clock
from journalclub.kit.clock import rfc3339
from journalclub.live.service import Live
from journalclub.live.tickets import Ticket
from journalclub.members import queries
from journalclub.members.viewer import VISITOR, Viewer
from journalclub.web.posts import rendered


def create_live(app: Flask, settings: Settings, database: Database) -> Live:
    """Streams for the discussions of `app`'s pages."""

    def render_post(post: PostView) -> str:
        with app.test_request_context(base_url=settings.public_url):
            return rendered(post)

    return Live(
        database,
        settings.secret,
        posts=posts.by_id,
        render_post=render_post,
        viewer_of=viewer_of,
        may_watch=may_watch,
        describe=describe,
        badge_of=badge_of,
    )


def viewer_of(session: Session, ticket: Ticket, now: datetime) -> Viewer | None:
    """Whoever holds the ticket, as they are now; None when the session or token it hangs on has ended."""
    if ticket.token is not None:
        return queries.viewer_by_token_id(session, ticket.token, now)
    if ticket.session is None:
        return VISITOR
    viewer = queries.viewer_by_session_id(session, ticket.session, now)
    return None if viewer.is_visitor else viewer


def may_watch(session: Session, viewer: Viewer, discussion: int, now: datetime) -> bool:
    return (
        session.scalar(select(Discussion.id).where(Discussion.id == discussion, policy.visible(viewer, now)))
        is not None
    )


def describe(session: Session, discussion: int) -> dict[str, Any]:
    """What a `state` or `question` event says: where the discussion stands, and its current question."""
    row = session.get_one(Discussion, discussion)
    said: dict[str, Any] = {
        "discussion": discussion,
        "state": state(row, clock.now()),
        "question": row.current_question,
    }
    question = session.scalar(
        select(Question).where(Question.discussion_id == discussion, Question.number == row.current_question)
    )
    if question is not None:
        asked_at = rfc3339(question.asked_at) if question.asked_at else None
        said |= {"number": question.number, "text": question.text, "asked_at": asked_at, "current": True}
    return said


def badge_of(session: Session, viewer: Viewer, discussion: int) -> str | None:
    """Those whom presence names: a host, an author."""
    if viewer.id is None:
        return None
    if session.get(DiscussionHost, (discussion, viewer.id)) is not None:
        return "host"
    guest = session.get(DiscussionGuest, (discussion, viewer.id))
    return "author" if guest is not None and guest.removed_at is None else None
