"""How one pull of one source goes: counted in the database while it runs, handed over when it ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from journalclub.db import Database
from journalclub.literature.feeds import Source
from journalclub.literature.found import Refused
from journalclub.literature.intake import Taken
from journalclub.literature.models import Pull, PullProblem

_PROBLEMS_KEPT = 100
_COUNTS = ("new", "updated", "unchanged", "merged", "skipped", "failed", "waiting")


class Progress(Protocol):
    def __call__(self, source: str, done: int, total: int | None) -> None: ...


@dataclass(frozen=True)
class PullResult:
    """`failed` counts entries that could not be taken, `problems` says why; `reason` is set when the source failed."""

    source: str
    kind: str
    state: str
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    merged: int = 0
    skipped: int = 0
    failed: int = 0
    waiting: int = 0
    reason: str = ""
    note: str = ""
    problems: tuple[Refused, ...] = ()

    @property
    def ok(self) -> bool:
        return self.state == "done"


@dataclass
class PullRecord:
    """Everything is written in the transaction of the articles it counts."""

    id: int
    source: Source
    progress: Progress | None
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COUNTS, 0))
    problems: list[Refused] = field(default_factory=list)
    total: int | None = None
    note: str = ""

    @classmethod
    def begin(cls, database: Database, source: Source, now: datetime, progress: Progress | None) -> PullRecord:
        with database.transaction() as session:
            row = Pull(source=source.name, started_at=now)
            session.add(row)
            session.flush()
            made = cls(row.id, source, progress)
        made.tell()
        return made

    @property
    def done(self) -> int:
        return sum(self.counts[name] for name in ("new", "updated", "unchanged", "skipped", "failed"))

    def count(self, session: Session, taken: Taken) -> None:
        for kind in ("new", "updated", "unchanged"):
            self.counts[kind] += taken.count(kind)
        self.counts["merged"] += taken.joined
        self._write(session)

    def refuse(self, session: Session, refused: Refused, *, by_rule: bool = False) -> None:
        self.counts["skipped" if by_rule else "failed"] += 1
        if not by_rule and len(self.problems) < _PROBLEMS_KEPT:
            self.problems.append(refused)
            session.add(PullProblem(pull_id=self.id, label=refused.label, reason=refused.reason))
        self._write(session)

    def tell(self) -> None:
        if self.progress:
            self.progress(self.source.name, self.done, self.total)

    def finish(self, session: Session, state: str, now: datetime, reason: str = "") -> PullResult:
        row = self._write(session)
        row.state, row.finished_at, row.reason = state, now, reason or self.note
        return PullResult(
            self.source.name,
            self.source.kind,
            state,
            reason=reason,
            note=self.note,
            problems=tuple(self.problems),
            **self.counts,
        )

    def _write(self, session: Session) -> Pull:
        row = session.get_one(Pull, self.id)
        row.expected = self.total
        for name, value in self.counts.items():
            setattr(row, name, value)
        return row
