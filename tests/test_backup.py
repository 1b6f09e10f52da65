"""Backup and restore: every row, on either database and from one to the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text

from journalclub import backup
from journalclub.archive.importing import Import
from journalclub.config import Settings, load
from journalclub.db import Base, Database, DatabaseTrouble
from journalclub.db.migrating import SCRIPTS, is_current, migrate
from journalclub.members.actions import founding, joining
from journalclub.members.models import Member
from tests import postgres
from tests.archive.lines import ALL, ARCHIVE, write

NOW = datetime(2026, 5, 17, 12, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({}, instance=tmp_path / "instance")


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'bare.sqlite3'}")
    yield database
    database.close()


def filled(database: Database, folder: Path) -> Database:
    Import(database, write(folder / "in.jsonl", ALL), ARCHIVE, NOW).run()
    with database.transaction() as session:
        founding.mint_set_up_link(session, NOW)
        joining.add_member(session, email="mo@example.org", name="Mo", roles=["moderator"], now=NOW)
    stamp(database)
    return database


def stamp(database: Database) -> None:
    """Tests make their tables from the models; a backup wants to know the version."""
    with database.engine.begin() as connection:
        if not inspect(connection).has_table("alembic_version"):
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
            newest = ScriptDirectory(str(SCRIPTS)).get_current_head()
            connection.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest})


def everything(database: Database) -> dict[str, list[Any]]:
    with database.engine.connect() as connection:
        rows = {table.name: connection.execute(select(table)).all() for table in Base.metadata.sorted_tables}
    return {
        name: sorted(json.dumps(tuple(row), sort_keys=True, default=repr) for row in found)
        for name, found in rows.items()
    }


@pytest.fixture
def club(database: Database, tmp_path: Path) -> Iterator[Database]:
    yield filled(database, tmp_path)
    with database.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))


def test_a_restored_club_is_the_same_row_for_row(
    club: Database, bare: Database, settings: Settings, tmp_path: Path
) -> None:
    rows = backup.write(settings, club, tmp_path / "club.zip", NOW)
    other = load({}, instance=tmp_path / "other")
    assert backup.restore(other, bare, tmp_path / "club.zip") == rows
    assert everything(bare) == everything(club)
    assert is_current(bare)
    assert (other.instance / "secret").read_text() == (settings.instance / "secret").read_text()
    with bare.transaction() as session:  # numbers go on after the highest
        joining.add_member(session, email="new@example.org", name="New", roles=["member"], now=NOW)
        assert session.scalars(select(Member.id).where(Member.name == "New")).one() > 4


def test_a_backup_from_sqlite_goes_into_postgresql(
    sqlite_database: Database, postgres_database: Database, settings: Settings, tmp_path: Path
) -> None:
    filled(sqlite_database, tmp_path)
    backup.write(settings, sqlite_database, tmp_path / "club.zip", NOW)
    stamp(postgres_database)
    try:
        backup.restore(settings, postgres_database, tmp_path / "club.zip")
        assert everything(postgres_database) == everything(sqlite_database)
        with postgres_database.transaction() as session:
            joining.add_member(session, email="new@example.org", name="New", roles=["member"], now=NOW)
    finally:
        postgres.empty(postgres_database)
        with postgres_database.engine.begin() as connection:
            connection.execute(text("DROP TABLE alembic_version"))


def test_a_club_is_never_overwritten(bare: Database, settings: Settings, tmp_path: Path) -> None:
    migrate(bare)
    with bare.transaction() as session:
        joining.add_member(session, email="mo@example.org", name="Mo", roles=["member"], now=NOW)
    backup.write(settings, bare, tmp_path / "club.zip", NOW)
    with pytest.raises(backup.BackupTrouble, match="a club in this instance already"):
        backup.restore(settings, bare, tmp_path / "club.zip")


def test_a_file_that_is_no_backup_is_refused(bare: Database, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"hello")
    with pytest.raises(backup.BackupTrouble, match="is not a backup"):
        backup.restore(settings, bare, tmp_path / "x.zip")


def test_a_backup_is_for_its_owner_only(bare: Database, settings: Settings, tmp_path: Path) -> None:
    migrate(bare)
    path = backup.before_upgrade(settings, bare, NOW)
    assert path.name == "before-upgrade-20260517-120000.zip"
    assert path.stat().st_mode & 0o077 == 0


def test_a_backup_of_a_newer_version_is_refused(bare: Database, settings: Settings, tmp_path: Path) -> None:
    migrate(bare)
    with bare.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    backup.write(settings, bare, tmp_path / "club.zip", NOW)
    fresh = Database(f"sqlite:///{tmp_path / 'fresh.sqlite3'}")
    with pytest.raises((backup.BackupTrouble, DatabaseTrouble), match="newer"):
        backup.restore(settings, fresh, tmp_path / "club.zip")
    fresh.close()
