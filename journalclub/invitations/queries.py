"""Reads: what a link opens, who was asked for a discussion and what they said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from journalclub.discussions import policy as discussion_policy
from journalclub.discussions.models import Discussion, Question
from journalclub.invitations import policy
from journalclub.invitations.models import Invitation, InvitationLink, NeverContact
from journalclub.invitations.states import BETWEEN_LETTERS, MOST_REMINDERS, State, state
from journalclub.kit.refusal import Forbidden, NotFound
from journalclub.kit.tokens import digest
from journalclub.members.models import Member
from journalclub.members.queries import viewer_of_member
from journalclub.members.viewer import Viewer


@dataclass(frozen=True)
class Opened:
    """What a link opens. Answered: the page can only mail a fresh sign-in link to the invited address."""

    invitation: Invitation
    discussion: Discussion
    questions: Sequence[Question]
    host_name: str
    is_answered: bool


def by_token(session: Session, token: str, now: datetime) -> Opened | None:
    """What this link opens; None when it is wrong, expired or revoked, which look the same."""
    invitation = live(session, token, now)
    if invitation is None:
        return None
    questions = select(Question).where(Question.discussion_id == invitation.discussion_id).order_by(Question.number)
    return Opened(
        invitation=invitation,
        discussion=session.get_one(Discussion, invitation.discussion_id),
        questions=session.scalars(questions).all(),
        host_name=session.get_one(Member, invitation.invited_by).name,
        is_answered=invitation.state != State.SENT,
    )


def live(session: Session, token: str, now: datetime, *, lock: bool = False) -> Invitation | None:
    """The invitation behind a link that still means something, kept from other writers with `lock`."""
    link = select(InvitationLink.invitation_id).where(InvitationLink.digest == digest(token))
    query = select(Invitation).where(Invitation.id == link.scalar_subquery())
    invitation = session.scalar(query.with_for_update() if lock else query)
    return invitation if invitation is not None and _is_live(session, invitation, now) else None


@dataclass(frozen=True)
class Asked:
    """One author who was asked. `address` is for those who may invite here, and None for everybody else."""

    id: int
    author_name: str
    address: str | None
    state: State
    sent_at: datetime | None
    answered_at: datetime | None
    expires_at: datetime | None
    reminders: int
    never_contact: bool
    may_remind: bool


def of_discussion(session: Session, viewer: Viewer, discussion_id: int, now: datetime) -> list[Asked]:
    """Who was asked, accepted, declined, is silent, must never be written to again. Raises NotFound, Forbidden."""
    discussion = session.get(Discussion, discussion_id)
    if discussion is None:
        raise NotFound
    here = discussion_policy.standing(session, viewer, discussion, now)
    if not policy.may_revoke(viewer, here):
        raise Forbidden("not-your-discussion", "Only the hosts of this discussion and moderators see whom it invited.")
    rows = session.scalars(select(Invitation).where(Invitation.discussion_id == discussion_id).order_by(Invitation.id))
    invitations = rows.all()
    hashes = {row.id: digest(row.address) for row in invitations}
    blocked = set(session.scalars(select(NeverContact.digest).where(NeverContact.digest.in_(hashes.values()))))
    shows = policy.may_invite(viewer, here)
    return [_asked(row, hashes[row.id] in blocked, shows, now) for row in invitations]


def invitation(session: Session, viewer: Viewer, invitation_id: int, now: datetime) -> Invitation:
    """One invitation with its words and address, for those who may invite there. Raises NotFound."""
    found = session.get(Invitation, invitation_id)
    discussion = session.get(Discussion, found.discussion_id) if found is not None else None
    if found is None or discussion is None:
        raise NotFound
    if not policy.may_invite(viewer, discussion_policy.standing(session, viewer, discussion, now)):
        raise NotFound
    return found


def inviters_of(session: Session, member: Member) -> frozenset[int]:
    """Who has ever invited this person: they do not verify them."""
    to_them = [Invitation.member_id == member.id] + ([Invitation.address == member.email] if member.email else [])
    return frozenset(session.scalars(select(Invitation.invited_by).where(or_(*to_them))))


def invitees_of(session: Session, viewer: Viewer, people: Sequence[Member]) -> set[int]:
    """Which of these people this viewer has ever invited."""
    mine = select(Invitation.member_id, Invitation.address).where(Invitation.invited_by == viewer.id)
    known = Invitation.member_id.in_([one.id for one in people])
    rows = session.execute(mine.where(or_(known, Invitation.address.in_([one.email for one in people])))).all()
    ids, addresses = {row[0] for row in rows}, {row[1] for row in rows}
    return {one.id for one in people if one.id in ids or one.email in addresses}


def _is_live(session: Session, invitation: Invitation, now: datetime) -> bool:
    current = state(invitation.state, invitation.expires_at, now)
    if current in {State.ACCEPTED, State.DECLINED}:
        return True
    discussion = session.get_one(Discussion, invitation.discussion_id)
    if current is not State.SENT or discussion.cancelled_at is not None:
        return False
    # An invitation lives no longer than its host's right to send it (TRUST, "Stale rights").
    host = viewer_of_member(session, invitation.invited_by)
    return policy.may_invite(host, discussion_policy.standing(session, host, discussion, now))


def _asked(row: Invitation, blocked: bool, shows_address: bool, now: datetime) -> Asked:
    current = state(row.state, row.expires_at, now)
    last = row.reminded_at or row.sent_at
    rested = last is not None and now >= last + BETWEEN_LETTERS
    return Asked(
        id=row.id,
        author_name=row.author_name,
        address=row.address if shows_address else None,
        state=current,
        sent_at=row.sent_at,
        answered_at=row.answered_at,
        expires_at=row.expires_at,
        reminders=row.reminders,
        never_contact=blocked,
        may_remind=current is State.SENT and rested and not blocked and row.reminders < MOST_REMINDERS,
    )
