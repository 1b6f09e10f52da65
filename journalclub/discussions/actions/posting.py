"""Post, edit, withdraw."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db.engine import one_at_a_time
from journalclub.discussions import policy, quoting
from journalclub.discussions.actions import finding, steering
from journalclub.discussions.actions.screening import screen
from journalclub.discussions.models import Discussion, Question
from journalclub.discussions.policy import Standing
from journalclub.discussions.post_models import Post
from journalclub.discussions.states import WRITABLE, State, state
from journalclub.kit.refusal import Conflict, Forbidden, Refusal
from journalclub.kit.text import clean, graphemes
from journalclub.members.viewer import Viewer

EDITABLE_FOR = timedelta(minutes=5)
TOKEN_LENGTH = 80


def add_post(
    session: Session,
    *,
    by: Viewer,
    discussion_id: int,
    text: str,
    client_token: str,
    now: datetime,
    question: int | None = None,
    reply_to: int | None = None,
    quote: str = "",
    identifies_nobody: bool = False,
) -> tuple[Post, bool]:
    """Post; the flag tells whether it is new. The same `client_token` again is the post that it made.

    `quote` is a passage of the article's abstract that the post is about.

    The current question is attached to a live post that names none. Raises NotFound, Forbidden, Conflict (the token
    was used for another text), PatientDetails, Refusal.
    """
    discussion, here = finding.discussion(session, by, discussion_id, now)
    if not policy.may_take_part(by, here) or by.id is None:
        raise Forbidden("may-not-post", "You can read this discussion, but not post in it.")
    words, passage, token = clean(text), quoting.cleaned(quote), _token(client_token)
    text, quoted = quoting.quoting(passage, words)
    one_at_a_time(session, "post", discussion_id, by.id)
    if (earlier := _made_by(session, discussion_id, by.id, token)) is not None:
        if earlier.text != text and earlier.edited_at is None:
            raise Conflict("token-reused", "This post was sent before with other words.")
        return earlier, False
    _writable(here)
    steering.hold_to_pace(session, discussion, by, here, now)
    _acceptable(words, discussion.post_limit)
    if passage:
        quoting.check(session, discussion.article_id, passage)
    parent = _parent(session, discussion_id, reply_to)
    question = _question(session, discussion, question, parent, now)
    if not identifies_nobody:
        screen(session, discussion.article_id, words)
    post = Post(
        discussion_id=discussion_id,
        member_id=by.id,
        question=question,
        reply_to_id=parent.id if parent else None,
        text=text,
        quoted=quoted,
        at=now,
        seq=0,
        client_token=token,
        cleared_at=now if identifies_nobody else None,
        extra={},
    )
    session.add(post)
    session.flush()
    post.seq = log.record(session, Kind.POST_ADDED, actor=by.id, now=now, discussion=discussion_id, post=post.id)
    return post, True


def edit_post(
    session: Session,
    *,
    by: Viewer,
    post_id: int,
    text: str,
    now: datetime,
    identifies_nobody: bool = False,
) -> Post:
    """Change one's own words within five minutes; the earlier wording is not kept, and what they are about stays.

    Raises as `add_post` does.
    """
    post, discussion, _ = finding.post(session, by, post_id, now)
    if not policy.may_edit_post(by, post):
        raise Forbidden("not-your-post", "Nobody edits another person's words.")
    if post.is_gone or now > post.at + EDITABLE_FOR:
        raise Refusal("too-late", "A post can be edited for five minutes. You can still withdraw it.")
    words = clean(text)
    _acceptable(words, discussion.post_limit)
    quotation, before = post.text[: post.quoted], post.text[post.quoted :]
    if words == before:
        return post
    if not identifies_nobody:
        screen(session, discussion.article_id, words)
    post.text, post.edited_at = quotation + words, now
    post.cleared_at = now if identifies_nobody else None
    post.seq = log.record(session, Kind.POST_EDITED, actor=by.id, now=now, discussion=discussion.id, post=post.id)
    return post


def withdraw_post(session: Session, *, by: Viewer, post_id: int, now: datetime) -> Post:
    """Take one's own words back, at any time; a stub stays. Raises NotFound, Forbidden."""
    post, discussion, _ = finding.post(session, by, post_id, now)
    if not policy.may_edit_post(by, post):
        raise Forbidden("not-your-post", "You can withdraw only what you wrote yourself.")
    if post.withdrawn_at is None:
        post.withdrawn_at = now
        post.seq = log.record(
            session, Kind.POST_WITHDRAWN, actor=by.id, now=now, discussion=discussion.id, post=post.id
        )
    return post


def _token(client_token: str) -> str:
    if not client_token or len(client_token) > TOKEN_LENGTH or not client_token.isprintable():
        raise Refusal("bad-token", "A post needs a client token of 1 to 80 characters.")
    return client_token


def _made_by(session: Session, discussion_id: int, member_id: int, token: str) -> Post | None:
    return session.scalar(_MADE_BY, {"discussion": discussion_id, "member": member_id, "token": token})


_MADE_BY = select(Post).where(
    Post.discussion_id == bindparam("discussion"),
    Post.member_id == bindparam("member"),
    Post.client_token == bindparam("token"),
)


def _writable(here: Standing) -> None:
    if here.state in WRITABLE:
        return
    early = here.state in {State.DRAFT, State.ANNOUNCED}
    raise Conflict(
        "not-open", "This discussion is not open yet." if early else "This discussion is closed: nothing can be added."
    )


def _acceptable(text: str, limit: int) -> None:
    if not text:
        raise Refusal("empty", "There is nothing to post yet: write a sentence first.")
    if (length := graphemes(text)) > limit:
        raise Refusal("too-long", f"This is {length} characters long; {limit} is the most. Split it in two.")


def _parent(session: Session, discussion_id: int, reply_to: int | None) -> Post | None:
    """What is replied to. Replies have one level: a reply to a reply joins the same thread."""
    if reply_to is None:
        return None
    parent = session.get(Post, reply_to)
    if parent is None or parent.discussion_id != discussion_id:
        raise Refusal("no-such-post", "The post that you reply to is not in this discussion.")
    return session.get(Post, parent.reply_to_id) if parent.reply_to_id else parent


def _question(
    session: Session, discussion: Discussion, number: int | None, parent: Post | None, now: datetime
) -> int | None:
    """The question a post belongs to: the one named, else its parent's, else in the live hour the current one."""
    if number is None and parent is not None:
        return parent.question
    if number is None:
        return discussion.current_question if state(discussion, now) is State.LIVE else None
    if session.scalar(_QUESTION, {"discussion": discussion.id, "number": number}) is None:
        raise Refusal("no-such-question", f"There is no question T{number} in this discussion.")
    return number


_QUESTION = select(Question.id).where(
    Question.discussion_id == bindparam("discussion"), Question.number == bindparam("number")
)
