"""The cast, for every domain's tests: Ada hosts, Ben is a member, Chen an invited author, Dora an advocate, …"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from journalclub.members.models import Member, MemberRole
from journalclub.members.queries import viewer_of_member
from journalclub.members.viewer import Viewer

NOW = datetime(2026, 5, 17, 20, tzinfo=UTC)

ROLES: dict[str, tuple[str, ...]] = {
    "ada": ("member", "host"),
    "ben": ("member",),
    "chen": (),
    "dora": ("patient_advocate",),
    "eve": (),
    "mo": ("member", "moderator"),
    "ari": ("administrator",),
}
GUESTS = {"chen"}
PENDING = {"eve"}


def join(session: Session, who: str, now: datetime = NOW) -> Member:
    """Somebody of the cast, or another plain member, as a row."""
    known = who not in GUESTS | PENDING
    member = Member(
        name=who.capitalize(),
        email=f"{who}@example.org",
        joined_at=now,
        applied_at=now if who in PENDING else None,
        verified_at=now if known else None,
        introduced_at=now if known else None,
    )
    member.roles = [MemberRole(role=role) for role in ROLES.get(who, ("member",))]
    session.add(member)
    session.flush()
    return member


def viewer(session: Session, who: str) -> Viewer:
    """Somebody of the cast, joined now, as policies see them."""
    return viewer_of_member(session, join(session, who).id)
