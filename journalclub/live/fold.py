"""Reactions come in bursts. Of those to one post an event every half second is enough, because each has all counts.

The first goes out at once, in its place in the order. What follows within the window is held back and told when the
window ends. If the stream has gone on meanwhile, that late event carries no `id:`, so that the numbers a reader sees
only ever rise; `replay` makes up for a late event that a broken line swallowed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from journalclub.changes.kinds import COUNTED
from journalclub.changes.models import Change

WINDOW = 0.5  # seconds


@dataclass
class _Window:
    ends: float
    held: Change | None = None


class Fold:
    """Which reactions to tell now and which later. Times are of a monotonic clock, in seconds."""

    def __init__(self) -> None:
        self._windows: dict[int, _Window] = {}

    def sift(self, changes: Sequence[Change], now: float) -> list[Change]:
        """The changes to tell now, in order. Reactions to a post whose window is open are held back."""
        return [change for change in changes if change.kind not in COUNTED or self._tell(change, now)]

    def due(self, now: float) -> list[Change]:
        """The held reactions whose window has ended, one per post; telling them opens a new window."""
        ripe = []
        for post, window in list(self._windows.items()):
            if window.ends > now:
                continue
            if window.held is None:
                del self._windows[post]
            else:
                ripe.append(window.held)
                self._windows[post] = _Window(now + WINDOW)
        return sorted(ripe, key=lambda change: change.seq)

    def next_due(self) -> float | None:
        """When the next held reaction is due; None when none is held."""
        return min((window.ends for window in self._windows.values() if window.held), default=None)

    def _tell(self, change: Change, now: float) -> bool:
        window = self._windows.get(change.ids["post"])
        if window is None or (window.ends <= now and window.held is None):
            self._windows[change.ids["post"]] = _Window(now + WINDOW)
            return True
        window.held = change
        return False
