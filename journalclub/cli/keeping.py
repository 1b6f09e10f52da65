"""`backup`, `restore`, `upgrade`: one command each."""

from __future__ import annotations

from pathlib import Path

import click

from journalclub import backup as backups
from journalclub.cli.failing import Failed
from journalclub.cli.opening import connect, opened, rebuild_index
from journalclub.cli.output import Bars, Work, say
from journalclub.config import load
from journalclub.db.migrating import Age, age, migrate, refuse_newer
from journalclub.kit import clock


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the whole club to FILE while it runs. The file holds addresses and secrets: keep it safe."""
    if file.exists():
        raise Failed(f"{file} exists already; nothing was written.")
    with opened() as club, _Tables() as tables:
        rows = backups.write(club.settings, club.database, file, clock.now(), tables)
    say(f"{rows:,} rows are kept in {file}.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Fill an empty instance from a backup."""
    with opened(upgrading=True) as club, _Tables() as tables:
        try:
            rows = backups.restore(club.settings, club.database, file, tables)
        except backups.BackupTrouble as trouble:
            raise Failed(str(trouble)) from trouble
        rebuild_index(club.settings, club.database)
    say(f"{rows:,} rows are back. “journalclub run” starts the club.")


@click.command()
def upgrade() -> None:
    """Back up, bring the database up to date, and make the search index anew."""
    settings = load()
    database = connect(settings)
    try:
        found = age(database)
        refuse_newer(found)
        if found is Age.OLDER:
            say(f"The old database is kept in {backups.before_upgrade(settings, database, clock.now())}.")
        say("The database was upgraded." if migrate(database) else "The database is up to date.")
        say(f"The search index is new: {rebuild_index(settings, database):,} documents.")
    finally:
        database.close()


class _Tables(Bars):
    """A bar for each table."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[str, Work] = {}

    def __enter__(self) -> _Tables:
        super().__enter__()
        return self

    def __call__(self, table: str, rows: int) -> None:
        if table not in self._shown:
            self._shown[table] = self.work(table)
        self._shown[table].update(rows)
