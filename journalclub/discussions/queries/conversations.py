"""The posts of a discussion, in order, a page at a time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from journalclub.discussions.post_models import Post, Reaction
from journalclub.discussions.posts import PostView, views
from journalclub.kit.paging import Page, decode_cursor, encode_cursor


def conversation(
    session: Session, discussion_id: int, *, before: str | None = None, limit: int = 200
) -> Page[PostView]:
    """The newest posts, oldest of them first; `next` leads to the earlier ones."""
    query = select(Post).where(Post.discussion_id == discussion_id)
    if before and (values := decode_cursor(before, datetime, int)):
        query = query.where(tuple_(Post.at, Post.id) < tuple_(*values))
    rows = session.scalars(query.order_by(Post.at.desc(), Post.id.desc()).limit(limit + 1)).all()
    shown = list(reversed(rows[:limit]))
    more = encode_cursor(shown[0].at, shown[0].id) if len(rows) > limit else None
    return Page(views(session, shown), more)


def around(session: Session, post: Post, limit: int = 200) -> str | None:
    """The cursor of the page of the conversation that ends a few posts after this one."""
    later = session.scalars(
        select(Post)
        .where(Post.discussion_id == post.discussion_id, tuple_(Post.at, Post.id) > tuple_(post.at, post.id))
        .order_by(Post.at, Post.id)
        .limit(limit // 4 + 1)
    ).all()
    if len(later) <= limit // 4:
        return None
    return encode_cursor(later[-1].at, later[-1].id)


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
