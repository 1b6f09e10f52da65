"""Which line of which archive became which row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt, Json


class ImportedLine(Base):
    """A discussion's, question's, post's or reaction's line: it tells a repeat from a change, even without its row.

    `key` is the line's own, or made of what identifies it (see `lines`). `extra` holds the keys we do not know, so that
    an export can give them back. Members and articles keep such a record themselves.
    """

    __tablename__ = "imported_lines"
    __table_args__ = (Index("ix_imported_lines_kind_row_id", "kind", "row_id"),)

    archive: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    key: Mapped[str] = mapped_column(String(700), primary_key=True)
    row_id: Mapped[int] = mapped_column(BigInt)  # a reaction's is its post's
    digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    extra: Mapped[Any | None] = mapped_column(Json)
