"""Tables of invitations, their links, and those who never want to be written to again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt, Id
from journalclub.discussions.models import to_discussion
from journalclub.members.models import to_member


class Invitation(Base):
    """One author, one address, one discussion, one answer. Its state at a moment: see `states.state`."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("discussion_id", "address"),)

    id: Mapped[Id]
    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion())
    article_id: Mapped[int | None] = mapped_column(BigInt, index=True)
    author_name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(254), index=True)  # lower case; for hosts of this discussion only
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    invited_by: Mapped[int] = mapped_column(BigInt, to_member(), index=True)
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    member_id: Mapped[int | None] = mapped_column(BigInt, to_member(), index=True)  # the guest, once accepted


class InvitationLink(Base):
    """The hash of a link that was handed over. Each letter has its own, so that a reminder kills no earlier one."""

    __tablename__ = "invitation_links"

    id: Mapped[Id]
    invitation_id: Mapped[int] = mapped_column(BigInt, ForeignKey("invitations.id", ondelete="CASCADE"), index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_at: Mapped[datetime]


class NeverContact(Base):
    """Somebody who said: never again. Only the address' hash, which outlives discussions and accounts."""

    __tablename__ = "never_contact"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    since: Mapped[datetime]
