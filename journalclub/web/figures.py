"""A discussion in figures, drawn: posts over the hour by question as SVG, with the numbers as a table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from journalclub.discussions.closing import queries
from journalclub.discussions.closing.figures import Figures, Strip, figures
from journalclub.discussions.models import Discussion
from journalclub.discussions.posts import PostView
from journalclub.discussions.queries import QuestionView
from journalclub.web.context import reading
from journalclub.web.countries import name_of

TALLEST = 100  # units of the drawing's height; its width has one unit for each step of time
THINNEST = 8  # so that a single post can be seen


@dataclass(frozen=True)
class Bar:
    x: float
    y: int
    height: int
    count: int


@dataclass(frozen=True)
class Row:
    label: str
    counts: list[int]
    bars: list[Bar]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Drawing:
    """A live hour: a row of bars for each question, all to one scale."""

    starts: datetime
    ends: datetime
    steps: list[datetime]
    rows: list[Row]
    most: int


def of(row: Discussion, posts: Sequence[PostView], questions: Sequence[QuestionView]) -> Figures:
    """The figures of a discussion with these posts."""
    returning = queries.returning(reading(), row, {post.member.id for post in posts})
    return figures(posts, row.hours, questions, returning)


def drawings(found: Figures) -> list[Drawing]:
    return [
        Drawing(strip.starts, strip.ends, strip.steps, [_row(strip, number) for number in strip.rows], strip.most)
        for strip in found.strips
    ]


def countries(found: Figures) -> list[tuple[str, int]]:
    """By name, in the reader's language."""
    return [(name_of(code), count) for code, count in found.countries]


def _row(strip: Strip, number: int | None) -> Row:
    counts = strip.rows[number]
    bars = []
    for place, count in enumerate(counts):
        if count:
            height = max(THINNEST, round(TALLEST * count / strip.most))
            bars.append(Bar(place + 0.1, TALLEST - height, height, count))
    return Row(f"T{number}" if number is not None else _("other"), counts, bars)
