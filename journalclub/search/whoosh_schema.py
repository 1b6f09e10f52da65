"""How documents lie in a Whoosh folder: one scored field, one field of exact properties, and columns.

The text fields are folded into one, weighted: that is BM25F (Robertson and Zaragoza, 2009) as it was meant, weights
before saturation, and one posting list for each word in place of five.
"""

import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import accumulate, repeat
from typing import Any

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher

from journalclub.search.document import FACETS, Document, facets, length, marks, weighted_terms

Postings = Mapping[str, tuple[float, Sequence[int]]]


def row(document: Document) -> dict[str, Any]:
    """The fields of one document, as a writer takes them."""
    words = weighted_terms(document)
    found: dict[str, Any] = {
        "key": document.key,
        "words": words,
        "marks": list(marks(document)),
        "number": document.id,
        "at": seconds(document.at),
        "length": length(weight for weight, _ in words.values()),
        "reactions": document.reactions,
        "see": document.visibility.encode(),
    }
    found.update({name: value.encode() for name, value in facets(document).items() if value})
    return found


def seconds(at: datetime) -> int:
    """Naive UTC as whole seconds of the epoch."""
    return int(at.replace(tzinfo=UTC).timestamp())


class WeightedPositions(formats.Format):  # type: ignore[misc]
    """A word's weight in a document, and its places as small deltas."""

    def word_values(self, value: Postings, analyzer: None, **_: Any) -> Iterator[tuple[str, int, float, bytes]]:
        for term, (weight, positions) in value.items():
            yield term, 1, weight, encode(positions)


class Existence(formats.Existence):  # type: ignore[misc]
    """That a document has a property."""

    def word_values(self, value: Sequence[str], analyzer: None, **_: Any) -> Iterator[tuple[str, int, float, bytes]]:
        for term in value:
            yield term, 1, 1.0, b""


class Ready(fields.FieldType):  # type: ignore[misc]
    """A field that is handed its terms: our analyser made them."""

    def __init__(self, format_: formats.Format) -> None:
        super().__init__(format_, None, scorable=False, stored=False)

    def index(self, value: Any, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, frequency, weight, places in self.format.word_values(value, None):
            yield term.encode(), frequency, weight, places


class NumberColumn(columns.NumericColumn):  # type: ignore[misc]
    class Reader(columns.NumericColumn.Reader):  # type: ignore[misc]
        def whole(self) -> "array[int]":
            """The column in memory."""
            found = _array(self._typecode, self._dbfile.get(self._basepos, self._count * self._fixedlen))
            found.extend([self._default] * (self._doccount - len(found)))
            return found


class NameColumn(columns.RefBytesColumn):  # type: ignore[misc]
    class Reader(columns.RefBytesColumn.Reader):  # type: ignore[misc]
        def whole(self) -> tuple[bytes | Sequence[int], list[str]]:
            """For each document a number, and the name of each number: bytes while there are at most 256 names."""
            raw = self._dbfile.get(self._basepos, self._doccount * self._itemsize)
            numbers = bytes(raw) if self._itemsize == 1 else _array(self._typecode, raw)
            return numbers, [name.decode() for name in self._uniques]


NUMBERS = {"number": "q", "at": "q", "length": "i", "reactions": "i"}
NAMES = ("see", *FACETS)
SCHEMA = fields.Schema(
    key=fields.ID(unique=True),
    words=Ready(WeightedPositions()),
    marks=Ready(Existence()),
    **{name: fields.COLUMN(NumberColumn(code)) for name, code in NUMBERS.items()},
    **{name: fields.COLUMN(NameColumn()) for name in NAMES},
)
# Bigger blocks than Whoosh's 128: a posting list is read whole here, so a block is only overhead.
CODEC = W3Codec(blocklimit=1024, compression=1)


def blocks(matcher: W3LeafMatcher) -> Iterator[tuple[Sequence[int], Iterable[float], Sequence[bytes]]]:
    """(documents, weights, values) of a posting list, block by block, as they lie in the file.

    Whoosh's own loops take a Python step for each entry; these take none.
    """
    while matcher.is_active():
        matcher._read_data()
        documents, weights, values = matcher._data
        if not matcher._byteids:
            documents = list(accumulate(documents))
        if weights is None or isinstance(weights, float):  # all the same
            weights = repeat(1.0 if weights is None else weights, len(documents))
        yield documents, weights, values
        matcher._next_block()


def encode(positions: Sequence[int]) -> bytes:
    """Positions in rising order as variable-length deltas."""
    found, last = bytearray(), 0
    for position in positions:
        delta, last = position - last, position
        while delta > 127:
            found.append(delta & 127 | 128)
            delta >>= 7
        found.append(delta)
    return bytes(found)


def decode(value: bytes) -> list[int]:
    if not value or max(value) < 128:  # nearly always: each delta is one byte
        return list(accumulate(value))
    found, last, delta, shift = [], 0, 0, 0
    for byte in value:
        delta |= (byte & 127) << shift
        if byte & 128:
            shift += 7
        else:
            last += delta
            found.append(last)
            delta = shift = 0
    return found


def _array(code: str, raw: bytes) -> "array[int]":
    found = array(code)
    found.frombytes(bytes(raw))
    if sys.byteorder == "little":
        found.byteswap()  # Whoosh writes columns big-endian
    return found
