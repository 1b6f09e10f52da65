"""Durable posts through the API of a real server, beside bare SQLite on the same disk in the same run."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import threading
import time
from pathlib import Path

from sqlalchemy import select

from journalclub.cli.opening import connect
from journalclub.discussions.models import Discussion
from tests.bench import club
from tests.bench.serving import Server, commanded, served, settings_of
from tests.bench.table import Table, at_least, at_most, percentile

CONNECTIONS = 8
SECONDS, LONG = 10.0, 60.0
WORDS = "We would have used a smaller margin here, and asked about fatigue at six weeks. Number %d of %d."


def run(full: bool = False) -> Table:
    table = Table("Posting", ["what", "posts/s", "p50 ms", "p95 ms", "budget", "posts/s of bare SQLite"])
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder) / "instance"
        club.build(instance, club.SEED)
        discussion, tokens = _live(instance), _tokens(instance)
        bare = _bare(Path(folder) / "bare.sqlite3", 3.0)
        with served(instance) as server:
            _post(server, discussion, tokens, 1.0)
            spent, began = server.cpu, time.perf_counter()
            times = _post(server, discussion, tokens, LONG if full else SECONDS)
            took, spent = time.perf_counter() - began, server.cpu - spent
            alone = _post(server, discussion, tokens[:1], 3.0)
    _row(table, f"through the API, {CONNECTIONS} connections", times, took, bare)
    _row(table, "through the API, one connection", alone, sum(alone) / 1000, bare, judged=False)
    table.add("bare SQLite: insert and commit, synchronous=FULL", f"{bare:.0f}", "", "", "", "1.00")
    table.notes.append(
        f"{len(times):,} posts, every one answered 201 after its commit; {1000 * spent / len(times):.1f} ms of the"
        " server's processor time for each, the live stream, the worker and the index included."
    )
    return table


def _row(table: Table, what: str, times: list[float], took: float, bare: float, judged: bool = True) -> None:
    rate, p50, p95 = len(times) / took, percentile(times, 50), percentile(times, 95)
    budget = f"{at_most(p95, 40, 'ms')}; {at_least(rate, 200, 'posts/s')}" if judged else ""
    table.add(what, f"{rate:.0f}", f"{p50:.1f}", f"{p95:.1f}", budget, f"{rate / bare:.2f}")


def _live(instance: Path) -> int:
    database = connect(settings_of(instance))
    with database.reading() as session:
        found = session.scalars(select(Discussion.id).where(Discussion.key == club.LIVE)).one()
    database.close()
    return found


def _tokens(instance: Path) -> list[str]:
    people = [club.writer(number) for number in range(CONNECTIONS)]
    return commanded(instance, "token", "create", *people).split()


def _post(server: Server, discussion: int, tokens: list[str], seconds: float) -> list[float]:
    """Everybody posts as fast as they are answered; returns milliseconds."""
    times: list[float] = []
    ends = time.perf_counter() + seconds

    def write(number: int, token: str) -> None:
        connection = server.connect()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        sent = 0
        while (began := time.perf_counter()) < ends:
            sent += 1
            body = {"text": WORDS % (sent, number), "client_token": f"{number}-{began}", "question": 1}
            connection.request("POST", f"/api/v1/discussions/{discussion}/posts", json.dumps(body).encode(), headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 201:
                raise RuntimeError(f"A post was answered {answer.status}.")
            times.append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=write, args=each) for each in enumerate(tokens)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _bare(path: Path, seconds: float) -> float:
    """Rows a second, one commit each, with the pragmas that the club uses."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE posts (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    rows, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO posts (text) VALUES (?)", (WORDS % (rows, rows),))
        connection.execute("COMMIT")
        rows += 1
    connection.close()
    return rows / (time.perf_counter() - began)
