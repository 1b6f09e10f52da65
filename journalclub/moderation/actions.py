"""Verify or decline an applicant, hide or restore a post. Each is on record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes import audit, log
from journalclub.changes.kinds import Kind
from journalclub.discussions import policy as discussion_policy
from journalclub.discussions import wordings
from journalclub.discussions.actions import asking_authors, holding
from journalclub.discussions.actions.retelling import tell_quoting
from journalclub.discussions.models import Discussion
from journalclub.discussions.policy import Standing
from journalclub.discussions.post_models import Post
from journalclub.invitations import queries as invitations
from journalclub.kit.refusal import Forbidden, NotFound, Refusal
from journalclub.kit.text import clean, graphemes
from journalclub.members import policy as member_policy
from journalclub.members.actions import joining, roles
from journalclub.members.models import Member
from journalclub.members.viewer import Role, Viewer

BY_MODERATOR = "identity reviewed by a moderator"
LONGEST_REASON = 280
ENTRY_ROLES = frozenset({Role.MEMBER, Role.PATIENT_ADVOCATE})


def verify(
    session: Session, *, by: Viewer, member_id: int, now: datetime, roles: Iterable[str] = (Role.MEMBER,), why: str = ""
) -> Member:
    """Let an applicant in, as a member or a patient advocate. Deciding twice changes nothing. Raises Refusal."""
    member = _applicant(session, by, member_id)
    wanted = frozenset(roles)
    if not wanted or not wanted <= ENTRY_ROLES:
        raise Refusal("no-such-role", "An applicant becomes a member or a patient advocate.")
    if joining.decide(session, member, by=by, roles=wanted, how=BY_MODERATOR, now=now):
        audit.write(session, "member.verified", actor=by.id, now=now, reason=_reason(why), member=member.id)
    return member


def decline(session: Session, *, by: Viewer, member_id: int, now: datetime, why: str = "") -> Member:
    """Do not let an applicant in. Raises Refusal."""
    member = _applicant(session, by, member_id)
    if member.declined_at is None and joining.decide(session, member, by=by, roles=(), how="", now=now):
        audit.write(session, "member.declined", actor=by.id, now=now, reason=_reason(why), member=member.id)
    return member


def suspend(session: Session, *, by: Viewer, member_id: int, why: str, now: datetime) -> Member:
    """Shut somebody out, and with them what waits for a host in their name. Raises as `roles.suspend`."""
    member = roles.suspend(session, by=by, member_id=member_id, why=why, now=now)
    holding.forget_of(session, member_id)
    return member


def hide(session: Session, *, by: Viewer, post_id: int, now: datetime, why: str = "") -> Post:
    """Take a post out of everybody's sight: hosts in their own chat, moderators, administrators. Raises Refusal.

    Hiding twice changes nothing.
    """
    post, here = _post(session, by, post_id, now)
    if not discussion_policy.may_hide(by, here):
        raise _not_yours(here)
    if post.hidden_at is None:
        post.hidden_at, post.hidden_by, post.hidden_why = now, by.id, _reason(why)
        wordings.destroy(session, post.id)
        _record(session, Kind.POST_HIDDEN, post, by=by, now=now, reason=post.hidden_why)
    return post


def restore(session: Session, *, by: Viewer, post_id: int, now: datetime, why: str = "") -> Post:
    """Show a hidden post again: hosts what they have hidden themselves, moderators everything. Raises Refusal."""
    post, here = _post(session, by, post_id, now)
    if not discussion_policy.may_restore(by, here, post):
        raise _not_yours(here)
    if post.hidden_at is not None:
        post.hidden_at = post.hidden_by = post.hidden_why = None
        _record(session, Kind.POST_RESTORED, post, by=by, now=now, reason=_reason(why))
    return post


def _applicant(session: Session, by: Viewer, member_id: int) -> Member:
    if not member_policy.may_verify(by):
        raise Forbidden("not-a-moderator", "Applicants are seen by moderators.")
    member = session.get(Member, member_id, with_for_update=True)
    if member is None or member.applied_at is None:
        raise NotFound
    if not member_policy.may_verify(by, member.id, invitations.inviters_of(session, member)):
        raise Forbidden("own-invitee", "Nobody decides on themselves or on somebody whom they have invited.")
    return member


def _post(session: Session, by: Viewer, post_id: int, now: datetime) -> tuple[Post, Standing]:
    """The post, kept from other writers. Not fetched through reading rights: an administrator hides unread."""
    post = session.scalar(select(Post).where(Post.id == post_id).with_for_update())
    if post is None:
        raise NotFound
    return post, discussion_policy.standing(session, by, session.get_one(Discussion, post.discussion_id), now)


def _not_yours(here: Standing) -> Refusal:
    """What one cannot see is not there."""
    return (
        Forbidden("not-your-discussion", "Only its hosts and moderators can do this.") if here.visible else NotFound()
    )


def _reason(why: str) -> str | None:
    reason = clean(why, lines=False)
    if graphemes(reason) > LONGEST_REASON or len(reason) > LONGEST_REASON:
        raise Refusal("long-reason", f"Please give the reason in at most {LONGEST_REASON} characters.")
    return reason or None


def _record(session: Session, kind: Kind, post: Post, *, by: Viewer, now: datetime, reason: str | None) -> None:
    where = post.discussion_id
    asking_authors.follow(session, post, by, now)
    post.seq = log.record(session, kind, actor=by.id, now=now, discussion=where, post=post.id)
    audit.write(session, kind, actor=by.id, now=now, reason=reason, discussion=where, post=post.id)
    tell_quoting(session, post, actor=by.id, now=now)
