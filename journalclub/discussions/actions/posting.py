"""Post, edit, withdraw."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.discussions import mentions, policy, wordings
from journalclub.discussions.actions import asking_authors, composing, finding, polling
from journalclub.discussions.actions.composing import Said
from journalclub.discussions.actions.retelling import tell_quoting
from journalclub.discussions.actions.screening import found, screen
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from journalclub.kit.refusal import Forbidden, Refusal
from journalclub.kit.text import clean
from journalclub.members.viewer import Viewer

EDITABLE_FOR = timedelta(minutes=5)


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
    quotes: int | None = None,
    quote: str = "",
    for_author: bool = False,
    identifies_nobody: bool = False,
) -> tuple[Post, bool]:
    """Post; the flag tells whether it is new. The same `client_token` again is the post that it made.

    `quotes` is another post of the discussion, `quote` a passage of the article's abstract that the post is about.
    `for_author`: it asks the paper's authors. The current question is attached to a live post that names none.

    Raises NotFound, Forbidden, Conflict (the token was used for another text), PatientDetails, Refusal.
    """
    discussion, here = composing.place(session, by, discussion_id, now)
    said, token = Said.of(text, quote), composing.token(client_token)
    if (earlier := composing.made_by(session, discussion_id, by.id, token)) is not None:
        return composing.same(earlier, said.text), False
    refers = {"question": question, "reply_to": reply_to, "quotes": quotes}
    columns = composing.columns(session, by, discussion, here, said, **refers, for_author=for_author, now=now)
    if not identifies_nobody:
        screen(session, discussion.article_id, said.words)
    cleared_at = now if identifies_nobody else None
    post = Post(**columns, at=now, seq=0, client_token=token, cleared_at=cleared_at, extra={})
    return add(session, post, by=by, now=now, to=reply_to), True


def add(session: Session, post: Post, *, by: Viewer, now: datetime, to: int | None = None) -> Post:
    """Let it appear. What it may be was checked before. `to`: what it answers, which may be a reply itself."""
    session.add(post)
    session.flush()
    asking_authors.follow(session, post, by, now, to=to)
    mentions.write(session, post)
    post.seq = log.record(session, Kind.POST_ADDED, actor=by.id, now=now, discussion=post.discussion_id, post=post.id)
    return post


def edit_post(
    session: Session,
    *,
    by: Viewer,
    post_id: int,
    text: str,
    now: datetime,
    identifies_nobody: bool = False,
) -> Post:
    """Change one's own words within five minutes; what they are about stays.

    The earlier wording is kept for the writer, the hosts and moderators, unless either might identify a patient: then
    it is gone, as are those before it. Raises as `add_post` does.
    """
    post, discussion = _own(session, by, post_id, now, "Nobody edits another person's words.")
    if post.is_gone or now > post.at + EDITABLE_FOR:
        raise Refusal("too-late", "A post can be edited for five minutes. You can still withdraw it.")
    words = clean(text)
    composing.check_words(words, discussion.post_limit)
    quotation, before = post.text[: post.quoted], post.text[post.quoted :]
    if words == before:
        return post
    polling.check_rewording(session, post)
    if not identifies_nobody:
        screen(session, discussion.article_id, words)
    doubtful = bool(post.cleared_at) or identifies_nobody
    if doubtful or found(session, discussion.article_id, f"{before}\n{words}"):
        wordings.destroy(session, post.id)
    else:
        wordings.keep(session, post, now)
    post.text, post.edited_at = quotation + words, now
    post.cleared_at = now if identifies_nobody else None
    mentions.write(session, post, anew=True)
    _tell(session, Kind.POST_EDITED, post, by, now)
    return post


def withdraw_post(session: Session, *, by: Viewer, post_id: int, now: datetime) -> Post:
    """Take one's own words back, at any time; a stub stays. Raises NotFound, Forbidden."""
    post, _ = _own(session, by, post_id, now, "You can withdraw only what you wrote yourself.")
    if post.withdrawn_at is None:
        post.withdrawn_at = now
        wordings.destroy(session, post.id)
        asking_authors.follow(session, post, by, now)
        _tell(session, Kind.POST_WITHDRAWN, post, by, now)
    return post


def _own(session: Session, by: Viewer, post_id: int, now: datetime, otherwise: str) -> tuple[Post, Discussion]:
    """One's own post, kept from whoever hides it in this moment. Raises NotFound, Forbidden."""
    post, discussion, _ = finding.post(session, by, post_id, now)
    if not policy.may_edit_post(by, post):
        raise Forbidden("not-your-post", otherwise)
    session.refresh(post, with_for_update={"key_share": True})
    return post, discussion


def _tell(session: Session, kind: Kind, post: Post, by: Viewer, now: datetime) -> None:
    post.seq = log.record(session, kind, actor=by.id, now=now, discussion=post.discussion_id, post=post.id)
    tell_quoting(session, post, actor=by.id, now=now)
