"""PostgreSQL as the search engine: our terms, its GIN index, and BM25F summed by the database over the words' postings.

The index lies beside the tables and its position moves in the transaction that writes its documents. Several web
processes read it and several workers may write it. A rebuild is one transaction: a half-made build does not exist.
"""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError, ProgrammingError

from journalclub.db import Database
from journalclub.search.document import FACETS, Document
from journalclub.search.engine import Damaged, Facets, Health, Hits, Order, Progress, Sight, Unwritable
from journalclub.search.postgres_tables import TABLES
from journalclub.search.postgres_tree import Asked, Known, Lexicon
from journalclub.search.postgres_writing import Build
from journalclub.search.ranking import MOST_WORDS
from journalclub.search.tree import Group, Phrase, Prefix, Word, words_of

NAME = "postgres"  # our row of `search_index`
_STATE = "SELECT build, position, documents, length FROM search_index WHERE name = :name"
_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = :schema"
# Our queries are short, and differ in their numbers: compiling them, planning them once for all or sharing them out to
# processes makes them slower.
_READY = """
SELECT set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true),
    set_config('max_parallel_workers_per_gather', '0', true), set_config('work_mem', '64MB', true)
"""
# The planner takes any sum over words for 200 documents, and would look up ten thousand one by one.
_MANY = "SELECT set_config('enable_nestloop', 'off', true)"
_WORDS = "SELECT id, word, documents FROM {schema}.words WHERE word = ANY(:words) AND documents > 0"
_BEGINNING = """
SELECT id, word, documents FROM {schema}.words
WHERE word >= :start AND word < :end AND documents > 0 ORDER BY word LIMIT :most
"""
_HITS = """
SELECT d.key, {score} AS score, count(*) OVER () FROM {found}
ORDER BY {first} DESC, d.at DESC, score DESC, d.doc LIMIT :most
"""
_FIRST = {Order.RELEVANCE: "score", Order.NEWEST: "d.at", Order.REACTIONS: "d.reactions"}
_FACET_COLUMNS = ", ".join(f"facet_{name}" for name in FACETS)
_FACETS = f"""
SELECT count(*), grouping({_FACET_COLUMNS}), {_FACET_COLUMNS} FROM {{found}}
GROUP BY GROUPING SETS ({", ".join(f"(facet_{name})" for name in FACETS)})
"""  # noqa: S608 - names of ours
_WHOLE = """
SELECT (SELECT count(*) FROM {schema}.postings) = (SELECT coalesce(sum(documents), 0) FROM {schema}.words)
    AND (SELECT count(*) FROM {schema}.terms) = (SELECT count(*) FROM {schema}.documents)
"""
_MOVE = """
UPDATE search_index SET position = :position, documents = documents + :more, length = length + :longer
WHERE name = :name
"""
_SERVE = """
INSERT INTO search_index (name, build, position, documents, length)
VALUES (:name, :build, :position, :documents, :length)
ON CONFLICT (name) DO UPDATE SET (build, position, documents, length) =
    (excluded.build, excluded.position, excluded.documents, excluded.length)
"""
# Two clubs may lie in two schemas of one database.
_OURS = "SELECT 'search_' || left(md5(current_schema()), 6) || '_'"
_BUILDS = "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, :ours) AND nspname <> :build"
_NO_RIGHT = "42501"  # insufficient_privilege
_LAST_CHARACTER = "\U0010ffff"
_MANY_OF_ALL = 0.02  # from here on, reading all rows is quicker than looking up each
_TRIES = 5
R = TypeVar("R")


class State(NamedTuple):
    schema: str
    position: int
    documents: int
    length: float


