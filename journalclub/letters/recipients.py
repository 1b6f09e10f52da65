"""Who is written to about a discussion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from journalclub.discussions import policy
from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost
from journalclub.discussions.queries import planning_to_come
from journalclub.members import queries as members
from journalclub.members.models import Member


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


def _may_come(session: Session, row: Discussion, member: Member, now: datetime) -> bool:
    viewer = members.viewer_of_member(session, member.id)
    return policy.may_take_part(viewer, policy.standing(session, viewer, row, now))
