"""Questions to the authors: Ben asks, Ada marks and ticks, Chen is the author."""

from __future__ import annotations

from sqlalchemy.orm import Session

from journalclub.discussions.actions import asking_authors, posting
from tests.live.acts import act
from tests.live.club import Club


@act("ask the author")
def ask_author(club: Club, session: Session) -> None:
    _say(club, session, "ben", for_author=True)


@act("mark for the author")
def mark(club: Club, session: Session) -> None:
    asking_authors.mark(session, by=club.world.viewer("ada"), post_id=club.latest(session), on=True, now=club.now)


@act("take the mark off", after=("mark for the author",))
def unmark(club: Club, session: Session) -> None:
    asking_authors.mark(session, by=club.world.viewer("ben"), post_id=club.latest(session), on=False, now=club.now)


@act("tick as answered", after=("mark for the author",))
def tick(club: Club, session: Session) -> None:
    _settle(club, session, answered=True)


@act("open it again", after=("mark for the author", "tick as answered"))
def reopen(club: Club, session: Session) -> None:
    _settle(club, session, answered=False)


@act("answer as the author", after=("mark for the author",))
def answer(club: Club, session: Session) -> None:
    _say(club, session, "chen", reply_to=club.latest(session))


@act("take the author's answer back", after=("mark for the author", "answer as the author"))
def take_back(club: Club, session: Session) -> None:
    posting.withdraw_post(session, by=club.world.viewer("chen"), post_id=club.latest(session, "chen"), now=club.now)


def _say(club: Club, session: Session, name: str, *, reply_to: int | None = None, for_author: bool = False) -> None:
    number = club.numbered()
    posting.add_post(
        session,
        by=club.world.viewer(name),
        discussion_id=club.discussion,
        text=f"About the paper {number}?",
        client_token=f"made-{number}",
        reply_to=reply_to,
        for_author=for_author,
        now=club.now,
    )


def _settle(club: Club, session: Session, *, answered: bool) -> None:
    chen, latest = club.world.viewer("chen"), club.latest(session)
    asking_authors.settle(session, by=chen, post_id=latest, answered=answered, now=club.now)
