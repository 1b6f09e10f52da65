"""One segment of a Whoosh folder, read whole where that is faster. A segment never changes; only its deletions do."""

import math
import threading
from array import array
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

from whoosh.filedb.filestore import FileStorage
from whoosh.reading import TermNotFound

from journalclub.search.whoosh_schema import CODEC, NAMES, NUMBERS, SCHEMA, blocks, decode

K1, B = 1.2, 0.75


class Posting(NamedTuple):
    """The documents of a word in rising order, and how much it says in each: between 0 and 1, before its rarity."""

    documents: "array[int]"
    impacts: "array[float]"


class Names(NamedTuple):
    numbers: bytes | Sequence[int]
    names: list[str]


NOTHING = Posting(array("I"), array("f"))


class Segment:
    """The lock is because Whoosh's open files have one reading position each."""

    def __init__(self, storage: FileStorage, segment: Any, recent: "Recent") -> None:
        self.id: str = segment.segment_id()
        self._files = segment.open_compound_file(storage) if segment.is_compound() else storage
        self._terms = CODEC.terms_reader(self._files, segment)
        self._documents = CODEC.per_document_reader(self._files, segment)
        self._recent = recent
        self._lock = threading.Lock()
        self.count: int = segment.doc_count_all()
        self._numbers = {name: self._column(name).whole() for name in NUMBERS if self._has(name)}
        self._names = {name: Names(*self._column(name).whole()) for name in NAMES if self._has(name)}
        self.words = sum(self.numbers("length"))
        self._norms: tuple[float, array[float]] = (0.0, array("f"))

    def numbers(self, name: str) -> "array[int]":
        found = self._numbers.get(name)
        return array("q", bytes(8 * self.count)) if found is None else found

    def names(self, name: str) -> Names:
        return self._names.get(name) or Names(bytes(self.count), [""])

    def posting(self, term: str, average: float) -> Posting:
        """`average` is the average length of a document over all segments."""
        key = (self.id, term)
        found = self._recent.get(key)
        if found is None:
            norms = self.norms(average)
            documents, impacts = array("I"), array("f")
            for ids, weights, _ in self._blocks("words", term):
                documents.extend(ids)
                impacts.extend([weight / (weight + norms[id]) for id, weight in zip(ids, weights, strict=True)])
            found = Posting(documents, impacts) if documents else NOTHING
            self._recent.keep(key, found)
        return found

    def having(self, term: str) -> int:
        """How many documents have a word, deleted ones included; no posting is read."""
        with self._lock:
            try:
                return int(self._terms.term_info("words", term.encode()).doc_frequency())
            except TermNotFound:
                return 0

    def marked(self, mark: str) -> list[int]:
        """The documents with a property."""
        return [id for ids, _, _ in self._blocks("marks", mark) for id in ids]

    def key(self, key: str) -> list[int]:
        return [id for ids, _, _ in self._blocks("key", key) for id in ids]

    def positions(self, term: str, documents: set[int]) -> dict[int, list[int]]:
        return {
            id: decode(value)
            for ids, _, values in self._blocks("words", term)
            for id, value in zip(ids, values, strict=True)
            if id in documents
        }

    def begins(self, start: str, most: int) -> list[str]:
        """Up to `most` words that begin so, in alphabetical order."""
        found: list[str] = []
        with self._lock:
            for name, term in self._terms.terms_from("words", start.encode()):
                word = term.decode()
                if name != "words" or not word.startswith(start) or len(found) == most:
                    break
                found.append(word)
        return found

    def norms(self, average: float) -> "array[float]":
        """The length part of BM25 for each document, renewed when the average has moved by a tenth."""
        known, norms = self._norms
        if not norms or not 0.9 < average / (known or average) < 1.1:
            norms = array("f", [K1 * (1 - B + B * length / average) for length in self.numbers("length")])
            self._norms = (average, norms)
        return norms

    def _blocks(self, field: str, term: str) -> list[tuple[Sequence[int], Sequence[float], Sequence[bytes]]]:
        with self._lock:
            try:
                return list(blocks(self._terms.matcher(field, term.encode(), SCHEMA[field].format)))
            except TermNotFound:
                return []

    def _has(self, name: str) -> bool:
        return bool(self._documents.has_column(name))

    def _column(self, name: str) -> Any:
        return self._documents.column_reader(name, SCHEMA[name].column_type)


class Recent:
    """Posting lists read lately, for all segments together, bounded by the number of entries in them."""

    def __init__(self, most: int = 3_000_000) -> None:
        self._lists: OrderedDict[tuple[str, str], Posting] = OrderedDict()
        self._most, self._size = most, 0
        self._lock = threading.Lock()

    def get(self, key: tuple[str, str]) -> Posting | None:
        with self._lock:
            found = self._lists.get(key)
            if found is not None:
                self._lists.move_to_end(key)
            return found

    def keep(self, key: tuple[str, str], posting: Posting) -> None:
        with self._lock:
            if key not in self._lists:
                self._lists[key] = posting
                self._size += len(posting.documents) + 20
            while self._size > self._most:
                _, dropped = self._lists.popitem(last=False)
                self._size -= len(dropped.documents) + 20

    def only(self, segments: set[str]) -> None:
        """Forgets what belongs to other segments."""
        with self._lock:
            for key in [key for key in self._lists if key[0] not in segments]:
                self._size -= len(self._lists.pop(key).documents) + 20


def rarity(documents: int, having: int) -> float:
    """BM25's weight of a word that `having` of all documents have; never below zero."""
    return math.log(1 + (documents - having + 0.5) / (having + 0.5))
