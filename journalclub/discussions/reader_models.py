"""Tables about readers: how far each has read, and whom a post speaks to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt
from journalclub.discussions.models import to_discussion
from journalclub.members.models import to_member


class ReadPlace(Base):
    """How far a member has read a discussion: the last post they saw, by its time. It only moves forwards.

    For their own eyes. It says nothing of when they read, and no change is recorded: nobody follows what one reads.
    """

    __tablename__ = "read_places"

    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion(), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), primary_key=True, index=True)
    at: Mapped[datetime]
    post_id: Mapped[int] = mapped_column(BigInt)  # no reference: should the post go, the place stays


class Mention(Base):
    """A post names somebody of its discussion after an @. `name` is as it stands there, also when theirs changes."""

    __tablename__ = "mentions"

    post_id: Mapped[int] = mapped_column(BigInt, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String(120))
