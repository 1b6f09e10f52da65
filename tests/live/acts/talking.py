"""What people do with posts. Ben writes them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.discussions.actions import posting, reacting
from journalclub.discussions.post_models import Post
from journalclub.moderation import actions as moderation
from tests.live.acts import act
from tests.live.club import Club


@act("post", in_thread=True)
def post(club: Club, session: Session) -> None:
    _say(club, session, "ben", "Point")


@act("reply", in_thread=True)
def reply(club: Club, session: Session) -> None:
    _say(club, session, club.answerer, "Answer", reply_to=club.latest(session))


@act("edit", in_thread=True)
def edit(club: Club, session: Session) -> None:
    post_id = club.latest(session)
    soon = session.get_one(Post, post_id).at + timedelta(minutes=1)
    words = f"Edited {club.numbered()}."
    posting.edit_post(session, by=club.world.viewer("ben"), post_id=post_id, text=words, now=soon)


@act("withdraw", in_thread=True)
def withdraw(club: Club, session: Session) -> None:
    posting.withdraw_post(session, by=club.world.viewer("ben"), post_id=club.latest(session), now=club.now)


@act("hide", in_thread=True)
def hide(club: Club, session: Session) -> None:
    moderation.hide(session, by=club.world.viewer("mo"), post_id=club.latest(session), now=club.now)


@act("restore", after=("hide",), in_thread=True)
def restore(club: Club, session: Session) -> None:
    hidden = select(Post.id).where(Post.discussion_id == club.discussion, Post.hidden_at.is_not(None)).limit(1)
    if (found := session.scalar(hidden)) is not None:
        moderation.restore(session, by=club.world.viewer("mo"), post_id=found, now=club.now)


@act("react", in_thread=True)
def react(club: Club, session: Session) -> None:
    _agree(club, session, on=True)


@act("take a reaction back", after=("react",), in_thread=True)
def take_back(club: Club, session: Session) -> None:
    _agree(club, session, on=False)


def _say(club: Club, session: Session, name: str, word: str, reply_to: int | None = None) -> None:
    number = club.numbered()
    posting.add_post(
        session,
        by=club.world.viewer(name),
        discussion_id=club.discussion,
        text=f"{word} {number}.",
        client_token=f"made-{number}",
        reply_to=reply_to,
        now=club.now,
    )


def _agree(club: Club, session: Session, *, on: bool) -> None:
    mo, latest = club.world.viewer("mo"), club.latest(session)
    reacting.react(session, by=mo, post_id=latest, kind="agree", on=on, now=club.now)
