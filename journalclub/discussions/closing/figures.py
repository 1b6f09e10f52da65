"""A discussion in figures that mean something: who was there, who came back, what was answered when. Pure.

Never “impressions”: nobody is counted for looking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from journalclub.discussions.calendar import Hour
from journalclub.discussions.posts import PostView
from journalclub.discussions.queries import QuestionView

STEP = timedelta(minutes=5)


@dataclass(frozen=True)
class Strip:
    """A live hour in steps of five minutes: posts by question (None: no question), in the order of the questions."""

    starts: datetime
    ends: datetime
    rows: dict[int | None, list[int]]

    @property
    def steps(self) -> list[datetime]:
        return [self.starts + STEP * step for step in range(len(next(iter(self.rows.values()), [])))]

    @property
    def most(self) -> int:
        return max((count for row in self.rows.values() for count in row), default=0)


@dataclass(frozen=True)
class Answers:
    question: QuestionView
    posts: int
    people: int


@dataclass(frozen=True)
class Figures:
    """Of posts whose words stand. `new` never posted in an earlier edition; `at_leisure` is outside the live hours."""

    posts: int
    people: int
    new: int
    returning: int
    at_leisure: int
    countries: list[tuple[str, int]]  # ISO 3166-1 alpha-2, with how many people
    professions: list[tuple[str, int]]
    answers: list[Answers]
    strips: list[Strip]


def figures(
    posts: Sequence[PostView], hours: Sequence[Hour], questions: Sequence[QuestionView], returning: Collection[int]
) -> Figures:
    """`returning`: those of the writers who posted in an earlier edition."""
    heard = [post for post in posts if not (post.hidden or post.withdrawn)]
    writers = {post.member.id: post.member for post in heard}
    known = [writer for writer in writers if writer in returning]
    in_hours = [_strip(heard, hour, questions) for hour in hours]
    return Figures(
        posts=len(heard),
        people=len(writers),
        new=len(writers) - len(known),
        returning=len(known),
        at_leisure=sum(not any(hour.starts <= post.at < hour.ends for hour in hours) for post in heard),
        countries=_counted(writer.country for writer in writers.values()),
        professions=_counted(writer.profession for writer in writers.values()),
        answers=[_answers(heard, question) for question in questions],
        strips=[strip for strip in in_hours if strip.rows],
    )


def _strip(posts: Sequence[PostView], hour: Hour, questions: Sequence[QuestionView]) -> Strip:
    length = -(-(hour.ends - hour.starts) // STEP)
    rows: dict[int | None, list[int]] = {}
    for number in (None, *(question.number for question in questions)):
        row = [0] * length
        for post in posts:
            if post.question == number and hour.starts <= post.at < hour.ends:
                row[(post.at - hour.starts) // STEP] += 1
        if any(row):
            rows[number] = row
    return Strip(hour.starts, hour.ends, rows)


def _answers(posts: Sequence[PostView], question: QuestionView) -> Answers:
    said = [post for post in posts if post.question == question.number]
    return Answers(question, len(said), len({post.member.id for post in said}))


def _counted(values: Iterable[str]) -> list[tuple[str, int]]:
    counts = Counter(value for value in values if value)
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))
