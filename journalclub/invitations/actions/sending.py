"""Send, remind, take back. The letter itself is made from the change, and its link at the moment it is handed over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from journalclub.changes import audit, log
from journalclub.changes.kinds import Kind
from journalclub.discussions.models import DiscussionGuest
from journalclub.discussions.states import OVER, State, state
from journalclub.invitations import states
from journalclub.invitations.actions.deciding import decided, for_inviter, for_revoker
from journalclub.invitations.models import Invitation, InvitationLink
from journalclub.invitations.states import Command, Event
from journalclub.kit.refusal import Conflict
from journalclub.kit.tokens import digest, mint
from journalclub.members.viewer import Viewer


def send(session: Session, *, by: Viewer, invitation_id: int, now: datetime) -> Invitation:
    """Let the letter go. Raises NotFound, Forbidden, Conflict (sent already, never-contact, the discussion is over)."""
    invitation, discussion = for_inviter(session, by, invitation_id, now)
    decided(session, invitation, Command.SEND, now)
    if state(discussion, now) in OVER | {State.CANCELLED}:
        raise Conflict("over", "This discussion is over: nobody can be invited to it any more.")
    invitation.state, invitation.sent_at = states.State.SENT, now
    invitation.expires_at = states.expiry(now, discussion.closes)
    invitation.invited_by = by.id or invitation.invited_by
    _record(session, Kind.INVITATION_SENT, invitation, by, now)
    return invitation


def remind(session: Session, *, by: Viewer, invitation_id: int, now: datetime) -> Invitation:
    """Write once more: twice at most, three days apart. Raises NotFound, Forbidden, Conflict."""
    invitation, discussion = for_inviter(session, by, invitation_id, now)
    decided(session, invitation, Command.REMIND, now)
    invitation.reminders, invitation.reminded_at = invitation.reminders + 1, now
    log.record(
        session,
        Kind.INVITATION_SENT,
        actor=by.id,
        now=now,
        discussion=discussion.id,
        invitation=invitation.id,
        reminder=invitation.reminders,
    )
    return invitation


def revoke(session: Session, *, by: Viewer, invitation_id: int, now: datetime) -> None:
    """Take it back: a draft is thrown away, a link is dead, a guest is out. Raises NotFound, Forbidden, Conflict."""
    invitation = for_revoker(session, by, invitation_id, now)
    events = decided(session, invitation, Command.REVOKE, now)
    _record(session, Kind.INVITATION_REVOKED, invitation, by, now)
    if Event.DISCARDED in events:
        session.delete(invitation)
        return
    invitation.state = states.State.REVOKED
    session.execute(delete(InvitationLink).where(InvitationLink.invitation_id == invitation.id))
    audit.write(
        session,
        "invitation.revoked",
        actor=by.id,
        now=now,
        discussion=invitation.discussion_id,
        invitation=invitation.id,
    )
    if Event.GUEST_REMOVED in events and invitation.member_id is not None:
        _remove_guest(session, invitation, invitation.member_id, by, now)


def mint_link(session: Session, invitation_id: int, now: datetime) -> str | None:
    """A link's secret for the letter that is handed over now; None when it is not to be sent any more."""
    invitation = session.get(Invitation, invitation_id, with_for_update=True)
    if invitation is None or states.state(invitation.state, invitation.expires_at, now) is not states.State.SENT:
        return None
    token = mint()
    session.add(InvitationLink(invitation_id=invitation.id, digest=digest(token), made_at=now))
    session.flush()
    return token


def _remove_guest(session: Session, invitation: Invitation, member_id: int, by: Viewer, now: datetime) -> None:
    guest = session.get(DiscussionGuest, (invitation.discussion_id, member_id))
    if guest is not None and guest.removed_at is None:
        guest.removed_at = now
        log.record(
            session, Kind.GUEST_REMOVED, actor=by.id, now=now, discussion=invitation.discussion_id, member=member_id
        )


def _record(session: Session, kind: Kind, invitation: Invitation, by: Viewer, now: datetime) -> None:
    log.record(session, kind, actor=by.id, now=now, discussion=invitation.discussion_id, invitation=invitation.id)
