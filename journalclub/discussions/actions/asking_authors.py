"""Ask the authors of the paper: mark a post as a question to them, and say that it is answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.discussions import author_questions, policy
from journalclub.discussions.actions import finding
from journalclub.discussions.author_questions import ANSWERED
from journalclub.discussions.models import Discussion, DiscussionGuest
from journalclub.discussions.policy import Standing
from journalclub.discussions.post_models import Post
from journalclub.kit.refusal import Conflict, Forbidden, NotFound
from journalclub.members.viewer import Viewer


def mark(session: Session, *, by: Viewer, post_id: int, on: bool, now: datetime) -> Post:
    """Make a post a question to the authors, or no longer one; doing it twice changes nothing.

    Raises NotFound, Forbidden (neither the writer nor a host), Conflict.
    """
    post, here = _found(session, by, post_id, now)
    if not policy.may_mark_for_author(by, here, post):
        raise Forbidden("not-your-post", "Whoever wrote a post and the hosts can make it a question for the author.")
    if not policy.may_post(by, here):
        raise Conflict("not-open", "Authors are asked while the discussion is open.")
    if (post.for_author_at is not None) is not on:
        post.for_author_at, post.for_author_settled = now if on else None, None
        _tell(session, post, by, now)
    return post


def settle(session: Session, *, by: Viewer, post_id: int, answered: bool, now: datetime) -> Post:
    """Say that a question to the authors is answered, or open after all. Raises NotFound, Forbidden, Conflict."""
    post, here = _found(session, by, post_id, now)
    if not policy.may_settle(by, here):
        raise Forbidden("not-yours", "Hosts and the authors of the paper say what is answered.")
    if post.for_author_at is None:
        raise Conflict("not-asked", "This is no question to the authors any more.")
    if (author_questions.statuses(session, [post])[post.id] == ANSWERED) is not answered:
        post.for_author_settled = answered
        _tell(session, post, by, now)
    return post


def check_new(discussion: Discussion) -> None:
    """Whether a post may be a question to the authors from the beginning. Raises Conflict."""
    if discussion.kind == "thread":
        raise Conflict("no-authors", "No authors are invited to a thread.")


def follow(session: Session, reply: Post, by: Viewer, now: datetime, *, to: int | None = None) -> None:
    """A reply is written, or goes, or comes back: when it is an author's to a question, that is answered, or open.

    A question may be a reply itself (`to`); its answer then stands beside it, and only what is kept here tells that it
    is one. To be called before anything is recorded about the reply, so that the question is held before the log.
    """
    for answered in sorted({number for number in (reply.reply_to_id, to) if number}):
        question = session.get_one(Post, answered)
        if question.for_author_at is not None and _is_authors(session, reply):
            session.refresh(question, with_for_update={"key_share": True})
            question.for_author_settled = None if question.id == reply.reply_to_id else True
            _tell(session, question, by, now)


def _is_authors(session: Session, reply: Post) -> bool:
    return session.get(DiscussionGuest, (reply.discussion_id, reply.member_id)) is not None


def _found(session: Session, by: Viewer, post_id: int, now: datetime) -> tuple[Post, Standing]:
    post, discussion, here = finding.post(session, by, post_id, now)
    if discussion.kind == "thread":
        raise NotFound("No authors are invited to a thread.")
    session.refresh(post, with_for_update={"key_share": True})
    if post.is_gone:
        raise Conflict("gone", "This post is no longer there.")
    return post, here


def _tell(session: Session, post: Post, by: Viewer, now: datetime) -> None:
    post.seq = log.record(
        session, Kind.AUTHOR_QUESTION, actor=by.id, now=now, discussion=post.discussion_id, post=post.id
    )
