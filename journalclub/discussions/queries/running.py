"""What the run sheet is made of."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.discussions.models import Discussion, DiscussionHost, RunStep
from journalclub.discussions.post_models import Post
from journalclub.discussions.queries.parts import Person
from journalclub.discussions.run_sheet import Mark, Step
from journalclub.members.models import Member, MemberRole
from journalclub.members.viewer import Role

MOST_HOSTS = 100


def marks(session: Session, discussion_id: int) -> dict[Step, Mark]:
    """What hosts said about the steps of this discussion."""
    rows = session.scalars(select(RunStep).where(RunStep.discussion_id == discussion_id))
    return {Step(row.step): Mark(row.member_id, row.done_at is not None) for row in rows}


def was_welcomed(session: Session, row: Discussion) -> bool:
    """Whether a host has written since the first live hour began."""
    hosts = select(DiscussionHost.member_id).where(DiscussionHost.discussion_id == row.id)
    since = (Post.discussion_id == row.id, Post.at >= row.starts, Post.member_id.in_(hosts))
    return session.scalar(select(Post.id).where(*since).limit(1)) is not None


def possible_hosts(session: Session) -> Sequence[Person]:
    """Those whom a moderator has made hosts, by name; for hosts and moderators to choose from."""
    query = (
        select(Member.id, Member.name, Member.profession, Member.country)
        .join(MemberRole, MemberRole.member_id == Member.id)
        .where(MemberRole.role == Role.HOST, Member.verified_at.is_not(None), Member.suspended_at.is_(None))
    )
    rows = session.execute(query.order_by(Member.name, Member.id).limit(MOST_HOSTS))
    return [Person(member, name, profession, country) for member, name, profession, country in rows]
