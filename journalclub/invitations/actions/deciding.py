"""Bring one invitation, a command and the moment together: what happens, or the refusal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.discussions import policy as discussion_policy
from journalclub.discussions.models import Discussion
from journalclub.invitations import never_contact, policy, states
from journalclub.invitations.models import Invitation
from journalclub.invitations.states import Command, Event, Refused, Standing
from journalclub.kit.refusal import Conflict, Forbidden, NotFound
from journalclub.members.viewer import Viewer


def decided(session: Session, invitation: Invitation, command: Command, now: datetime) -> tuple[Event, ...]:
    """The events that follow. Raises NotFound for a dead link, Conflict for every other refusal."""
    standing = Standing(
        state=states.state(invitation.state, invitation.expires_at, now),
        reminders=invitation.reminders,
        last_letter_at=invitation.reminded_at or invitation.sent_at,
        blocked=never_contact.is_blocked(session, invitation.address),
    )
    outcome = states.decide(standing, command, now)
    if outcome is states.DEAD_LINK:
        raise NotFound(states.DEAD_LINK.sentence)
    if isinstance(outcome, Refused):
        raise Conflict(outcome.code, outcome.sentence)
    return outcome


def for_inviter(session: Session, by: Viewer, invitation_id: int, now: datetime) -> tuple[Invitation, Discussion]:
    """The invitation, kept from other writers, if this viewer may invite there. Raises NotFound, Forbidden."""
    invitation, discussion = _locked(session, invitation_id)
    if not policy.may_invite(by, discussion_policy.standing(session, by, discussion, now)):
        raise Forbidden("not-your-discussion", "Only the hosts of this discussion invite its authors.")
    return invitation, discussion


def for_revoker(session: Session, by: Viewer, invitation_id: int, now: datetime) -> Invitation:
    """The invitation, kept from other writers, if this viewer may take it back. Raises NotFound, Forbidden."""
    invitation, discussion = _locked(session, invitation_id)
    if not policy.may_revoke(by, discussion_policy.standing(session, by, discussion, now)):
        raise Forbidden("not-your-discussion", "Only hosts of this discussion and moderators take an invitation back.")
    return invitation


def _locked(session: Session, invitation_id: int) -> tuple[Invitation, Discussion]:
    invitation = session.scalar(select(Invitation).where(Invitation.id == invitation_id).with_for_update())
    discussion = session.get(Discussion, invitation.discussion_id) if invitation is not None else None
    if invitation is None or discussion is None:
        raise NotFound
    return invitation, discussion
