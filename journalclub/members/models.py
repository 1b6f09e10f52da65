"""Tables of members, their roles, and the ways in: sessions, sign-in links, tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from journalclub.db.base import Base, BigInt, Id, Json, JsonDict

_STANDING = "verified_at IS NOT NULL AND suspended_at IS NULL"


def to_member() -> ForeignKey:
    """A reference that goes when the member goes."""
    return ForeignKey("members.id", ondelete="CASCADE")


class Club(Base):
    """The one club of this instance. No row: nobody has set it up yet."""

    __tablename__ = "club"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    time_zone: Mapped[str] = mapped_column(String(64))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    founded_at: Mapped[datetime]


class Member(Base):
    """A person. `verified_at` is when a moderator had reviewed who they are; without it they are pending.

    An author guest is a member row with neither `verified_at` nor `applied_at`: taking part somewhere is what an
    accepted invitation gave them, and all they have.
    """

    __tablename__ = "members"
    __table_args__ = (
        UniqueConstraint("archive", "key"),
        # Those who may be suggested, by their names; with all that is asked of them, so that no row has to be read.
        Index(
            "ix_members_standing",
            "name",
            "verified_at",
            "suspended_at",
            sqlite_where=text(_STANDING),
            postgresql_where=text(_STANDING),
        ),
        Index(
            "ix_members_pending",
            "applied_at",
            sqlite_where=text("applied_at IS NOT NULL AND verified_at IS NULL AND declined_at IS NULL"),
            postgresql_where=text("applied_at IS NOT NULL AND verified_at IS NULL AND declined_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)  # lower case; never shown to other members
    profession: Mapped[str] = mapped_column(String(120), default="")
    specialty: Mapped[str] = mapped_column(String(120), default="")
    affiliation: Mapped[str] = mapped_column(String(240), default="")
    country: Mapped[str] = mapped_column(String(2), default="")  # ISO 3166-1 alpha-2
    introduction: Mapped[str] = mapped_column(Text, default="")
    introduced_at: Mapped[datetime | None]  # before a first post; an imported member counts as introduced
    time_zone: Mapped[str | None] = mapped_column(String(64))
    joined_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    verified_by: Mapped[int | None] = mapped_column(BigInt)
    verified_how: Mapped[str] = mapped_column(String(120), default="")  # "identity reviewed by a moderator"
    declined_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    suspended_why: Mapped[str | None] = mapped_column(Text)
    archive: Mapped[str | None] = mapped_column(String(80))
    key: Mapped[str | None] = mapped_column(String(200))
    extra: Mapped[JsonDict]
    imported: Mapped[Any | None] = mapped_column(Json)

    roles: Mapped[list[MemberRole]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def role_names(self) -> frozenset[str]:
        return frozenset(role.role for role in self.roles)


class MemberRole(Base):
    __tablename__ = "member_roles"

    member_id: Mapped[int] = mapped_column(BigInt, to_member(), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)


class RoleProposal(Base):
    """Roles that one administrator wants a member to have, and that wait for a second one."""

    __tablename__ = "role_proposals"

    member_id: Mapped[int] = mapped_column(BigInt, to_member(), primary_key=True)
    roles: Mapped[str] = mapped_column(String(120))  # in alphabetical order, with blanks between
    proposed_by: Mapped[int] = mapped_column(BigInt, to_member())
    proposed_at: Mapped[datetime]


class SignInSession(Base):
    """One signed-in browser. The cookie holds the token; only its hash is here. Ended means ended everywhere."""

    __tablename__ = "sessions"

    id: Mapped[Id]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    agent: Mapped[str] = mapped_column(String(200), default="")


class SignInLink(Base):
    """A mailed or printed link: once, and for a short time."""

    __tablename__ = "sign_in_links"

    id: Mapped[Id]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiToken(Base):
    __tablename__ = "api_tokens"

    id: Mapped[Id]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), index=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class CalendarAddress(Base):
    """The secret part of a member's own calendar address. A calendar program cannot sign in."""

    __tablename__ = "calendar_addresses"

    id: Mapped[Id]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), index=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class LetterWishes(Base):
    """Which letters to many a member wants. No row: see `members.wishes`."""

    __tablename__ = "letter_wishes"

    member_id: Mapped[int] = mapped_column(BigInt, to_member(), primary_key=True)
    announcements: Mapped[bool]
    reminders: Mapped[bool]
    recaps: Mapped[bool]
    changed_at: Mapped[datetime]


class SetUpLink(Base):
    """The one-time link that starts a club; printed by `run`, dead once the club is founded."""

    __tablename__ = "set_up_links"

    id: Mapped[Id]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_at: Mapped[datetime]


class Allowance(Base):
    """How much of something limited is left for somebody: a token bucket, one row per key."""

    __tablename__ = "allowances"

    key: Mapped[str] = mapped_column(String(160), primary_key=True)
    left: Mapped[float]
    at: Mapped[datetime]
