"""What is new to somebody since they last read. Their own posts are never new to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from journalclub.discussions import policy
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from journalclub.discussions.queries.lanes import OWN, speaks_to
from journalclub.discussions.reader_models import ReadPlace
from journalclub.members.viewer import Viewer

LATELY = timedelta(days=30)  # what spoke to one before is found in its discussion
MOST = 5  # discussions


class Place(NamedTuple):
    """The last post that somebody has read, by its time."""

    at: datetime
    post_id: int


def place_of(session: Session, viewer: Viewer, discussion_id: int) -> Place | None:
    """How far the viewer has read; None when they have not begun, or are a visitor."""
    row = session.get(ReadPlace, (discussion_id, viewer.id)) if viewer.id is not None else None
    return Place(row.at, row.post_id) if row is not None else None


def unread_by_question(session: Session, viewer: Viewer, discussion_id: int) -> dict[int | None, int]:
    """How many new posts each question has, and None those beside the questions. Empty before one has begun to read."""
    query = select(Post.question, func.count()).join(ReadPlace, _new_to(viewer))
    found = session.execute(query.where(ReadPlace.discussion_id == discussion_id).group_by(Post.question))
    return {question: count for question, count in found}  # noqa: C416 - rows are no pairs to mypy


def unread_in(session: Session, viewer: Viewer, ids: Sequence[int]) -> dict[int, int]:
    """How many new posts there are in these discussions, in one query. Those that one has not begun are not there."""
    if viewer.id is None or not ids:
        return {}
    query = select(Post.discussion_id, func.count()).join(ReadPlace, _new_to(viewer))
    found = session.execute(query.where(ReadPlace.discussion_id.in_(ids)).group_by(Post.discussion_id))
    return {discussion: count for discussion, count in found}  # noqa: C416 - as above


@dataclass(frozen=True)
class Spoken:
    """How many new posts of a discussion speak to somebody."""

    discussion: int
    title: str
    count: int


def spoken_to(session: Session, viewer: Viewer, now: datetime, discussion_id: int | None = None) -> list[Spoken]:
    """What speaks to the viewer and is new, the latest first, also where they have not begun to read; one query.

    Of one discussion, or of all that they may read and of the last weeks. Of what was imported nobody is told.
    """
    if viewer.id is None:
        return []
    place = and_(ReadPlace.discussion_id == Post.discussion_id, ReadPlace.member_id == viewer.id)
    query = select(Discussion.id, Discussion.title, func.count()).join(Post, Post.discussion_id == Discussion.id)
    query = query.outerjoin(ReadPlace, place).where(or_(ReadPlace.post_id.is_(None), _AFTER), Post.archive.is_(None))
    if discussion_id is not None:
        query = query.where(Discussion.id == discussion_id, speaks_to(viewer, OWN.discussion_id == discussion_id))
    else:
        since = now - LATELY
        query = query.where(policy.visible(viewer, now), Post.at > since, speaks_to(viewer, OWN.at > since))
    query = query.group_by(Discussion.id, Discussion.title).order_by(func.max(Post.at).desc()).limit(MOST)
    return [Spoken(*row) for row in session.execute(query)]


_AFTER = tuple_(Post.at, Post.id) > tuple_(ReadPlace.at, ReadPlace.post_id)


def _new_to(viewer: Viewer) -> ColumnElement[bool]:
    """After their place, by somebody else, and there to be read; `ix_posts_discussion_id_at_id` finds them."""
    return and_(
        ReadPlace.member_id == viewer.id,
        Post.discussion_id == ReadPlace.discussion_id,
        _AFTER,
        Post.member_id != viewer.id,
        Post.hidden_at.is_(None),
        Post.withdrawn_at.is_(None),
    )
