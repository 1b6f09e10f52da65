"""What waits for a host. Read by nothing but the writer's own list, the host's desk and the moderators' page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, or_, select, true, tuple_
from sqlalchemy.orm import Session

from journalclub.discussions.actions.screening import found
from journalclub.discussions.models import Discussion, DiscussionHost
from journalclub.discussions.post_models import HeldPost
from journalclub.discussions.posts import Writer, writers_of
from journalclub.kit.paging import Page, decode_cursor, encode_cursor
from journalclub.members.viewer import Viewer


@dataclass(frozen=True)
class HeldView:
    """A post that waits, and what in it might identify a patient: (words, why)."""

    row: HeldPost
    member: Writer
    discussion_title: str
    findings: Sequence[tuple[str, str]] = ()

    @property
    def words(self) -> str:
        return self.row.text[self.row.quoted :]


def held_in(session: Session, discussion: Discussion) -> list[HeldView]:
    """What waits in a discussion, first come first. Whether the reader may release it is the caller's to know."""
    return _views(session, session.scalars(_WAITING.where(HeldPost.discussion_id == discussion.id)).all())


def held_by(session: Session, member_id: int | None, discussion_id: int) -> list[HeldView]:
    """The member's own in a discussion, those that were refused among them, first come first."""
    query = select(HeldPost).where(HeldPost.discussion_id == discussion_id, HeldPost.member_id == member_id)
    return _views(session, session.scalars(query.order_by(*_IN_ORDER)).all(), screened=False)


def held_for(session: Session, viewer: Viewer, cursor: str | None = None, limit: int = 50) -> Page[HeldView]:
    """What waits anywhere for this viewer to decide on, first come first."""
    query = _WAITING.where(_decides(viewer))
    if after := decode_cursor(cursor or "", datetime, int):
        query = query.where(tuple_(*_IN_ORDER) > tuple_(*after))
    rows = session.scalars(query.limit(limit + 1)).all()
    shown = rows[:limit]
    more = encode_cursor(shown[-1].held_at, shown[-1].id) if len(rows) > limit else None
    return Page(_views(session, shown), more)


def _decides(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.is_moderator:
        return true()
    if not viewer.is_host:
        return false()
    own = select(DiscussionHost.discussion_id).where(DiscussionHost.member_id == viewer.id)
    threads = select(Discussion.id).where(Discussion.kind == "thread")
    return or_(HeldPost.discussion_id.in_(own), HeldPost.discussion_id.in_(threads))


_IN_ORDER = (HeldPost.held_at, HeldPost.id)
_WAITING = select(HeldPost).where(HeldPost.refused_at.is_(None)).order_by(*_IN_ORDER)


def _views(session: Session, rows: Sequence[HeldPost], *, screened: bool = True) -> list[HeldView]:
    if not rows:
        return []
    writers = writers_of(session, {(row.discussion_id, row.member_id) for row in rows})
    ids = {row.discussion_id for row in rows}
    discussions = {one.id: one for one in session.scalars(select(Discussion).where(Discussion.id.in_(ids)))}
    return [
        HeldView(
            row,
            writers[row.discussion_id, row.member_id],
            discussions[row.discussion_id].title,
            _findings(session, row, discussions[row.discussion_id].article_id) if screened else (),
        )
        for row in rows
    ]


def _findings(session: Session, row: HeldPost, article_id: int | None) -> list[tuple[str, str]]:
    words = row.text[row.quoted :]
    return [(words[one.start : one.end], one.sentence) for one in found(session, article_id, words)]
