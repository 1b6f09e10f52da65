"""The outbox."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt, Id
from journalclub.discussions.models import to_discussion
from journalclub.members.models import to_member


class LetterState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    STOPPED = "stopped"  # it was not to be sent any more


class LinkKind(StrEnum):
    """What the letter's `[link]` becomes; `link_id` says which. The link itself is never kept."""

    HOME = "home"  # the club's front page, no secret
    SIGN_IN = "sign-in"  # of a member
    INVITATION = "invitation"  # of an invitation
    DISCUSSION = "discussion"  # its page, no secret
    TRANSCRIPT = "transcript"  # of a discussion, no secret


class Mailing(Base):
    """A letter to all who want it, about one discussion. Written member by member, some hundred at a time."""

    __tablename__ = "mailings"

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(20))
    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion(), index=True)
    cause: Mapped[int] = mapped_column(BigInt, unique=True)  # the number of the change that it tells of
    but: Mapped[int | None] = mapped_column(BigInt)  # whoever did what it tells of
    made_at: Mapped[datetime]
    reached: Mapped[int] = mapped_column(BigInt, default=0)  # the last member that was looked at
    done_at: Mapped[datetime | None]


class Letter(Base):
    """One letter to one person: to a member wherever they are reached then, or to an invited author's address."""

    __tablename__ = "letters"
    __table_args__ = (
        Index("ix_letters_state_next_try", "state", "next_try"),
        UniqueConstraint("mailing_id", "member_id"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(20))
    member_id: Mapped[int | None] = mapped_column(BigInt, to_member(), index=True)
    mailing_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("mailings.id", ondelete="CASCADE"))
    address: Mapped[str | None] = mapped_column(String(254))  # an author's, never shown
    name: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)  # with [link] where the link will be
    link_kind: Mapped[str] = mapped_column(String(12), default=LinkKind.HOME)
    link_id: Mapped[int | None] = mapped_column(BigInt)
    state: Mapped[str] = mapped_column(String(10), default=LetterState.WAITING)
    made_at: Mapped[datetime]
    next_try: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)
