"""Ask for a pull now. The worker does it: whoever asks never speaks to the network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes import audit
from journalclub.kit.refusal import Forbidden
from journalclub.literature import policy
from journalclub.literature.feeds import Source
from journalclub.literature.source_state import state_of
from journalclub.members.viewer import Viewer


def ask_for_pull(session: Session, *, by: Viewer, sources: Sequence[Source], now: datetime) -> int:
    """Let every source be due now, but for those that are gone for good; returns how many. Raises Forbidden."""
    if not policy.may_pull(by):
        raise Forbidden("may-not-pull", "Administrators ask for a pull.")
    asked = 0
    for source in sources:
        state = state_of(session, source)
        if state.retired_at is None:
            state.next_try_at, asked = now, asked + 1
    audit.write(session, "pull.asked", actor=by.id, now=now)
    return asked
