"""`doctor`: look the instance over, and say what to do about what is wrong."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from sqlalchemy import text

from journalclub import __version__
from journalclub.changes.consumer import lags
from journalclub.cli.failing import Failed
from journalclub.cli.opening import connect
from journalclub.cli.output import console, table
from journalclub.config import Settings, load
from journalclub.db import Database
from journalclub.db.migrating import Age, age
from journalclub.literature import feeds
from journalclub.members import queries
from journalclub.search.engine import Damaged
from journalclub.search.engines import engine_of

LITTLE_SPACE = 500_000_000  # bytes
FAR_BEHIND = 1000  # changes


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `verdict` is ok, note or wrong; only the last makes the command fail."""

    subject: str
    verdict: str
    words: str


@click.command()
def doctor() -> None:
    """Check settings, database, search index, sources and space. Exit code 1 if something is wrong."""
    settings = load()
    rows = table("", "", "")
    wrong = 0
    for finding in _findings(settings):
        wrong += finding.verdict == "wrong"
        colour = {"ok": "green", "note": "yellow", "wrong": "red"}[finding.verdict]
        rows.add_row(f"[{colour}]{finding.verdict}[/]", finding.subject, finding.words)
    console.print(rows)
    if wrong:
        raise Failed(f"{wrong} of these need your attention.")


def _findings(settings: Settings) -> Iterator[Finding]:
    yield Finding("version", "ok", __version__)
    yield from _instance(settings)
    database = connect(settings)
    try:
        yield from _database(database)
        if age(database) is Age.CURRENT:
            yield from _club(settings, database)
            yield from _consumers(database)
            yield from _search(settings, database)
    finally:
        database.close()
    yield _sources(settings.feeds)
    yield _mail(settings)


def _instance(settings: Settings) -> Iterator[Finding]:
    secret = settings.instance / "secret"
    private = not stat.S_IMODE(secret.stat().st_mode) & 0o077
    yield Finding("secret", "ok" if private else "wrong", str(secret) if private else f"chmod 600 {secret}")
    free = shutil.disk_usage(settings.instance).free
    yield Finding(
        "space", "ok" if free > LITTLE_SPACE else "wrong", f"{free / 1e9:,.1f} GB free for {settings.instance}"
    )


def _database(database: Database) -> Iterator[Finding]:
    found = age(database)
    words = {
        Age.CURRENT: "up to date",
        Age.EMPTY: "empty; “journalclub run” makes the tables",
        Age.OLDER: "of an older version: run “journalclub upgrade”",
        Age.NEWER: "of a newer version: install that version of journalclub",
    }
    shown = database.engine.url.render_as_string()
    verdict = "wrong" if found in {Age.OLDER, Age.NEWER} else "ok"
    yield Finding("database", verdict, f"{shown}: {words[found]}")
    if not database.is_postgres:
        with database.engine.connect() as connection:
            said = str(connection.execute(text("PRAGMA quick_check")).scalar())
        sound = said == "ok"
        yield Finding("tables", "ok" if sound else "wrong", f"SQLite {sqlite3.sqlite_version}: {said}")


def _club(settings: Settings, database: Database) -> Iterator[Finding]:
    with database.reading() as session:
        club = queries.club(session)
    if club is None:
        yield Finding("club", "note", "nobody has set it up yet: “journalclub run” prints the link")
    else:
        yield Finding("club", "ok", f"{club.name}, at {settings.public_url}")
    contact = settings.contact_email or (club.contact_email if club else None)
    yield Finding("contact", "ok" if contact else "note", contact or "NCBI asks for an address: set JC_CONTACT_EMAIL")


def _consumers(database: Database) -> Iterator[Finding]:
    with database.reading() as session:
        found = lags(session)
    for lag in found:
        words = f"{lag.behind:,} changes behind" + (f", {lag.parked} parked: {lag.last_error}" if lag.parked else "")
        verdict = "wrong" if lag.parked else "note" if lag.behind > FAR_BEHIND else "ok"
        yield Finding(f"consumer {lag.name}", verdict, words)


def _search(settings: Settings, database: Database) -> Iterator[Finding]:
    try:
        health = engine_of(settings, database).health()
    except Damaged as damaged:
        yield Finding("search", "wrong", f"{damaged}: run “journalclub reindex”")
        return
    words = health.notice or f"{health.documents:,} documents"
    yield Finding("search", "ok" if health.sound else "note", words)


def _sources(path: Path) -> Finding:
    if not path.exists():
        return Finding("sources", "note", f"there is no {path}: no article arrives by itself")
    try:
        found = feeds.read(path)
    except feeds.FeedsError as error:
        return Finding("sources", "wrong", str(error))
    return Finding("sources", "ok", f"{len(found)} in {path}")


def _mail(settings: Settings) -> Finding:
    if settings.smtp_url is None:
        return Finding("mail", "note", "JC_SMTP_URL is not set: letters stay in the outbox")
    return Finding("mail", "ok", "letters are sent")