class PostgresEngine:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._doubted = False

    def search(
        self, tree: Group, sight: Sight, *, kinds: Sequence[str] = (), limit: int, order: Order = Order.RELEVANCE
    ) -> Hits:
        def ask(connection: Connection, state: State) -> Hits:
            asked = _asked(connection, state, tree)
            found, score = asked.found(tree, sight, kinds)
            statement = _HITS.format(found=found, score=score, first=_FIRST[order])
            rows = connection.execute(text(statement), {**asked.parameters, "most": limit}).all()
            hits = [(key, round(score, 4)) for key, score, _ in rows]
            return Hits(hits, rows[0][2] if rows else 0, at_least=asked.lexicon.is_cut)

        return self._read(ask) if tree else Hits(total=0 * self.position())

    def facets(self, tree: Group, sight: Sight, *, kinds: Sequence[str] = ()) -> Facets:
        def ask(connection: Connection, state: State) -> Facets:
            asked = _asked(connection, state, tree)
            found, _ = asked.found(tree, sight, kinds)
            return _counted(list(connection.execute(text(_FACETS.format(found=found)), asked.parameters)))

        return self._read(ask) if tree else {name: {} for name in FACETS}

    def apply(self, documents: Sequence[Document], deleted: Sequence[str], position: int) -> None:
        latest = {document.key: document for document in documents}
        with self._write() as connection:
            state = _state(connection, " FOR UPDATE")
            more, longer = Build(connection, state.schema).replace(list(latest.values()), [*latest, *deleted])
            moved = {"position": position, "more": more, "longer": longer, "name": NAME}
            connection.execute(text(_MOVE), moved)

    def position(self) -> int:
        def ask(connection: Connection, state: State) -> int:
            if self._doubted and not connection.scalar(text(_WHOLE.format(schema=state.schema))):
                raise Damaged("the search index is not as it was written")
            return state.position

        position = self._read(ask)
        self._doubted = False
        return position

    def doubt(self) -> None:
        self._doubted = True

    def having(self, terms: Sequence[str]) -> dict[str, int]:
        found = self._read(lambda connection, state: _words(connection, state, terms))
        return {term: found[term].documents if term in found else 0 for term in terms}

    def keys(self, kind: str) -> set[str]:
        query = "SELECT key FROM {schema}.documents WHERE facet_kind = :kind"
        return self._read(
            lambda connection, state: set(connection.scalars(text(query.format(schema=state.schema)), {"kind": kind}))
        )

    def rebuild(self, documents: Iterable[Document], position: int, progress: Progress = lambda done: None) -> None:
        with self._write() as connection:
            ours = connection.scalar(text(_OURS))
            build = f"{ours}{secrets.token_hex(6)}"
            number, length = Build(connection, build).fill(documents, progress)
            serving = {"build": build, "position": position, "documents": number, "length": length, "name": NAME}
            connection.execute(text(_SERVE), serving)
            # Who reads an older build at this moment is waited for; who comes later finds the new one.
            for other in connection.scalars(text(_BUILDS), {"ours": ours, "build": build}).all():
                Build(connection, other).drop()

    def health(self) -> Health:
        query = "SELECT count(*) FROM {schema}.documents"
        try:
            return self._read(
                lambda connection, state: Health(
                    True, connection.scalar(text(query.format(schema=state.schema))) or 0, state.position
                )
            )
        except Damaged as wrong:
            return Health(False, notice=str(wrong))

    def _read(self, ask: Callable[[Connection, State], R]) -> R:
        """In a snapshot. A build may be replaced between our finding its name and reading it: then we look again."""
        reading = self._database.engine.execution_options(isolation_level="REPEATABLE READ")
        for attempt in range(_TRIES):
            try:
                with reading.connect() as connection:
                    connection.execute(text(_READY))
                    return ask(connection, _state(connection))
            except ProgrammingError as wrong:
                if attempt == _TRIES - 1:
                    raise Damaged(f"the search index cannot be read: {_said(wrong)}") from wrong
            except DBAPIError as wrong:
                raise Damaged(f"the search index cannot be read: {_said(wrong)}") from wrong
        raise AssertionError

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        """One transaction, apart from whatever the caller has open, as a folder's commit is."""
        try:
            with self._database.engine.begin() as connection:
                yield connection
        except ProgrammingError as wrong:
            refused = getattr(wrong.orig, "sqlstate", "") == _NO_RIGHT
            raise (Unwritable if refused else Damaged)(f"the search index cannot be written: {_said(wrong)}") from wrong
        except (OperationalError, InternalError) as wrong:
            raise Unwritable(f"the search index cannot be written: {_said(wrong)}") from wrong


def _state(connection: Connection, lock: str = "") -> State:
    row = connection.execute(text(_STATE + lock), {"name": NAME}).one_or_none()
    if row is None or row[0] is None:
        raise Damaged("there is no search index yet")
    if connection.scalar(text(_TABLES), {"schema": row[0]}) != TABLES:
        raise Damaged("the search index has lost its tables")
    return State(*row)


def _asked(connection: Connection, state: State, tree: Group) -> Asked:
    lexicon = _lexicon(connection, state, tree)
    if lexicon.rows(tree) > state.documents * _MANY_OF_ALL:
        connection.execute(text(_MANY))
    return Asked(state.schema, lexicon)


def _lexicon(connection: Connection, state: State, tree: Group) -> Lexicon:
    nodes = words_of(tree, refused=True)
    terms = {node.term for node in nodes if isinstance(node, Word)}
    terms |= {term for node in nodes if isinstance(node, Phrase) for term, _ in node.terms}
    beginning = {}
    for start in {node.start for node in nodes if isinstance(node, Prefix)}:
        asked = {"start": start, "end": start + _LAST_CHARACTER, "most": MOST_WORDS}
        found = connection.execute(text(_BEGINNING.format(schema=state.schema)), asked)
        beginning[start] = [Known(*row) for row in found]
    average = max(1.0, state.length / max(1, state.documents))
    return Lexicon(state.documents, average, _words(connection, state, terms), beginning)


def _words(connection: Connection, state: State, terms: Collection[str]) -> dict[str, Known]:
    rows = connection.execute(text(_WORDS.format(schema=state.schema)), {"words": sorted(terms)})
    return {row.word: Known(*row) for row in rows}


def _counted(rows: Sequence[Sequence[Any]]) -> Facets:
    """`others` has a bit for each facet that the row does not count by, the first facet's the highest."""
    counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    for count, others, *values in sorted(rows, key=lambda row: -row[0]):
        for bit, (name, value) in enumerate(zip(reversed(FACETS), reversed(values), strict=True)):
            if value and not others >> bit & 1:
                counts[name][value] = count
    return counts


def _said(wrong: DBAPIError) -> str:
    return str(wrong.orig).strip().partition("\n")[0]
