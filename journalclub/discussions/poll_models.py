"""Tables of quick polls. The question asked is the text of the post that a poll hangs on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt, Json, JsonList
from journalclub.members.models import to_member


class Poll(Base):
    """What can be chosen, in order. Closing it counts the votes and deletes them: then there is only `result`."""

    __tablename__ = "polls"

    post_id: Mapped[int] = mapped_column(BigInt, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    choices: Mapped[JsonList]
    multiple: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]
    result: Mapped[Any | None] = mapped_column(Json)  # {"voters": 8, "votes": [5, 3]}; none while it is open


class PollVote(Base):
    """What somebody chose, one row a person so that nobody can have voted twice. It goes when they are erased."""

    __tablename__ = "poll_votes"

    post_id: Mapped[int] = mapped_column(BigInt, ForeignKey("polls.post_id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), primary_key=True, index=True)
    chosen: Mapped[int]  # a bit for each choice, the first one lowest
    at: Mapped[datetime]
