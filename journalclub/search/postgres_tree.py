"""The tree as SQL: which documents match, and how well. The rules of `whoosh_scoring` and `ranking`, said to another
machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from journalclub.search.engine import Sight
from journalclub.search.postgres_tables import lexeme, mark
from journalclub.search.ranking import (
    ALSO,
    CLAUSE,
    HALVED_AFTER,
    K1,
    MOST_DOUBLINGS,
    MOST_WORDS,
    REACTED,
    RECENT,
    B,
    rarity,
)
from journalclub.search.tree import Either, Group, Mark, Node, Period, Phrase, Prefix, Word, about_words, words_of

# `d` is always the documents table. A sub-select asks the index by itself: no document's terms are read only to look
# whether something is in them.
_HAVING = "d.doc IN (SELECT doc FROM {schema}.terms WHERE terms @@ {query})"
_IMPACT = "{factor} * weight / (weight + {norm})"
# As a word would score that stands once where the whole phrase stands.
_PHRASE = "{factor} / (1 + {norm})"
# Of those of a document's words that begin so.
_BEST = "SELECT doc, {clause} AS clause, max(score) AS score FROM ({words}) AS w GROUP BY doc"
_INNER = "(g.score - {bonus} * floor(g.score / {bonus})) / {count}"
_TOTAL = "SELECT doc, {score} AS score FROM ({rows}) AS r GROUP BY doc"
_FOUND = "{schema}.documents AS d JOIN ({total}) AS s ON s.doc = d.doc WHERE {condition}"
# As `ranking.graded` and `ranking.lift`.
_GRADED = """
CASE WHEN s.score < {all} THEN 0 ELSE 1 END
    + 1 - 10 / (10 + (s.score - {bonus} * floor(s.score / {bonus})) * (1 + {liked} + {recent}))
"""
_LIKED = f"{REACTED} * least(ln(1 + greatest(d.reactions, 0)) / ln(2), {MOST_DOUBLINGS})"
# As float8: PostgreSQL's own type for it counts in decimal digits, slowly.
_AGE = "CAST(extract(epoch FROM (SELECT max(at) FROM {schema}.documents) - d.at) AS float8)"
_RECENT = f"{RECENT} * exp(-ln(2) * greatest({_AGE}, 0) / {HALVED_AFTER})"
_NO_ROWS = "SELECT 0 AS doc, 0 AS clause, 0.0 AS score WHERE false"
_NOTHING = "'#'"  # as a tsquery; no document has this lexeme


class Known(NamedTuple):
    """A word of the index."""

    id: int
    word: str
    documents: int


@dataclass
class Lexicon:
    """What is known of a query's words, and of the whole index."""

    documents: int
    average: float  # length of a document
    words: Mapping[str, Known] = field(default_factory=dict)
    beginning: Mapping[str, Sequence[Known]] = field(default_factory=dict)

    @property
    def is_cut(self) -> bool:
        """Whether a prefix stands for more words than are looked for."""
        return any(len(words) == MOST_WORDS for words in self.beginning.values())

    def rows(self, tree: Node) -> int:
        """How many rows its words have at most: those of a phrase are no more than its rarest word's."""
        return sum(self._rows(leaf) for leaf in words_of(tree, refused=True))

    def rarity(self, node: Word | Phrase | Prefix) -> float:
        return rarity(self.documents, self._having(node))

    def _rows(self, leaf: Word | Phrase | Prefix) -> int:
        if isinstance(leaf, Prefix):
            return sum(known.documents for known in self.beginning.get(leaf.start, ()))
        if isinstance(leaf, Word):
            return self.words[leaf.term].documents if leaf.term in self.words else 0
        return self._having(leaf)

    def _having(self, node: Word | Phrase | Prefix) -> int:
        match node:
            case Word(term=term, also=also):
                own = self.words[term].documents if term in self.words else 0
                return max([own, *map(self._having, also)])
            case Phrase(terms=terms):
                return min(self._having(Word(term, term)) for term, _ in terms)
            case Prefix(start=start):
                return max((known.documents for known in self.beginning.get(start, ())), default=0)


