"""Bring a database to the tables that this version of the program knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from journalclub.db.engine import Database, DatabaseTrouble

SCRIPTS = Path(__file__).resolve().parents[1] / "migrations"
MIGRATORS_LOCK = 0x6A63_6D69_67  # an arbitrary key: two processes that start at once migrate one after the other


class Age(StrEnum):
    """How a database's tables relate to this version of the program."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


def age(database: Database) -> Age:
    with database.engine.connect() as connection:
        return _age(connection)


def revision(database: Database) -> str | None:
    """The name of the last migration that the database has had."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(database: Database) -> bool:
    return age(database) is Age.CURRENT


def knows(name: str) -> bool:
    """Whether a migration of this name belongs to this version of the program."""
    return name in {script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()}


def migrate(database: Database, target: str = "head") -> bool:
    """Change the tables as far as needed, all or nothing; says whether anything was done. Data is kept.

    Raises DatabaseTrouble when the database is newer than this program.
    """
    with _alone(database) as connection:
        found = _age(connection)
        refuse_newer(found)
        if found is Age.CURRENT and target == "head":
            return False
        command.upgrade(_config(connection), target)
        return True


def downgrade(database: Database, target: str = "base") -> None:
    """Go back to `target`. What the newer tables held is lost."""
    with _alone(database) as connection:
        command.downgrade(_config(connection), target)


def refuse_newer(found: Age) -> None:
    """Raise DatabaseTrouble when the database is newer than this program."""
    if found is Age.NEWER:
        raise DatabaseTrouble(
            "The database was written by a newer version of journalclub: install that version, or restore a backup."
        )


def write_migration(database: Database, message: str, number: str) -> None:
    """Write the script that leads from `database`, migrated so far, to the models. For developers; read it over."""
    with _alone(database) as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=number)


def _age(connection: Connection) -> Age:
    revision = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory(str(SCRIPTS))
    if revision is None:
        return Age.EMPTY
    if revision == scripts.get_current_head():
        return Age.CURRENT
    known = {script.revision for script in scripts.walk_revisions()}
    return Age.OLDER if revision in known else Age.NEWER


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """A connection in a transaction that no second migrator shares."""
    with database.engine.execution_options(writes=True).connect() as connection:
        if database.is_postgres:
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATORS_LOCK})
                yield connection
            return
        # Rebuilding a table drops the old one, and with foreign keys on that would delete the rows that refer to it
        # (https://sqlite.org/lang_altertable.html#otheralter). The switch works outside of a transaction only.
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        try:
            with connection.begin():
                yield connection
                broken = connection.execute(text("PRAGMA foreign_key_check")).first()
                if broken is not None:
                    raise DatabaseTrouble(f"The migration would break references in {broken[0]}; nothing was changed.")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]
