"""One segment of a Whoosh folder, read whole where that is faster. A segment never changes; only its deletions do."""

import threading
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from whoosh.filedb.filestore import FileStorage
from whoosh.reading import TermNotFound

from journalclub.search import masks
from journalclub.search.masks import Mask
from journalclub.search.ranking import K1, B
from journalclub.search.whoosh_schema import CODEC, NAMES, NUMBERS, SCHEMA, blocks, decode


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
        self.newest = max(self.numbers("at"), default=0)  # seconds
        self._norms: tuple[float, array[float]] = (0.0, array("f"))

    def numbers(self, name: str) -> "array[int]":
        found = self._numbers.get(name)
        return array("q", bytes(8 * self.count)) if found is None else found

    def names(self, name: str) -> Names:
        return self._names.get(name) or Names(bytes(self.count), [""])

    def posting(self, term: str, average: float) -> Posting:
        """`average` is the average length of a document over all segments."""
        key = (self.id, term)
        found: Posting | None = self._recent.get(key)
        if found is None:
            norms = self.norms(average)
            documents, impacts = array("I"), array("f")
            for ids, weights, _ in self._blocks("words", term):
                documents.extend(ids)
                lengths = map(norms.__getitem__, ids)
                impacts.extend([weight / (weight + norm) for weight, norm in zip(weights, lengths, strict=True)])
            found = Posting(documents, impacts) if documents else NOTHING
            self._recent.keep(key, found, len(documents))
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

    def mask(self, mark: str) -> Mask:
        """The documents with a property, as a mask."""
        key = (self.id, f"={mark}")
        found: Mask | None = self._recent.get(key)
        if found is None:
            found = masks.of(self.marked(mark), self.count)
            self._recent.keep(key, found, self.count // 8)
        return found

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

    def _blocks(self, field: str, term: str) -> list[tuple[Sequence[int], Iterable[float], Sequence[bytes]]]:
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
    """Posting lists and masks read lately, for all segments together, bounded by the number of entries in them (an
    entry takes eight bytes)."""

    def __init__(self, most: int = 3_000_000) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[Any, int]] = OrderedDict()
        self._most, self._size = most, 0
        self._lock = threading.Lock()

    def get(self, key: tuple[str, str]) -> Any:
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def keep(self, key: tuple[str, str], value: Any, entries: int) -> None:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = value, entries + 20
                self._size += entries + 20
            while self._size > self._most:
                self._size -= self._kept.popitem(last=False)[1][1]

    def only(self, segments: set[str]) -> None:
        """Forgets what belongs to other segments."""
        with self._lock:
            for key in [key for key in self._kept if key[0] not in segments]:
                self._size -= self._kept.pop(key)[1]
