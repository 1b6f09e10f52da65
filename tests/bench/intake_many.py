"""The 46,319 real abstracts of the bench, as PubMed would send them: how fast they come in, and what memory it takes.

    python -m tests.bench.intake_many [--database URL]

Each page of 200 is made when it is its turn, so that nothing but the intake can hold on to what has passed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from journalclub.db import Base, Database
from journalclub.db.tables import load_all
from journalclub.literature.intake import take
from journalclub.literature.sources import pubmed_parse
from tests.bench.table import Table, at_least, at_most
from tests.fakes.eutils import HEAD, SHARED

ABSTRACTS = SHARED.parent / "bench" / "medical_abstracts.jsonl.gz"
NOW = datetime(2025, 12, 22, tzinfo=UTC)
PAGE, BATCH = 200, 40
SETTLED = 5_000  # articles: caches are full then
RECORD = (
    '<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID><DateRevised><Year>'
    '2025</Year><Month>11</Month><Day>21</Day></DateRevised><Article PubModel="Print"><Journal><ISSN IssnType="Print">'
    '2000-0006</ISSN><JournalIssue CitedMedium="Print"><Volume>{volume}</Volume><Issue>3</Issue><PubDate><Year>'
    "</Year><Month>Nov</Month></PubDate></JournalIssue><Title>Journal {journal} of the bench</Title></Journal>"
    "<ArticleTitle>{title}</ArticleTitle><Abstract>{sections}</Abstract><AuthorList>{authors}</AuthorList>"
    "<Language>eng</Language><PublicationTypeList><PublicationType>Journal Article</PublicationType>"
    "</PublicationTypeList></Article><MeshHeadingList><MeshHeading><DescriptorName>Humans</DescriptorName></MeshHeading>"
    '</MeshHeadingList></MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>'
    '<ArticleId IdType="doi">10.5555/bench.{pmid}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>'
)
AUTHOR = (
    "<Author><LastName>Bench{n}</LastName><ForeName>Ada M</ForeName><Initials>AM</Initials><AffiliationInfo>"
    "<Affiliation>Department {n}, Invented Hospital, Ghent. Electronic address: a{n}@example.org.</Affiliation>"
    "</AffiliationInfo></Author>"
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the intake of many articles.")
    parser.add_argument("--database")
    print(run(url=parser.parse_args().database).markdown())


def run(_full: bool = False, url: str | None = None) -> Table:
    made = Table("Intake of 46,319 abstracts", ["what", "measured", "budget"])
    if not ABSTRACTS.exists():
        made.notes.append("Not measured: ../shared/data is absent.")
        return made
    load_all()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(url or f"sqlite:///{folder}/bench.sqlite3")
        Base.metadata.create_all(database.engine)
        total, seconds, settled, highest = _measured(database)
        database.close()
    made.add("articles, 6 authors each", f"{total:,}", "")
    rate = total / seconds
    made.add("bytes to committed rows and change log", f"{rate:,.0f} articles/s", at_least(rate, 300, "articles/s"))
    made.add(f"resident after {SETTLED:,}", f"{settled:.0f} MB", "")
    made.add("growth from there to the highest", f"{highest - settled:.0f} MB", at_most(highest - settled, 30, "MB"))
    made.notes.append("Making the pages is not counted in the time.")
    return made


def _measured(database: Database) -> tuple[int, float, float, float]:
    """Articles, seconds, resident MB once settled and at its highest afterwards."""
    total, seconds, settled, highest = 0, 0.0, 0.0, 0.0
    for page in pages():
        began = time.perf_counter()
        found = [(entry.key, entry.found) for entry in pubmed_parse.parse(page).entries if entry.found]
        for start in range(0, len(found), BATCH):
            with database.transaction() as session:
                take(session, "bench", found[start : start + BATCH], now=NOW)
        seconds += time.perf_counter() - began
        total += len(found)
        if total >= SETTLED:
            now = _resident()
            settled = settled or now
            highest = max(highest, now)
    return total, seconds, settled, highest


def pages() -> Iterator[bytes]:
    """efetch answers of 200 records."""
    records: list[str] = []
    with gzip.open(ABSTRACTS, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            records.append(_record(number, json.loads(line)))
            if len(records) == PAGE:
                yield _page(records)
                records.clear()
    if records:
        yield _page(records)


def _page(records: list[str]) -> bytes:
    return f"{HEAD}<PubmedArticleSet>{''.join(records)}</PubmedArticleSet>".encode()


def _record(number: int, given: dict[str, str]) -> str:
    half = len(given["text"]) // 2
    texts = (("BACKGROUND", given["text"][:half]), ("RESULTS", given["text"][half:]))
    return RECORD.format(
        pmid=number,
        volume=number % 90,
        journal=number % 300,
        title=escape(given["title"]),
        sections="".join(f'<AbstractText Label="{label}">{escape(text)}</AbstractText>' for label, text in texts),
        authors="".join(AUTHOR.format(n=(number * 7 + n) % 5000) for n in range(6)),
    )


def _resident() -> float:
    """MB of this process; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return 0.0


if __name__ == "__main__":
    main()
