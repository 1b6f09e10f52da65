"""Something said in a discussion of the small club."""

from __future__ import annotations

from datetime import timedelta

from journalclub.discussions.actions import posting
from tests.world import World


def say(world: World, where: str, who: str, text: str, minutes: int = 5, question: int | None = 1) -> int:
    """Post, so many minutes from now; returns the post's id."""
    with world.database.transaction() as session:
        post, _ = posting.add_post(
            session,
            by=world.viewer(who),
            discussion_id=world.discussions[where],
            text=text,
            client_token=text[:80],
            question=question,
            now=world.now + timedelta(minutes=minutes),
        )
        return post.id
