"""What somebody is about to say, found fit to be said: whether it appears at once or waits for a host."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from journalclub.db.base import BigInt
from journalclub.db.engine import one_at_a_time
from journalclub.discussions import policy, quoting
from journalclub.discussions.actions import asking_authors, finding, steering
from journalclub.discussions.models import Discussion, Question
from journalclub.discussions.policy import Standing
from journalclub.discussions.post_models import Post
from journalclub.discussions.states import WRITABLE, State, state
from journalclub.kit.refusal import Conflict, Forbidden, Refusal
from journalclub.kit.text import clean, graphemes
from journalclub.members.viewer import Viewer

TOKEN_LENGTH = 80


@dataclass(frozen=True)
class Said:
    """The words as they came, cleaned. `text` begins with the passage of the abstract that they are about."""

    words: str
    passage: str
    text: str
    quoted: int

    @classmethod
    def of(cls, words: str, passage: str) -> Said:
        words, passage = clean(words), quoting.cleaned(passage)
        return cls(words, passage, *quoting.quoting(passage, words))


def place(session: Session, by: Viewer, discussion_id: int, now: datetime) -> tuple[Discussion, Standing]:
    """The discussion, if this viewer takes part; what they send in one instant comes one by one. Raises Refusal."""
    discussion, here = finding.discussion(session, by, discussion_id, now)
    if not policy.may_take_part(by, here) or by.id is None:
        raise Forbidden("may-not-post", "You can read this discussion, but not post in it.")
    one_at_a_time(session, "post", discussion_id, by.id)
    return discussion, here


def columns(
    session: Session,
    by: Viewer,
    discussion: Discussion,
    here: Standing,
    said: Said,
    *,
    question: int | None,
    reply_to: int | None,
    quotes: int | None,
    now: datetime,
    for_author: bool = False,
) -> dict[str, Any]:
    """What a row of it holds, once the moment, the length and all that it refers to are right. Raises Refusal."""
    check_open(here)
    steering.hold_to_pace(session, discussion, by, here, now)
    check_words(said.words, discussion.post_limit)
    if said.passage:
        quoting.check(session, discussion.article_id, said.passage)
    if for_author:
        asking_authors.check_new(discussion)
    parent = _parent(session, discussion.id, reply_to)
    return {
        "discussion_id": discussion.id,
        "member_id": by.id,
        "question": _question(session, discussion, question, parent, now),
        "reply_to_id": parent.id if parent else None,
        "quotes_id": _quotable(session, discussion.id, quotes),
        "for_author_at": now if for_author else None,
        "text": said.text,
        "quoted": said.quoted,
    }


def check_open(here: Standing) -> None:
    if here.state in WRITABLE:
        return
    early = here.state in {State.DRAFT, State.ANNOUNCED}
    raise Conflict(
        "not-open", "This discussion is not open yet." if early else "This discussion is closed: nothing can be added."
    )


def check_words(text: str, limit: int) -> None:
    if not text:
        raise Refusal("empty", "There is nothing to post yet: write a sentence first.")
    if (length := graphemes(text)) > limit:
        raise Refusal("too-long", f"This is {length} characters long; {limit} is the most. Split it in two.")


def token(client_token: str) -> str:
    if not client_token or len(client_token) > TOKEN_LENGTH or not client_token.isprintable():
        raise Refusal("bad-token", "A post needs a client token of 1 to 80 characters.")
    return client_token


def made_by(session: Session, discussion_id: int, member_id: int | None, token: str) -> Post | None:
    """The post that this token has made already."""
    return session.scalar(_MADE_BY, {"discussion": discussion_id, "member": member_id, "token": token})


_MADE_BY = select(Post).where(
    Post.discussion_id == bindparam("discussion"),
    Post.member_id == bindparam("member"),
    Post.client_token == bindparam("token"),
)


def same(earlier: Post, text: str) -> Post:
    """The earlier post of a token, if it is the one that was sent again. Raises Conflict."""
    if earlier.text != text and earlier.edited_at is None:
        raise Conflict("token-reused", "This post was sent before with other words.")
    return earlier


def is_question(session: Session, discussion_id: int, number: int) -> bool:
    return session.scalar(_QUESTION, {"discussion": discussion_id, "number": number}) is not None


_QUESTION = select(Question.id).where(
    Question.discussion_id == bindparam("discussion"),
    Question.number == bindparam("number", type_=BigInt),  # what is asked for may be larger than any number there
)


def _parent(session: Session, discussion_id: int, reply_to: int | None) -> Post | None:
    """What is replied to. Replies have one level: a reply to a reply joins the same thread."""
    if reply_to is None:
        return None
    parent = session.get(Post, reply_to)
    if parent is None or parent.discussion_id != discussion_id:
        raise Refusal("no-such-post", "The post that you reply to is not in this discussion.")
    return session.get(Post, parent.reply_to_id) if parent.reply_to_id else parent


def _quotable(session: Session, discussion_id: int, quotes: int | None) -> int | None:
    """The post that is quoted: of this discussion, and still there to read."""
    if quotes is None:
        return None
    quoted = session.get(Post, quotes)
    if quoted is None or quoted.discussion_id != discussion_id or quoted.is_gone:
        raise Refusal("no-such-quote", "The post that you quote is not in this discussion, or no longer shown.")
    return quoted.id


def _question(
    session: Session, discussion: Discussion, number: int | None, parent: Post | None, now: datetime
) -> int | None:
    """The question a post belongs to: the one named, else its parent's, else in the live hour the current one."""
    if number is None and parent is not None:
        return parent.question
    if number is None:
        return discussion.current_question if state(discussion, now) is State.LIVE else None
    if not is_question(session, discussion.id, number):
        raise Refusal("no-such-question", f"There is no question T{number} in this discussion.")
    return number
