"""People with a part in discussions, as everybody who reads here may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.discussions.models import DiscussionGuest, DiscussionHost
from journalclub.members.models import Member


@dataclass(frozen=True)
class Person:
    """Somebody with a part in a discussion."""

    id: int
    name: str
    profession: str
    country: str


def people(
    session: Session, table: type[DiscussionHost] | type[DiscussionGuest], ids: Sequence[int]
) -> dict[int, list[Person]]:
    """Hosts or guests of these discussions, by discussion."""
    query = (
        select(table.discussion_id, Member.id, Member.name, Member.profession, Member.country)
        .join(Member, Member.id == table.member_id)
        .where(table.discussion_id.in_(ids))
        .order_by(Member.id)
    )
    if table is DiscussionGuest:
        query = query.where(DiscussionGuest.removed_at.is_(None))
    found: dict[int, list[Person]] = {}
    for discussion, member, name, profession, country in session.execute(query):
        found.setdefault(discussion, []).append(Person(member, name, profession, country))
    return found


def persons(session: Session, ids: set[int]) -> dict[int, Person]:
    """Members by id, as everybody who reads here may see them."""
    query = select(Member.id, Member.name, Member.profession, Member.country).where(Member.id.in_(ids))
    return {member: Person(member, name, work, country) for member, name, work, country in session.execute(query)}
