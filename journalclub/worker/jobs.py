"""All periodic work, on one page. Nothing is scheduled in memory: each job asks the tables what is due."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from journalclub.changes import log
from journalclub.changes.consumer import Consumer, is_behind
from journalclub.config import Settings
from journalclub.db import Database
from journalclub.db.engine import checkpoint
from journalclub.discussions.actions import holding
from journalclub.discussions.actions.clock import say_states
from journalclub.discussions.actions.cueing import post_due
from journalclub.discussions.noticing import NOTICING
from journalclub.discussions.watching import watched_articles
from journalclub.letters import mailings
from journalclub.letters.queuer import QUEUER
from journalclub.letters.sender import send_due
from journalclub.literature import feeds
from journalclub.literature.faceting import FACETING
from journalclub.literature.looking_up import look_up_requests
from journalclub.literature.pulling import close_abandoned, due_sources, pull
from journalclub.literature.reading_pages import identify_by_pages
from journalclub.literature.rechecking import recheck
from journalclub.members import queries as members
from journalclub.members.actions.tidying import forget_expired
from journalclub.search.engine import SearchEngine
from journalclub.search.indexer import Indexer
from journalclub.search.learning import LEARNER
from journalclub.search.spoken import CONSUMER as WORDS
from journalclub.worker.loop import Job

MINUTE, HOUR = 60.0, 3600.0
logger = logging.getLogger(__name__)


def jobs(settings: Settings, database: Database, engine: SearchEngine) -> list[Job]:
    """What the worker does, and how often, in seconds."""
    work = Work(settings, database, Indexer(database, engine))
    every_day = [
        Job("search", work.index, every=0.5, on_move=True, gathers=0.8),
        Job("facets", work.keep_facets, every=2.0, on_move=True, gathers=2.0),
        Job("notices", work.tell_notices, every=2.0, on_move=True, gathers=2.0),
        Job("letters", work.queue_letters, every=1.0, on_move=True, gathers=0.5),
        Job("words", work.learn_words, every=5.0, on_move=True, gathers=2.0),
        Job("mailings", work.write_mailings, every=2.0, on_move=True, gathers=0.5),
        Job("send", work.send_letters, every=5.0, on_move=True, gathers=0.5),
        Job("learn", work.learn, every=MINUTE / 2),
        Job("states", work.tell_states, every=1.0),
        Job("script", work.post_script, every=1.0),
        Job("checkpoint", work.fold_log, every=MINUTE / 2),
        Job("tidy", work.tidy, every=HOUR),
    ]
    if settings.demo:  # its articles are samples, and it never speaks to the network
        return every_day
    return [
        *every_day,
        Job("pull", work.pull_due, every=5.0),
        Job("re-check", work.recheck, every=HOUR),
        Job("look-up", work.look_up, every=5.0, on_move=True, gathers=0.5),
    ]


@dataclass
class Work:
    """What the jobs do. Each is quick when nothing is due."""

    settings: Settings
    database: Database
    indexer: Indexer
    _compared_at: datetime | None = None

    def index(self, now: datetime) -> object:
        """Bring every new change into the search index; what cannot be is tried again more and more slowly.

        At the start, and each day, mend what a power loss may have taken from the index.
        """
        if self._compared_at is None or now - self._compared_at >= timedelta(days=1):
            self.indexer.reconcile(now)
            self._compared_at = now
        if self.indexer.drain(now):
            return None
        with self.database.reading() as session:
            behind = log.head(session) > self.indexer.engine.position()
        return "again" if behind else None

    def queue_letters(self, now: datetime) -> object:
        """Write the letters that changes call for; one that cannot be is tried again more and more slowly."""
        return self._follow(QUEUER, now)

    def write_mailings(self, now: datetime) -> object:
        """Write the next letters of what goes to all who want it."""
        return mailings.write_on(self.database, now)

    def learn_words(self, now: datetime) -> object:
        """Take up what new articles say, for suggestions and corrections."""
        return self._follow(WORDS, now)

    def keep_facets(self, now: datetime) -> object:
        """Bring changed articles into the index by which the library is browsed."""
        return self._follow(FACETING, now)

    def tell_notices(self, now: datetime) -> object:
        """Say which discussions a retraction, a correction or a concern touches."""
        return self._follow(NOTICING, now)

    def _follow(self, consumer: Consumer, now: datetime) -> object:
        if not self._is_behind(consumer):
            return None
        consumer.drain(self.database, now)
        return "again" if self._is_behind(consumer) else None

    def _is_behind(self, consumer: Consumer) -> bool:
        with self.database.reading() as session:
            return is_behind(session, consumer.name)

    def learn(self, now: datetime) -> object:
        """Learn the abbreviations that new and changed articles define."""
        with self.database.reading() as session:
            behind = is_behind(session, LEARNER.name)
        return LEARNER.drain(self.database, now) if behind else None

    def send_letters(self, now: datetime) -> object:
        """Hand due letters to the mail server; without one they stay in the outbox."""
        return send_due(self.database, self.settings, now)

    def tell_states(self, now: datetime) -> object:
        """Say once that a discussion opened, went live or closed."""
        with self.database.transaction() as session:
            return say_states(session, now=now)

    def post_script(self, now: datetime) -> object:
        """Post what hosts have written in advance for this minute."""
        return post_due(self.database, now)

    def pull_due(self, now: datetime) -> object:
        """Ask the sources whose time has come, once there is a club to ask for."""
        settings = self._with_contact()
        if settings is None or not settings.feeds.exists():
            return None
        with self.database.reading() as session:
            due = due_sources(session, feeds.read(settings.feeds), now)
        if not due:
            return None
        with self.database.transaction() as session:
            close_abandoned(session, now)
        return pull(self.database, settings, due, now=now)

    def look_up(self, now: datetime) -> object:
        """Ask PubMed for the articles that members added by number or address."""
        identify_by_pages(self.database, self.settings, now=now)
        return look_up_requests(self.database, self.settings, now=now)

    def recheck(self, now: datetime) -> object:
        """Ask PubMed again about stored articles, those first that the club talks about."""
        settings = self._with_contact()
        if settings is None:
            return None
        with self.database.reading() as session:
            watched = watched_articles(session, now)
        return recheck(self.database, settings, now=now, watched=watched)

    def _with_contact(self) -> Settings | None:
        """NCBI wants an address to write to: the setting's, else the club's own. None before there is a club."""
        with self.database.reading() as session:
            club = members.club(session)
        if club is None:
            return None
        return replace(self.settings, contact_email=self.settings.contact_email or club.contact_email)

    def fold_log(self, _now: datetime) -> None:
        checkpoint(self.database)

    def tidy(self, now: datetime) -> None:
        with self.database.transaction() as session:
            forget_expired(session, now=now)
            mailings.forget_sent(session, now=now)
            holding.forget_old(session, now)
