"""How the tail waits until the change log may have moved, in this process or in another."""

from __future__ import annotations

import contextlib
import os
import select
import threading
from typing import Any, Protocol, cast

from journalclub.db import Database
from journalclub.db.engine import MOVED


class Wake(Protocol):
    """`wait` returns after at most `seconds`, True when the log may have moved. `rouse` ends a wait from any thread."""

    def wait(self, seconds: float, *, attentive: bool) -> bool: ...
    def rouse(self) -> None: ...
    def close(self) -> None: ...


def wake_for(database: Database) -> Wake:
    return PostgresWake(database) if database.is_postgres else SqliteWake(database)


class SqliteWake:
    """Commits of this process notify; those of others show in SQLite's data version, which is cheap to ask for."""

    POLL = 0.025  # seconds, while somebody listens

    def __init__(self, database: Database) -> None:
        self._moved = database.moved
        self._connection = database.engine.raw_connection()
        self._cursor = self._connection.cursor()
        self._seen = -1
        self._roused = False

    def wait(self, seconds: float, *, attentive: bool) -> bool:
        # The version is read under the condition's lock: a commit is seen here, or its notification is waited for.
        with self._moved:
            if not self._roused and self._version() == self._seen:
                self._moved.wait(min(seconds, self.POLL) if attentive else seconds)
            roused, self._roused = self._roused, False
        before, self._seen = self._seen, self._version()
        return roused or self._seen != before

    def rouse(self) -> None:
        with self._moved:
            self._roused = True
            self._moved.notify_all()

    def close(self) -> None:
        self._cursor.close()
        self._connection.close()

    def _version(self) -> int:
        (version,) = self._cursor.execute("PRAGMA data_version").fetchone()
        return int(version)


class PostgresWake:
    """LISTEN on the channel that every write of the change log notifies at its commit."""

    def __init__(self, database: Database) -> None:
        self._pipe = os.pipe()
        os.set_blocking(self._pipe[0], False)
        self._closing = threading.Lock()  # a pipe that is closed may be somebody else's file a moment later
        self._closed = False
        fairy = database.engine.raw_connection()
        self._connection = cast(Any, fairy.driver_connection)
        fairy.detach()  # a listening connection never goes back to the pool
        self._connection.rollback()
        self._connection.autocommit = True
        self._connection.execute(f"LISTEN {MOVED}")

    def wait(self, seconds: float, *, attentive: bool) -> bool:
        del attentive  # listening costs nothing
        ready, _, _ = select.select([self._connection.fileno(), self._pipe[0]], [], [], seconds)
        if self._pipe[0] in ready:
            os.read(self._pipe[0], 4096)
        if self._connection.fileno() in ready:
            list(self._connection.notifies(timeout=0))  # how often does not matter, and they carry nothing
        return bool(ready)

    def rouse(self) -> None:
        with self._closing:
            if not self._closed:
                os.write(self._pipe[1], b".")

    def close(self) -> None:
        with contextlib.suppress(Exception):  # the server may have gone first
            self._connection.close()
        with self._closing:
            self._closed = True
            for end in self._pipe:
                os.close(end)
