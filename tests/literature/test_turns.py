"""One limiter for all processes."""

import threading
import time
from datetime import UTC, datetime, timedelta

from journalclub.db import Database
from journalclub.kit.clock import now
from journalclub.literature.models import Turn
from journalclub.literature.turns import PAUSE, PAUSE_WITH_KEY, Turns


def test_many_askers_in_many_processes_keep_the_rate_together(database):
    """Each thread has a `Database` of its own, as another process would."""
    asked = []
    lock = threading.Lock()
    pause = timedelta(milliseconds=40)

    def ask() -> None:
        own = Database(database.url)
        turns = Turns(own, "pubmed", pause)
        for _ in range(3):
            turns()
            with lock:
                asked.append(time.monotonic())
        own.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asked.sort()
    assert len(asked) == 12
    assert asked[-1] - asked[0] >= 11 * pause.total_seconds() * 0.9


def test_the_pauses_keep_within_what_the_server_allows():
    assert timedelta(seconds=1) < 3 * PAUSE
    assert timedelta(seconds=1) < 10 * PAUSE_WITH_KEY


def test_a_clock_that_was_set_back_does_not_hold_everybody_up(database):
    with database.transaction() as session:
        session.add(Turn(server="pubmed", next_at=now() + timedelta(hours=5)))
    slept = []
    Turns(database, "pubmed", PAUSE, sleep=slept.append)()
    assert slept == []


def test_turns_are_given_in_order_on_a_still_clock(database):
    still = datetime(2025, 12, 22, tzinfo=UTC)
    turns = Turns(database, "pubmed", PAUSE, clock=lambda: still)
    assert [turns._take() - still for _ in range(3)] == [0 * PAUSE, PAUSE, 2 * PAUSE]


def test_whoever_overslept_its_turn_takes_another(database):
    clock = [datetime(2025, 12, 22, tzinfo=UTC)]
    overslept = [timedelta(seconds=3)]

    def sleep(seconds):
        clock[0] += timedelta(seconds=seconds) + (overslept.pop() if overslept else timedelta())

    turns = Turns(database, "pubmed", PAUSE, clock=lambda: clock[0], sleep=sleep)
    turns()
    began = clock[0]
    turns()
    assert clock[0] == began + PAUSE + timedelta(seconds=3), "it may go at once: nobody went in the meantime"
    with database.reading() as session:
        assert session.get_one(Turn, "pubmed").next_at == clock[0] + PAUSE
