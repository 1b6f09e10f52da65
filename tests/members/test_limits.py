"""Token buckets."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from journalclub.db import Database
from journalclub.kit.refusal import TooMany
from journalclub.members.limits import key_of, take
from tests.members.cast import NOW


def test_a_bucket_gives_its_capacity_and_then_says_how_long_to_wait(database: Database) -> None:
    with database.transaction() as session:
        for _ in range(3):
            take(session, "k", 3, 1 / 60, NOW)
        with pytest.raises(TooMany) as refused:
            take(session, "k", 3, 1 / 60, NOW)
        assert refused.value.retry_after == 60
        take(session, "another", 3, 1 / 60, NOW)


def test_a_bucket_refills_but_never_above_its_capacity(database: Database) -> None:
    with database.transaction() as session:
        take(session, "k", 1, 1 / 60, NOW)
        with pytest.raises(TooMany) as refused:
            take(session, "k", 1, 1 / 60, NOW + timedelta(seconds=45))
        assert refused.value.retry_after == 15
        later = NOW + timedelta(days=30)
        take(session, "k", 1, 1 / 60, later)
        with pytest.raises(TooMany):
            take(session, "k", 1, 1 / 60, later)


def test_a_clock_that_went_backwards_gives_nothing_away(database: Database) -> None:
    with database.transaction() as session:
        take(session, "k", 1, 1, NOW)
        with pytest.raises(TooMany):
            take(session, "k", 1, 1, NOW - timedelta(hours=1))


def test_limits_can_be_off(database: Database) -> None:
    with database.transaction() as session:
        for _ in range(20):
            take(session, "k", 1, 1 / 60, NOW, limits=False)


def test_many_at_once_share_one_bucket(database: Database) -> None:
    let_in: list[bool] = []

    def ask() -> None:
        try:
            with database.transaction() as session:
                take(session, "k", 3, 1 / 60, NOW)
            let_in.append(True)
        except TooMany:
            let_in.append(False)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(let_in) == [False] * 5 + [True] * 3


def test_a_key_does_not_show_whom_it_is_about() -> None:
    assert "ada" not in key_of("sign-in-for", "ada@example.org")
    assert key_of("a", "x") != key_of("b", "x")
