"""Consumers: in order, once, and never stopped by a single bad row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes import consumer, log
from journalclub.changes.kinds import Kind
from journalclub.changes.models import Change, ParkedChange
from journalclub.db import Database

NOW = datetime(2026, 5, 17, 20, tzinfo=UTC)


def _write(database: Database, count: int) -> None:
    with database.transaction() as session:
        for number in range(count):
            log.record(session, Kind.POST_ADDED, actor=None, now=NOW, post=number + 1)


def test_a_consumer_gets_every_change_once_and_in_order(database: Database) -> None:
    _write(database, 25)
    got: list[int] = []

    def keep(_session: Session, batch: Sequence[Change], _now: datetime) -> None:
        got.extend(change.ids["post"] for change in batch)

    reader = consumer.Consumer("reader", keep, batch=10)
    assert reader.drain(database, NOW) == 25
    assert got == list(range(1, 26))
    assert reader.drain(database, NOW) == 0


def test_a_poison_row_is_parked_after_five_tries_and_the_rest_go_on(database: Database) -> None:
    _write(database, 20)
    tries = 0
    kept: list[int] = []

    def stumble(_session: Session, batch: Sequence[Change], _now: datetime) -> None:
        nonlocal tries
        posts = [change.ids["post"] for change in batch]
        if posts == [13]:
            tries += 1
        if 13 in posts:
            raise ValueError("row 13 cannot be read")
        kept.extend(posts)

    reader = consumer.Consumer("stumbling", stumble, batch=8)
    for _ in range(30):
        reader.step(database, NOW)
    assert kept == [n for n in range(1, 21) if n != 13]
    assert tries == consumer.TRIES
    with database.reading() as session:
        parked = session.scalars(select(ParkedChange)).one()
        assert parked.seq == 13
        assert "row 13" in parked.error
        (lag,) = consumer.lags(session)
        assert (lag.behind, lag.parked) == (0, 1)


def test_what_a_failing_handler_wrote_is_taken_back(database: Database) -> None:
    _write(database, 1)

    def write_then_fail(session: Session, _batch: Sequence[Change], now: datetime) -> None:
        log.record(session, Kind.LETTER_QUEUED, actor=None, now=now)
        raise ValueError("after the write")

    consumer.Consumer("failing", write_then_fail).step(database, NOW)
    with database.reading() as session:
        assert log.head(session) == 1
        (lag,) = consumer.lags(session)
        assert (lag.behind, lag.last_error) == (1, "ValueError: after the write")
