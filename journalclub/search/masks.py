"""Sets of documents of one segment as bytes: one byte each, 1 or 0. Python's own C makes them quick to combine."""

from collections.abc import Iterable, Sequence
from itertools import compress

Mask = bytes

_FLIP = bytes([1, 0]) + bytes(254)


def everything(count: int) -> Mask:
    return b"\x01" * count


def nothing(count: int) -> Mask:
    return bytes(count)


def of(documents: Iterable[int], count: int) -> Mask:
    mask = bytearray(count)
    for document in documents:
        mask[document] = 1
    return bytes(mask)


def both(one: Mask, other: Mask) -> Mask:
    return (_number(one) & _number(other)).to_bytes(len(one), "little")


def either(one: Mask, other: Mask) -> Mask:
    return (_number(one) | _number(other)).to_bytes(len(one), "little")


def flipped(mask: Mask) -> Mask:
    return mask.translate(_FLIP)


def members(mask: Mask) -> list[int]:
    """The documents in it, in rising order."""
    return list(compress(range(len(mask)), mask))


def is_everything(mask: Mask) -> bool:
    return 0 not in mask


def chosen(numbers: bytes | Sequence[int], wanted: set[int]) -> Mask:
    """The documents whose number is wanted."""
    if isinstance(numbers, bytes):
        return numbers.translate(bytes(1 if number in wanted else 0 for number in range(256)))
    return bytes([number in wanted for number in numbers])


def _number(mask: Mask) -> int:
    return int.from_bytes(mask, "little")
