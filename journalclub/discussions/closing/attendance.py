"""Was somebody there, and for how long? From what they did, never from watching them read.

**The rule.** In each live hour, from somebody's first act to their last: a post, a reaction, a vote in a poll, a
reflection. Rounded to five minutes, at least five for a single act, at most the hour; several hours are added. Acts
that were taken back or withdrawn do not count. Answers written outside the live hours are counted, and have no
duration. Who wrote, reacted and voted nowhere has no certificate: to have read along leaves no trace, and shall not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes.kinds import Kind
from journalclub.changes.models import Change
from journalclub.discussions.calendar import Hour
from journalclub.discussions.closing.models import Reflection
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post, Reaction

STEP = timedelta(minutes=5)


@dataclass(frozen=True)
class Attended:
    """What somebody did in a discussion. `minutes` in its live hours; `answered` are questions' numbers."""

    minutes: int
    posts_live: int
    posts_at_leisure: int
    answered: list[int]
    responses: int  # reactions and votes
    reflected_at: datetime | None

    def __bool__(self) -> bool:
        """Whether it is enough for a certificate."""
        return bool(self.posts_live + self.posts_at_leisure + self.responses)


def attended(session: Session, row: Discussion, member_id: int) -> Attended:
    """By the rule above."""
    mine = (Post.discussion_id == row.id, Post.member_id == member_id)
    stand = (Post.hidden_at.is_(None), Post.withdrawn_at.is_(None))
    posts = session.execute(select(Post.at, Post.question).where(*mine, *stand)).all()
    reactions = select(Reaction.at).join(Post, Post.id == Reaction.post_id)
    responded = session.scalars(reactions.where(Post.discussion_id == row.id, Reaction.member_id == member_id)).all()
    votes = _votes(session, row, member_id)
    reflection = session.get(Reflection, (row.id, member_id))
    acts = [*(at for at, _ in posts), *responded, *(at for at, _ in votes), *([reflection.at] if reflection else [])]
    live = sum(any(hour.starts <= at < hour.ends for hour in row.hours) for at, _ in posts)
    return Attended(
        minutes=minutes_present(row.hours, acts),
        posts_live=live,
        posts_at_leisure=len(posts) - live,
        answered=sorted({question for _, question in posts if question is not None}),
        responses=len(responded) + len({poll for _, poll in votes}),
        reflected_at=reflection.at if reflection else None,
    )


def _votes(session: Session, row: Discussion, member_id: int) -> list[tuple[datetime, int]]:
    """When they voted, and in which poll. From the log: a closed poll keeps counts, and nobody's choice."""
    mine = (Change.discussion_id == row.id, Change.kind == Kind.POLL_VOTED, Change.actor_id == member_id)
    return [(at, ids["post"]) for at, ids in session.execute(select(Change.at, Change.ids).where(*mine))]


def minutes_present(hours: Sequence[Hour], acts: Sequence[datetime]) -> int:
    """First act to last act in each hour, by the rule above. Pure."""
    total = 0
    for hour in hours:
        there = [at for at in acts if hour.starts <= at < hour.ends]
        if there:
            spent = round((max(there) - min(there)) / STEP) * 5
            total += min(max(spent, 5), (hour.ends - hour.starts) // timedelta(minutes=1))
    return total
