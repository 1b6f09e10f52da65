"""A club with two articles that somebody may nominate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from journalclub.discussions.agenda import nominating, queries, voting
from journalclub.discussions.agenda.queries import Candidate
from journalclub.discussions.models import Discussion, Series
from journalclub.discussions.queries import Edition
from journalclub.literature import merging
from journalclub.literature.models import Article, ArticleAuthor
from journalclub.members.viewer import Viewer
from tests.discussions.conftest import NOW, Evening

SERIES = 1
REASON = "It would change how we fractionate."


@dataclass
class Agenda:
    """The evening's people, and articles by a letter; `spine` is the one that the evening is about."""

    evening: Evening
    spine: int
    brain: int

    def person(self, name: str) -> Viewer:
        return self.evening.people[name]

    def nominate(self, who: str, article: int, reason: str = REASON, days: int = 0, **more: bool) -> int:
        with self.evening.database.transaction() as session:
            made = nominating.nominate(
                session,
                by=self.person(who),
                article_id=article,
                series_id=SERIES,
                reason=reason,
                now=NOW + timedelta(days=days),
                **more,
            )
            return made.id

    def listed(self, who: str = "Ben") -> list[Candidate]:
        with self.evening.database.reading() as session:
            series = session.get_one(Series, SERIES)
            return queries.ranked(session, self.person(who), series, NOW).items

    def dates(self, session: Session) -> list[Edition]:
        """The next ones of the series, as Ada sees them."""
        series = session.get_one(Series, SERIES)
        return voting.next_dates(session, self.person("Ada"), [series], NOW)[SERIES]

    def merge(self) -> int:
        """The brain's record turns out to be the spine's; returns the one that stands."""
        with self.evening.database.transaction() as session:
            one, other = session.get_one(Article, self.spine), session.get_one(Article, self.brain)
            return merging.merge(session, one, other, now=NOW, source="a test")[0].id


@pytest.fixture
def agenda(evening: Evening) -> Agenda:
    with evening.database.transaction() as session:
        made = []
        for title in ("One fraction or several for the spine", "Sparing the hippocampus"):
            abstract = "Pain at three months did not differ (p > 0.05). Ineffective doses were rare."
            row = Article(title=title, abstract=abstract, listed_on=NOW.date(), added_at=NOW, changed_at=NOW)
            session.add(row)
            session.flush()
            made.append(row.id)
        session.add(ArticleAuthor(article_id=made[0], position=1, name="Chen Li", last_name="Li", fore_name="Chen"))
        session.get_one(Discussion, evening.discussion).article_id = made[0]
    return Agenda(evening, *made)
