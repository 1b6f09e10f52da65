"""Keep one post in sight for everybody: the paper's link, a correction, what the talk is about just now."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes import audit, log
from journalclub.changes.kinds import Kind
from journalclub.discussions import policy
from journalclub.discussions.actions import finding
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from journalclub.discussions.states import WRITABLE
from journalclub.kit.refusal import Conflict, Forbidden, Refusal
from journalclub.members.viewer import Viewer


def pin(session: Session, *, by: Viewer, discussion_id: int, post_id: int | None, now: datetime) -> Discussion:
    """Pin this post, in the place of another; None takes down what is pinned. Raises NotFound, Forbidden, Refusal.

    One that is hidden or withdrawn afterwards is out of sight, and pinned again when it comes back.
    """
    discussion, here = finding.discussion(session, by, discussion_id, now)
    if not policy.may_steer(by, here):
        raise Forbidden("not-your-discussion", "Only the hosts of this discussion and moderators can do this.")
    if here.state not in WRITABLE:
        raise Conflict("not-open", "A post is pinned while the discussion is open or live.")
    if post_id is not None and not _can_be_seen(session.get(Post, post_id), discussion):
        raise Refusal("no-such-post", "This post is not in the discussion, or it is hidden or withdrawn.")
    session.refresh(discussion, with_for_update={"key_share": True, "of": Discussion})
    if discussion.pinned_post != post_id:
        discussion.pinned_post = post_id
        audit.write(
            session, "post.pinned" if post_id else "post.unpinned", actor=by.id, now=now, discussion=discussion.id
        )
        log.record(session, Kind.DISCUSSION_PINNED, actor=by.id, now=now, discussion=discussion.id)
    return discussion


def _can_be_seen(post: Post | None, discussion: Discussion) -> bool:
    return post is not None and post.discussion_id == discussion.id and not post.is_gone
