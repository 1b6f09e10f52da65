"""Something to read: posts said one after the other."""

from __future__ import annotations

from datetime import timedelta

from journalclub.discussions.actions import posting
from tests.discussions.conftest import NOW, Evening


def say(
    evening: Evening, who: str, text: str, *, question: int | None = 1, minutes: int = 0, to: int | None = None
) -> int:
    """Post, so many minutes from NOW; returns the post's id."""
    with evening.database.transaction() as session:
        post, _ = posting.add_post(
            session,
            by=evening.people[who],
            discussion_id=evening.discussion,
            text=text,
            client_token=text,
            question=question,
            reply_to=to,
            now=NOW + timedelta(minutes=minutes),
        )
        return post.id
