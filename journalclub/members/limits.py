"""Rate limits: token buckets in the database, so that every process counts the same."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from journalclub.db import UtcDateTime
from journalclub.kit.refusal import TooMany
from journalclub.members.models import Allowance


def take(session: Session, key: str, capacity: float, per_second: float, now: datetime, *, limits: bool = True) -> None:
    """Take one from the bucket `key`, which holds `capacity` and refills by `per_second`. Raises TooMany.

    Whoever is refused has taken nothing. `limits` is the setting of the same name: off for load tests on loopback.
    """
    if not limits:
        return
    bucket = _bucket(session, key, capacity, now)
    passed = max((now - bucket.at).total_seconds(), 0.0)
    left = min(capacity, bucket.left + passed * per_second)
    if left < 1:
        wait = math.ceil((1 - left) / per_second)
        raise TooMany("That was a little too often. Please wait a moment and try again.", retry_after=max(wait, 1))
    bucket.left, bucket.at = left - 1, now


def key_of(what: str, who: object) -> str:
    """A bucket's key. Whom it is about is hashed: an address never rests in this table."""
    return f"{what}:{hashlib.sha256(str(who).encode()).hexdigest()}"


# Two first requests may meet: the second finds the row that the first has made, and waits for it.
_MAKE = text(
    'INSERT INTO allowances (key, "left", at) VALUES (:key, :capacity, :now) ON CONFLICT (key) DO NOTHING'
).bindparams(bindparam("now", type_=UtcDateTime()))


def _bucket(session: Session, key: str, capacity: float, now: datetime) -> Allowance:
    bucket = session.get(Allowance, key, with_for_update=True)
    if bucket is None:
        session.execute(_MAKE, {"key": key, "capacity": capacity, "now": now})
        bucket = session.get_one(Allowance, key, with_for_update=True)
    return bucket
