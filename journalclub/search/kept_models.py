"""Tables of search: what members keep, and the words that may be suggested."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt, Id
from journalclub.members.models import to_member


class SavedSearch(Base):
    """A search that a member keeps. `digest` is of the token in its private Atom address; without one it has none."""

    __tablename__ = "saved_searches"

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), index=True)
    name: Mapped[str] = mapped_column(String(120))
    query: Mapped[str] = mapped_column(Text)
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    addressed_at: Mapped[datetime | None]
    made_at: Mapped[datetime]


class Spoken(Base):
    """Something the library says: a word of its articles, a journal, a heading, a tag. Nothing here is from a post.

    `key` is what a reader types to find it, folded; `shown` is how it is written; `count` is about how many articles
    say it.
    """

    __tablename__ = "spoken"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)  # word, journal, heading, tag
    # Compared byte by byte, so that an index serves "begins so".
    key: Mapped[str] = mapped_column(
        String(100).with_variant(String(100, collation="C"), "postgresql"), primary_key=True
    )
    shown: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
