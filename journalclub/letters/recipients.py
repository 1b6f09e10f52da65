"""Who is written to about a discussion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from journalclub.discussions import policy
from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost
from journalclub.discussions.post_models import Post
from journalclub.discussions.queries import planning_to_come
from journalclub.members import queries as members
from journalclub.members.models import Member, MemberRole
from journalclub.members.viewer import Role
from journalclub.members.wishes import Wish, wanting


def expected(session: Session, row: Discussion, now: datetime, *, but: int | None = None) -> Sequence[Member]:
    """Those who are counted on: hosts, authors who take part, and who said that they are going or may be.

    `but`: whoever did what they are told of. Without an address, or suspended, nobody is written to; nor is
    who may no longer take part, because a letter tells the title.
    """
    hosts = select(DiscussionHost.member_id).where(DiscussionHost.discussion_id == row.id)
    guests = select(DiscussionGuest.member_id).where(
        DiscussionGuest.discussion_id == row.id, DiscussionGuest.removed_at.is_(None)
    )
    coming = planning_to_come(session, row.id)
    query = select(Member).where(or_(Member.id.in_(hosts), Member.id.in_(guests), Member.id.in_(coming)))
    found = session.scalars(query.where(Member.suspended_at.is_(None), Member.email.is_not(None)).order_by(Member.id))
    return [member for member in found if member.id != but and _may_come(session, row, member, now)]


def all_who_want(
    session: Session, row: Discussion, wish: Wish, now: datetime, *, after: int, limit: int
) -> Sequence[Member]:
    """The next verified members, by id, who may read it and want such letters; after it has closed its authors, too."""
    may = select(MemberRole.member_id).where(MemberRole.member_id == Member.id, MemberRole.role.in_(_readers(row, now)))
    reads: ColumnElement[bool] = Member.verified_at.is_not(None) & may.exists()
    if row.closes <= now:
        guests = select(DiscussionGuest.member_id).where(
            DiscussionGuest.discussion_id == row.id, DiscussionGuest.removed_at.is_(None)
        )
        reads = or_(reads, Member.id.in_(guests))
    query = select(Member).where(reads, wanting(wish), Member.suspended_at.is_(None), Member.email.is_not(None))
    return session.scalars(query.where(Member.id > after).order_by(Member.id).limit(limit)).all()


def who_wrote(session: Session, row: Discussion, now: datetime) -> Sequence[Member]:
    """Those whose words stand in this discussion, who may still read it and want to hear what comes of it."""
    wrote = select(Post.member_id).where(
        Post.discussion_id == row.id, Post.hidden_at.is_(None), Post.withdrawn_at.is_(None)
    )
    query = select(Member).where(Member.id.in_(wrote), wanting(Wish.RECAPS), Member.suspended_at.is_(None))
    found = session.scalars(query.where(Member.email.is_not(None)).order_by(Member.id))
    return [member for member in found if may_read(session, row, member, now)]


def hosts(session: Session, row: Discussion) -> Sequence[Member]:
    query = select(Member).join(DiscussionHost, DiscussionHost.member_id == Member.id)
    reached = (Member.suspended_at.is_(None), Member.email.is_not(None))
    return session.scalars(query.where(DiscussionHost.discussion_id == row.id, *reached).order_by(Member.id)).all()


def may_read(session: Session, row: Discussion, member: Member, now: datetime) -> bool:
    viewer = members.viewer_of_member(session, member.id)
    return session.scalar(select(Discussion.id).where(Discussion.id == row.id, policy.visible(viewer, now))) is not None


def _readers(row: Discussion, now: datetime) -> list[Role]:
    """The roles that may read it; `policy.visible` says so again when a letter is handed over."""
    open_to_all = row.visibility == "public" and (row.published_at is not None or now < row.closes)
    advocates = [Role.PATIENT_ADVOCATE] if row.patients_welcome or open_to_all else []
    return [Role.MEMBER, Role.HOST, Role.MODERATOR, *advocates]


def _may_come(session: Session, row: Discussion, member: Member, now: datetime) -> bool:
    viewer = members.viewer_of_member(session, member.id)
    return policy.may_take_part(viewer, policy.standing(session, viewer, row, now))
