"""What calendars show of a discussion, and how they learn that it is newer than what they have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from journalclub.discussions.models import Discussion


@contextmanager
def renumbered(discussion: Discussion, now: datetime) -> Iterator[None]:
    """Raise the sequence if what a calendar entry says of the discussion is changed within (RFC 5546, 2.1.4)."""
    before = _entry(discussion)
    yield
    if _entry(discussion) != before:
        discussion.sequence += 1
        discussion.changed_at = now


def _entry(row: Discussion) -> tuple[object, ...]:
    return row.title, row.hours, row.opens, row.closes, row.announced_at is None, row.cancelled_at is None
