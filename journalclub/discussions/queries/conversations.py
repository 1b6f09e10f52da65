"""The posts of a discussion, in order, a page at a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session

from journalclub.discussions.post_models import Post, Reaction
from journalclub.discussions.posts import PostView, views
from journalclub.kit.paging import Page, decode_cursor, encode_cursor


def conversation(
    session: Session,
    discussion_id: int,
    *,
    before: str | None = None,
    limit: int = 200,
    only: ColumnElement[bool] | None = None,
) -> Page[PostView]:
    """The newest posts, oldest of them first; `next` leads to the earlier ones. `only` is a lane (see `lanes`)."""
    query = select(Post).where(Post.discussion_id == discussion_id)
    if only is not None:
        query = query.where(only)
    if before and (values := decode_cursor(before, datetime, int)):
        query = query.where(tuple_(Post.at, Post.id) < tuple_(*values))
    rows = session.scalars(query.order_by(Post.at.desc(), Post.id.desc()).limit(limit + 1)).all()
    shown = list(reversed(rows[:limit]))
    more = encode_cursor(shown[0].at, shown[0].id) if len(rows) > limit else None
    return Page(views(session, shown), more)


def around(session: Session, discussion_id: int, at: datetime, post_id: int, later: int = 50) -> str | None:
    """The cursor of the page of the conversation that ends so many posts after this place; None: the newest page."""
    query = select(Post.at, Post.id).where(
        Post.discussion_id == discussion_id, tuple_(Post.at, Post.id) > tuple_(at, post_id)
    )
    rows = session.execute(query.order_by(Post.at, Post.id).limit(later + 1)).all()
    return encode_cursor(*rows[-1]) if len(rows) > later else None


def transcript(session: Session, discussion_id: int) -> list[PostView]:
    """Every post, oldest first."""
    query = select(Post).where(Post.discussion_id == discussion_id).order_by(Post.at, Post.id)
    return views(session, session.scalars(query).all())


def posts_since(session: Session, discussion_id: int, seq: int, limit: int) -> tuple[list[PostView], int | None]:
    """Posts that were added or changed after `seq`, in the order of their last change, and where to ask from next."""
    query = select(Post).where(Post.discussion_id == discussion_id, Post.seq > seq).order_by(Post.seq, Post.id)
    rows = session.scalars(query.limit(limit + 1)).all()
    shown = rows[:limit]
    return views(session, shown), shown[-1].seq if len(rows) > limit else None


def reactions_of(session: Session, member_id: int | None, discussion_id: int) -> set[tuple[int, str]]:
    """The reactions this member gave in a discussion, as (post, kind)."""
    if member_id is None:
        return set()
    query = select(Reaction.post_id, Reaction.kind).join(Post, Post.id == Reaction.post_id)
    found = session.execute(query.where(Reaction.member_id == member_id, Post.discussion_id == discussion_id))
    return {(post, kind) for post, kind in found}
