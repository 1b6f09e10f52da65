"""Who is written to about a discussion."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from journalclub.discussions.models import DiscussionGuest, DiscussionHost
from journalclub.discussions.queries import planning_to_come
from journalclub.members.models import Member


def expected(session: Session, discussion_id: int, *, but: int | None = None) -> Sequence[Member]:
    """Those who are counted on: hosts, authors who take part, and who said that they are going or may be.

    `but`: whoever did what they are told of. Without an address, or suspended, nobody is written to.
    """
    hosts = select(DiscussionHost.member_id).where(DiscussionHost.discussion_id == discussion_id)
    guests = select(DiscussionGuest.member_id).where(
        DiscussionGuest.discussion_id == discussion_id, DiscussionGuest.removed_at.is_(None)
    )
    coming = planning_to_come(session, discussion_id)
    query = select(Member).where(or_(Member.id.in_(hosts), Member.id.in_(guests), Member.id.in_(coming)))
    found = session.scalars(query.where(Member.suspended_at.is_(None), Member.email.is_not(None)).order_by(Member.id))
    return [member for member in found if member.id != but]
