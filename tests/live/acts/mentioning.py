"""Naming somebody after an @."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from journalclub.discussions.actions import posting
from journalclub.discussions.post_models import Post
from tests.live.acts import act
from tests.live.club import Club
from tests.world import NAMES


@act("mention", in_thread=True)
def mention(club: Club, session: Session) -> None:
    number = club.numbered()
    posting.add_post(
        session,
        by=club.world.viewer(club.answerer),
        discussion_id=club.discussion,
        text=f"Well said, @{NAMES['ben']} ({number}).",
        client_token=f"made-{number}",
        now=club.now,
    )


@act("mention in an edit", in_thread=True)
def mention_in_an_edit(club: Club, session: Session) -> None:
    latest = club.latest(session)
    soon = session.get_one(Post, latest).at + timedelta(minutes=1)
    words = f"I am @Ben ({club.numbered()})."
    posting.edit_post(session, by=club.world.viewer("ben"), post_id=latest, text=words, now=soon)
