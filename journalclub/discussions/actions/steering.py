"""Keep the hour civil: slow it down, lock it, give it a quarter of an hour more."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from journalclub.changes import audit, log
from journalclub.changes.kinds import Kind
from journalclub.discussions import policy
from journalclub.discussions.actions import finding, hosting
from journalclub.discussions.actions.entries import renumbered
from journalclub.discussions.calendar import Hour
from journalclub.discussions.models import Discussion
from journalclub.discussions.policy import Standing
from journalclub.discussions.post_models import Post
from journalclub.discussions.states import State, state
from journalclub.kit.refusal import Conflict, Forbidden, Refusal, TooMany
from journalclub.members.viewer import Viewer

PACES = (0, 15, 30, 60, 120)  # seconds between two posts of one member; 0: as they like
QUARTER = timedelta(minutes=15)
LONGEST_REST = timedelta(hours=3)  # to extend it further is to plan another evening


def slow(session: Session, *, by: Viewer, discussion_id: int, seconds: int, now: datetime) -> Discussion:
    """Let each member post once in so many seconds, one of `PACES`. Raises NotFound, Forbidden, Refusal."""
    discussion = _steerable(session, by, discussion_id, now)
    if seconds not in PACES:
        raise Refusal("no-such-pace", f"Choose one of {', '.join(str(pace) for pace in PACES)} seconds.")
    if discussion.slow_seconds != seconds:
        discussion.slow_seconds = seconds
        _tell(session, "discussion.slowed" if seconds else "discussion.unslowed", discussion, by, now)
    return discussion


def lock(session: Session, *, by: Viewer, discussion_id: int, on: bool, now: datetime) -> Discussion:
    """Let only hosts and moderators write, or everybody again. Raises NotFound, Forbidden."""
    discussion = _steerable(session, by, discussion_id, now)
    if (discussion.locked_at is not None) is not on:
        discussion.locked_at = now if on else None
        _tell(session, "discussion.locked" if on else "discussion.unlocked", discussion, by, now)
    return discussion


def extend(session: Session, *, by: Viewer, discussion_id: int, now: datetime) -> Discussion:
    """A quarter of an hour more, when the talk is good. Raises NotFound, Forbidden, Conflict."""
    discussion = finding.held(session, by, discussion_id, now)
    if state(discussion, now) is not State.LIVE:
        raise Conflict("not-live", "Only a live hour can be extended.")
    current = next(hour for hour in discussion.hours if hour.starts <= now < hour.ends)
    longer = Hour(current.starts, current.ends + QUARTER)
    if longer.ends > now + LONGEST_REST:
        raise Conflict("long-enough", "It goes on for hours already.")
    if any(current.ends <= hour.starts < longer.ends for hour in discussion.hours):
        raise Conflict("next-hour", "The next live hour begins then.")
    with renumbered(discussion, now):
        discussion.hours = [longer if hour == current else hour for hour in discussion.hours]
        discussion.closes = max(discussion.closes, longer.ends)
    log.record(session, Kind.DISCUSSION_CHANGED, actor=by.id, now=now, discussion=discussion.id)
    hosting.say_state(session, discussion, by, now)
    return discussion


def hold_to_pace(session: Session, discussion: Discussion, by: Viewer, here: Standing, now: datetime) -> None:
    """Refuse a post that comes while the discussion is locked, or too soon. Raises Conflict, TooMany."""
    if here.locked and not policy.may_steer(by, here):
        raise Conflict("locked", "The hosts have paused this discussion: for the moment it can only be read.")
    if not discussion.slow_seconds or here.guest or policy.may_steer(by, here):
        return  # the author, too: everybody asks them at once
    last = session.scalar(_LAST, {"discussion": discussion.id, "member": by.id})
    wait = discussion.slow_seconds - (now - last).total_seconds() if last else 0
    if wait > 0:
        every = f"This discussion is slowed down: one post every {discussion.slow_seconds} seconds."
        raise TooMany(every, retry_after=math.ceil(wait))


_LAST = select(func.max(Post.at)).where(
    Post.discussion_id == bindparam("discussion"), Post.member_id == bindparam("member")
)


def _steerable(session: Session, by: Viewer, discussion_id: int, now: datetime) -> Discussion:
    discussion, here = finding.discussion(session, by, discussion_id, now)
    if not policy.may_steer(by, here):
        raise Forbidden("not-your-discussion", "Only the hosts of this discussion and moderators can do this.")
    return discussion


def _tell(session: Session, act: str, discussion: Discussion, by: Viewer, now: datetime) -> None:
    audit.write(session, act, actor=by.id, now=now, discussion=discussion.id)
    log.record(session, Kind.DISCUSSION_CHANGED, actor=by.id, now=now, discussion=discussion.id)