@dataclass
class Asked:
    """One query over one build, as SQL with `parameters`. Numbers are in the text, so that the planner knows them."""

    schema: str
    lexicon: Lexicon
    parameters: dict[str, Any] = field(default_factory=dict)

    def found(self, tree: Group, sight: Sight, kinds: Sequence[str]) -> tuple[str, str]:
        """What stands after FROM, and the score: above 1 when every clause matched, 0 when the tree looks at no words.

        What may not be seen is left out before anything is counted.
        """
        allowed = [self.visible(sight), *self.bounds(tree)]
        if kinds:
            allowed.append(f"d.facet_kind = ANY({self.given(list(kinds), 'text[]')})")
        clauses = [node for node in (*tree.required, *tree.wanted) if about_words(node)]
        condition = " AND ".join(allowed)
        if not clauses:
            return f"{self.schema}.documents AS d WHERE {condition}", "CAST(0 AS float8)"
        found = _FOUND.format(schema=self.schema, total=self.total(clauses), condition=condition)
        recent = _RECENT.format(schema=self.schema)
        return found, _GRADED.format(bonus=CLAUSE, all=len(clauses) * CLAUSE, liked=_LIKED, recent=recent)

    def visible(self, sight: Sight) -> str:
        by_token = f"d.see = ANY({self.given(sorted(sight.tokens), 'text[]')})"
        if not sight.discussions:
            return by_token
        return f"({by_token} OR d.discussion = ANY({self.given(sorted(sight.discussions), 'bigint[]')}))"

    def bounds(self, group: Group) -> list[str]:
        """That a document has everything required and nothing refused."""
        return [*map(self.holds, group.required), *(f"NOT {self.holds(node)}" for node in group.refused)]

    def holds(self, node: Node) -> str:
        """That a node holds for a document."""
        if (query := self.query(node)) is not None:
            return _HAVING.format(schema=self.schema, query=self.given(query, "tsquery"))
        match node:
            case Period(start, end):
                parts = [f"d.at >= {self.given(start, 'timestamp')}"] if start else []
                parts += [f"d.at < {self.given(end, 'timestamp')}"] if end else []
            case Either(nodes):
                return f"({' OR '.join(map(self.holds, nodes))})"
            case Group(wanted, required):
                parts = self.bounds(node)
                if wanted and not any(about_words(one) for one in required):
                    parts.append(self.holds(Either(wanted)))
            case _:
                raise AssertionError(node)
        return f"({' AND '.join(parts) or 'true'})"

    def query(self, node: Node) -> str | None:
        """A node as a tsquery. None for what is more than that: a date is not among the terms, and what is refused is
        looked for by itself, because `!` makes PostgreSQL walk through all of its index."""
        match node:
            case Word(term=term, also=also):
                return _joined(" | ", [lexeme(term), *map(self.query, also)])
            case Phrase(terms=terms):
                return _phrase(terms)
            case Prefix(start=start):
                return _joined(" | ", [lexeme(known.word) for known in self.lexicon.beginning.get(start, ())])
            case Mark(name, values):
                return _joined(" & ", [mark(name, value) for value in values])
            case Either(nodes):
                return _joined(" | ", [self.query(one) for one in nodes])
            case Group(wanted, required, ()) if wanted or required:
                parts = [self.query(one) for one in required]
                if wanted and not any(about_words(one) for one in required):
                    parts.append(self.query(Either(wanted)))
                return _joined(" & ", parts)
            case _:
                return None

    def total(self, clauses: Sequence[Node]) -> str:
        """(doc, score): the sum over clauses of the best in each, with CLAUSE added for each."""
        rows: list[str] = []
        several: list[int] = []
        for number, clause in enumerate(clauses):
            found = self.rows(clause, number)
            rows += found
            several += [number] if len(found) > 1 else []
        parts = [f"coalesce(max(score) FILTER (WHERE clause = {number}), 0)" for number in several]
        if len(several) < len(clauses):
            rest = f" FILTER (WHERE clause NOT IN ({', '.join(map(str, several))}))" if several else ""
            parts.append(f"coalesce(sum(score){rest}, 0)")
        return _TOTAL.format(score=" + ".join(parts), rows=" UNION ALL ".join(rows or [_NO_ROWS]))

    def rows(self, node: Node, clause: int) -> list[str]:
        """Selects of (doc, clause, score). A document may be in several: the best counts."""
        match node:
            case Word(term=term, also=also):
                weight = self.lexicon.rarity(node)
                found = self.word(term, clause, weight)
                for other in also:
                    if isinstance(other, Phrase):
                        found.append(self.phrase(other, clause, weight * ALSO))
                    else:
                        found += self.word(other.term, clause, weight * ALSO)
                return found
            case Phrase(terms=terms):
                return [self.phrase(node, clause, self.lexicon.rarity(node) * len(terms) ** 0.5)]
            case Prefix(start=start):
                ids = ",".join(str(known.id) for known in self.lexicon.beginning.get(start, ()))
                words = self.weighed(f"word = ANY('{{{ids}}}')", clause, self.lexicon.rarity(node))
                return [_BEST.format(words=words, clause=clause)]
            case Either(nodes):
                return [row for one in nodes for row in self.rows(one, clause)]
            case Group() if about_words(node):
                return [self.group(node, clause)]
            case _:
                return [_row(clause, "0", f"{self.schema}.documents AS d WHERE {self.holds(node)}")]

    def word(self, term: str, clause: int, factor: float) -> list[str]:
        known = self.lexicon.words.get(term)
        return [self.weighed(f"word = {known.id}", clause, factor)] if known else []

    def weighed(self, which: str, clause: int, factor: float) -> str:
        score = _IMPACT.format(factor=factor, norm=self.norm())
        return _row(clause, score, f"{self.schema}.postings WHERE {which}")

    def phrase(self, phrase: Phrase, clause: int, factor: float) -> str:
        score = _PHRASE.format(factor=factor, norm=self.norm())
        query = self.given(_phrase(phrase.terms), "tsquery")
        return _row(clause, score, f"{self.schema}.terms WHERE terms @@ {query}")

    def group(self, group: Group, clause: int) -> str:
        clauses = [node for node in (*group.required, *group.wanted) if about_words(node)]
        score = _INNER.format(bonus=CLAUSE, count=len(clauses))
        condition = " AND ".join(self.bounds(group)) or "true"
        found = f"({self.total(clauses)}) AS g JOIN {self.schema}.documents AS d ON d.doc = g.doc WHERE {condition}"
        return _row(clause, score, found, doc="g.doc")

    def norm(self) -> str:
        """The length part of BM25."""
        return f"({K1 * (1 - B)} + {K1 * B / self.lexicon.average} * length)"

    def given(self, value: Any, kind: str) -> str:
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"CAST(:{name} AS {kind})"


def _row(clause: int, score: str, source: str, doc: str = "doc") -> str:
    return f"SELECT {doc}, {clause} AS clause, {CLAUSE} + {score} AS score FROM {source}"  # noqa: S608


def _phrase(terms: Sequence[tuple[str, int]]) -> str:
    text, last = "", 0
    for term, offset in terms:
        text += f" <{offset - last}> {lexeme(term)}" if text else lexeme(term)
        last = offset
    return f"({text})"


def _joined(by: str, parts: Sequence[str | None]) -> str | None:
    """Parts as one tsquery; None when one of them is none."""
    if None in parts:
        return None
    return f"({by.join(part for part in parts if part)})" if parts else _NOTHING
