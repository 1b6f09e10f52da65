"""What the invited author does with the link. Always by POST: mail scanners follow links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.discussions.models import DiscussionGuest
from journalclub.invitations import never_contact as never_contact_list
from journalclub.invitations import queries, states
from journalclub.invitations.actions.deciding import decided
from journalclub.invitations.models import Invitation
from journalclub.invitations.states import Command, Event, State
from journalclub.kit.refusal import NotFound
from journalclub.members import queries as members
from journalclub.members.actions import signing_in
from journalclub.members.actions.signing_in import SignedIn
from journalclub.members.models import Member


@dataclass(frozen=True)
class Accepted:
    """Where the author is let in. `signed_in` is None for somebody with an account of their own: a sign-in link is
    mailed to them instead, because this letter may be weeks old and must not open a member's account."""

    discussion_id: int
    member_id: int
    signed_in: SignedIn | None


def accept(session: Session, token: str, *, now: datetime, agent: str = "") -> Accepted:
    """Say yes: become an author guest of this discussion, and nothing more. Raises NotFound, Conflict (answered)."""
    invitation = _opened(session, token, now)
    decided(session, invitation, Command.ACCEPT, now)
    member = _guest(session, invitation, now)
    if member.suspended_at is not None:
        raise NotFound(states.DEAD_LINK.sentence)
    invitation.state, invitation.answered_at, invitation.member_id = State.ACCEPTED, now, member.id
    _admit(session, invitation, member, now)
    _record(session, Kind.INVITATION_ACCEPTED, invitation, member.id, now)
    if member.verified_at is not None or member.roles:
        signing_in.offer_link(session, member, now)
        return Accepted(invitation.discussion_id, member.id, None)
    return Accepted(
        invitation.discussion_id, member.id, signing_in.start_session(session, member, now=now, agent=agent)
    )


def decline(session: Session, token: str, *, now: datetime) -> Invitation:
    """Say no. Raises NotFound, Conflict (answered)."""
    invitation = _opened(session, token, now)
    decided(session, invitation, Command.DECLINE, now)
    _decline(session, invitation, now)
    return invitation


def never_contact(session: Session, token: str, *, now: datetime) -> Invitation:
    """Say: never again. An open invitation is declined with it. Raises NotFound."""
    invitation = _opened(session, token, now)
    if Event.DECLINED in decided(session, invitation, Command.NEVER_CONTACT, now):
        _decline(session, invitation, now)
    never_contact_list.block(session, invitation.address, now)
    return invitation


def mail_sign_in_link(session: Session, token: str, *, network: str, now: datetime, limits: bool = True) -> None:
    """All that an answered invitation's link can still do. Raises NotFound, TooMany."""
    invitation = _opened(session, token, now)
    if invitation.state == State.SENT:
        raise NotFound(states.DEAD_LINK.sentence)
    signing_in.ask_for_link(session, email=invitation.address, network=network, now=now, limits=limits)


def _opened(session: Session, token: str, now: datetime) -> Invitation:
    invitation = queries.live(session, token, now, lock=True)
    if invitation is None:
        raise NotFound(states.DEAD_LINK.sentence)
    return invitation


def _guest(session: Session, invitation: Invitation, now: datetime) -> Member:
    """Whoever has the invited address, or a new row. Never verified by this: it proves an address, not an identity."""
    member = members.member_by_email(session, invitation.address)
    if member is None:
        member = Member(email=invitation.address, name=invitation.author_name, joined_at=now, introduced_at=now)
        session.add(member)
    elif member.verified_at is None:
        # Anybody could have typed that address, and a name of their liking, into the form for applicants.
        member.name, member.introduced_at = invitation.author_name, member.introduced_at or now
    session.flush()
    return member


def _admit(session: Session, invitation: Invitation, member: Member, now: datetime) -> None:
    place = {"discussion_id": invitation.discussion_id, "member_id": member.id}
    session.merge(DiscussionGuest(**place, admitted_at=now, removed_at=None))
    log.record(
        session, Kind.GUEST_ADMITTED, actor=member.id, now=now, discussion=invitation.discussion_id, member=member.id
    )


def _decline(session: Session, invitation: Invitation, now: datetime) -> None:
    invitation.state, invitation.answered_at = State.DECLINED, now
    _record(session, Kind.INVITATION_DECLINED, invitation, None, now)


def _record(session: Session, kind: Kind, invitation: Invitation, actor: int | None, now: datetime) -> None:
    log.record(session, kind, actor=actor, now=now, discussion=invitation.discussion_id, invitation=invitation.id)
