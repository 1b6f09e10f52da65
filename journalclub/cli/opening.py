"""Open the club that the settings name: every command begins here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import ArgumentError

from journalclub import backup
from journalclub.cli.failing import Failed
from journalclub.cli.output import one_bar, warn
from journalclub.config import Settings, load
from journalclub.db import Database, DatabaseTrouble
from journalclub.db.migrating import Age, age, migrate, refuse_newer
from journalclub.db.tables import load_all
from journalclub.kit import clock
from journalclub.search.engines import engine_of
from journalclub.search.indexer import reindex


@dataclass(frozen=True)
class Club:
    """The settings and the open database."""

    settings: Settings
    database: Database


@contextmanager
def opened(*, upgrading: bool = False, **overrides: object) -> Iterator[Club]:
    """The club, its tables up to date; closed afterwards.

    A fresh database gets its tables. An older one is upgraded by itself when it is embedded (SQLite), after a backup;
    on PostgreSQL, where other processes may be running, `journalclub upgrade` has to be asked for. Raises BadSetting,
    DatabaseTrouble, Failed.
    """
    settings = load(None, **overrides)
    database = connect(settings)
    try:
        if not upgrading:
            bring_up_to_date(settings, database)
        yield Club(settings, database)
    finally:
        database.close()


def rebuild_index(settings: Settings, database: Database) -> int:
    """Make the search index anew; returns the number of documents."""
    with one_bar("indexing") as bar:
        return reindex(database, engine_of(settings, database), clock.now(), bar.update)


def connect(settings: Settings) -> Database:
    """The database, reachable; its tables are not looked at. Raises DatabaseTrouble."""
    load_all()
    try:
        database = Database(settings.database_url)
    except (ArgumentError, ValueError, ImportError) as error:
        raise DatabaseTrouble(f"JC_DATABASE_URL cannot be used: {error}") from error
    database.check()
    return database


def bring_up_to_date(settings: Settings, database: Database) -> None:
    found = age(database)
    refuse_newer(found)
    if found is Age.OLDER and database.is_postgres:
        raise Failed(
            "The database is of an older version: stop every process of the club and run “journalclub upgrade”."
        )
    if found is Age.OLDER:
        kept = backup.before_upgrade(settings, database, clock.now())
        warn(f"Upgrading the database; the old one is kept in {kept}.")
    if found is not Age.CURRENT:
        migrate(database)
