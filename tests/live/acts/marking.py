"""What Ada marks to take home."""

from __future__ import annotations

from sqlalchemy.orm import Session

from journalclub.discussions.closing import marking
from tests.live.acts import act
from tests.live.club import Club


@act("mark a post")
def mark(club: Club, session: Session) -> None:
    _mark(club, session, on=True)


@act("take the mark off", after=("mark a post",))
def unmark(club: Club, session: Session) -> None:
    _mark(club, session, on=False)


def _mark(club: Club, session: Session, *, on: bool) -> None:
    ada = club.world.viewer("ada")
    marking.mark(session, by=ada, post_id=club.latest(session), on=on, now=club.now)
