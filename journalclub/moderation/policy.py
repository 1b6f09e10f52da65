"""Who sees what moderation has done. Who may do it: `members.policy` and `discussions.policy`."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, or_, select, true

from journalclub.changes.models import AuditEntry
from journalclub.discussions.models import DiscussionHost
from journalclub.discussions.post_models import Post
from journalclub.kit.refusal import Forbidden
from journalclub.members.viewer import Viewer

CONTENT_ACTS = (
    "post.",
    "guest.",
    "invitation.",
    "discussion.",
    "transcript.",
    "member.verified",
    "member.declined",
    "meaning.",
)


def hidden_posts(viewer: Viewer) -> ColumnElement[bool]:
    """The hidden posts whose words this viewer may read: moderators all, hosts those of their own chats.

    Raises Forbidden. An administrator may hide, and is no super-reader.
    """
    if viewer.is_moderator:
        return true()
    if viewer.is_host:
        return Post.discussion_id.in_(_own_chats(viewer))
    raise Forbidden("not-a-moderator", "Hidden posts are for moderators and for the hosts of the discussion.")


def audit_entries(viewer: Viewer) -> ColumnElement[bool]:
    """What this viewer may read of the audit log: administrators all, moderators content acts and their own, hosts
    those of their own chats. Raises Forbidden."""
    if viewer.is_admin:
        return true()
    own = AuditEntry.discussion_id.in_(_own_chats(viewer))
    if viewer.is_moderator:
        return or_(AuditEntry.actor_id == viewer.id, *(AuditEntry.act.startswith(act) for act in CONTENT_ACTS))
    if viewer.is_host:
        return own
    raise Forbidden("not-a-moderator", "The audit log is for moderators, administrators and hosts.")


def _own_chats(viewer: Viewer) -> Select[int]:
    return select(DiscussionHost.discussion_id).where(DiscussionHost.member_id == viewer.id)
