"""Change what one says about oneself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.kit.refusal import NotFound, Refusal
from journalclub.members import policy
from journalclub.members.models import Member
from journalclub.members.profile import Profile
from journalclub.members.viewer import Viewer


def change_profile(session: Session, *, by: Viewer, profile: Profile, now: datetime) -> Member:
    """One's own only. A verified name stays: it is what the moderator has checked. Raises Refusal."""
    member = session.get(Member, by.id) if by.id is not None else None
    if member is None or not policy.may_change_profile(by, member.id):
        raise NotFound
    fit = replace(profile, name=profile.name or member.name).checked()
    if member.verified_at is not None and fit.name != member.name:
        raise Refusal("name-was-checked", "Your name was checked when you were verified, and stays as it is.")
    fit.write_on(member, now)
    log.record(session, Kind.MEMBER_CHANGED, actor=member.id, now=now, member=member.id)
    return member
