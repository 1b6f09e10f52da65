"""Every stored file of PubMed and of the publishers, through intake: what was expected and found, and why not."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import func, select

from journalclub.db import Database
from journalclub.literature.found import Entry
from journalclub.literature.intake import take
from journalclub.literature.models import Article, Sighting
from journalclub.literature.sources import pubmed_parse, reference_files, rss
from journalclub.literature.sources.failed import SourceFailed
from tests.literature.conftest import NOW
from tests.shared_data import shared_data

RECORD = re.compile(rb"<(?:PubmedArticle|PubmedBookArticle)[\s>]")
ITEM = re.compile(rb"<(?:item|entry)[\s>]")
TAGGED = re.compile(rb"^[A-Z]{2,4} *- ", re.MULTILINE)
FOLDERS = {  # expected articles, found articles
    "pubmed/biopython": (14, 14),
    "pubmed/efetch_pages": (497, 497),
    "pubmed/efetch_single": (163, 163),
    "pubmed/errors": (0, 0),
    "pubmed/jabref": (28, 24),
    "pubmed/zotero_expected": (29, 29),
    "feeds/oncology_2025-12-22": (1583, 1583),
    "feeds/opml": (0, 0),
    "feeds/publishers": (844, 595),
}


@dataclass
class Row:
    files: int = 0
    expected: int = 0
    found: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


@pytest.mark.parametrize("half", ["pubmed", "feeds"])
def test_every_stored_file_has_been_through_intake(
    sqlite_database: Database, half: str, record_property: Callable[[str, object], None]
) -> None:
    table: dict[str, Row] = {}
    for path in sorted(path for path in shared_data(half).rglob("*") if path.is_file()):
        row = table.setdefault("/".join(path.relative_to(shared_data(".")).parts[:2]), Row())
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        expected = _expected(path, body)
        try:
            entries = _entries(path, body, half)
        except (pubmed_parse.NotPubMed, SourceFailed, reference_files.NotReferences) as refused:
            assert expected == 0 or path.name == "pubmed-article.xml", path
            entries, expected = [], 0
            row.reasons[f"{_kind(path)}: {refused}"] += 1
        else:
            row.reasons.update(["file: an empty answer"] if not entries else [])
        refusals = [entry.refused for entry in entries if entry.refused]
        stored = _stored(sqlite_database, path.name, entries)
        assert stored + len(refusals) == expected == len(entries), path
        row.files, row.expected, row.found = row.files + 1, row.expected + expected, row.found + stored
        row.reasons.update(f"entry: {refused.reason}" for refused in refusals)
    record_property("table", _printed(table))
    assert {name: (row.expected, row.found) for name, row in table.items()} == {
        name: counts for name, counts in FOLDERS.items() if name.startswith(half)
    }
    _whole(sqlite_database)


def _entries(path: Path, body: bytes, half: str) -> list[Entry]:
    if half == "feeds":
        return rss.parse(body).entries
    if path.suffix in {".nbib", ".txt"}:
        return reference_files.read(reference_files.decoded(body)).entries
    return pubmed_parse.parse(body).entries


def _expected(path: Path, body: bytes) -> int:
    """Counted in the bytes, without any of the program's own reading."""
    if path.suffix in {".nbib", ".txt"}:
        return sum(bool(TAGGED.search(block)) for block in re.split(rb"\r?\n[ \t]*\r?\n", body))
    return len((ITEM if "feeds" in path.parts and path.name != "pubmed-article.xml" else RECORD).findall(body))


def _stored(database: Database, source: str, entries: list[Entry]) -> int:
    """How many of the file's entries stand in the library after its intake."""
    found = [(f"{number}", entry.found) for number, entry in enumerate(entries) if entry.found]
    with database.transaction() as session:
        take(session, source, found, now=NOW)
    with database.reading() as session:
        return session.scalar(select(func.count()).where(Sighting.source == source)) or 0


def _whole(database: Database) -> None:
    """Nothing was cut: no title ends at a tag, and each article has a title."""
    with database.reading() as session:
        for title, html in session.execute(select(Article.title, Article.title_html)):
            assert title.strip()
            assert html.count("<i>") == html.count("</i>"), html
            assert html.count("<sub>") == html.count("</sub>"), html


def _kind(path: Path) -> str:
    return {".md": "a text about the files", ".json": "what Zotero expects", ".html": "a web page"}.get(
        path.suffix, "file"
    )


def _printed(table: dict[str, Row]) -> str:
    return "\n".join(_lines(table))


def _lines(table: dict[str, Row]) -> Iterator[str]:
    yield f"{'folder':<28}{'files':>7}{'expected':>10}{'found':>8}"
    for name, row in table.items():
        yield f"{name:<28}{row.files:>7}{row.expected:>10}{row.found:>8}"
        for reason, times in row.reasons.most_common():
            yield f"    {times:>4} × {reason}"
