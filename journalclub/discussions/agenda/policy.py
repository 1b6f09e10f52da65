"""Who may nominate, vote and decide (TRUST, "nominate, vote")."""

from __future__ import annotations

from datetime import datetime

from journalclub.members.viewer import Viewer


def may_nominate(viewer: Viewer) -> bool:
    """Nominate, vote, and see what is nominated. An author guest has no say in which papers the club takes up."""
    return viewer.reads_members_only or viewer.is_patient_advocate


def may_vote(viewer: Viewer, verified_at: datetime | None, poll_opened: datetime) -> bool:
    """Only whoever was verified before the poll opened, which it does with the nomination: nobody joins to swing it."""
    return may_nominate(viewer) and verified_at is not None and verified_at <= poll_opened


def may_decide(viewer: Viewer) -> bool:
    """Decline or choose what is nominated, and see who could come when."""
    return viewer.is_host or viewer.is_moderator
