"""Table of what was merged, and of what was split again and must stay apart."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt, Id, JsonDict


class ArticleMerge(Base):
    """`gone` was found to be the same article as `kept`. Once it is split, the two are never merged again.

    `moved` are the ids of the rows that came along, by table; `before` is what `kept` said by itself.
    """

    __tablename__ = "article_merges"

    id: Mapped[Id]
    kept: Mapped[int] = mapped_column(BigInt, ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    gone: Mapped[int] = mapped_column(BigInt, ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(200))
    moved: Mapped[JsonDict]
    before: Mapped[JsonDict]
    split_at: Mapped[datetime | None]
    split_by: Mapped[int | None] = mapped_column(BigInt)  # without a reference: it stays split when they leave
