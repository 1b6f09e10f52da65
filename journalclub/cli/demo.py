"""`run --demo`: the sample club, in a folder of its own."""

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
from journalclub.cli import demo_agenda, demo_evening
from journalclub.cli.demo_evening import ARCHIVE, HOST
from journalclub.cli.failing import Failed
from journalclub.cli.opening import Club, bring_up_to_date, connect
from journalclub.config import load
from journalclub.db import Database
from journalclub.discussions.actions import planning
from journalclub.discussions.actions.clock import say_states
from journalclub.discussions.models import Discussion
from journalclub.kit import clock
from journalclub.literature.actions import freeing
from journalclub.members.actions.founding import new_club
from journalclub.worker.lease import lease_on

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
            by=demo_evening.viewer(session, HOST),
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
        demo_evening.prepare(session, now)
        say_states(session, now=now)
        demo_agenda.fill(session, ARCHIVE, HOST, demo_evening.viewer, now)
        _free_for_a_while(session, now)


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


def _free_for_a_while(session: Session, now: datetime) -> None:
    """The journal has opened the next discussion's article, but not for long enough, as it happens."""
    coming = select(Discussion).where(Discussion.opens > now, Discussion.kind == "edition").order_by(Discussion.opens)
    row = session.scalars(coming.limit(1)).one()
    if row.article_id is not None:
        freeing.add_free_link(
            session,
            by=demo_evening.viewer(session, HOST),
            article_id=row.article_id,
            url="https://example.org/free",
            first=now.date(),
            last=row.opens.date(),
            today=now.date(),
            now=now,
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
