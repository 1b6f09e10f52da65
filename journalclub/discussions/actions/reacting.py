"""React to a post, and take a reaction back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.discussions import policy
from journalclub.discussions.actions import finding
from journalclub.discussions.post_models import Post, Reaction, ReactionKind
from journalclub.kit.refusal import Conflict, Forbidden, Refusal
from journalclub.members.viewer import Viewer


def react(session: Session, *, by: Viewer, post_id: int, kind: str, on: bool, now: datetime) -> Post:
    """Give (`on`) or take back one kind of reaction; one of each kind per person. Doing it twice changes nothing."""
    if kind not in set(ReactionKind):
        raise Refusal("no-such-reaction", f"A reaction is one of {', '.join(ReactionKind)}.")
    post, discussion, here = finding.post(session, by, post_id, now)
    if not policy.may_take_part(by, here) or by.id is None:
        raise Forbidden("may-not-react", "You can read this discussion, but not react in it.")
    if not policy.may_post(by, here):
        raise Conflict("not-open", "Reactions can be given while the discussion is open.")
    session.refresh(post, with_for_update={"key_share": True})  # its row is written last, and others may be hiding it
    if post.is_gone:
        raise Conflict("gone", "This post is no longer there.")
    given = session.get(Reaction, (post_id, by.id, kind), populate_existing=True)
    if (given is not None) == on:
        return post
    if given is None:
        session.add(Reaction(post_id=post_id, member_id=by.id, kind=kind, at=now))
    else:
        session.delete(given)
    session.flush()
    post.seq = log.record(session, Kind.REACTION_CHANGED, actor=by.id, now=now, discussion=discussion.id, post=post.id)
    return post
