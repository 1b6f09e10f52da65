"""How much of each act one person may do in a while. `JC_LIMITS=off` lifts them, for load tests on loopback."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from journalclub.members import limits, queries
from journalclub.members.viewer import Viewer
from journalclub.web.context import parts

BURST, PER_SECOND = 20, 1.0  # posts and reactions of one member
NEW_FOR, NEW_MOST = timedelta(days=1), 40  # the same of somebody whom a moderator has let in only today
FILING_BURST, FILING_PER_SECOND = 10, 10 / 86_400  # files of references that one host files in a day
ASKING_BURST, ASKING_PER_SECOND = 20, 20 / 86_400  # articles that one member asks for in a day


NOMINATING_BURST, NOMINATING_PER_SECOND = 10, 10 / 86_400  # articles that one member nominates in a day


def nominating(session: Session, viewer: Viewer, now: datetime) -> None:
    """Take one nomination from the member's allowance. Raises TooMany."""
    if parts().settings.limits:
        limits.take(session, f"nominate:{viewer.id}", NOMINATING_BURST, NOMINATING_PER_SECOND, now)


def asking(session: Session, viewer: Viewer, now: datetime) -> None:
    """Take one request for an article from the member's allowance. Raises TooMany."""
    if parts().settings.limits:
        limits.take(session, f"ask:{viewer.id}", ASKING_BURST, ASKING_PER_SECOND, now)


def filing(session: Session, viewer: Viewer, now: datetime) -> None:
    """Take one file of references from the person's allowance. Raises TooMany."""
    if parts().settings.limits:
        limits.take(session, f"file:{viewer.id}", FILING_BURST, FILING_PER_SECOND, now)


def posting(session: Session, viewer: Viewer, now: datetime) -> None:
    """Take one post or reaction from the member's allowance. Raises TooMany."""
    if not parts().settings.limits:
        return
    limits.take(session, f"post:{viewer.id}", BURST, PER_SECOND, now)
    if viewer.id is not None and queries.was_let_in_since(session, viewer.id, now - NEW_FOR):
        limits.take(session, f"new:{viewer.id}", NEW_MOST, NEW_MOST / NEW_FOR.total_seconds(), now)
