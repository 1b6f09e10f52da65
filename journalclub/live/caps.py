"""How many streams may be open at once, so that nobody can take them all. Whoever is over a cap polls.

Of a member: a browser needs one for each discussion however many tabs show it. Of an address: only visitors are
counted, because a whole hospital may be behind one. Of a process: as many as it may have files, less what pages need.
"""

from __future__ import annotations

import resource
from collections import Counter

from journalclub.members.viewer import Viewer

OF_A_MEMBER = 12
OF_AN_ADDRESS = 100
SPARE_FILES = 200
Holder = tuple[str, object]


def allow_many_files() -> int:
    """Let this process have as many files as the system permits; the number of streams that leaves room for."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return max(most - SPARE_FILES, 1) if most != resource.RLIM_INFINITY else 2**31


class Caps:
    """Belongs to the event loop. `limits` False lifts those of members and addresses: for load tests on loopback."""

    def __init__(self, limits: bool, in_all: int) -> None:
        self._limits, self._in_all = limits, in_all
        self._open: Counter[Holder] = Counter()

    def take(self, viewer: Viewer, address: str) -> Holder | None:
        """One more stream of whoever this is, to be given back; None when they have enough."""
        holder: Holder = ("address", address) if viewer.id is None else ("member", viewer.id)
        most = OF_AN_ADDRESS if viewer.id is None else OF_A_MEMBER
        if self._open.total() >= self._in_all or (self._limits and self._open[holder] >= most):
            return None
        self._open[holder] += 1
        return holder

    def give_back(self, holder: Holder) -> None:
        self._open[holder] -= 1
        if not self._open[holder]:
            del self._open[holder]
