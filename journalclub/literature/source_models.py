"""Tables of sources: what the program learnt about them, what they sent, and how each pull went."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt, Id, JsonDict


class Sighting(Base):
    """An article as one source sent it. `key` is the source's name for it, `digest` tells whether it came changed."""

    __tablename__ = "sightings"
    __table_args__ = (UniqueConstraint("source", "key"),)

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(BigInt, ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    source: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(500))
    url: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(40))
    seen_at: Mapped[datetime]


class SourceState(Base):
    """What was learnt about a source of feeds.toml. `cursor` is where the next pull goes on (see `pulling`)."""

    __tablename__ = "source_states"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(Text)  # the query or URL that all this is about
    cursor: Mapped[JsonDict]
    etag: Mapped[str] = mapped_column(String(500), default="")
    modified: Mapped[str] = mapped_column(String(100), default="")
    moved_to: Mapped[str | None] = mapped_column(Text)
    retired_at: Mapped[datetime | None]  # it said that it is gone for good
    asked_at: Mapped[datetime | None]
    succeeded_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    reason: Mapped[str] = mapped_column(Text, default="")
    next_try_at: Mapped[datetime | None] = mapped_column(index=True)


class Pull(Base):
    """One pull of one source, while it runs and afterwards."""

    __tablename__ = "pulls"
    __table_args__ = (Index("ix_pulls_source_id", "source", "id"),)

    id: Mapped[Id]
    source: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default="running")  # running, done, failed
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    expected: Mapped[int | None]
    new: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    merged: Mapped[int] = mapped_column(default=0)  # of the others: those that joined an article from elsewhere
    skipped: Mapped[int] = mapped_column(default=0)  # left out by a rule of feeds.toml
    failed: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)  # over the limit: they come with the next pull
    reason: Mapped[str] = mapped_column(Text, default="")


class PullProblem(Base):
    """An entry that was not taken, and why; the first few of a pull are kept."""

    __tablename__ = "pull_problems"

    id: Mapped[Id]
    pull_id: Mapped[int] = mapped_column(BigInt, ForeignKey("pulls.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)


class Turn(Base):
    """When the next request to a server may be sent, for all processes together."""

    __tablename__ = "turns"

    server: Mapped[str] = mapped_column(String(80), primary_key=True)
    next_at: Mapped[datetime]
