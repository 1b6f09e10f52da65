"""How often one reader may ask for what is asked at every key, or by feed readers: counted in memory, by each process.

A GET changes nothing, so these cannot be counted in the database as acts are.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from datetime import datetime
from typing import NamedTuple

from journalclub.kit.refusal import TooMany
from journalclub.web.context import now, parts

_MOST = 10_000  # readers remembered; those longest unheard of are forgotten


class _Bucket(NamedTuple):
    left: float
    at: datetime


class Pace:
    """`burst` at once, then so many `per_second`, for each key."""

    def __init__(self, burst: int, per_second: float) -> None:
        self._burst, self._per_second = burst, per_second
        self._buckets: OrderedDict[object, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: object) -> None:
        """Raises TooMany."""
        if not parts().settings.limits:
            return
        with self._lock:
            bucket = self._buckets.pop(key, _Bucket(self._burst, now()))
            passed = max((now() - bucket.at).total_seconds(), 0.0)
            left = min(self._burst, bucket.left + passed * self._per_second)
            self._buckets[key] = _Bucket(left - 1 if left >= 1 else left, now())
            while len(self._buckets) > _MOST:
                self._buckets.popitem(last=False)
        if left < 1:
            wait = math.ceil((1 - left) / self._per_second)
            raise TooMany("That was a little too often. Please wait a moment and try again.", retry_after=max(wait, 1))
