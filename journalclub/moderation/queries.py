"""Reads for the moderation pages: who waits, what is hidden, what was done. All in pages by key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, aliased

from journalclub.changes.models import AuditEntry
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from journalclub.invitations import queries as invitations
from journalclub.kit.paging import Page, decode_cursor, encode_cursor
from journalclub.kit.refusal import Forbidden
from journalclub.members import policy as member_policy
from journalclub.members import queries as members
from journalclub.members.models import Member
from journalclub.members.viewer import Viewer
from journalclub.moderation import policy


@dataclass(frozen=True)
class Applicant:
    """Somebody who waits. `may_decide` is False for whoever has invited them: another moderator decides."""

    member: Member
    may_decide: bool


def applicants(session: Session, viewer: Viewer, cursor: str | None = None, limit: int = 50) -> Page[Applicant]:
    """Who waits to be verified, first come first, with what they say about themselves. Raises Forbidden."""
    if not member_policy.may_verify(viewer):
        raise Forbidden("not-a-moderator", "Applicants are seen by moderators.")
    page = members.applicants(session, cursor, limit)
    own = invitations.invitees_of(session, viewer, page.items)
    return Page(
        [Applicant(one, member_policy.may_verify(viewer, one.id) and one.id not in own) for one in page.items],
        page.next,
    )


@dataclass(frozen=True)
class Hidden:
    """A hidden post and its circumstances."""

    post: Post
    discussion_title: str
    member_name: str
    hidden_by_name: str | None


def hidden_posts(session: Session, viewer: Viewer, cursor: str | None = None, limit: int = 50) -> Page[Hidden]:
    """Hidden posts that the viewer may read, the latest hidden first. Raises Forbidden."""
    hider = aliased(Member)
    query = (
        select(Post, Discussion.title, Member.name, hider.name)
        .join(Discussion, Discussion.id == Post.discussion_id)
        .join(Member, Member.id == Post.member_id)
        .outerjoin(hider, hider.id == Post.hidden_by)
        .where(Post.hidden_at.is_not(None), policy.hidden_posts(viewer))
        .order_by(Post.hidden_at.desc(), Post.id.desc())
    )
    if after := decode_cursor(cursor or "", datetime, int):
        query = query.where(tuple_(Post.hidden_at, Post.id) < tuple_(*after))
    rows = [Hidden(*row) for row in session.execute(query.limit(limit + 1))]
    more = encode_cursor(rows[limit - 1].post.hidden_at, rows[limit - 1].post.id) if len(rows) > limit else None
    return Page(rows[:limit], more)


@dataclass(frozen=True)
class Act:
    """An audit entry, and who it was. No actor: the command line, or the program itself."""

    entry: AuditEntry
    actor_name: str | None


def audit_entries(session: Session, viewer: Viewer, cursor: str | None = None, limit: int = 50) -> Page[Act]:
    """The audit log as far as the viewer may read it, newest first. Raises Forbidden."""
    query = (
        select(AuditEntry, Member.name)
        .outerjoin(Member, Member.id == AuditEntry.actor_id)
        .where(policy.audit_entries(viewer))
        .order_by(AuditEntry.id.desc())
    )
    if after := decode_cursor(cursor or "", int):
        query = query.where(AuditEntry.id < after[0])
    rows = [Act(*row) for row in session.execute(query.limit(limit + 1))]
    return Page(rows[:limit], encode_cursor(rows[limit - 1].entry.id) if len(rows) > limit else None)
