"""Which answers stand for a question when there is room for few. Pure: a table of tests shows what it does.

Authors first, because they know the paper; then what people found worth a reaction or a reply; a host's word counts a
little more than nobody's. Among equals the earlier one, which the others have read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

ROOM = 3  # answers to a question that one reads in passing
AUTHORS = 2  # so many of them at most by authors, that others are heard too
WORTH = {"will_change_practice": 3, "insightful": 2, "agree": 1, "question": 1}
A_REPLY, A_HOST = 1, 2


@dataclass(frozen=True)
class Answer:
    """What is known of a post before it is chosen. `part` is author, host or empty."""

    id: int
    question: int | None
    part: str
    at: datetime
    replies: int = 0
    reactions: Mapping[str, int] = field(default_factory=dict)

    @property
    def points(self) -> int:
        reacted = sum(WORTH.get(kind, 0) * count for kind, count in self.reactions.items())
        return reacted + A_REPLY * self.replies + (A_HOST if self.part == "host" else 0)


def best(answers: Iterable[Answer], room: int = ROOM) -> list[Answer]:
    """At most `room` of them, authors' first and never theirs alone where somebody else has answered."""
    ranked = sorted(answers, key=lambda answer: (-answer.points, answer.at, answer.id))
    authors = [answer for answer in ranked if answer.part == "author"]
    others = [answer for answer in ranked if answer.part != "author"]
    first = authors[: max(AUTHORS, room - len(others))][:room]
    return first + others[: room - len(first)]
