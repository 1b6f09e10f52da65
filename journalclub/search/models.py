"""What is kept about the search index beside it. The index itself is in no table of these."""

from datetime import datetime

from sqlalchemy import Float, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt


class SearchIndex(Base):
    """One row of the PostgreSQL engine: the build that serves. It moves in the transaction that writes documents."""

    __tablename__ = "search_index"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    build: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(BigInt)
    documents: Mapped[int] = mapped_column()
    length: Mapped[float] = mapped_column(Float(53))  # of all documents together


class SearchNews(Base):
    """One row, whichever the engine: what people are told about it by processes that do not do the work. `trouble` is
    empty while all is well; `expected` is 0 while nothing is built, and `moved_at` tells a building that goes on from
    one that died."""

    __tablename__ = "search_news"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    trouble: Mapped[str] = mapped_column(Text, default="")
    trouble_since: Mapped[datetime | None]
    healed: Mapped[str] = mapped_column(Text, default="")
    healed_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    expected: Mapped[int] = mapped_column(default=0)
    moved_at: Mapped[datetime | None]
