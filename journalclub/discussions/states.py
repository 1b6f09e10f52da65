"""The state of a discussion, computed from its times when it is read: no clock has to have run for it to be right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from journalclub.discussions.calendar import Hour

ARCHIVED_AFTER = timedelta(
    days=30
)  # from then on a transcript is a record, and posts are no longer withdrawn in passing


class State(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    LIVE = "live"
    CLOSED = "closed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


WRITABLE = frozenset({State.OPEN, State.LIVE})
OVER = frozenset({State.CLOSED, State.ARCHIVED})


class Timed(Protocol):
    """What has a state: a row, or anything with the same times."""

    kind: str
    opens: datetime
    closes: datetime
    announced_at: datetime | None
    cancelled_at: datetime | None

    @property
    def hours(self) -> Sequence[Hour]: ...


def state(discussion: Timed, now: datetime) -> State:
    """The state at `now`. A thread is always open."""
    if discussion.cancelled_at is not None:
        return State.CANCELLED
    if discussion.kind == "thread":
        return State.OPEN
    if discussion.announced_at is None:
        return State.DRAFT
    if any(hour.starts <= now < hour.ends for hour in discussion.hours):
        return State.LIVE
    if now < discussion.opens:
        return State.ANNOUNCED
    if now < discussion.closes:
        return State.OPEN
    return State.CLOSED if now < discussion.closes + ARCHIVED_AFTER else State.ARCHIVED


def next_change(discussion: Timed, now: datetime) -> datetime | None:
    """When the clock will change the state next; None when it never will."""
    if discussion.cancelled_at is not None or discussion.announced_at is None or discussion.kind == "thread":
        return None
    of_hours = [moment for hour in discussion.hours for moment in hour]
    moments = (discussion.opens, *of_hours, discussion.closes, discussion.closes + ARCHIVED_AFTER)
    later = [moment for moment in moments if moment > now]
    return min(later, default=None)
