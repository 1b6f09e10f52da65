"""What a reader missed: from the database, from the rows as they are now, in one snapshot with the rights."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import COUNTED
from journalclub.changes.models import Change
from journalclub.live import events
from journalclub.live.domain import Domain
from journalclub.live.tickets import Ticket
from journalclub.members.viewer import Viewer

MOST = 500  # events; who missed more is told to load the page again
FOLDED = timedelta(seconds=2)  # longer than a reaction can have been held back
LOOK_BACK = 50  # changes
FOR_SECONDS, AT_MOST = 2.0, 8  # how long, and how many, replays are remembered


@dataclass(frozen=True)
class Opening:
    """The start of a stream: all events up to `head`, for a viewer who may have them."""

    viewer: Viewer
    badge: str | None
    head: int
    frames: bytes


Recall = Callable[[Session, Domain, int, int, int], bytes]


def opening(
    session: Session, domain: Domain, ticket: Ticket, since: int | None, *, now: datetime, recall: Recall | None = None
) -> Opening | None:
    """What the holder of the ticket gets first, None when they may not watch. `since` None: from now on."""
    viewer = domain.admit(session, ticket, now)
    if viewer is None:
        return None
    head = log.head(session)
    frames = b"" if since is None else (recall or missed)(session, domain, ticket.discussion, since, head)
    return Opening(viewer, domain.badge_of(session, viewer, ticket.discussion), head, frames)


class Remembered:
    """What was missed, made once for all who missed the same: when a thousand lines break at once they come back so.

    Frames are the same for every viewer and only depend on the log, but for a state that the clock changes.
    """

    def __init__(self) -> None:
        self._making = Lock()
        self._made: dict[tuple[int, int, int], tuple[float, bytes]] = {}

    def __call__(self, session: Session, domain: Domain, discussion: int, since: int, head: int) -> bytes:
        key = (discussion, since, head)
        with self._making:
            at, frames = self._made.get(key, (float("-inf"), b""))
            if time.monotonic() - at < FOR_SECONDS:
                return frames
            frames = missed(session, domain, discussion, since, head)
            self._made.pop(key, None)
            self._made[key] = (time.monotonic(), frames)
            while len(self._made) > AT_MOST:
                del self._made[next(iter(self._made))]
            return frames


def missed(session: Session, domain: Domain, discussion: int, since: int, head: int) -> bytes:
    """The events after `since`, or one `reset` when they are too many or `since` is a number of another database."""
    query = select(Change).where(Change.discussion_id == discussion, Change.seq > since)
    changes = session.scalars(query.where(Change.kind.in_(events.NAMES)).order_by(Change.seq).limit(MOST + 1)).all()
    if since > head or len(changes) > MOST:
        return events.reset(head)
    late = [events.unnumbered(e) for e in events.compose(session, domain, _held_back(session, discussion, since))]
    return b"".join(event.frame for event in (*late, *events.compose(session, domain, events.told(changes))))


def _held_back(session: Session, discussion: int, since: int) -> list[Change]:
    """Reactions at or before `since` that may still have been waiting (see `fold`) when the line broke.

    Only a reaction that closely follows another to the same post is ever held back, so usually there are none.
    """
    query = select(Change).where(Change.discussion_id == discussion, Change.seq <= since)
    before = session.scalars(query.order_by(Change.seq.desc()).limit(LOOK_BACK)).all()[::-1]
    last: dict[int, Change] = {}
    held: dict[int, Change] = {}
    for change in before:
        if change.kind not in COUNTED:
            continue
        post = change.ids["post"]
        if post in last and change.at - last[post].at < FOLDED and before[-1].at - change.at < FOLDED:
            held[post] = change
        last[post] = change
    return [change for change in held.values() if change is not before[-1]]
