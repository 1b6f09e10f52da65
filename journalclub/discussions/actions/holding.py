"""Send a post to the hosts first: until one of them decides, only they, moderators and its writer see it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from journalclub.changes import audit, log
from journalclub.changes.kinds import Kind
from journalclub.discussions import policy
from journalclub.discussions.actions import composing, finding, posting
from journalclub.discussions.actions.composing import Said
from journalclub.discussions.models import Discussion
from journalclub.discussions.policy import Standing
from journalclub.discussions.post_models import HeldPost, Post
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from journalclub.kit.text import clean, graphemes
from journalclub.members import queries as members
from journalclub.members.viewer import Viewer

MOST_WAITING = 5  # of one member in one discussion
LONGEST_REASON = 280
KEPT = timedelta(days=30)  # what nobody has decided by then, and what was refused, is forgotten


def hold(
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
) -> HeldPost | Post:
    """Let it wait. The same `client_token` again is what became of it: it waits, or it is a post by now.

    Raises as `posting.add_post` does, but for patient details, which are why one does it; Conflict when it was refused.
    """
    discussion, here = composing.place(session, by, discussion_id, now)
    said, token = Said.of(text, quote), composing.token(client_token)
    if (earlier := composing.made_by(session, discussion_id, by.id, token)) is not None:
        return composing.same(earlier, said.text)
    if (there := _made_by(session, discussion_id, by.id, token)) is not None:
        return _same(there, said.text)
    refers = {"question": question, "reply_to": reply_to, "quotes": quotes}
    columns = composing.columns(session, by, discussion, here, said, **refers, for_author=for_author, now=now)
    if _waiting(session, discussion_id, by.id) >= MOST_WAITING:
        raise Conflict("too-many-wait", f"{MOST_WAITING} of your posts wait for a host already.")
    row = HeldPost(**columns, client_token=token, held_at=now)
    session.add(row)
    session.flush()
    _tell(session, Kind.HELD_ADDED, row, by, now)
    return row


def release(session: Session, *, by: Viewer, held_id: int, now: datetime) -> Post:
    """Let it appear now, as the newest post. Raises NotFound, Forbidden, Conflict."""
    row, discussion, here = _decidable(session, by, held_id, now)
    composing.check_open(here)
    _check_writer(session, row, now)
    post = composing.made_by(session, row.discussion_id, row.member_id, row.client_token)
    if post is None:
        asked = row.question is not None and composing.is_question(session, row.discussion_id, row.question)
        post = Post(
            discussion_id=row.discussion_id,
            member_id=row.member_id,
            question=row.question if asked else None,
            reply_to_id=row.reply_to_id,
            quotes_id=row.quotes_id,
            text=row.text,
            quoted=row.quoted,
            for_author_at=now if row.for_author_at else None,
            at=now,
            seq=0,
            client_token=row.client_token,
            extra={},
        )
        posting.add(session, post, by=by, now=now)
    session.delete(row)
    audit.write(session, "post.released", actor=by.id, now=now, discussion=discussion.id, post=post.id)
    _tell(session, Kind.HELD_ENDED, row, by, now)
    return post


def refuse(session: Session, *, by: Viewer, held_id: int, why: str, now: datetime) -> HeldPost:
    """Do not let it appear, and tell the writer why; a closed discussion, too. Raises as `release`, Refusal."""
    row, discussion, _ = _decidable(session, by, held_id, now)
    reason = clean(why, lines=False)
    if not reason:
        raise Refusal("no-reason", "Please say why, in a few words: the writer reads it.")
    if graphemes(reason) > LONGEST_REASON or len(reason) > LONGEST_REASON:
        raise Refusal("long-reason", f"Please give the reason in at most {LONGEST_REASON} characters.")
    row.refused_at, row.refused_by, row.refused_why = now, by.id, reason
    audit.write(session, "post.refused", actor=by.id, now=now, reason=reason, discussion=discussion.id)
    _tell(session, Kind.HELD_ENDED, row, by, now)
    return row


def take_back(session: Session, *, by: Viewer, held_id: int, now: datetime) -> HeldPost:
    """The writer takes it back, to re-word it or for good; returns the row as it was. Raises NotFound."""
    row = _locked(session, held_id)
    if row.member_id != by.id or by.suspended:
        raise NotFound
    session.delete(row)
    _tell(session, Kind.HELD_ENDED, row, by, now)
    return row


def forget_of(session: Session, member_id: int) -> None:
    """All that waits of somebody who may no longer post."""
    session.execute(delete(HeldPost).where(HeldPost.member_id == member_id))


def forget_old(session: Session, now: datetime) -> None:
    """What may identify a patient is not kept for ever because nobody came to decide."""
    session.execute(delete(HeldPost).where(HeldPost.held_at < now - KEPT))


def _made_by(session: Session, discussion_id: int, member_id: int | None, token: str) -> HeldPost | None:
    query = select(HeldPost).where(HeldPost.discussion_id == discussion_id, HeldPost.member_id == member_id)
    return session.scalar(query.where(HeldPost.client_token == token))


def _same(there: HeldPost, text: str) -> HeldPost:
    if there.text != text:
        raise Conflict("token-reused", "This post was sent before with other words.")
    if there.refused_at is not None:
        raise Conflict("refused", f"A host has not let this post appear: {there.refused_why}")
    return there


def _waiting(session: Session, discussion_id: int, member_id: int | None) -> int:
    mine = (HeldPost.discussion_id == discussion_id, HeldPost.member_id == member_id, HeldPost.refused_at.is_(None))
    return session.scalar(select(func.count()).select_from(HeldPost).where(*mine)) or 0


def _locked(session: Session, held_id: int) -> HeldPost:
    row = session.get(HeldPost, held_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def _decidable(session: Session, by: Viewer, held_id: int, now: datetime) -> tuple[HeldPost, Discussion, Standing]:
    """What waits, kept from whoever else decides. For all others it is not there."""
    row = _locked(session, held_id)
    discussion, here = finding.discussion(session, by, row.discussion_id, now)
    if not policy.may_release(by, here):
        raise NotFound
    if row.member_id == by.id:
        raise Forbidden("own-post", "Another host or a moderator decides on what you wrote yourself.")
    if row.refused_at is not None:
        raise Conflict("decided", "It was refused already.")
    return row, discussion, here


def _check_writer(session: Session, row: HeldPost, now: datetime) -> None:
    """Whoever lost the right to post here since does not speak through a host. Raises Conflict."""
    writer = members.viewer_of_member(session, row.member_id)
    try:
        composing.place(session, writer, row.discussion_id, now)
    except Refusal as refusal:
        raise Conflict("may-not-post", "Its writer may no longer post in this discussion.") from refusal


def _tell(session: Session, kind: Kind, row: HeldPost, by: Viewer, now: datetime) -> None:
    log.record(session, kind, actor=by.id, now=now, discussion=row.discussion_id, held=row.id)
