"""What Ada pins."""

from __future__ import annotations

from sqlalchemy.orm import Session

from journalclub.discussions.actions import pinning
from journalclub.moderation import actions as moderation
from tests.live.acts import act
from tests.live.club import Club


@act("pin a post", after=("unpin it",))
def pin(club: Club, session: Session) -> None:
    _pin(club, session, club.latest(session))


@act("unpin it", after=("pin a post",))
def unpin(club: Club, session: Session) -> None:
    _pin(club, session, None)


@act("hide what is pinned", after=("pin a post",))
def hide_pinned(club: Club, session: Session) -> None:
    moderation.hide(session, by=club.world.viewer("mo"), post_id=club.latest(session), now=club.now)


def _pin(club: Club, session: Session, post_id: int | None) -> None:
    ada = club.world.viewer("ada")
    pinning.pin(session, by=ada, discussion_id=club.discussion, post_id=post_id, now=club.now)
