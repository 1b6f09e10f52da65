"""Only one worker works on a database at a time; the others stand by and take over.

The operating system or PostgreSQL gives the lease back when its holder dies, even by `kill -9`: nothing has to expire.
"""

from __future__ import annotations

import fcntl
from contextlib import suppress
from typing import IO, Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from journalclub.db import Database

WORKERS_LOCK = 0x6A63_776F_726B  # an arbitrary key of PostgreSQL's advisory locks ("jcwork")


class Lease(Protocol):
    """A right to work that one holder has at a time."""

    def take(self) -> bool:
        """Whether this worker holds it now: took it, or still has it."""

    def give_back(self) -> None:
        """Let another worker have it."""


def lease_on(database: Database) -> Lease:
    return PostgresLease(database) if database.is_postgres else FileLease(database)


class FileLease:
    """A locked file beside the SQLite database."""

    def __init__(self, database: Database) -> None:
        self._path = f"{database.engine.url.database}.worker"
        self._file: IO[str] | None = None

    def take(self) -> bool:
        if self._file is not None:
            return True
        file = open(self._path, "w", encoding="utf-8")  # noqa: SIM115 - open means held
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def give_back(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class PostgresLease:
    """A session's advisory lock, on a connection of its own."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._connection: Connection | None = None

    def take(self) -> bool:
        if self._connection is not None and self._is_alive(self._connection):
            return True
        self.give_back()
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": WORKERS_LOCK}):
            self._connection = connection
            return True
        connection.close()
        return False

    def give_back(self) -> None:
        if self._connection is None:
            return
        with suppress(DBAPIError):  # a connection that is gone has given it back
            # Said, not left to the closing: PostgreSQL notices a closed connection only a moment later.
            self._connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": WORKERS_LOCK})
        self._connection.invalidate()  # closes it for real: in the pool it would keep what it still holds
        self._connection.close()
        self._connection = None

    @staticmethod
    def _is_alive(connection: Connection) -> bool:
        try:
            connection.execute(text("SELECT 1"))
        except DBAPIError:
            return False
        return True
