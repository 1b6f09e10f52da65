"""Become a member: by applying, by the command line, or by an import."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.kit.refusal import Conflict, NotFound
from journalclub.members import queries
from journalclub.members.actions.roles import checked_roles, write_roles
from journalclub.members.actions.signing_in import offer_link
from journalclub.members.addresses import checked_address
from journalclub.members.limits import key_of, take
from journalclub.members.models import Member
from journalclub.members.profile import Profile, checked_name
from journalclub.members.viewer import Role, Viewer

BY_OPERATOR = "added by whoever runs this club"


def apply(session: Session, *, email: str, profile: Profile, network: str, now: datetime, limits: bool = True) -> None:
    """Ask to become a member. `network` is the asking address, `limits` the setting.

    An address that is known already gets the same answer, and a sign-in link instead of an account. Raises Refusal.
    """
    address, fit = checked_address(email), profile.checked()
    take(session, key_of("apply-from", network), 10, 1 / 600, now, limits=limits)
    take(session, key_of("apply-for", address), 3, 1 / 3600, now, limits=limits)
    known = queries.member_by_email(session, address)
    if known is not None:
        offer_link(session, known, now)
        return
    member = Member(email=address, joined_at=now, applied_at=now)
    fit.write_on(member, now)
    session.add(member)
    session.flush()
    log.record(session, Kind.MEMBER_APPLIED, actor=member.id, now=now, member=member.id)


def apply_signed_in(session: Session, *, by: Viewer, profile: Profile, now: datetime) -> Member:
    """An author guest asks to become a member. Applying twice changes nothing."""
    member = session.get(Member, by.id) if by.id is not None and not by.suspended else None
    if member is None:
        raise NotFound
    if member.applied_at is None and member.verified_at is None:
        profile.checked().write_on(member, now)
        member.applied_at = now
        log.record(session, Kind.MEMBER_APPLIED, actor=member.id, now=now, member=member.id)
    return member


def add_member(session: Session, *, email: str, name: str, roles: Iterable[str], now: datetime) -> Member:
    """The command line's way: verified by whoever runs it. Lets a guest or an applicant in as well. Raises Refusal."""
    address, wanted = checked_address(email), checked_roles(roles)
    member = queries.member_by_email(session, address)
    if member is not None and (member.verified_at is not None or member.suspended_at is not None):
        raise Conflict("is-a-member", f"{address} belongs to {member.name} already. Use “member role” to change roles.")
    if member is None:
        member = Member(email=address, joined_at=now)
        session.add(member)
    member.name, member.declined_at = checked_name(name), None
    member.verified_at, member.verified_how = now, BY_OPERATOR
    member.introduced_at = member.introduced_at or now
    session.flush()
    write_roles(session, member, wanted or {Role.MEMBER})
    log.record(session, Kind.MEMBER_ADDED, actor=None, now=now, member=member.id)
    return member


def decide(session: Session, member: Member, *, by: Viewer, roles: Iterable[str], how: str, now: datetime) -> bool:
    """Verify an applicant with these roles, or decline one with none. False: it was decided already.

    Rights, audit and reasons are moderation's; this writes the rows and the change.
    """
    if member.verified_at is not None or member.applied_at is None:
        return False
    wanted = checked_roles(roles)
    if not wanted:
        member.declined_at = now
        log.record(session, Kind.MEMBER_DECLINED, actor=by.id, now=now, member=member.id)
        return True
    member.verified_at, member.verified_by, member.verified_how, member.declined_at = now, by.id, how, None
    write_roles(session, member, member.role_names | wanted)
    log.record(session, Kind.MEMBER_VERIFIED, actor=by.id, now=now, member=member.id)
    return True
