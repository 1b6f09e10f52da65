"""The tree over the segments of a Whoosh folder: which documents match, and how well.

Term at a time, on arrays: Whoosh's own matchers go document by document through Python objects, which took most of
the time of every query with a common word.
"""

from collections.abc import Sequence
from datetime import datetime

from journalclub.search import masks
from journalclub.search.engine import Sight
from journalclub.search.masks import Mask
from journalclub.search.tree import Either, Group, Mark, Node, Period, Phrase, Prefix, Word, about_words
from journalclub.search.whoosh_schema import seconds
from journalclub.search.whoosh_segment import Segment, rarity

# A clause that matches is worth this much beside its score, so that the count of clauses can be read off a total.
CLAUSE = 10_000.0
# Other ways to say a word count less than the word.
ALSO = 0.5
# Words that a prefix stands for, at most, in each segment.
MOST_WORDS = 200

Scores = dict[int, float]


class Scoring:
    """One query over a fixed set of segments; `deleted` holds the deletions of this moment by segment."""

    def __init__(self, segments: Sequence[Segment], deleted: dict[str, frozenset[int]]) -> None:
        self.segments = segments
        self.deleted = deleted
        self.documents = sum(segment.count for segment in segments)
        self.average = max(1.0, sum(segment.words for segment in segments) / max(1, self.documents))
        self._rarity: dict[Word | Phrase | Prefix, float] = {}

    def matching(self, segment: Segment, tree: Group, sight: Sight, kinds: Sequence[str]) -> tuple[Mask, Scores | None]:
        """The documents that match and may be seen; and their scores when the tree looks at words.

        What may not be seen is left out before anything is scored or counted.
        """
        allowed = masks.both(self.visible(segment, sight), self.of_kinds(segment, kinds))
        allowed = self.bounded(segment, tree, allowed)
        clauses = [node for node in (*tree.required, *tree.wanted) if about_words(node)]
        if not clauses:
            return allowed, None
        scores = self.total(segment, clauses, allowed)
        return masks.of(scores, segment.count), scores

    def visible(self, segment: Segment, sight: Sight) -> Mask:
        numbers, names = segment.names("see")
        wanted = {number for number, name in enumerate(names) if name in sight.tokens}
        mask = bytearray(masks.chosen(numbers, wanted))
        for discussion in sight.discussions:
            for document in segment.marked(f"discussion:{discussion}"):
                mask[document] = 1
        for document in self.deleted.get(segment.id, ()):
            mask[document] = 0
        return bytes(mask)

    def of_kinds(self, segment: Segment, kinds: Sequence[str]) -> Mask:
        if not kinds:
            return masks.everything(segment.count)
        numbers, names = segment.names("kind")
        return masks.chosen(numbers, {number for number, name in enumerate(names) if name in kinds})

    def bounded(self, segment: Segment, group: Group, allowed: Mask) -> Mask:
        """What is allowed, has everything required and nothing refused."""
        for node in group.required:
            allowed = masks.both(allowed, self.mask(segment, node))
        for node in group.refused:
            allowed = masks.both(allowed, masks.flipped(self.mask(segment, node)))
        return allowed

    def mask(self, segment: Segment, node: Node) -> Mask:
        """The documents for which a node holds."""
        match node:
            case Mark(name, values):
                found = masks.everything(segment.count)
                for value in values:
                    found = masks.both(found, masks.of(segment.marked(f"{name}:{value}"), segment.count))
                return found
            case Period(start, end):
                return _dated(segment, start, end)
            case Either(nodes):
                found = masks.nothing(segment.count)
                for one in nodes:
                    found = masks.either(found, self.mask(segment, one))
                return found
            case Group(wanted, required):
                allowed = self.bounded(segment, node, masks.everything(segment.count))
                if wanted and not any(about_words(one) for one in required):
                    allowed = masks.both(allowed, self.mask(segment, Either(wanted)))
                return allowed
            case _:
                return masks.of(self.scores(segment, node, None), segment.count)

    def total(self, segment: Segment, clauses: Sequence[Node], allowed: Mask) -> Scores:
        """The sum over clauses, each with CLAUSE added, for allowed documents that match at least one."""
        scores: Scores = {}
        for clause in clauses:
            found = self.scores(segment, clause, allowed)
            get = scores.get
            for document, score in found.items():
                scores[document] = get(document, 0.0) + score + CLAUSE
        return scores

    def scores(self, segment: Segment, node: Node, allowed: Mask | None) -> Scores:
        """How well each document matches one node: the best of its alternatives."""
        match node:
            case Word(term=term, also=also):
                weight = self.rarity(node)
                found = self._weighed(segment.posting(term, self.average), weight, allowed)
                for other in also:
                    _best(found, self._otherwise(segment, other, weight * ALSO, allowed))
                return found
            case Phrase(terms=terms):
                return self._phrase(segment, node, self.rarity(node) * len(terms) ** 0.5, allowed)
            case Prefix(start=start):
                found = {}
                for term in segment.begins(start, MOST_WORDS):
                    _best(found, self._weighed(segment.posting(term, self.average), self.rarity(node), allowed))
                return found
            case Either(nodes):
                found = {}
                for one in nodes:
                    _best(found, self.scores(segment, one, allowed))
                return found
            case Group() if about_words(node):
                return self._group(segment, node, allowed)
            case _:
                held = self.mask(segment, node)
                return dict.fromkeys(masks.members(masks.both(held, allowed) if allowed else held), 0.0)

    def rarity(self, node: Word | Phrase | Prefix) -> float:
        """Over all segments, so that a document scores the same wherever it lies."""
        if node not in self._rarity:
            self._rarity[node] = rarity(self.documents, self._having(node))
        return self._rarity[node]

    def _having(self, node: Word | Phrase | Prefix) -> int:
        match node:
            case Word(term=term, also=also):
                own = sum(len(segment.posting(term, self.average).documents) for segment in self.segments)
                return max(own, *(self._having(other) for other in also)) if also else own
            case Phrase(terms=terms):
                return min(self._having(Word(term, term)) for term, _ in terms)
            case Prefix(start=start):
                return max(
                    (
                        len(segment.posting(term, self.average).documents)
                        for segment in self.segments
                        for term in segment.begins(start, MOST_WORDS)
                    ),
                    default=0,
                )

    @staticmethod
    def _weighed(posting: tuple[Sequence[int], Sequence[float]], weight: float, allowed: Mask | None) -> Scores:
        documents, impacts = posting
        if allowed is None:
            return {document: weight * impact for document, impact in zip(documents, impacts, strict=True)}
        return {
            document: weight * impact for document, impact in zip(documents, impacts, strict=True) if allowed[document]
        }

    def _otherwise(self, segment: Segment, other: Word | Phrase, weight: float, allowed: Mask | None) -> Scores:
        """Another way to say a word weighs what the word does, or a rare way would come before the word itself."""
        if isinstance(other, Phrase):
            return self._phrase(segment, other, weight, allowed)
        return self._weighed(segment.posting(other.term, self.average), weight, allowed)

    def _phrase(self, segment: Segment, phrase: Phrase, weight: float, allowed: Mask | None) -> Scores:
        """As a word would score that stands wherever the whole phrase stands."""
        postings = [segment.posting(term, self.average) for term, _ in phrase.terms]
        shared = set(postings[0].documents).intersection(*(posting.documents for posting in postings[1:]))
        if allowed is not None:
            shared = {document for document in shared if allowed[document]}
        if not shared:
            return {}
        norms = segment.norms(self.average)
        read = {term: segment.positions(term, shared) for term in {term for term, _ in phrase.terms}}
        places = [(read[term], offset) for term, offset in phrase.terms]
        found: Scores = {}
        for document in shared:
            starts = set(places[0][0][document])
            for positions, offset in places[1:]:
                starts.intersection_update([position - offset for position in positions[document]])
            if starts:
                found[document] = weight * len(starts) / (len(starts) + norms[document])
        return found

    def _group(self, segment: Segment, group: Group, allowed: Mask | None) -> Scores:
        inside = self.bounded(segment, group, masks.everything(segment.count) if allowed is None else allowed)
        clauses = [node for node in (*group.required, *group.wanted) if about_words(node)]
        total = self.total(segment, clauses, inside)
        return {document: score % CLAUSE / len(clauses) for document, score in total.items()}


def _dated(segment: Segment, start: datetime | None, end: datetime | None) -> Mask:
    first = seconds(start) if start else -(2**62)
    last = seconds(end) if end else 2**62
    return bytes([first <= at < last for at in segment.numbers("at")])


def _best(found: Scores, other: Scores) -> None:
    for document, score in other.items():
        if score > found.get(document, -1.0):
            found[document] = score


def graded(score: float, clauses: int) -> float:
    """A total as it leaves the engine: 1 to 2 when every clause matched, 0 to 1 otherwise."""
    matched, rest = divmod(score, CLAUSE)
    return (1.0 if matched >= clauses else 0.0) + rest / (rest + 10.0)
