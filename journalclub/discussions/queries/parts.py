"""People with a part in discussions, as everybody who reads here may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journalclub.discussions.models import DiscussionGuest, DiscussionHost
from journalclub.discussions.post_models import Post
from journalclub.members.models import Member

MOST_NAMED = 200


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


def participants(session: Session, discussion_id: int) -> list[Person]:
    """Who can be mentioned here: authors, hosts, then those who wrote last; at most MOST_NAMED."""
    named = [
        person
        for table in (DiscussionGuest, DiscussionHost)
        for person in people(session, table, [discussion_id]).get(discussion_id, [])
    ]
    last = (
        select(Post.member_id, func.max(Post.at).label("at"))
        .where(Post.discussion_id == discussion_id, Post.hidden_at.is_(None), Post.withdrawn_at.is_(None))
        .group_by(Post.member_id)
        .subquery()
    )
    query = select(Member.id, Member.name, Member.profession, Member.country).join(last, last.c.member_id == Member.id)
    rows = session.execute(query.order_by(last.c.at.desc(), Member.id).limit(MOST_NAMED))
    writers = [Person(member, name, work, country) for member, name, work, country in rows]
    return list({person.id: person for person in [*named, *writers]}.values())[:MOST_NAMED]


def persons(session: Session, ids: set[int]) -> dict[int, Person]:
    """Members by id, as everybody who reads here may see them."""
    if not ids:
        return {}
    query = select(Member.id, Member.name, Member.profession, Member.country).where(Member.id.in_(ids))
    return {member: Person(member, name, work, country) for member, name, work, country in session.execute(query)}
