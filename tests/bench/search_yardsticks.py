"""What our engines are measured beside, each at its best that is simple: SQLite FTS5 and tantivy.

Both keep the text, make their own snippets and see everything: nobody's rights are asked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from journalclub.search.document import Document, facets
from tests.bench.search_questions import Question

COLUMNS = ("kind", "series", "year", "journal", "question", "role")


class Fts5:
    """SQLite's own index, porter stems, terms ORed."""

    name = "SQLite FTS5"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.database = sqlite3.connect(folder / "fts5.sqlite3")
        self.database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000")

    def build(self, documents: Iterable[tuple[Document, str]]) -> None:
        columns = ", ".join(f"{name} UNINDEXED" for name in COLUMNS)
        self.database.execute(f"CREATE VIRTUAL TABLE found USING fts5(text, {columns}, tokenize='porter unicode61')")
        self._add(documents)

    def update(self, document: Document, text: str) -> None:
        self._add([(document, text)])

    def hits(self, question: Question) -> int:
        match, where, values = self._where(question)
        shown = self.database.execute(
            f"SELECT snippet(found, 0, '<mark>', '</mark>', '…', 32) FROM found"
            f" WHERE found MATCH ?{where} ORDER BY rank LIMIT 20",
            (match, *values),
        )
        return len(shown.fetchall())

    def facets(self, question: Question) -> None:
        match, where, values = self._where(question)
        for name in COLUMNS:
            self.database.execute(
                f"SELECT {name}, count(*) FROM found WHERE found MATCH ?{where} GROUP BY {name}", (match, *values)
            ).fetchall()

    def _add(self, documents: Iterable[tuple[Document, str]]) -> None:
        with self.database:
            rows = ((text, *(facets(document)[name] for name in COLUMNS)) for document, text in documents)
            self.database.executemany("INSERT INTO found VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def _where(self, question: Question) -> tuple[str, str, tuple[str, ...]]:
        terms = [f'"{word}"' for word in question.words]
        terms += [f'"{question.phrase}"'] if question.phrase else []
        terms += [f'"{question.prefix}"*'] if question.prefix else []
        if question.where:
            return " OR ".join(terms), f" AND {question.where[0]} = ?", (question.where[1],)
        return " OR ".join(terms), "", ()


class Tantivy:
    """The search library in Rust, through its Python package, English stems, terms ORed."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        import tantivy

        self.tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=True, tokenizer_name="en_stem")
        for name in COLUMNS:
            builder.add_text_field(name, stored=False, fast=True, tokenizer_name="raw")
        self.schema = builder.build()
        folder.mkdir(parents=True, exist_ok=True)
        self.index = tantivy.Index(self.schema, path=str(folder))
        self.writer = None

    def build(self, documents: Iterable[tuple[Document, str]]) -> None:
        self.writer = self.index.writer(96_000_000, 1)
        self._add(documents)

    def update(self, document: Document, text: str) -> None:
        self.writer = self.writer or self.index.writer(96_000_000, 1)
        self._add([(document, text)])

    def hits(self, question: Question) -> int:
        searcher, query = self.index.searcher(), self._query(question)
        found = searcher.search(query, 20, count=True)
        shown = self.tantivy.SnippetGenerator.create(searcher, query, self.schema, "text")
        shown.set_max_num_chars(240)
        for _, place in found.hits:
            shown.snippet_from_doc(searcher.doc(place)).to_html()
        return len(found.hits)

    def facets(self, question: Question) -> None:
        counts = {name: {"terms": {"field": name, "size": 50}} for name in COLUMNS}
        self.index.searcher().aggregate(self._query(question), counts)

    def _add(self, documents: Iterable[tuple[Document, str]]) -> None:
        for document, text in documents:
            values = {name: value for name, value in facets(document).items() if value and name in COLUMNS}
            self.writer.add_document(self.tantivy.Document(text=text, **values))
        self.writer.commit()
        self.index.reload()

    def _query(self, question: Question):  # type: ignore[no-untyped-def]
        parts = [self._words(question.words)] if question.words else []
        if question.phrase:
            parts.append(self.index.parse_query(f'"{question.phrase}"', ["text"]))
        if question.prefix:
            parts.append(self.tantivy.Query.regex_query(self.schema, "text", f"{question.prefix}.*"))
        occur = self.tantivy.Occur
        if not question.where:
            return self.tantivy.Query.boolean_query([(occur.Should, part) for part in parts])
        narrowed = self.tantivy.Query.term_query(self.schema, *question.where)
        return self.tantivy.Query.boolean_query([(occur.Must, parts[0]), (occur.Must, narrowed)])

    def _words(self, words: Sequence[str]):  # type: ignore[no-untyped-def]
        return self.index.parse_query(" ".join(word.lower() for word in words), ["text"])
