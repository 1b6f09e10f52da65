"""The worker's loop: prompt, patient with failures, alone."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db import Database
from journalclub.worker.lease import lease_on
from journalclub.worker.loop import Job, Worker

NOW = datetime(2026, 5, 17, 20, 0, tzinfo=UTC)
SOON = 5.0  # seconds that a test waits at most for what happens at once


class Counter:
    """A job's work that counts itself, and lets a test wait for it."""

    def __init__(self, outcome: Callable[[int], object] = lambda _: None) -> None:
        self.times: list[float] = []
        self._outcome = outcome
        self._came = threading.Condition()

    def __call__(self, _: datetime) -> object:
        with self._came:
            self.times.append(time.monotonic())
            self._came.notify_all()
        return self._outcome(len(self.times))

    def wait_for(self, times: int) -> bool:
        with self._came:
            return self._came.wait_for(lambda: len(self.times) >= times, SOON)


def fail(_: int) -> None:
    raise RuntimeError("no")


def test_a_change_wakes_a_job_that_waits_for_one(database: Database) -> None:
    work = Counter()
    worker = Worker(database, [Job("index", work, every=60, on_move=True)], lease_on(database))
    worker.start()
    assert work.wait_for(1)
    with database.transaction() as session:
        log.record(session, Kind.CLUB_CHANGED, actor=None, now=NOW)
    assert work.wait_for(2)
    worker.stop()


def test_a_job_that_fails_is_logged_and_backs_off_and_the_others_go_on(
    sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    failing, soft, well = Counter(fail), Counter(lambda _: "again"), Counter()
    jobs = [Job("bad", failing, every=0.05), Job("soft", soft, every=0.05), Job("good", well, every=0.01)]
    worker = Worker(sqlite_database, jobs, lease_on(sqlite_database))
    with caplog.at_level(logging.ERROR):
        worker.start()
        assert well.wait_for(40)
        assert failing.wait_for(3)
        assert soft.wait_for(3)
        worker.stop()
    for counter in (failing, soft):
        first, second = (later - earlier for earlier, later in zip(counter.times, counter.times[1:3], strict=False))
        assert second > first >= 0.1
    assert "the job “bad” failed" in caplog.text


def test_a_worker_stops_at_once_though_its_jobs_are_far_apart(sqlite_database: Database) -> None:
    work = Counter()
    jobs = [Job("rare", work, every=3600), Job("moved", work, every=3600, on_move=True)]
    worker = Worker(sqlite_database, jobs, lease_on(sqlite_database))
    worker.start()
    assert work.wait_for(2)
    began = time.monotonic()
    worker.stop()
    assert time.monotonic() - began < 1.0


def test_a_second_worker_stands_by_and_takes_over(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("journalclub.worker.loop.STAND_BY", 0.02)
    first_work, second_work = Counter(), Counter()
    first = Worker(database, [Job("work", first_work, every=0.02)], lease_on(database))
    second = Worker(database, [Job("work", second_work, every=0.02)], lease_on(database))
    first.start()
    assert first_work.wait_for(1)
    second.start()
    assert first_work.wait_for(10)
    assert second_work.times == []
    first.stop()
    assert second_work.wait_for(1)
    assert first_work.times[-1] < second_work.times[0]
    second.stop()


def test_only_one_holds_the_lease(database: Database) -> None:
    one, other = lease_on(database), lease_on(database)
    assert one.take()
    assert one.take()
    assert not other.take()
    one.give_back()
    assert other.take()
    assert not one.take()
    other.give_back()
