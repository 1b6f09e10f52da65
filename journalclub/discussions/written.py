"""Reads about one person in discussions: what they wrote, what they hosted. Only what the viewer may read counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, tuple_
from sqlalchemy.orm import Session

from journalclub.discussions import policy
from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost
from journalclub.discussions.post_models import Post
from journalclub.discussions.posts import PostView, views
from journalclub.kit.paging import Page, decode_cursor, encode_cursor
from journalclub.members.viewer import Viewer


@dataclass(frozen=True)
class Written:
    """A post and the title of the discussion that it stands in."""

    post: PostView
    discussion_title: str


def posts_of(
    session: Session, viewer: Viewer, member_id: int, now: datetime, *, cursor: str | None = None, limit: int = 20
) -> Page[Written]:
    """Their posts, newest first, in discussions that the viewer may read; hidden and withdrawn ones are not there."""
    query = (
        select(Post, Discussion.title)
        .join(Discussion, Discussion.id == Post.discussion_id)
        .where(
            Post.member_id == member_id,
            Post.hidden_at.is_(None),
            Post.withdrawn_at.is_(None),
            policy.visible(viewer, now),
        )
    )
    if after := decode_cursor(cursor or "", datetime, int):
        query = query.where(tuple_(Post.at, Post.id) < tuple_(*after))
    rows = session.execute(query.order_by(Post.at.desc(), Post.id.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    posts = views(session, [row[0] for row in shown])
    more = encode_cursor(shown[-1][0].at, shown[-1][0].id) if len(rows) > limit else None
    return Page([Written(post, row[1]) for post, row in zip(posts, shown, strict=True)], more)


def hosted_by(session: Session, viewer: Viewer, member_id: int, now: datetime, limit: int = 10) -> Sequence[Discussion]:
    """The latest discussions that they hosted and the viewer may read."""
    theirs = select(DiscussionHost.discussion_id).where(DiscussionHost.member_id == member_id)
    query = select(Discussion).where(Discussion.id.in_(theirs), policy.visible(viewer, now))
    return session.scalars(query.order_by(Discussion.starts.desc(), Discussion.id.desc()).limit(limit)).all()


def shares_a_discussion(session: Session, viewer: Viewer, member_id: int, now: datetime) -> bool:
    """Whether the viewer reads a discussion in which this person hosts, is a guest, or has posted."""
    hosts = select(DiscussionHost.discussion_id).where(DiscussionHost.member_id == member_id)
    guests = select(DiscussionGuest.discussion_id).where(
        DiscussionGuest.member_id == member_id, DiscussionGuest.removed_at.is_(None)
    )
    wrote = select(Post.discussion_id).where(Post.member_id == member_id)
    taking_part = or_(Discussion.id.in_(hosts), Discussion.id.in_(guests), Discussion.id.in_(wrote))
    query = select(Discussion.id).where(policy.visible(viewer, now), taking_part)
    return session.scalar(query.limit(1)) is not None


def count_posts(session: Session) -> int:
    """How many posts there are, in all."""
    return session.scalar(select(func.count()).select_from(Post)) or 0
