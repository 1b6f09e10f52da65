"""Who is coming to a discussion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journalclub.discussions.models import Attendance
from journalclub.discussions.queries.parts import Person
from journalclub.members.models import Member
from journalclub.members.viewer import Viewer

NAMED = 40  # of each answer; the rest are a number
_STANDING = (Member.id == Attendance.member_id) & Member.suspended_at.is_(None)


@dataclass(frozen=True)
class Coming:
    """How many gave each answer, what the viewer said, and the names of those who answered first."""

    counts: dict[str, int]
    own: str | None
    names: dict[str, list[Person]] = field(default_factory=dict)

    def unnamed(self, answer: str) -> int:
        """How many more gave this answer than are named."""
        return self.counts.get(answer, 0) - len(self.names.get(answer, []))


def coming(session: Session, discussion_id: int, viewer: Viewer, *, named: bool) -> Coming:
    """Names only for those who may see them."""
    here = Attendance.discussion_id == discussion_id
    given = select(Attendance.answer, func.count()).join(Member, _STANDING).where(here)
    rows = session.execute(given.group_by(Attendance.answer))
    counts = {answer: count for answer, count in rows}  # noqa: C416 - rows are no pairs to mypy
    own = select(Attendance.answer).where(here, Attendance.member_id == viewer.id)
    said = session.scalar(own) if counts and viewer.id is not None else None
    return Coming(counts, said, _names(session, discussion_id) if named and counts else {})


def planning_to_come(session: Session, discussion_id: int) -> Sequence[int]:
    """Members who said that they are going, or perhaps."""
    here = (Attendance.discussion_id == discussion_id, Attendance.answer.in_(["going", "maybe"]))
    query = select(Attendance.member_id).join(Member, _STANDING).where(*here)
    return session.scalars(query.order_by(Attendance.member_id)).all()


def _names(session: Session, discussion_id: int) -> dict[str, list[Person]]:
    place = func.row_number().over(partition_by=Attendance.answer, order_by=(Attendance.at, Attendance.member_id))
    ranked = (
        select(Attendance.answer, Attendance.member_id, place.label("place"))
        .join(Member, _STANDING)
        .where(Attendance.discussion_id == discussion_id)
        .subquery()
    )
    query = (
        select(ranked.c.answer, Member.id, Member.name, Member.profession, Member.country)
        .join(Member, Member.id == ranked.c.member_id)
        .where(ranked.c.place <= NAMED)
        .order_by(ranked.c.place)
    )
    found: dict[str, list[Person]] = {}
    for answer, *person in session.execute(query):
        found.setdefault(answer, []).append(Person(*person))
    return found
