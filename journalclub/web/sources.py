"""The sources as the administrators' page shows them: how each goes, and its pull while it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import format_timedelta, ngettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from journalclub.literature import queries
from journalclub.literature.feeds import Source
from journalclub.literature.models import Pull, PullProblem
from journalclub.literature.queries import SourceView

REFUSED_SHOWN = 20
# A source that was asked for, and no worker that takes it up: after this nobody watches for it any more.
SOON = timedelta(minutes=2)


@dataclass(frozen=True)
class Running:
    """A pull that goes on, or is about to. `total` is None until the source has said how much there is."""

    done: int
    total: int | None


@dataclass(frozen=True)
class SourceLine:
    name: str
    kind: str
    query: str
    url: str
    moved: bool
    every: str
    last_success: datetime | None
    next_try: datetime | None
    error: str
    error_at: datetime | None
    items: int
    this_week: int
    waiting: int
    gone: bool
    running: Running | None
    last_pull: str
    note: str
    refused: Sequence[PullProblem]
    more_refused: int


def lines(session: Session, known: Sequence[Source], now: datetime) -> list[SourceLine]:
    """A line for each source of feeds.toml, in its order. A fixed number of queries."""
    found = queries.source_views(session, known, now)
    problems = queries.problems_of(session, [one.last_pull.id for one in found if one.last_pull])
    return [_line(one, problems.get(one.last_pull.id, []) if one.last_pull else [], now) for one in found]


def _line(one: SourceView, refused: Sequence[PullProblem], now: datetime) -> SourceLine:
    last = one.last_pull
    running = _running(one, now)
    ended = last is not None and last.finished_at is not None
    return SourceLine(
        name=one.source.name,
        kind=one.source.kind,
        query=one.source.query,
        url=one.moved_to or one.source.url,
        moved=one.moved_to is not None,
        every=str(_("every %(time)s", time=format_timedelta(one.source.every, threshold=1.5))),
        last_success=one.succeeded_at,
        next_try=one.next_try_at,
        error=one.reason,
        error_at=last.finished_at if one.state == "failing" and last else None,
        items=one.articles,
        this_week=one.new_this_week,
        waiting=one.waiting,
        gone=one.state == "retired",
        running=running,
        last_pull=_counts(last) if last and ended and not running else "",
        note=last.reason if last and last.state == "done" else "",
        refused=refused[:REFUSED_SHOWN],
        more_refused=max(0, (last.failed if last else 0) - REFUSED_SHOWN),
    )


def _running(one: SourceView, now: datetime) -> Running | None:
    last = one.last_pull
    if last is not None and last.state == "running":
        return Running(last.new + last.updated + last.unchanged + last.skipped + last.failed, last.expected)
    asked = one.next_try_at is not None and now - SOON <= one.next_try_at <= now
    return Running(0, None) if asked and one.state != "retired" else None


def _counts(pull: Pull) -> str:
    """`12 new, 3 changed, 1 refused`."""
    parts = [
        _("%(num)s new", num=pull.new) if pull.new else "",
        _("%(num)s changed", num=pull.updated) if pull.updated else "",
        _("%(num)s as before", num=pull.unchanged) if pull.unchanged else "",
        _("%(num)s left out by a rule", num=pull.skipped) if pull.skipped else "",
        ngettext("%(num)s refused", "%(num)s refused", pull.failed) if pull.failed else "",
    ]
    return ", ".join(part for part in parts if part) or str(_("nothing there"))
