"""One discussion with everything that belongs to it, but for its posts and articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost, Question, Reading
from journalclub.discussions.post_models import Post
from journalclub.discussions.queries.parts import Person, people
from journalclub.discussions.states import State, state


@dataclass(frozen=True)
class QuestionView:
    """T1, T2, …; `post_count` is how many posts it has that can still be read."""

    id: int
    number: int
    text: str
    asked_at: datetime | None
    post_count: int


@dataclass(frozen=True)
class DiscussionView:
    """A discussion with what a page about it shows, but for its posts and articles."""

    row: Discussion
    state: State
    hosts: list[Person]
    guests: list[Person]
    questions: list[QuestionView]
    readings: list[Reading]
    post_count: int
    head: int

    @property
    def current(self) -> QuestionView | None:
        return next((question for question in self.questions if question.number == self.row.current_question), None)


def whole(session: Session, discussion: Discussion, now: datetime) -> DiscussionView:
    """One discussion for its page. `head` is the log's position *before* these reads: streams begin there."""
    head = log.head(session)
    counts = dict(post_counts(session, [discussion.id]))
    questions = session.scalars(
        select(Question).where(Question.discussion_id == discussion.id).order_by(Question.number)
    ).all()
    readings = session.scalars(select(Reading).where(Reading.discussion_id == discussion.id).order_by(Reading.id)).all()
    return DiscussionView(
        row=discussion,
        state=state(discussion, now),
        hosts=people(session, DiscussionHost, [discussion.id]).get(discussion.id, []),
        guests=people(session, DiscussionGuest, [discussion.id]).get(discussion.id, []),
        questions=[
            QuestionView(row.id, row.number, row.text, row.asked_at, counts.get((discussion.id, row.number), 0))
            for row in questions
        ],
        readings=list(readings),
        post_count=sum(counts.values()),
        head=head,
    )


def reading_list(session: Session, discussion: Discussion) -> list[int]:
    """The article that is discussed, then the further reading in the order in which it was attached."""
    attached = select(Reading.article_id).where(Reading.discussion_id == discussion.id).order_by(Reading.id)
    own = [discussion.article_id] if discussion.article_id else []
    return [*own, *session.scalars(attached)]


def short(title: str) -> str:
    """An article's title as that of a discussion, which may have 300 characters."""
    return title if len(title) <= 300 else title[:299].rpartition(" ")[0] + "…"


def question_texts(session: Session, pairs: set[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """What these questions ask, by (discussion, number)."""
    query = select(Question.discussion_id, Question.number, Question.text)
    query = query.where(tuple_(Question.discussion_id, Question.number).in_(pairs))
    return {(discussion, number): asked for discussion, number, asked in session.execute(query)}


def post_counts(session: Session, ids: Sequence[int]) -> list[tuple[tuple[int, int | None], int]]:
    query = (
        select(Post.discussion_id, Post.question, func.count())
        .where(Post.discussion_id.in_(ids), Post.hidden_at.is_(None), Post.withdrawn_at.is_(None))
        .group_by(Post.discussion_id, Post.question)
    )
    return [((discussion, question), count) for discussion, question, count in session.execute(query)]
