"""The time of day, and the one way we write it down."""

import re
from datetime import UTC, datetime

_RFC3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})",
    re.ASCII,
)


def now() -> datetime:
    """The present, aware, in UTC. For the web, the command line and the worker; a domain is given its `now`."""
    return datetime.now(UTC)


def rfc3339(moment: datetime) -> str:
    """`2026-11-22T03:04:05Z`: UTC, whole seconds. Raises ValueError for a naive time."""
    if moment.utcoffset() is None:
        raise ValueError("a time without its zone cannot be written as RFC 3339")
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%d}".rjust(10, "0") + f"T{utc:%H:%M:%S}Z"


def parse_rfc3339(text: str) -> datetime:
    """An aware time with the offset it was written with. Raises ValueError for anything else, dates alone included."""
    if not _RFC3339.fullmatch(text):
        raise ValueError(f"not a time like 2026-11-22T03:04:05Z: {text[:40]!r}")
    moment = datetime.fromisoformat(_microseconds(text.upper()))
    try:
        moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"this time does not exist in UTC: {text[:40]!r}") from error
    return moment


def _microseconds(text: str) -> str:
    # datetime keeps six digits of a second; RFC 3339 allows any number.
    return re.sub(r"(\.\d{6})\d+", r"\1", text)
