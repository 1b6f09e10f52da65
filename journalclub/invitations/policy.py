"""Who may do what with invitations (TRUST, "invite, remind, revoke an author")."""

from __future__ import annotations

from journalclub.discussions.policy import Standing
from journalclub.members.viewer import Viewer


def may_invite(viewer: Viewer, here: Standing) -> bool:
    """Draft, edit, send, remind, and see addresses: the discussion's own hosts."""
    return here.hosts and not viewer.suspended


def may_revoke(viewer: Viewer, here: Standing) -> bool:
    """Take an invitation back, and see who was asked; its hosts, moderators, administrators."""
    return may_invite(viewer, here) or viewer.is_moderator or viewer.is_admin
