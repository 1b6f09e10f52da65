"""Sets of articles as bits, in blocks of 65,536 ids. Two of them are joined in microseconds, however large.

A block is packed as Roaring bitmaps do it (https://roaringbitmap.org): few members as a sorted list of 16-bit numbers,
many as a bit for each; its length tells which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from struct import pack, unpack

WIDTH = 16
SIZE = 1 << WIDTH  # ids in a block
FEW = 256  # a list of more would take longer to count than the bits
_LOW = SIZE - 1
_DIGITS = bytes.maketrans(b"01", b"\0\1")


@dataclass(frozen=True)
class Articles:
    """A set of article ids: for each block an integer with one bit per id."""

    blocks: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, ids: Iterable[int]) -> Articles:
        packed: dict[int, set[int]] = defaultdict(set)
        for id in ids:
            packed[id >> WIDTH].add(id & _LOW)
        return cls({block: _to_bits(lows) for block, lows in packed.items()})

    @classmethod
    def unpacked(cls, rows: Iterable[tuple[int, bytes]]) -> Articles:
        return cls({block: unpack_bits(members) for block, members in rows})

    def __and__(self, other: Articles) -> Articles:
        shared = self.blocks.keys() & other.blocks.keys()
        return Articles({block: both for block in shared if (both := self.blocks[block] & other.blocks[block])})

    def __or__(self, other: Articles) -> Articles:
        every = self.blocks.keys() | other.blocks.keys()
        return Articles({block: self.blocks.get(block, 0) | other.blocks.get(block, 0) for block in every})

    def __len__(self) -> int:
        return sum(bits.bit_count() for bits in self.blocks.values())

    def __contains__(self, id: int) -> bool:
        flags = self._flags.get(id >> WIDTH)
        return flags is not None and flags[id & _LOW] == 1

    def __iter__(self) -> Iterator[int]:
        for block, bits in sorted(self.blocks.items()):
            yield from ((block << WIDTH) + low for low in _members(bits))

    def count(self, block: int, members: bytes) -> int:
        """How many of a packed block are in the set."""
        bits = self.blocks.get(block)
        if bits is None:
            return 0
        if len(members) > 2 * FEW:
            return (bits & int.from_bytes(members, "little")).bit_count()
        return sum(map(self._flags[block].__getitem__, _listed(members)))

    @cached_property
    def _flags(self) -> dict[int, bytes]:
        """A byte for each id of a block: quicker to ask one by one than a large integer."""
        return {block: f"{bits:0{SIZE}b}".encode().translate(_DIGITS)[::-1] for block, bits in self.blocks.items()}


def unpack_bits(members: bytes) -> int:
    return int.from_bytes(members, "little") if len(members) > 2 * FEW else _to_bits(_listed(members))


def changed(members: bytes, *, added: set[int], removed: set[int]) -> bytes:
    """The packed block with some low ids more and some less; empty when none is left."""
    if len(members) <= 2 * FEW:
        lows = (set(_listed(members)) | added) - removed
        return _list(lows) if len(lows) <= FEW else _to_bits(lows).to_bytes(SIZE // 8, "little")
    bits = bytearray(members)
    for low in added:
        bits[low >> 3] |= 1 << (low & 7)
    for low in removed:
        bits[low >> 3] &= ~(1 << (low & 7))
    whole = int.from_bytes(bits, "little")
    return _list(_members(whole)) if whole.bit_count() <= FEW else bytes(bits)


def _list(lows: Iterable[int]) -> bytes:
    ordered = sorted(lows)
    return pack(f"<{len(ordered)}H", *ordered)


def _listed(members: bytes) -> tuple[int, ...]:
    return unpack(f"<{len(members) // 2}H", members)


def _to_bits(lows: Iterable[int]) -> int:
    bits = bytearray(SIZE // 8)
    for low in lows:
        bits[low >> 3] |= 1 << (low & 7)
    return int.from_bytes(bits, "little")


def _members(bits: int) -> Iterator[int]:
    digits = f"{bits:b}"[::-1]
    low = digits.find("1")
    while low >= 0:
        yield low
        low = digits.find("1", low + 1)
