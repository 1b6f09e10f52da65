"""API tokens: a program acts for a member."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.kit.refusal import Forbidden, NotFound, Refusal
from journalclub.kit.text import clean
from journalclub.kit.tokens import digest, mint
from journalclub.members import policy
from journalclub.members.actions import access
from journalclub.members.models import ApiToken, Member
from journalclub.members.viewer import OPERATOR, Viewer


def create(session: Session, *, by: Viewer, member_id: int, name: str = "", now: datetime) -> str:
    """Make a token for oneself, or at the command line for anybody; it is shown this once. Raises Refusal."""
    member = session.get(Member, member_id)
    if member is None or not _is_own(by, member_id):
        raise NotFound
    if not policy.may_have_token(by):
        raise Forbidden("not-verified", "A token comes with your verification by a moderator.")
    if member.suspended_at is not None:
        raise Refusal("suspended", f"{member.name} is suspended and can have no token.")
    token = mint()
    row = ApiToken(digest=digest(token), member_id=member_id, name=clean(name, lines=False)[:80], made_at=now)
    session.add(row)
    session.flush()
    log.record(session, Kind.TOKEN_ADDED, actor=by.id, now=now, token=row.id, member=member_id)
    return token


def revoke(session: Session, *, by: Viewer, token_id: int, now: datetime) -> None:
    """One of one's own; any at the command line. Revoking twice changes nothing."""
    row = session.get(ApiToken, token_id)
    if row is None or not _is_own(by, row.member_id):
        raise NotFound
    if row.revoked_at is None:
        row.revoked_at = now
        log.record(session, Kind.TOKEN_REVOKED, actor=by.id, now=now, token=row.id, member=row.member_id)


def revoke_all(session: Session, *, by: Viewer, member_id: int, now: datetime) -> None:
    if not _is_own(by, member_id):
        raise NotFound
    access.end_tokens(session, member_id, actor=by.id, now=now)


def _is_own(by: Viewer, member_id: int) -> bool:
    return by is OPERATOR or (by.id is not None and by.id == member_id)
