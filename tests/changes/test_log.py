"""The change log under concurrent writers: readers by `seq >` miss nothing."""

from __future__ import annotations

import random
import threading
import time
from datetime import UTC, datetime

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.changes.models import Change
from journalclub.db import Database

NOW = datetime(2026, 5, 17, 20, tzinfo=UTC)
WRITERS, EACH = 8, 40


def test_a_reader_misses_no_change_of_eight_writers_who_dawdle(database: Database) -> None:
    done = threading.Event()
    seen: list[int] = []

    def write(number: int) -> None:
        dice = random.Random(number)
        for _ in range(EACH):
            with database.transaction() as session:
                log.record(session, Kind.POST_ADDED, actor=number, now=NOW, post=number)
                time.sleep(dice.random() / 500)  # the number is taken, the commit is late

    def read() -> None:
        last = 0
        while True:
            finished = done.is_set()
            with database.reading() as session:
                for change in log.after(session, last, 100):
                    seen.append(change.seq)
                    last = change.seq
            if finished and last == _head(database):
                return
            with database.moved:
                database.moved.wait(0.002)  # a reader that spins keeps the interpreter from the writers

    reader = threading.Thread(target=read)
    reader.start()
    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done.set()
    reader.join()

    with database.reading() as session:
        written = [change.seq for change in session.query(Change).order_by(Change.seq)]
    assert len(written) == WRITERS * EACH
    assert seen == written


def test_read_then_write_transactions_lose_no_update(database: Database) -> None:
    def add_one() -> None:
        for _ in range(10):
            with database.transaction() as session:
                before = log.head(session) if not database.is_postgres else None
                seq = log.record(session, Kind.POST_ADDED, actor=None, now=NOW)
                if before is not None and seq != before + 1:
                    lost.append(seq)

    lost: list[int] = []
    threads = [threading.Thread(target=add_one) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.query(Change).count() == WRITERS * 10
    assert lost == []


def test_a_change_of_a_transaction_that_fails_was_never_there(database: Database) -> None:
    try:
        with database.transaction() as session:
            log.record(session, Kind.POST_ADDED, actor=None, now=NOW)
            raise RuntimeError("the act failed")
    except RuntimeError:
        pass
    with database.reading() as session:
        assert log.head(session) == 0


def test_a_nested_transaction_is_the_outer_one(database: Database) -> None:
    with database.transaction() as outer, database.transaction() as inner:
        assert inner is outer


def _head(database: Database) -> int:
    with database.reading() as session:
        return log.head(session)
