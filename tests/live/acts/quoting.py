"""Quoting a post, and what becomes of the quotation."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.discussions.actions import posting
from journalclub.discussions.post_models import Post
from journalclub.moderation import actions as moderation
from tests.live.acts import act
from tests.live.club import Club


@act("quote", in_thread=True)
def quote(club: Club, session: Session) -> None:
    number = club.numbered()
    posting.add_post(
        session,
        by=club.world.viewer(club.answerer),
        discussion_id=club.discussion,
        text=f"On that {number}.",
        client_token=f"made-{number}",
        quotes=club.latest(session),
        now=club.now,
    )


@act("hide what is quoted", after=("quote",), in_thread=True)
def hide_quoted(club: Club, session: Session) -> None:
    if quoted := _quoted(club, session):
        moderation.hide(session, by=club.world.viewer("mo"), post_id=quoted, now=club.now)


@act("restore what is quoted", after=("quote", "hide what is quoted"), in_thread=True)
def restore_quoted(club: Club, session: Session) -> None:
    if quoted := _quoted(club, session):
        moderation.restore(session, by=club.world.viewer("mo"), post_id=quoted, now=club.now)


@act("edit what is quoted", after=("quote",), in_thread=True)
def edit_quoted(club: Club, session: Session) -> None:
    if quoted := _quoted(club, session):
        soon = session.get_one(Post, quoted).at
        words = f"Otherwise {club.numbered()}."
        posting.edit_post(session, by=club.world.viewer("ben"), post_id=quoted, text=words, now=soon)


@act("withdraw what is quoted", after=("quote",), in_thread=True)
def withdraw_quoted(club: Club, session: Session) -> None:
    if quoted := _quoted(club, session):
        posting.withdraw_post(session, by=club.world.viewer("ben"), post_id=quoted, now=club.now)


def _quoted(club: Club, session: Session) -> int | None:
    here = (Post.discussion_id == club.discussion, Post.quotes_id.is_not(None))
    return session.scalar(select(Post.quotes_id).where(*here).order_by(Post.id.desc()).limit(1))
