"""Tables of posts and reactions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt, Id, Json, JsonDict
from journalclub.discussions.models import to_discussion
from journalclub.members.models import to_member


class ReactionKind(StrEnum):
    """The few reactions that mean something to a clinician."""

    AGREE = "agree"
    INSIGHTFUL = "insightful"
    QUESTION = "question"
    WILL_CHANGE_PRACTICE = "will_change_practice"


class Post(Base):
    """What somebody said. Plain text. `seq` is the number of the last change that touched it."""

    __tablename__ = "posts"
    __table_args__ = (
        UniqueConstraint("discussion_id", "member_id", "client_token"),
        UniqueConstraint("archive", "key"),
        Index("ix_posts_discussion_id_at_id", "discussion_id", "at", "id"),
        Index("ix_posts_discussion_id_seq", "discussion_id", "seq"),
        Index("ix_posts_member_id_at", "member_id", "at"),
    )

    id: Mapped[Id]
    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion())
    member_id: Mapped[int] = mapped_column(BigInt, to_member())
    question: Mapped[int | None]  # the question's number, as in T3
    reply_to_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("posts.id", ondelete="SET NULL"), index=True)
    text: Mapped[str] = mapped_column(Text)
    quoted: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # so many characters at its beginning quote the abstract
    at: Mapped[datetime]
    seq: Mapped[int] = mapped_column(BigInt)
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_by: Mapped[int | None] = mapped_column(BigInt)
    hidden_why: Mapped[str | None] = mapped_column(String(280))
    cleared_at: Mapped[datetime | None]  # the writer confirmed, after a warning, that it identifies nobody
    client_token: Mapped[str] = mapped_column(String(80))
    archive: Mapped[str | None] = mapped_column(String(80))
    key: Mapped[str | None] = mapped_column(String(200))
    extra: Mapped[JsonDict]
    imported: Mapped[Any | None] = mapped_column(Json)

    @property
    def is_gone(self) -> bool:
        """Its words are for nobody's eyes any more: only a stub stays."""
        return self.hidden_at is not None or self.withdrawn_at is not None


class Reaction(Base):
    __tablename__ = "reactions"

    post_id: Mapped[int] = mapped_column(BigInt, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    at: Mapped[datetime]
