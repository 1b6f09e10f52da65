"""Documents into a build: a few at a time while it serves, or all of them before it does."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, text

from journalclub.search.document import Document
from journalclub.search.engine import Progress
from journalclub.search.postgres_tables import COLUMNS, INDEX, MAKE, Row, row

_CHUNK = 200  # documents in memory at a time
_OLD = """
SELECT doc, t.length, ARRAY(
    SELECT w.id FROM unnest(tsvector_to_array(t.terms)) AS u(word) JOIN {schema}.words AS w ON w.word = u.word
) FROM {schema}.documents JOIN {schema}.terms AS t USING (doc) WHERE key = ANY(:keys)
"""
_FORGET = """
WITH gone AS (DELETE FROM {schema}.documents WHERE doc = ANY(:docs)),
    forgotten AS (DELETE FROM {schema}.terms WHERE doc = ANY(:docs))
DELETE FROM {schema}.postings AS p USING unnest(CAST(:words AS int[]), CAST(:of AS int[])) AS u(word, doc)
WHERE p.word = u.word AND p.doc = u.doc
"""
_LEARN = """
INSERT INTO {schema}.words (word, documents) SELECT word, 0 FROM unnest(CAST(:words AS text[])) AS u(word)
ON CONFLICT DO NOTHING
"""
_IDS = "SELECT word, id FROM {schema}.words WHERE word = ANY(:words)"
_ADD = "INSERT INTO {schema}.documents ({columns}) SELECT * FROM unnest({arrays}) AS u RETURNING key, doc"
_TERMS = """
INSERT INTO {schema}.terms (doc, length, terms) SELECT doc, length, CAST(terms AS tsvector)
FROM unnest(CAST(:docs AS int[]), CAST(:lengths AS real[]), CAST(:terms AS text[])) AS u(doc, length, terms)
"""
_POSTED = ("words", "docs", "weights", "lengths")
_POST = """
INSERT INTO {schema}.postings (word, doc, weight, length)
SELECT * FROM unnest(CAST(:words AS int[]), CAST(:docs AS int[]), CAST(:weights AS real[]), CAST(:lengths AS real[]))
"""
_COUNT = """
UPDATE {schema}.words AS w SET documents = w.documents + u.more
FROM unnest(CAST(:words AS int[]), CAST(:more AS int[])) AS u(word, more) WHERE w.id = u.word
"""


class Build:
    """One build's tables, written through one connection in the caller's transaction."""

    def __init__(self, connection: Connection, schema: str) -> None:
        self.connection, self.schema = connection, schema

    def replace(self, documents: Sequence[Document], keys: Sequence[str]) -> tuple[int, float]:
        """Takes out what is there by these keys and puts the documents in; returns by how much the number of documents
        and their length changed."""
        counts: Counter[int] = Counter()
        gone, gone_length = self._forget(keys, counts)
        rows = [row(document) for document in documents]
        self._add(rows, counts)
        changed = [(word, more) for word, more in sorted(counts.items()) if more]
        self._do(_COUNT, words=[word for word, _ in changed], more=[more for _, more in changed])
        return len(rows) - gone, sum(one.length for one in rows) - gone_length

    def fill(self, documents: Iterable[Document], progress: Progress) -> tuple[int, float]:
        """Makes the tables, puts everything in and indexes it; returns the number of documents and their length."""
        self._run(
            MAKE.format(schema=self.schema, columns=", ".join(f"{name} {kind}" for name, kind in COLUMNS.items()))
        )
        counts: Counter[str] = Counter()
        ids: dict[str, int] = {}
        done, length = 0, 0.0
        for chunk in _chunks(documents):
            rows = [row(document) for document in chunk]
            for one in rows:
                counts.update(one.weights.keys())
            for word in counts.keys() - ids.keys():
                ids[word] = len(ids) + 1
            numbered = list(enumerate(rows, done + 1))
            self._copy("documents", ("doc", *COLUMNS), ((doc, *one.values) for doc, one in numbered))
            self._copy("terms", ("doc", "length", "terms"), ((doc, one.length, one.terms) for doc, one in numbered))
            self._copy("postings", ("word", "doc", "weight", "length"), _postings(numbered, ids))
            done, length = done + len(rows), length + sum(one.length for one in rows)
            if done % _CHUNK == 0:
                progress(done)
        self._copy("words", ("id", "word", "documents"), ((id, word, counts[word]) for word, id in ids.items()))
        self._run(INDEX.format(schema=self.schema))
        for table, column, last in (("documents", "doc", done), ("words", "id", len(ids))):
            self._run(f"ALTER TABLE {self.schema}.{table} ALTER {column} RESTART WITH {last + 1}")
        return done, length

    def drop(self) -> None:
        self._run(f"DROP SCHEMA IF EXISTS {self.schema} CASCADE")

    def _forget(self, keys: Sequence[str], counts: "Counter[int]") -> tuple[int, float]:
        old = self._do(_OLD, keys=list(keys))
        pairs = [(word, doc) for doc, _, words in old for word in words]
        counts.subtract(word for word, _ in pairs)
        if old:
            docs = [doc for doc, _, _ in old]
            self._do(_FORGET, docs=docs, words=[word for word, _ in pairs], of=[doc for _, doc in pairs])
        return len(old), sum(length for _, length, _ in old)

    def _add(self, rows: Sequence[Row], counts: "Counter[int]") -> None:
        words = sorted({word for one in rows for word in one.weights})
        self._do(_LEARN, words=words)
        ids: dict[str, int] = dict(self._do(_IDS, words=words))
        columns = {name: [one.values[at] for one in rows] for at, name in enumerate(COLUMNS)}
        docs: dict[str, int] = dict(self._do(_added(), **columns))
        lengths, terms = [one.length for one in rows], [one.terms for one in rows]
        self._do(_TERMS, docs=[docs[one.key] for one in rows], lengths=lengths, terms=terms)
        postings = list(_postings([(docs[one.key], one) for one in rows], ids))
        counts.update(word for word, _, _, _ in postings)
        posted = zip(*postings, strict=True) if postings else ((), (), (), ())
        self._do(_POST, **{name: list(values) for name, values in zip(_POSTED, posted, strict=True)})

    def _do(self, statement: str, **given: Any) -> list[Any]:
        done = self.connection.execute(text(statement.replace("{schema}", self.schema)), given)
        return [tuple(row) for row in done] if done.returns_rows else []

    def _run(self, statements: str) -> None:
        for statement in filter(str.strip, statements.split(";")):
            self.connection.exec_driver_sql(statement)

    def _copy(self, table: str, columns: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
        driver: Any = self.connection.connection.driver_connection
        # Frozen: nobody sees the table before this transaction ends, so its rows need no second look.
        with driver.cursor().copy(
            f"COPY {self.schema}.{table} ({', '.join(columns)}) FROM STDIN WITH (FREEZE)"
        ) as into:
            for one in rows:
                into.write_row(one)


def _added() -> str:
    """A statement with an array for each column."""
    arrays = ", ".join(f"CAST(:{name} AS {kind.split()[0]}[])" for name, kind in COLUMNS.items())
    return _ADD.replace("{columns}", ", ".join(COLUMNS)).replace("{arrays}", arrays)


def _postings(rows: Iterable[tuple[int, Row]], ids: Mapping[str, int]) -> Iterator[tuple[int, int, float, float]]:
    return ((ids[word], doc, weight, one.length) for doc, one in rows for word, weight in one.weights.items())


def _chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    every = iter(documents)
    while chunk := list(islice(every, _CHUNK)):
        yield chunk
