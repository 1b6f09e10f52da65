"""The evening of `tests.discussions.conftest` with some posts, and the moment when it has closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from journalclub.discussions.actions import posting
from tests.discussions.conftest import START, Evening

CLOSED = START + timedelta(days=2)


@dataclass
class Over:
    evening: Evening
    posts: dict[str, int] = field(default_factory=dict)

    @property
    def discussion(self) -> int:
        return self.evening.discussion

    def say(
        self, session: Session, who: str, text: str, at: datetime, question: int | None = 1, discussion: int = 0
    ) -> int:
        post, _ = posting.add_post(
            session,
            by=self.evening.people[who],
            discussion_id=discussion or self.discussion,
            text=text,
            client_token=text,
            question=question,
            now=at,
        )
        return post.id


@pytest.fixture
def over(evening: Evening) -> Over:
    """Ada and Ben wrote in the hour, Chen the day before."""
    here = Over(evening)
    with evening.database.transaction() as session:
        here.posts["Chen"] = here.say(session, "Chen", "We chose it for palliation.", START - timedelta(days=1))
        here.posts["Ada"] = here.say(session, "Ada", "Welcome.", START + timedelta(minutes=2))
        here.posts["Ben"] = here.say(session, "Ben", "Four weeks is enough.", START + timedelta(minutes=9), question=2)
    return here
