"""The worker: each job in a thread of its own, so that a slow or failing one holds up nobody."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from journalclub.db import Database
from journalclub.kit import clock
from journalclub.worker.lease import Lease

LONGEST_PAUSE = 300.0  # seconds: a job that keeps failing is tried again at least so often
STAND_BY = 1.0  # seconds between two looks at the lease
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """Something done again and again: after `every` seconds, and when `on_move` soon after the database has changed.

    It then lets `gathers` seconds pass first, so as to take a burst of changes as one.

    A `run` that returns "again" has failed softly: the next try waits as after an exception.
    """

    name: str
    run: Callable[[datetime], object]
    every: float
    on_move: bool = False
    gathers: float = 0.0


class Worker:
    """Runs the jobs while it holds the lease."""

    def __init__(self, database: Database, jobs: Sequence[Job], lease: Lease) -> None:
        self._database, self._jobs, self._lease = database, jobs, lease
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Work in the background until `stop`."""
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Let `run` end soon; safe to call from a signal's handler."""
        self._stop.set()

    def stop(self, timeout: float = 10.0) -> None:
        """Finish what is being done and end; whoever waits is woken at once."""
        self.ask_to_stop()
        if self._thread is not None:
            self._thread.join(timeout)

    def run(self) -> None:
        """Work in this thread until `stop`."""
        while not self._stop.is_set():
            if self._holds_lease():
                self._work()
            else:
                self._stop.wait(STAND_BY)
        self._lease.give_back()

    def _work(self) -> None:
        done = threading.Event()
        threads = [
            threading.Thread(target=self._repeat, args=(job, done), name=f"worker-{job.name}", daemon=True)
            for job in self._jobs
        ]
        for thread in threads:
            thread.start()
        while not self._stop.wait(STAND_BY) and self._holds_lease():
            pass
        done.set()
        with self._database.moved:
            self._database.moved.notify_all()
        for thread in threads:
            thread.join()

    def _repeat(self, job: Job, done: threading.Event) -> None:
        failures = 0
        while not done.is_set():
            failures = 0 if self._try(job) else failures + 1
            pause = min(job.every * 2**failures, max(LONGEST_PAUSE, job.every))
            if job.on_move and not failures:
                if self._wait_for_change(pause, done):
                    done.wait(job.gathers)
            else:
                done.wait(pause)

    def _try(self, job: Job) -> bool:
        try:
            return job.run(clock.now()) != "again"
        except Exception:
            logger.exception("the job “%s” failed; the others go on", job.name)
            return False

    def _wait_for_change(self, pause: float, done: threading.Event) -> bool:
        """Whether it changed; else the time is over."""
        with self._database.moved:
            return not done.is_set() and self._database.moved.wait(pause)

    def _holds_lease(self) -> bool:
        try:
            return self._lease.take()
        except Exception:
            logger.exception("the worker's lease cannot be looked at")
            return False
