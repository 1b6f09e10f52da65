"""Tables of the change log, of those who read it, and of the audit record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt, Id, JsonDict


class Change(Base):
    """One act. Never a text, never an address: only which rows it touched. Rows are never updated."""

    __tablename__ = "changes"
    __table_args__ = (
        Index("ix_changes_discussion_id_seq", "discussion_id", "seq"),
        {"sqlite_autoincrement": True},  # a number is never used twice, even after the newest row was removed
    )

    seq: Mapped[Id]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[int | None] = mapped_column(BigInt)
    discussion_id: Mapped[int | None] = mapped_column(BigInt)
    ids: Mapped[JsonDict]
    silent: Mapped[bool] = mapped_column(default=False)


class ConsumerPosition(Base):
    """How far a consumer has read."""

    __tablename__ = "consumer_positions"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInt, default=0)
    moved_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)


class ParkedChange(Base):
    """A change that a consumer could not handle in five tries, set aside so that the rest go on."""

    __tablename__ = "parked_changes"

    consumer: Mapped[str] = mapped_column(String(40), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInt, ForeignKey("changes.seq"), primary_key=True, autoincrement=False)
    parked_at: Mapped[datetime]
    error: Mapped[str] = mapped_column(Text)


class AuditEntry(Base):
    """Who did what to whom with a power that others lack. Append only."""

    __tablename__ = "audit_entries"

    id: Mapped[Id]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(BigInt, index=True)
    act: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(Text)
    discussion_id: Mapped[int | None] = mapped_column(BigInt, index=True)
    ids: Mapped[JsonDict]
