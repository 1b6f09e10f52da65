"""Keep the whole club in one file, and bring it back: on SQLite and PostgreSQL alike, and from one to the other.

A backup is a zip: `manifest.json`, one `tables/<name>.jsonl` for each table, and the instance's secret and settings.
It holds everything the club knows, addresses included: keep it as safe as the instance itself.
"""

from __future__ import annotations

import base64
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

import msgspec
from sqlalchemy import Connection, Date, DateTime, LargeBinary, MetaData, Table, bindparam, func, insert, select, text

from journalclub import __version__
from journalclub.config import Settings
from journalclub.db import Database
from journalclub.db.migrating import Age, age, knows, migrate, revision
from journalclub.kit.clock import rfc3339

FORMAT = 1
ROWS_AT_ONCE = 1000
SETTINGS_FILES = ("secret", "config.toml")
Progress = Callable[[str, int], None]


class BackupTrouble(Exception):
    """A file that is no backup, or a place where none can be restored; one sentence."""


def write(
    settings: Settings, database: Database, path: Path, now: datetime, progress: Progress = lambda *_: None
) -> int:
    """Write one moment of the club to `path` (0600), whole or not at all; returns the number of rows.

    Works on a database of an older version too.
    """
    draft = path.with_name(path.name + ".part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            rows = _write_tables(archive, database, now, progress)
            for name in SETTINGS_FILES:
                if (settings.instance / name).exists():
                    archive.write(settings.instance / name, f"instance/{name}")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return rows


def before_upgrade(settings: Settings, database: Database, now: datetime) -> Path:
    """A backup in the instance folder, named after the moment."""
    folder = settings.instance / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"before-upgrade-{now:%Y%m%d-%H%M%S}.zip"
    write(settings, database, path, now)
    return path


def restore(settings: Settings, database: Database, path: Path, progress: Progress = lambda *_: None) -> int:
    """Fill an empty instance from a backup and bring it up to date; returns the number of rows.

    Raises BackupTrouble, and DatabaseTrouble when the backup is of a newer version.
    """
    with _opened(path) as archive:
        manifest = _manifest(archive)
        _refuse_unless_empty(database)
        if age(database) is Age.EMPTY:
            migrate(database, manifest["revision"])
        if revision(database) != manifest["revision"]:
            raise BackupTrouble("This instance has tables of another version: restore into a new, empty instance.")
        with database.engine.execution_options(writes=True).connect() as connection, connection.begin():
            rows = _read_tables(archive, connection, database.is_postgres, progress)
        for name in SETTINGS_FILES:
            if f"instance/{name}" in archive.namelist():
                _write_private(settings.instance / name, archive.read(f"instance/{name}"))
    migrate(database)
    return rows


def _write_tables(archive: zipfile.ZipFile, database: Database, now: datetime, progress: Progress) -> int:
    total = 0
    counts: dict[str, int] = {}
    isolation = {"isolation_level": "REPEATABLE READ"} if database.is_postgres else {}
    with database.engine.connect().execution_options(**isolation) as connection:
        tables = _tables(connection)
        for table in tables:
            with archive.open(f"tables/{table.name}.jsonl", "w") as file:
                for rows in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table)).partitions():
                    file.write(b"".join(_line(table, tuple(row)) for row in rows))
                    counts[table.name] = counts.get(table.name, 0) + len(rows)
                    progress(table.name, counts[table.name])
        total = sum(counts.values())
    manifest = {
        "format": FORMAT,
        "version": __version__,
        "revision": revision(database),
        "made": rfc3339(now),
        "tables": [table.name for table in tables],
        "rows": counts,
    }
    archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    return total


def _tables(connection: Connection) -> list[Table]:
    """The tables as they are, not as this version knows them; those referred to first."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def _line(table: Table, row: tuple[Any, ...]) -> bytes:
    values = [
        value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value for value in row
    ]
    return msgspec.json.encode(dict(zip(table.columns.keys(), values, strict=True))) + b"\n"


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise BackupTrouble(f"{path} is not a backup of journalclub.") from error


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
        known = manifest["format"] == FORMAT
    except (KeyError, ValueError) as error:
        raise BackupTrouble(f"{archive.filename} is not a backup of journalclub.") from error
    if not known or not knows(manifest["revision"]):
        raise BackupTrouble(f"{archive.filename} was written by a newer version of journalclub.")
    return manifest


def _refuse_unless_empty(database: Database) -> None:
    if age(database) is Age.EMPTY:
        return
    with database.engine.connect() as connection:
        for name in ("members", "articles", "changes"):
            if connection.scalar(select(func.count()).select_from(text(name))):
                raise BackupTrouble(
                    "There is a club in this instance already: restore into an empty one (JC_INSTANCE names another)."
                )


def _read_tables(archive: zipfile.ZipFile, connection: Connection, is_postgres: bool, progress: Progress) -> int:
    total = 0
    for table in _tables(connection):
        with archive.open(f"tables/{table.name}.jsonl") as file:
            count, later = 0, _SelfReferences(table)
            for rows in _rows(table, file):
                connection.execute(insert(table), [later.without(row) for row in rows])
                count += len(rows)
                progress(table.name, count)
            later.write(connection)
            total += count
        if is_postgres:
            _set_sequence(connection, table)
    return total


class _SelfReferences:
    """References to rows of the same table, written when all of them are there: a merged article may come first."""

    def __init__(self, table: Table) -> None:
        self._table, self._held = table, list[dict[str, Any]]()
        self._names = [
            column.name for column in table.columns if any(key.column.table is table for key in column.foreign_keys)
        ]

    def without(self, row: dict[str, Any]) -> dict[str, Any]:
        if any(row[name] is not None for name in self._names):
            self._held.append({"row": row["id"]} | {name: row[name] for name in self._names})
        return row | dict.fromkeys(self._names)

    def write(self, connection: Connection) -> None:
        if self._held:
            referring = self._table.update().where(self._table.c.id == bindparam("row"))
            connection.execute(referring.values({name: bindparam(name) for name in self._names}), self._held)


def _rows(table: Table, file: IO[bytes]) -> Iterator[list[dict[str, Any]]]:
    convert = {column.name: _converter(column.type) for column in table.columns}
    rows: list[dict[str, Any]] = []
    for line in file:
        given = msgspec.json.decode(line)
        rows.append({name: None if value is None else convert[name](value) for name, value in given.items()})
        if len(rows) == ROWS_AT_ONCE:
            yield rows
            rows = []
    if rows:
        yield rows


def _converter(kind: object) -> Callable[[Any], Any]:
    match kind:
        case DateTime(timezone=aware):
            return datetime.fromisoformat if aware else lambda value: datetime.fromisoformat(value).replace(tzinfo=None)
        case Date():
            return date.fromisoformat
        case LargeBinary():
            return base64.b64decode
        case _:
            return lambda value: value


def _set_sequence(connection: Connection, table: Table) -> None:
    """Let the next row of a restored table get the number after the highest."""
    for column in table.primary_key.columns:
        owned = connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
        if owned:
            connection.execute(select(func.setval(owned, select(func.coalesce(func.max(column), 1)).scalar_subquery())))


def _write_private(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
