"""Tables of what is left of a discussion when it is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt, Id
from journalclub.discussions.models import to_discussion
from journalclub.members.models import to_member


class MarkedPost(Base):
    """A post that a host wants to come back to when writing the take-home points. For hosts' eyes only."""

    __tablename__ = "marked_posts"

    post_id: Mapped[int] = mapped_column(BigInt, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion(), index=True)
    at: Mapped[datetime]


class TakeHome(Base):
    """One take-home point: plain text, perhaps with the post that it stands for."""

    __tablename__ = "take_homes"
    __table_args__ = (UniqueConstraint("discussion_id", "position"),)

    id: Mapped[Id]
    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion())
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    post_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("posts.id", ondelete="SET NULL"), index=True)


class Recap(Base):
    """What hosts tell of a discussion, in Markdown; a draft for their eyes until it is published."""

    __tablename__ = "recaps"

    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion(), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


class Reflection(Base):
    """What a discussion was for somebody. Theirs alone; hosts count them, and read those that may be quoted."""

    __tablename__ = "reflections"
    __table_args__ = (Index("ix_reflections_member_id", "member_id"),)

    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion(), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(12), default="")
    differently: Mapped[str] = mapped_column(Text, default="")
    still_open: Mapped[str] = mapped_column(Text, default="")
    quotable: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]  # first written
    changed_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]  # the writer confirmed, after a warning, that it identifies nobody
