"""The library of 100,000 articles, browsed by every kind of filter through a real server, and how its index is made."""

from __future__ import annotations

import re
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, select

from journalclub.app import create_app
from journalclub.cli.opening import connect
from journalclub.kit import clock
from journalclub.literature.faceting import FACETING
from journalclub.literature.models import FacetBlock
from tests.bench import club, many_articles, pages
from tests.bench.serving import served, settings_of
from tests.bench.table import Table, at_most, percentile

ARTICLES, SMALL, BUDGET = 100_000, 10_000, 100
FITTING = re.compile(r"([\d,]+) articles?(?: fit|\.)")
FILTERS: dict[str, list[tuple[str, str]]] = {
    "nothing chosen": [],
    "a common topic": [("topic", "Heading 0")],
    "a rare topic": [("topic", "Heading 3000")],
    "two topics": [("topic", "Heading 1"), ("topic", "Heading 4")],
    "a journal": [("journal", "Journal 0")],
    "two journals and a type": [("journal", "Journal 0"), ("journal", "Journal 3"), ("type", "Meta-Analysis")],
    "a tag and free to read": [("tag", "radiotherapy"), ("is", "free")],
    "an old year": [("year", "2008")],
    "twelve years, by day": [("since", "2010-03-15"), ("until", "2022-08-15")],
    "discussed": [("is", "discussed")],
    "corrected": [("is", "corrected")],
    "a source, a tag and a type": [("source", "Source 2"), ("tag", "breast"), ("type", "Review")],
    "what nothing fits": [("journal", "Journal 399"), ("topic", "Heading 5999"), ("year", "2001")],
}


def run(_full: bool = False) -> Table:
    """The statements are counted at a tenth of the articles and at all of them."""
    columns = ["filter", "articles that fit", "p50 ms", "p95 ms", "budget", "statements, smaller and this library"]
    table = Table(f"The library page with {ARTICLES:,} articles", columns)
    with tempfile.TemporaryDirectory() as folder:
        few = _statements(_built(Path(folder) / "small", SMALL)[0])
        instance, note = _built(Path(folder) / "large", ARTICLES)
        many = _statements(instance)
        with served(instance, "--no-worker") as server:
            link = pages.link(instance, club.founder())
            connection, headers = server.connect(), pages.signed_in(server, link)
            for name, query in FILTERS.items():
                path = _path(query)
                times = pages.measured(connection, path, headers)[1]
                p50, p95 = percentile(times, 50), percentile(times, 95)
                met, counted = at_most(p95, BUDGET, "ms"), f"{few[name]} and {many[name]}"
                table.add(name, _fitting(connection, path, headers), f"{p50:.1f}", f"{p95:.1f}", met, counted)
    table.notes.append(note)
    return table


def _built(instance: Path, articles: int) -> tuple[Path, str]:
    """The instance, and how its index was made."""
    database = club.found(instance)
    many_articles.fill(database, articles)
    began = time.perf_counter()
    FACETING.drain(database, clock.now())
    seconds = time.perf_counter() - began
    with database.reading() as session:
        blocks, size = session.execute(select(func.count(), func.sum(func.length(FacetBlock.members)))).one()
    database.close()
    return instance, f"The index was made from the log in {seconds:.0f} s: {blocks:,} blocks, {size / 2**20:.0f} MB."


def _statements(instance: Path) -> dict[str, int]:
    settings = settings_of(instance)
    database = connect(settings)
    app, link = create_app(settings, database), pages.link(instance, club.founder())
    browser = pages.browser(app, link)
    counted = {name: pages.count(browser, database, _path(query)) for name, query in FILTERS.items()}
    database.close()
    return counted


def _path(query: list[tuple[str, str]]) -> str:
    return f"/library?{urlencode(query)}"


def _fitting(connection: HTTPConnection, path: str, headers: dict[str, str]) -> str:
    connection.request("GET", path, headers=headers)
    found = FITTING.search(connection.getresponse().read().decode())
    return found[1] if found else "?"
