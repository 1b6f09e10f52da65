"""One queue for all processes: who may ask a server next, and when. A row of the database keeps the place."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from journalclub.db import Database
from journalclub.db.engine import one_at_a_time
from journalclub.kit.clock import now as wall_clock
from journalclub.literature.models import Turn

# NCBI counts requests a second. A little more than a third (a tenth with a key) between two, so that four (eleven)
# never fall into one second, even when one is late on the way.
PAUSE = timedelta(milliseconds=400)
PAUSE_WITH_KEY = timedelta(milliseconds=120)
_TRIES = 3


@dataclass(frozen=True)
class Turns:
    """Call it before each request: it returns when the request may be sent."""

    database: Database
    server: str
    pause: timedelta
    clock: Callable[[], datetime] = field(default=wall_clock, repr=False)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def __call__(self) -> None:
        for _ in range(_TRIES):
            mine, slept = self._take(), False
            while (wait := (mine - self.clock()).total_seconds()) > 0:
                self.sleep(wait)
                slept = True
            # Whoever overslept would be followed too closely by the next: it queues again.
            if not slept or self.clock() - mine < self.pause / 4:
                return

    def _take(self) -> datetime:
        with self.database.transaction() as session:
            one_at_a_time(session, "turn", self.server)
            turn = session.scalar(select(Turn).where(Turn.server == self.server))
            current = self.clock()
            if turn is None:
                session.add(Turn(server=self.server, next_at=current + self.pause))
                return current
            # A clock that was set back must not make everybody wait for hours.
            mine = turn.next_at if current <= turn.next_at < current + timedelta(minutes=1) else current
            turn.next_at = mine + self.pause
            return mine
