"""What is known of a source, beside what feeds.toml says."""

from __future__ import annotations

from sqlalchemy.orm import Session

from journalclub.literature.feeds import Source
from journalclub.literature.models import SourceState


def state_of(session: Session, source: Source) -> SourceState:
    """The source's row; with another query or address in feeds.toml it begins anew."""
    state = session.get(SourceState, source.name, with_for_update=True)
    if state is None:
        state = SourceState(
            name=source.name, kind=source.kind, address=source.address, cursor={}, failures=0, reason=""
        )
        session.add(state)
    elif state.address != source.address or state.kind != source.kind:
        state.kind, state.address, state.cursor = source.kind, source.address, {}
        state.etag = state.modified = state.reason = ""
        state.moved_to = state.retired_at = state.next_try_at = None
        state.failures = 0
    return state
