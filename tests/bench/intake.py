"""How fast articles come in: from the bytes of efetch answers to committed rows and change log.

    python -m tests.bench.intake [--database URL]

Prints articles a second, and the ratio to what the same rows cost as one bare insert; the budget is 300 a second.
"""

import argparse
import gzip
import re
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from journalclub.db import Base, Database
from journalclub.db.tables import load_all
from journalclub.literature.found import FoundArticle
from journalclub.literature.intake import take
from journalclub.literature.sources import pubmed_parse
from tests.bench.table import Table, at_least
from tests.fakes.eutils import SHARED, SMALL

NOW = datetime(2025, 12, 22, tzinfo=UTC)
BATCH = 40
BUDGET = 300
WHOLE = "bytes to committed rows"
COPIES = 4


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the intake of articles.")
    parser.add_argument("--database")
    given = parser.parse_args()
    load_all()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(given.database or f"sqlite:///{folder}/bench.sqlite3")
        Base.metadata.create_all(database.engine)
        print(table(database, Path(folder)).markdown())
        database.close()


def run(_full: bool = False) -> Table:
    load_all()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/bench.sqlite3")
        Base.metadata.create_all(database.engine)
        made = table(database, Path(folder))
        database.close()
    return made


def table(database: Database, folder: Path) -> Table:
    made = Table("Intake", ["what", "measured", "budget"])
    for name, value, unit in measure(database, folder):
        budget = at_least(value, BUDGET, unit) if name == WHOLE else ""
        made.add(name, f"{value:,.0f} {unit}" if unit != "×" else f"{value:.1f} ×", budget)
    return made


def measure(database: Database, folder: Path) -> Iterator[tuple[str, float, str]]:
    bare = sqlite3.connect(folder / "bare.sqlite3")
    bare.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE a (b, c, d); CREATE TABLE e (f, g)"
    )
    total = 0
    parsing = storing = again = inserting = 0.0
    for answer in (copy for number in range(COPIES) for copy in _copies(number)):
        started = time.perf_counter()
        parsed = [(entry.key, entry.found) for entry in pubmed_parse.parse(answer).entries if entry.found]
        parsing += time.perf_counter() - started
        total += len(parsed)
        storing += _stored(database, parsed)
        again += _stored(database, parsed)
        inserting += _inserted(bare, [found for _, found in parsed])
    bare.close()
    yield "articles", total, ""
    yield "bytes to found articles", total / parsing, "articles/s"
    yield "found articles to committed rows and change log", total / storing, "articles/s"
    yield WHOLE, total / (parsing + storing), "articles/s"
    yield "the same again, nothing changes", total / (parsing + again), "articles/s"
    yield "storing, as a multiple of bare SQLite inserts", storing / inserting, "×"


def _copies(number: int) -> list[bytes]:
    """The stored answers with other PMIDs and DOIs, so that each copy is new."""
    folder = SHARED / "efetch_pages"
    paths = sorted((folder if folder.is_dir() else SMALL).iterdir())
    bodies = [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in paths]
    changed = []
    for body in bodies:
        own = re.sub(
            rb"<ReferenceList>.*?</PubmedData>", lambda m: m[0].replace(b"10.", b"10. "), body, flags=re.DOTALL
        )
        own = re.sub(rb"(<PMID\b[^>]*>|IdType=\"pubmed\">)(\d+)", rb"\g<1>" + b"%d" % number + rb"\g<2>", own)
        own = re.sub(rb">10\.(\d{4,9})/", rb">10.\g<1>" + b"%d/" % number, own)
        own = re.sub(rb"(IdType=\"pmc\">PMC)", rb"\g<1>" + b"%d" % (number + 1), own)
        own = re.sub(rb"(Type=\"pii\"[^>]*>)", rb"\g<1>" + b"x%d" % number, own)
        changed.append(re.sub(rb"<ArticleTitle>", b"<ArticleTitle>Copy %d: " % number, own))
    return changed


def _stored(database: Database, entries: list[tuple[str, FoundArticle]]) -> float:
    started = time.perf_counter()
    for start in range(0, len(entries), BATCH):
        with database.transaction() as session:
            take(session, "bench", entries[start : start + BATCH], now=NOW)
    return time.perf_counter() - started


def _inserted(bare: sqlite3.Connection, articles: list[FoundArticle]) -> float:
    """One row an article and one an author, in transactions of the same size, without anything around it."""
    started = time.perf_counter()
    for start in range(0, len(articles), BATCH):
        batch = articles[start : start + BATCH]
        with bare:
            bare.executemany("INSERT INTO a VALUES (?, ?, ?)", [(f.pmid, f.title, str(f.sections)) for f in batch])
            people = [(author.name, str(author.affiliations)) for found in batch for author in found.authors]
            bare.executemany("INSERT INTO e VALUES (?, ?)", people)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
