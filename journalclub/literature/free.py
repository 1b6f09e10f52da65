"""Where an article can be read for free, and until when. Pure: days are the club's, both ends of a window included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

PMC = "https://pmc.ncbi.nlm.nih.gov/articles/{}/"


@dataclass(frozen=True)
class Window:
    """A link that a host entered. No `first`: it is free already; no `last`: it stays free."""

    id: int
    url: str
    first: date | None
    last: date | None
    member_id: int | None

    def opens_by(self, day: date) -> bool:
        return self.first is None or self.first <= day

    def lasts(self, day: date) -> bool:
        return self.last is None or day <= self.last


@dataclass(frozen=True)
class Access:
    """What to tell a reader today. `url` when it is free now; `last` is then its last day, if there is one.

    Without `url`, `first` is the day from which it will be free, and `last` alone the day until which it was.
    `lapses` when it is needed for longer.
    """

    url: str = ""
    first: date | None = None
    last: date | None = None
    lapses: bool = False


def access(pmcid: str | None, windows: Sequence[Window], today: date, needed: date | None = None) -> Access | None:
    """None when no free way to it was ever known. `needed` is the last day on which people want to read it."""
    if pmcid:
        return Access(PMC.format(pmcid))
    now = [one for one in windows if one.opens_by(today) and one.lasts(today)]
    if now:
        best = max(now, key=lambda one: one.last or date.max)
        return Access(best.url, best.first, best.last, _lapses(windows, best.last, needed))
    if coming := [one for one in windows if one.first and one.first > today]:
        best = min(coming, key=lambda one: (one.first, one.id))
        return Access("", best.first, best.last, _lapses(windows, best.last, needed))
    last = max((one.last for one in windows if one.last), default=None)
    return Access("", None, last, needed is not None and today <= needed) if last else None


def _lapses(windows: Sequence[Window], last: date | None, needed: date | None) -> bool:
    """Unless another window takes over no later than the day after."""
    while last and needed and last < needed:
        after = [one.last for one in windows if one.lasts(last) and (one.last is None or one.last > last)
                 and one.opens_by(date.fromordinal(last.toordinal() + 1))]  # fmt: skip
        if not after:
            return True
        last = None if None in after else max(day for day in after if day)
    return False
