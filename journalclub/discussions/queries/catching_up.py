"""A discussion in one screen: each question with the answers that stand for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journalclub.discussions import ranking
from journalclub.discussions.models import DiscussionGuest, DiscussionHost, ScriptEntry
from journalclub.discussions.post_models import Post, Reaction
from journalclub.discussions.posts import PostView, by_id
from journalclub.discussions.queries.single import QuestionView
from journalclub.discussions.ranking import Answer


@dataclass(frozen=True)
class CaughtUp:
    """A question and the answers that stand for it; `more` is how many others there are. None: beside the questions."""

    question: QuestionView | None
    posts: list[PostView]
    more: int


def catch_up(session: Session, discussion_id: int, questions: Sequence[QuestionView]) -> list[CaughtUp]:
    """What was asked or answered so far, in the order of the questions; a fixed number of queries.

    Answers of the days before and of the live hour stand together. Beside the questions only authors are heard, unless
    there are no questions at all.
    """
    given: dict[int | None, list[Answer]] = {}
    for answer in _answers(session, discussion_id):
        given.setdefault(answer.question, []).append(answer)
    beside = [one for one in given.get(None, []) if one.part == "author" or not questions]
    groups = [(question, given.get(question.number, [])) for question in questions]
    chosen = [
        (question, answers, ranking.best(answers))
        for question, answers in [*groups, (None, beside)]
        if answers or (question and question.asked_at)
    ]
    shown = by_id(session, [answer.id for _, _, best in chosen for answer in best])
    return [
        CaughtUp(question, [shown[one.id] for one in best if one.id in shown], len(answers) - len(best))
        for question, answers, best in chosen
    ]


def _answers(session: Session, discussion_id: int) -> list[Answer]:
    """All posts that can be read, with what ranks them and without their words; no welcome, no thanks of a script."""
    here = Post.discussion_id == discussion_id
    scripted = select(ScriptEntry.post_id).where(
        ScriptEntry.discussion_id == discussion_id, ScriptEntry.post_id.is_not(None)
    )
    standing = (here, Post.hidden_at.is_(None), Post.withdrawn_at.is_(None), Post.id.not_in(scripted))
    rows = session.execute(
        select(Post.id, Post.question, Post.member_id, Post.reply_to_id, Post.at).where(*standing)
    ).all()
    counted = session.execute(
        select(Reaction.post_id, Reaction.kind, func.count())
        .join(Post, Post.id == Reaction.post_id)
        .where(here)
        .group_by(Reaction.post_id, Reaction.kind)
    )
    reactions: dict[int, dict[str, int]] = {}
    for post, kind, count in counted:
        reactions.setdefault(post, {})[kind] = count
    replies: dict[int, int] = {}
    for row in rows:
        if row.reply_to_id is not None:
            replies[row.reply_to_id] = replies.get(row.reply_to_id, 0) + 1
    parts = _parts(session, discussion_id)
    return [
        Answer(
            row.id,
            row.question,
            parts.get(row.member_id, ""),
            row.at,
            replies.get(row.id, 0),
            reactions.get(row.id, {}),
        )
        for row in rows
    ]


def _parts(session: Session, discussion_id: int) -> dict[int, str]:
    """Who hosts and who is an author here, as their badges say."""
    found = {}
    for part, table in (("host", DiscussionHost), ("author", DiscussionGuest)):
        for member in session.scalars(select(table.member_id).where(table.discussion_id == discussion_id)):
            found[member] = part
    return found
