"""Tables of posts, what waits to be one, earlier wordings and reactions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt, Id, Json, JsonDict
from journalclub.discussions.models import to_discussion
from journalclub.members.models import to_member


def to_post() -> ForeignKey:
    """A reference to another post, which may go without this one."""
    return ForeignKey("posts.id", ondelete="SET NULL")


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
        Index(
            "ix_posts_quotes_id",
            "quotes_id",
            sqlite_where=text("quotes_id IS NOT NULL"),
            postgresql_where=text("quotes_id IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion())
    member_id: Mapped[int] = mapped_column(BigInt, to_member())
    question: Mapped[int | None]  # the question's number, as in T3
    reply_to_id: Mapped[int | None] = mapped_column(BigInt, to_post(), index=True)
    quotes_id: Mapped[int | None] = mapped_column(BigInt, to_post())
    text: Mapped[str] = mapped_column(Text)
    quoted: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # so many characters at its beginning quote the abstract
    kind: Mapped[str] = mapped_column(String(10), default="post", server_default="post")  # post | poll
    for_author_at: Mapped[datetime | None]  # since when it is a question to the authors of the paper
    for_author_settled: Mapped[bool | None]  # a host or an author said so; none: whether an author has replied
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


class PostWording(Base):
    """How a post read before an edit: for its writer, the hosts and moderators. See `wordings`."""

    __tablename__ = "post_wordings"

    id: Mapped[Id]
    post_id: Mapped[int] = mapped_column(BigInt, ForeignKey("posts.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime]


class HeldPost(Base):
    """A post that waits for a host. It is no row of `posts`, so nothing that reads posts can show it.

    On its release it becomes one and this row goes, as it does when the writer takes it back. A refused one stays for
    its writer, who reads why.
    """

    __tablename__ = "held_posts"
    __table_args__ = (
        UniqueConstraint("discussion_id", "member_id", "client_token"),
        Index("ix_held_posts_held_at_id", "held_at", "id"),
    )

    id: Mapped[Id]
    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion())
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), index=True)
    question: Mapped[int | None]
    reply_to_id: Mapped[int | None] = mapped_column(BigInt, to_post(), index=True)
    quotes_id: Mapped[int | None] = mapped_column(BigInt, to_post(), index=True)
    text: Mapped[str] = mapped_column(Text)
    quoted: Mapped[int] = mapped_column(default=0)  # as in a post
    for_author_at: Mapped[datetime | None]
    client_token: Mapped[str] = mapped_column(String(80))
    held_at: Mapped[datetime]
    refused_at: Mapped[datetime | None]
    refused_by: Mapped[int | None] = mapped_column(BigInt)
    refused_why: Mapped[str | None] = mapped_column(String(280))


class Reaction(Base):
    __tablename__ = "reactions"

    post_id: Mapped[int] = mapped_column(BigInt, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    at: Mapped[datetime]
