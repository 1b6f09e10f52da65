"""Sending a post to the hosts first. Ben does, Ada decides."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.discussions.actions import holding
from journalclub.discussions.post_models import HeldPost
from tests.live.acts import act
from tests.live.club import Club


@act("let it wait", after=("let it wait",))
def hold(club: Club, session: Session) -> None:
    if (first := _waits(session)) and first != _waits(session, newest=True):  # never more than may wait
        holding.take_back(session, by=club.world.viewer("ben"), held_id=first, now=club.now)
    number = club.numbered()
    holding.hold(
        session,
        by=club.world.viewer("ben"),
        discussion_id=club.discussion,
        text=f"To be looked at {number}.",
        client_token=f"made-{number}",
        now=club.now,
    )


@act("release", after=("let it wait",))
def release(club: Club, session: Session) -> None:
    if row := _waits(session):
        holding.release(session, by=club.world.viewer("ada"), held_id=row, now=club.now)


@act("refuse", after=("let it wait",))
def refuse(club: Club, session: Session) -> None:
    if row := _waits(session):
        holding.refuse(session, by=club.world.viewer("ada"), held_id=row, why="Too exact.", now=club.now)


@act("take it back", after=("let it wait",))
def take_back(club: Club, session: Session) -> None:
    if row := _waits(session):
        holding.take_back(session, by=club.world.viewer("ben"), held_id=row, now=club.now)


def _waits(session: Session, *, newest: bool = False) -> int | None:
    """The one that waits longest, or the newest."""
    order = HeldPost.id.desc() if newest else HeldPost.id
    return session.scalar(select(HeldPost.id).where(HeldPost.refused_at.is_(None)).order_by(order).limit(1))
