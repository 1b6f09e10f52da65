"""Quick polls. Ada asks and closes, Ben and Mo vote."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.discussions.actions import polling, posting
from journalclub.discussions.poll_models import Poll
from journalclub.discussions.post_models import Post
from journalclub.moderation import actions as moderation
from tests.live.acts import act
from tests.live.club import Club


@act("ask a poll")
def ask_poll(club: Club, session: Session) -> None:
    number, ada = club.numbered(), club.world.viewer("ada")
    text = f"Poll {number}?"
    post, _ = posting.add_post(
        session, by=ada, discussion_id=club.discussion, text=text, client_token=f"made-{number}", now=club.now
    )
    polling.add_poll(session, by=ada, post=post, choices=["Yes", "No"], multiple=False, now=club.now)


@act("vote", after=("ask a poll",))
def vote(club: Club, session: Session) -> None:
    polling.vote(session, by=club.world.viewer("mo"), post_id=_newest(club, session), chosen=[1], now=club.now)


@act("vote otherwise", after=("ask a poll", "vote"))
def vote_otherwise(club: Club, session: Session) -> None:
    for name, chosen in (("mo", 2), ("ada", 1)):
        ballot = [chosen]
        polling.vote(session, by=club.world.viewer(name), post_id=_newest(club, session), chosen=ballot, now=club.now)


@act("close a poll", after=("ask a poll", "vote"))
def close_poll(club: Club, session: Session) -> None:
    polling.close(session, by=club.world.viewer("ada"), post_id=_newest(club, session), now=club.now)


@act("hide a poll", after=("ask a poll",))
def hide_poll(club: Club, session: Session) -> None:
    moderation.hide(session, by=club.world.viewer("mo"), post_id=_newest(club, session), now=club.now)


def _newest(club: Club, session: Session) -> int:
    polls = select(Poll.post_id).join(Post, Post.id == Poll.post_id).where(Post.discussion_id == club.discussion)
    return session.scalar(polls.order_by(Poll.post_id.desc()).limit(1)) or 0
