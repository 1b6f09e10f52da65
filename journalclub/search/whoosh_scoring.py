"""The tree over the segments of a Whoosh folder: which documents match, and how well.

Term at a time, on arrays: Whoosh's own matchers go document by document through Python objects, which took most of
the time of every query with a common word.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import compress

from journalclub.search import masks
from journalclub.search.engine import Sight
from journalclub.search.masks import Mask
from journalclub.search.ranking import ALSO, CLAUSE, MOST_WORDS, rarity
from journalclub.search.tree import Either, Group, Mark, Node, Period, Phrase, Prefix, Word, about_words
from journalclub.search.whoosh_schema import seconds
from journalclub.search.whoosh_segment import Posting, Segment

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
        """The documents that may match and may be seen; and, when the tree looks at words, the scores of those that do.

        What may not be seen is left out before anything is scored or counted.
        """
        allowed = masks.both(self.visible(segment, sight), self.of_kinds(segment, kinds))
        allowed = self.bounded(segment, tree, allowed)
        clauses = [node for node in (*tree.required, *tree.wanted) if about_words(node)]
        if not clauses:
            return allowed, None
        scores = self.total(segment, clauses, allowed)
        return allowed, scores

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
                    found = masks.both(found, segment.mask(f"{name}:{value}"))
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
        some = None if masks.is_everything(allowed) else allowed
        total: Scores = {}
        for clause in clauses:
            found = self.scores(segment, clause, some)
            found = dict(zip(found, map(CLAUSE.__add__, found.values()), strict=True))
            # The shorter into the longer: of a common and a rare word, only the rare one's documents are gone through.
            total, fewer = (total, found) if len(total) > len(found) else (found, total)
            get = total.get
            for document, score in fewer.items():
                total[document] = get(document, 0.0) + score
        return total

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
                own = sum(segment.having(term) for segment in self.segments)
                return max(own, *(self._having(other) for other in also)) if also else own
            case Phrase(terms=terms):
                return min(self._having(Word(term, term)) for term, _ in terms)
            case Prefix(start=start):
                return max(
                    (segment.having(term) for segment in self.segments for term in segment.begins(start, MOST_WORDS)),
                    default=0,
                )

    @staticmethod
    def _weighed(posting: Posting, weight: float, allowed: Mask | None) -> Scores:
        documents, impacts = posting
        scores = map(weight.__mul__, impacts)
        if allowed is None:
            return dict(zip(documents, scores, strict=True))
        chosen = bytes(map(allowed.__getitem__, documents))
        return dict(zip(compress(documents, chosen), compress(scores, chosen), strict=True))

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
            shared = set(filter(allowed.__getitem__, shared))
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
    found = masks.everything(segment.count)
    if start:
        found = masks.both(found, bytes(map(seconds(start).__le__, segment.numbers("at"))))
    if end:
        found = masks.both(found, bytes(map(seconds(end).__gt__, segment.numbers("at"))))
    return found


def _best(found: Scores, other: Scores) -> None:
    for document, score in other.items():
        if score > found.get(document, -1.0):
            found[document] = score
