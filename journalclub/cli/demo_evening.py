"""The sample club's live evening: people who talk, react and vote while somebody looks on, and a host's script."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub import sample
from journalclub.db import Database
from journalclub.discussions.actions import asking_authors, hosting, polling, posting, reacting, scripting
from journalclub.discussions.actions.scripting import Draft
from journalclub.discussions.models import Discussion, Question
from journalclub.discussions.post_models import Post
from journalclub.kit.refusal import Refusal
from journalclub.members.models import Member
from journalclub.members.queries import viewer_of_member
from journalclub.members.viewer import Viewer
from journalclub.sample import Echo, LiveLine
from journalclub.worker.loop import Job

ARCHIVE = "sample"
HOST = "ada"
logger = logging.getLogger(__name__)


def prepare(session: Session, now: datetime) -> None:
    """Let the host have asked what was talked about so far, and have written the posts that remain."""
    host, discussion = viewer(session, HOST), _live(session)
    for number, at in sample.questions_asked(now).items():
        found = select(Question.id).where(Question.discussion_id == discussion, Question.number == number)
        hosting.ask(session, by=host, question_id=session.scalars(found).one(), now=at)
    drafts = [Draft(cue.minutes, cue.text, cue.question) for cue in sample.host_script(now)]
    scripting.begin(session, by=host, discussion_id=discussion, drafts=drafts, now=now)


def viewer(session: Session, key: str) -> Viewer:
    """Somebody of the sample, as policies see them."""
    member = session.scalars(select(Member.id).where(Member.archive == ARCHIVE, Member.key == key)).one()
    return viewer_of_member(session, member)


class Script:
    """What the others say and do. `job` lets the worker play it; the host's own posts come from her desk."""

    def __init__(self, database: Database, now: datetime) -> None:
        self._database = database
        self._lines = sample.live_script(now)
        self._next = 0
        self._behind = timedelta(0)  # how long people have waited for a host who took her time
        self._said: dict[str, int] = {}
        self._echoes: list[tuple[datetime, str, Echo]] = []
        self.job = Job("sample", self.play, every=1.0)

    def play(self, now: datetime) -> None:
        """Post every line whose time has come and whose question was asked; let people react to earlier ones."""
        while self._next < len(self._lines) and self._lines[self._next].at + self._behind <= now:
            line = self._lines[self._next]
            if not self._asked(line.question):
                self._behind = now - line.at
                break
            self._next += 1
            if self._done(line.key, partial(self._say, line=line, now=now)):
                for echo in sample.echoes(line):
                    heappush(self._echoes, (now + echo.after, f"{line.key} {echo.member}", echo))
        while self._echoes and self._echoes[0][0] <= now:
            _, key, echo = heappop(self._echoes)
            self._done(key, partial(self._echo, key=key.split()[0], echo=echo, now=now))

    def _done(self, what: str, act: Callable[[Session], object]) -> bool:
        try:
            with self._database.transaction() as session:
                act(session)
        except Refusal as refusal:
            logger.info("the sample's %s did not come to pass: %s", what, refusal.sentence)
            return False
        return True

    def _asked(self, number: int | None) -> bool:
        if number is None:
            return True
        with self._database.reading() as session:
            named = (Question.discussion_id == _live(session), Question.number == number)
            return session.scalar(select(Question.asked_at).where(*named)) is not None

    def _say(self, session: Session, line: LiveLine, now: datetime) -> None:
        by = viewer(session, line.member)
        post, _ = posting.add_post(
            session,
            by=by,
            discussion_id=_live(session),
            text=line.text,
            client_token=line.key,
            question=line.question,
            reply_to=self._spoken(session, line.reply_to),
            quotes=self._spoken(session, line.quotes),
            now=now,
        )
        if line.choices:
            polling.add_poll(session, by=by, post=post, choices=line.choices, multiple=False, now=now)
        if line.to_author:
            asking_authors.mark(session, by=by, post_id=post.id, on=True, now=now)
        self._said[line.key] = post.id

    def _echo(self, session: Session, key: str, echo: Echo, now: datetime) -> None:
        by, post = viewer(session, echo.member), self._said[key]
        if echo.vote:
            polling.vote(session, by=by, post_id=post, chosen={echo.vote}, now=now)
        else:
            reacting.react(session, by=by, post_id=post, kind=echo.reaction, on=True, now=now)

    def _spoken(self, session: Session, key: str | None) -> int | None:
        if key is None or key in self._said:
            return self._said.get(key or "")
        return session.scalar(select(Post.id).where(Post.archive == ARCHIVE, Post.key == key))


def _live(session: Session) -> int:
    return session.scalars(
        select(Discussion.id).where(Discussion.archive == ARCHIVE, Discussion.key == sample.LIVE)
    ).one()
