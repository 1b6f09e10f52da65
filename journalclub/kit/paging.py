"""Pages of a long list, continued by key and never by number: a row that arrives meanwhile moves nothing."""

import base64
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_LONGEST = 2000
_INT64 = 2**63


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page. `next` is the cursor of the following one, None on the last."""

    items: Sequence[T]
    next: str | None


def encode_cursor(*values: str | int | float | datetime | None) -> str:
    """The sort values of the last row shown, as one word that is safe in an address."""
    raw = json.dumps([_pack(value) for value in values], separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).rstrip(b"=").decode("ascii")


def decode_cursor(text: str, *types: type | tuple[type, ...]) -> list[Any] | None:
    """What went into `encode_cursor`, or None for anything else: a reader may type what they like.

    With `types`, there must be as many values, each of its type.
    """
    if len(text) > _LONGEST or not text.isascii():
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        packed = json.loads(raw)
        values = [_unpack(value) for value in packed] if isinstance(packed, list) else None
    except (ValueError, RecursionError):
        return None
    return values if values is not None and _fits(values, types) else None


def _pack(value: str | int | float | datetime | None) -> Any:
    return {"at": value.isoformat()} if isinstance(value, datetime) else value


def _unpack(value: Any) -> Any:
    match value:
        case {"at": str(written)} if len(value) == 1:
            return _moment(written)
        case bool() | dict() | list():
            raise ValueError("not a sort value")
        case int() if not -_INT64 <= value < _INT64:
            raise ValueError("larger than a column")
        case float() if not math.isfinite(value):
            raise ValueError("not a number")
        case str():
            _check_storable(value)
    return value


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    if moment.utcoffset() is None:
        raise ValueError("a time without its zone")
    try:
        moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a time that does not exist in UTC") from error
    return moment


def _check_storable(text: str) -> None:
    # PostgreSQL refuses NUL, and a lone surrogate cannot be sent at all (UnicodeEncodeError is a ValueError).
    if "\0" in text:
        raise ValueError("NUL in a text")
    text.encode()


def _fits(values: list[Any], types: tuple[type | tuple[type, ...], ...]) -> bool:
    if not types:
        return True
    return len(values) == len(types) and all(isinstance(v, t) for v, t in zip(values, types, strict=True))
