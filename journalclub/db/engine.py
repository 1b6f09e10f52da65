"""One `Database` per process. Every difference between SQLite and PostgreSQL lives in this file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from journalclub.kit.refusal import Conflict

INTAKE_LOCK = 0x6A63_696E_74  # another
WRITERS_LOCK = 0x6A63_6C75_62  # an arbitrary key for the change log's advisory lock ("jclub")
MOVED = "journalclub_moved"  # the channel on which PostgreSQL tells other processes that the change log has moved


class DatabaseTrouble(Exception):
    """The database cannot be used; the text is one sentence for the person who runs the service."""


class AtOnce(Conflict):
    """Another transaction has taken the same place in this moment, or has removed what this one was about to change.

    `orig` says it in the database's words.
    """

    def __init__(self, error: DBAPIError | StaleDataError) -> None:
        super().__init__(
            "at-once", "The same was changed in this very moment, so this was not done. Please look again."
        )
        self.orig = getattr(error, "orig", error)


# PostgreSQL's words for it (https://www.postgresql.org/docs/current/errcodes-appendix.html): a foreign key that points
# to nothing any more, a key that is taken by now, a deadlock. On SQLite, where writers queue, they are our mistakes.
_MEETINGS = frozenset({"23503", "23505", "40P01"})


class Database:
    """Sessions on one database. `moved` is notified when this process has committed to the change log: a hint for those
    who wait."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_postgres = url.startswith("postgresql")
        self.moved = threading.Condition()
        self._writer: AbstractContextManager[Any] = nullcontext() if self.is_postgres else threading.Lock()
        self._current: ContextVar[Session | None] = ContextVar(f"session-{id(self)}", default=None)
        self.engine = _postgres(url) if self.is_postgres else _sqlite(url)
        # On PostgreSQL each statement would otherwise see a moment of its own; on SQLite a BEGIN is a snapshot.
        level = {"isolation_level": "REPEATABLE READ"} if self.is_postgres else {}
        self._snapshots = self.engine.execution_options(**level)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """The only commit. Re-entrant: inside another `transaction()` of this thread it is the same session.

        Raises AtOnce when two acts met that no lock kept apart.

        On SQLite it takes the write lock at once (a deferred BEGIN lost 62 of 80 read-then-write transactions). Threads
        of one process queue for it here, because SQLite's own waiting sleeps in steps of up to 100 ms.
        """
        outer = self._current.get()
        if outer is not None:
            yield outer
            return
        writing = self.engine.execution_options(writes=True)
        with self._writer, Session(writing, expire_on_commit=False) as session:
            mark = self._current.set(session)
            try:
                with session.begin():
                    yield session
            except (DBAPIError, StaleDataError) as error:
                if _met(error):
                    raise AtOnce(error) from error
                raise
            finally:
                self._current.reset(mark)
        if session.info.get(MOVED):
            with self.moved:
                self.moved.notify_all()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A snapshot: all its queries see the same moment, and rows that were read can be used after it."""
        with Session(self._snapshots, autoflush=False) as session:
            yield session

    def check(self) -> None:
        """Raise DatabaseTrouble with one clear sentence when the database cannot be reached."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except DBAPIError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise DatabaseTrouble(
                f"The database {self.engine.url.render_as_string()} cannot be used: {reason}"
            ) from error

    def close(self) -> None:
        self.engine.dispose()


def lock_change_log(session: Session) -> None:
    """Let the change log's numbers become visible in their own order.

    On PostgreSQL a lower number may otherwise commit after a higher one (readers by `seq >` missed 335 of 2,400).
    SQLite's BEGIN IMMEDIATE has done it already. The same statement asks PostgreSQL to wake, at the commit, whoever
    listens to `MOVED`.
    """
    session.info[MOVED] = True
    if session.get_bind().dialect.name == "postgresql":
        query = text("SELECT pg_advisory_xact_lock(:key), pg_notify(:channel, '')")
        session.execute(query, {"key": WRITERS_LOCK, "channel": MOVED})


def lock_intake(session: Session) -> None:
    """Let one transaction at a time decide whether an article is new; SQLite's BEGIN IMMEDIATE has done it already.

    Two sources that bring the same article at once would otherwise both insert it, and one of them would fail.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": INTAKE_LOCK})


def one_at_a_time(session: Session, *what: object) -> None:
    """Let one transaction at a time do this: the others wait, and then see what it has done.

    For acts that look for a row and add it when it is not there: what is not there cannot be locked. To be called
    before looking, and before the act records a change. SQLite's BEGIN IMMEDIATE has done it already.
    """
    if session.get_bind().dialect.name == "postgresql":
        query = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")
        session.execute(query, {"what": " ".join(str(part) for part in what)})


def data_version(session: Session) -> int:
    """A cheap number that moves when another connection has written (SQLite only; 0 elsewhere)."""
    if session.get_bind().dialect.name == "sqlite":
        return int(session.execute(text("PRAGMA data_version")).scalar_one())
    return 0


def checkpoint(database: Database) -> None:
    """Fold SQLite's write-ahead log into the database file, safely on every version of SQLite.

    SQLite before 3.51.3 can damage a WAL database when two connections checkpoint at once
    (https://sqlite.org/wal.html#walresetbug), so automatic checkpoints are off and this one holds the write lock on
    one connection while a second does the work. Only the worker calls it.
    """
    if database.is_postgres:
        return
    with database.engine.execution_options(writes=True).connect() as lock, lock.begin():
        raw = database.engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            raw.close()


def _met(error: DBAPIError | StaleDataError) -> bool:
    return isinstance(error, StaleDataError) or getattr(error.orig, "sqlstate", None) in _MEETINGS


def _postgres(url: str) -> Engine:
    return create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True, connect_args={"connect_timeout": 5})


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url,
        pool_size=20,
        max_overflow=20,
        connect_args={"timeout": 30, "isolation_level": None, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "wal_autocheckpoint=0",
            "cache_size=-16000",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
