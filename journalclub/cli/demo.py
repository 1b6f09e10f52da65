"""`run --demo`: the sample club, in a folder of its own, with people who talk while one looks on."""

from __future__ import annotations

import ipaddress
import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub import sample
from journalclub.archive.importing import Import
from journalclub.cli import demo_agenda
from journalclub.cli.failing import Failed
from journalclub.cli.opening import Club, bring_up_to_date, connect
from journalclub.config import load
from journalclub.db import Database
from journalclub.discussions.actions import hosting, planning, posting
from journalclub.discussions.actions.clock import say_states
from journalclub.discussions.models import Discussion, Question
from journalclub.discussions.post_models import Post
from journalclub.kit import clock
from journalclub.kit.refusal import Refusal
from journalclub.literature.actions import freeing
from journalclub.members.actions.founding import new_club
from journalclub.members.models import Member
from journalclub.members.queries import viewer_of_member
from journalclub.members.viewer import Viewer
from journalclub.worker.lease import lease_on
from journalclub.worker.loop import Job

ARCHIVE = "sample"
HOST = "ada"
RULE = "third Sunday"
SERIES = {name: str(value) for name, value in sample.SERIES.items()}
HANDED_DOWN = ("JC_HOST", "JC_PORT", "JC_TRUSTED_PROXIES")  # nothing else of the real club reaches the sample
logger = logging.getLogger(__name__)


@contextmanager
def demo_club(host: str | None, port: int | None) -> Iterator[Club]:
    """The sample club as it stands at this minute, made anew at every start. Raises Failed."""
    if load().public_url_was_set:
        raise Failed("JC_PUBLIC_URL is set: the demo is for this machine only, and lets everybody be anybody.")
    folder = Path(os.environ.get("JC_INSTANCE") or "instance").absolute() / "demo"
    environ = {name: os.environ[name] for name in HANDED_DOWN if name in os.environ}
    settings = load(environ, instance=folder, host=host, port=port, demo=True)
    if not _is_loopback(settings.host):
        raise Failed(f"The demo listens on this machine only, not on {settings.host}: it lets everybody be anybody.")
    database = connect(settings)
    lease = lease_on(database)
    try:
        if not lease.take():
            raise Failed("The demo is running already.")
        database.close()
        _clear(folder)
        bring_up_to_date(settings, database)
        fill(database, folder / "sample.jsonl", clock.now())
        lease.give_back()
        yield Club(settings, database)
    finally:
        lease.give_back()
        database.close()


def fill(database: Database, draft: Path, now: datetime) -> None:
    """Bring the sample club into an empty database, through the importer like any other archive."""
    lines = [_with_people(line) for line in sample.sample_lines(now)]
    members = [line for line in lines if line["type"] == "member"]
    with database.transaction() as session:
        session.add(new_club(SERIES["name"], SERIES["zone"], "", now))
    _import(database, draft, members, now)
    with database.transaction() as session:
        planning.add_series(
            session,
            by=_viewer(session, HOST),
            plan=planning.SeriesPlan(
                name=SERIES["name"],
                hashtag=SERIES["hashtag"],
                rule=RULE,
                wall_time=SERIES["local_time"],
                time_zone=SERIES["zone"],
            ),
            now=now,
        )
    _import(database, draft, lines, now)
    with database.transaction() as session:
        say_states(session, now=now)
        for number in range(1, sample.LIVE_QUESTION + 1):
            _ask(session, number, now)
        demo_agenda.fill(session, ARCHIVE, HOST, _viewer, now)
        _free_for_a_while(session, now)


class Script:
    """What the others say while somebody looks on. `job` lets the worker play it."""

    def __init__(self, database: Database, now: datetime) -> None:
        self._database = database
        self._lines = sample.live_script(now)
        self._next = 0
        self._said: dict[str, int] = {}
        self.job = Job("sample", self.play, every=1.0)

    def play(self, now: datetime) -> None:
        """Post every line whose time has come."""
        while self._next < len(self._lines) and self._lines[self._next].at <= now:
            line = self._lines[self._next]
            self._next += 1
            try:
                with self._database.transaction() as session:
                    self._say(session, line, now)
            except Refusal as refusal:
                logger.info("the sample's %s was not posted: %s", line.key, refusal.sentence)

    def _say(self, session: Session, line: sample.LiveLine, now: datetime) -> None:
        if line.asks and line.question is not None:
            _ask(session, line.question, now)
        post, _ = posting.add_post(
            session,
            by=_viewer(session, line.member),
            discussion_id=_live(session),
            text=line.text,
            client_token=line.key,
            question=line.question,
            reply_to=self._answered(session, line.reply_to),
            now=now,
        )
        self._said[line.key] = post.id

    def _answered(self, session: Session, key: str | None) -> int | None:
        if key is None or key in self._said:
            return self._said.get(key or "")
        return session.scalar(select(Post.id).where(Post.archive == ARCHIVE, Post.key == key))


def _clear(folder: Path) -> None:
    """Remove what an earlier demo has left; never the lease, which is ours."""
    for path in folder.glob("journalclub.sqlite3*"):
        if path.suffix != ".worker":
            path.unlink()
    shutil.rmtree(folder / "index", ignore_errors=True)


def _with_people(line: dict[str, object]) -> dict[str, object]:
    """The sample names the authors who take part beside its lines; Dora, a patient advocate, takes part in most."""
    if line["type"] != "discussion":
        return line
    return line | {"hosts": [HOST], "guests": sample.guests()[str(line["key"])], "patients_welcome": True}


def _import(database: Database, draft: Path, lines: list[dict[str, object]], now: datetime) -> None:
    draft.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    problems: list[str] = []
    Import(database, draft, ARCHIVE, now, problem=lambda number, why: problems.append(f"line {number}: {why}")).run()
    if problems:
        raise Failed(f"The sample club cannot be made: {problems[0]}")


def _viewer(session: Session, key: str) -> Viewer:
    member = session.scalars(select(Member.id).where(Member.archive == ARCHIVE, Member.key == key)).one()
    return viewer_of_member(session, member)


def _ask(session: Session, number: int, now: datetime) -> None:
    """Let the host move the live discussion on to a question."""
    found = select(Question.id).where(Question.discussion_id == _live(session), Question.number == number)
    hosting.ask(session, by=_viewer(session, HOST), question_id=session.scalars(found).one(), now=now)


def _free_for_a_while(session: Session, now: datetime) -> None:
    """The journal has opened the next discussion's article, but not for long enough, as it happens."""
    coming = select(Discussion).where(Discussion.opens > now, Discussion.kind == "edition").order_by(Discussion.opens)
    row = session.scalars(coming.limit(1)).one()
    if row.article_id is not None:
        freeing.add_free_link(
            session,
            by=_viewer(session, HOST),
            article_id=row.article_id,
            url="https://example.org/free",
            first=now.date(),
            last=row.opens.date(),
            today=now.date(),
            now=now,
        )


def _live(session: Session) -> int:
    return session.scalars(
        select(Discussion.id).where(Discussion.archive == ARCHIVE, Discussion.key == sample.LIVE)
    ).one()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
