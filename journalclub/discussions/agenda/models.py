"""Tables of nominations, how they ended, their votes, and the dates that suit members."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt, Id
from journalclub.discussions.models import to_discussion
from journalclub.members.models import to_member


class Ending(StrEnum):
    """How a nomination leaves the list."""

    WITHDRAWN = "withdrawn"  # by whoever made it
    DECLINED = "declined"  # by a host, with a reason
    CHOSEN = "chosen"  # by a host: it is the article of a discussion


def to_nomination() -> ForeignKey:
    return ForeignKey("nominations.id", ondelete="CASCADE")


class Nomination(Base):
    """A member wants an article discussed in a series, and says why. On the list until it has a `NominationEnd`.

    `article_id` is never changed: when articles are merged, reads fold what is nominated under the surviving one, and
    when a merge is split everything is where it was.
    """

    __tablename__ = "nominations"

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(BigInt, ForeignKey("articles.id"), index=True)
    series_id: Mapped[int] = mapped_column(BigInt, ForeignKey("series.id"), index=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), index=True)
    reason: Mapped[str] = mapped_column(Text)
    by_author: Mapped[bool] = mapped_column(default=False)  # whoever made it says that the paper is theirs
    cleared_at: Mapped[datetime | None]  # they confirmed, after a warning, that the reason identifies nobody
    made_at: Mapped[datetime] = mapped_column(index=True)


class NominationEnd(Base):
    """Who took a nomination off the list, when and why. Putting it back removes this row."""

    __tablename__ = "nomination_ends"

    nomination_id: Mapped[int] = mapped_column(BigInt, to_nomination(), primary_key=True)
    how: Mapped[str] = mapped_column(String(10))  # Ending
    member_id: Mapped[int | None] = mapped_column(BigInt)  # without a reference: it stays ended when they leave
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(Text, default="")
    discussion_id: Mapped[int | None] = mapped_column(BigInt, to_discussion(), index=True)


class Vote(Base):
    """One member, one vote, until they take it back."""

    __tablename__ = "votes"

    nomination_id: Mapped[int] = mapped_column(BigInt, to_nomination(), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), primary_key=True, index=True)
    at: Mapped[datetime]


class SuitingDate(Base):
    """A member could take part in this edition of a series, whatever its article."""

    __tablename__ = "suiting_dates"

    series_id: Mapped[int] = mapped_column(BigInt, ForeignKey("series.id", ondelete="CASCADE"), primary_key=True)
    edition_on: Mapped[date] = mapped_column(Date, primary_key=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), primary_key=True, index=True)
    at: Mapped[datetime]
