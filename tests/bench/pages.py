"""Pages of a real server as a signed-in member reads them, and how many statements each sends at two sizes."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from journalclub.app import create_app
from journalclub.cli.opening import connect
from journalclub.db import Database
from journalclub.discussions.models import Discussion
from journalclub.kit import clock
from journalclub.members import queries
from journalclub.members.actions import signing_in
from journalclub.search.engines import engine_of
from journalclub.search.indexer import reindex
from tests.bench import club
from tests.bench.serving import Server, served, settings_of
from tests.bench.table import Table, at_most, percentile

TIMES = 40
SMALL = club.Size(members=1_500, posts=5_000, articles=600, discussions=25)
FORM_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def run(full: bool = False) -> Table:
    """The statements are counted at a tenth of the club and at the club; with `full` at the club and ten of it."""
    small, large = (club.CLUB, club.CLUB.times(10)) if full else (SMALL, club.CLUB)
    budget = 200 if full else 100
    columns = ["page", "kB", "p50 ms", "p95 ms", "budget", "times the bare page", "statements, smaller and this club"]
    table = Table(f"Pages of a club of {large.members:,} members and {large.posts:,} posts", columns)
    with tempfile.TemporaryDirectory() as folder:
        few = _statements(_built(Path(folder) / "small", small))
        instance = _built(Path(folder) / "large", large)
        many = _statements(instance)
        with served(instance, "--no-worker") as server:
            connection, headers = server.connect(), signed_in(server, link(instance, club.writer(1)))
            bare = percentile(measured(connection, "/healthz", headers)[1], 50)
            for name, path in _paths(instance).items():
                size, times = measured(connection, path, headers)
                p50, p95 = percentile(times, 50), percentile(times, 95)
                ratio, counted = f"{p50 / bare:.1f}", f"{few[name]} and {many[name]}"
                table.add(
                    name, f"{size / 1024:.0f}", f"{p50:.1f}", f"{p95:.1f}", at_most(p95, budget, "ms"), ratio, counted
                )
            table.add("bare: /healthz", "", f"{bare:.1f}", "", "", "1.0", "")
    table.notes.append(f"{TIMES} requests each, one after the other, after one that warms up.")
    return table


def _built(instance: Path, size: club.Size) -> Path:
    club.build(instance, size)
    settings = settings_of(instance)
    database = connect(settings)
    reindex(database, engine_of(settings, database), clock.now())
    database.close()
    return instance


def _paths(instance: Path) -> dict[str, str]:
    database = connect(settings_of(instance))
    with database.reading() as session:
        keys = select(Discussion.key, Discussion.id).where(Discussion.key.in_((club.LIVE, club.PAST)))
        ids = {row.key: row.id for row in session.execute(keys)}
    database.close()
    return {
        "home": "/",
        "library": "/library",
        "article": "/articles/1",
        "discussions": "/discussions",
        "live discussion, 500 posts": f"/discussions/{ids[club.LIVE]}",
        "catching up on it": f"/discussions/{ids[club.LIVE]}/catch-up",
        "transcript": f"/discussions/{ids[club.PAST]}/transcript",
        "agenda": "/agenda",
        "search": "/search?q=patients+dose",
    }


def link(instance: Path, email: str) -> str:
    """The address of a member's sign-in page."""
    database = connect(settings_of(instance))
    with database.transaction() as session:
        member = queries.member_by_email(session, email)
        assert member is not None
        secret = signing_in.mint_link(session, member.id, clock.now(), club.DAY)
    database.close()
    return f"/signin/{secret}"


def signed_in(server: Server, link: str) -> dict[str, str]:
    """The cookie of a browser that has followed the link."""
    connection, headers = server.connect(), {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("GET", link)
    page = connection.getresponse()
    token, cookie = _form_token(page.read().decode()), _cookie(page.getheader("Set-Cookie"))
    connection.request("POST", link, urlencode({"csrf_token": token}), {**headers, "Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    return {"Cookie": _cookie(answer.getheader("Set-Cookie"))}


def _form_token(page: str) -> str:
    found = FORM_TOKEN.search(page)
    assert found is not None
    return found[1]


def _cookie(header: str | None) -> str:
    return (header or "").partition(";")[0]


def measured(connection: HTTPConnection, path: str, headers: dict[str, str]) -> tuple[int, list[float]]:
    """Bytes and milliseconds."""
    size, times = 0, []
    for _ in range(TIMES + 1):
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        size = len(answer.read())
        times.append((time.perf_counter() - began) * 1000)
        if answer.status not in (200, 503):  # /healthz without a worker says that nobody works
            raise RuntimeError(f"{path} was answered {answer.status}.")
    return size, times[1:]


def _statements(instance: Path) -> dict[str, int]:
    """How many each page sends."""
    settings = settings_of(instance)
    database = connect(settings)
    app = create_app(settings, database, engine_of(settings, database))
    reader = browser(app, link(instance, club.writer(1)))
    counted = {name: count(reader, database, path) for name, path in _paths(instance).items()}
    database.close()
    return counted


def browser(app: Flask, link: str) -> FlaskClient:
    """One that has followed the link."""
    client = app.test_client()
    client.post(link, data={"csrf_token": _form_token(client.get(link).text)})
    return client


def count(reader: FlaskClient, database: Database, path: str) -> int:
    """The statements of a page that was opened before."""
    reader.get(path)
    with _counting(database) as sent:
        reader.get(path)
    return len(sent)


@contextmanager
def _counting(database: Database) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
