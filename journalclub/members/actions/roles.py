"""Give and take roles; suspend and restore. What a person could do a moment ago ends in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes import audit, log
from journalclub.changes.kinds import Kind
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from journalclub.kit.text import clean
from journalclub.members import policy, queries
from journalclub.members.actions.access import end_access
from journalclub.members.models import Member, MemberRole, RoleProposal
from journalclub.members.viewer import OPERATOR, Role, Viewer


def set_roles(session: Session, *, by: Viewer, member_id: int, roles: Iterable[str], now: datetime) -> bool:
    """Let the member have exactly these roles. False: it waits for a second administrator to ask for the same.

    Losing a role ends sessions, links and tokens. Raises Refusal.
    """
    member = _member(session, member_id)
    before, after = member.role_names, checked_roles(roles)
    if not policy.may_change_roles(by, member_id, before, after):
        raise Forbidden("may-not-appoint", "You may not give or take these roles.")
    if member.verified_at is None:
        raise Refusal("not-verified", f"{member.name} has to be verified first.")
    if before == after:
        return True
    _keep_an_administrator(session, Role.ADMINISTRATOR in before - after)
    if _needs_a_second(session, by, before ^ after) and not _seconded(session, by, member_id, after, now):
        return False
    write_roles(session, member, after)
    log.record(session, Kind.MEMBER_ROLES, actor=by.id, now=now, member=member_id)
    audit.write(session, "member.roles", actor=by.id, now=now, reason=" ".join(sorted(after)), member=member_id)
    if before - after:
        end_access(session, member_id, actor=by.id, now=now)
    return True


def suspend(session: Session, *, by: Viewer, member_id: int, why: str, now: datetime) -> Member:
    """Shut somebody out at once, on record. Suspending twice changes nothing."""
    member = _member(session, member_id)
    if not policy.may_suspend(by, member_id, member.role_names):
        raise Forbidden("may-not-suspend", "You may suspend members with lower roles than yours only.")
    reason = clean(why)
    if not reason:
        raise Refusal("no-reason", "Please say why; the member and other moderators will read it.")
    if member.suspended_at is not None:
        return member
    _keep_an_administrator(session, Role.ADMINISTRATOR in member.role_names)
    member.suspended_at, member.suspended_why = now, reason
    log.record(session, Kind.MEMBER_SUSPENDED, actor=by.id, now=now, member=member_id)
    audit.write(session, "member.suspended", actor=by.id, now=now, reason=reason, member=member_id)
    end_access(session, member_id, actor=by.id, now=now)
    return member


def restore(session: Session, *, by: Viewer, member_id: int, now: datetime) -> Member:
    """Take a suspension back. What it ended stays ended: the member signs in anew."""
    member = _member(session, member_id)
    if not policy.may_suspend(by, member_id, member.role_names):
        raise Forbidden("may-not-restore", "You may restore members with lower roles than yours only.")
    if member.suspended_at is not None:
        member.suspended_at = member.suspended_why = None
        log.record(session, Kind.MEMBER_RESTORED, actor=by.id, now=now, member=member_id)
        audit.write(session, "member.restored", actor=by.id, now=now, member=member_id)
        end_access(session, member_id, actor=by.id, now=now)
    return member


def checked_roles(roles: Iterable[str]) -> frozenset[Role]:
    """Raises Refusal for a word that is no role."""
    names = frozenset(roles)
    known = ", ".join(Role)
    if unknown := names - set(Role):
        raise Refusal("no-such-role", f"“{min(unknown)}” is no role. There are: {known}.")
    return frozenset(Role(name) for name in names)


def write_roles(session: Session, member: Member, roles: Iterable[str]) -> None:
    """Only the rows; rights and changes are the caller's."""
    wanted = frozenset(roles)
    member.roles = [role for role in member.roles if role.role in wanted] + [
        MemberRole(role=name) for name in sorted(wanted - member.role_names)
    ]
    session.flush()


def _member(session: Session, member_id: int) -> Member:
    member = session.get(Member, member_id, with_for_update=True)
    if member is None:
        raise NotFound
    return member


def _keep_an_administrator(session: Session, loses_one: bool) -> None:
    if loses_one and queries.administrators(session) <= 1:
        raise Conflict("last-administrator", "A club needs an administrator. Please appoint another one first.")


def _needs_a_second(session: Session, by: Viewer, touched: frozenset[str]) -> bool:
    """Moderators and administrators are made by two, once there are two (TRUST, 2p)."""
    return by is not OPERATOR and bool(touched & policy.HIGH) and queries.administrators(session) > 1


def _seconded(session: Session, by: Viewer, member_id: int, roles: frozenset[str], now: datetime) -> bool:
    """Whether another administrator, who still is one, has proposed the same; otherwise this is the proposal."""
    wanted = " ".join(sorted(roles))
    proposal = session.get(RoleProposal, member_id)
    another = proposal is not None and proposal.roles == wanted and proposal.proposed_by != by.id
    if proposal is not None and another and queries.viewer_of_member(session, proposal.proposed_by).is_admin:
        session.delete(proposal)
        return True
    session.merge(RoleProposal(member_id=member_id, roles=wanted, proposed_by=by.id or 0, proposed_at=now))
    audit.write(session, "member.roles-proposed", actor=by.id, now=now, reason=wanted, member=member_id)
    return False
