"""Import a file of any length: lines may refer to later ones, a bad one stops nothing, a repeat changes nothing."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DataError, IntegrityError

from journalclub.archive.batch import Outcome, Result, Results, take
from journalclub.archive.lines import LONGEST_LINE, BadLine, Line, read_line
from journalclub.changes import audit, log
from journalclub.changes.kinds import Kind
from journalclub.db import Database
from journalclub.db.engine import AtOnce

BATCH = 500  # lines: writers of the running club wait for one batch, never for the whole file
DONE = 1


@dataclass
class Report:
    """What became of the lines. `problems` counts those reported: bad ones and changed ones."""

    counts: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    problems: int = 0

    def total(self, outcome: Outcome) -> int:
        return sum(count for (_, of), count in self.counts.items() if of is outcome)


@dataclass(frozen=True)
class Import:
    """One run. `problem` is told each line's number and reason; `progress` the bytes read, of `size`."""

    database: Database
    path: Path
    archive: str
    now: datetime
    problem: Callable[[int, str], None] = lambda _number, _reason: None
    progress: Callable[[int], None] = lambda _bytes: None

    def run(self) -> Report:
        """Read the file as often as its references need: once, when nothing refers to a much later line."""
        report, state = Report(), bytearray()
        while True:
            before = report.total(Outcome.NEW)
            waiting = self._round(state, report, last=False)
            if not waiting:
                break
            if report.total(Outcome.NEW) == before:
                self._round(state, report, last=True)
                break
        if report.total(Outcome.NEW):
            with self.database.transaction() as session:
                log.record(session, Kind.IMPORT_FINISHED, actor=None, now=self.now, silent=True)
                audit.write(session, "archive.imported", actor=None, now=self.now, reason=self.archive)
        return report

    def _round(self, state: bytearray, report: Report, *, last: bool) -> int:
        """Try all lines that are not done; returns how many wait still. In the `last` round these are reported."""
        waiting = 0
        for batch in self._batches(state, report):
            kinds = {line.number: line.kind for line in batch}
            for number, result in self._take(batch).items():
                if result.outcome is Outcome.WAITING and not last:
                    waiting += 1
                else:
                    self._settle(state, report, number, kinds[number], result)
        return waiting

    def _settle(self, state: bytearray, report: Report, number: int, kind: str, result: Result) -> None:
        state[number] = DONE
        outcome = Outcome.BAD if result.outcome is Outcome.WAITING else result.outcome
        report.counts[kind, outcome] += 1
        if result.reason:
            report.problems += 1
            self.problem(number, result.reason)

    def _take(self, lines: Sequence[Line]) -> Results:
        """One transaction for a batch. What the database refuses is narrowed down to the line."""
        try:
            with self.database.transaction() as session:
                return take(session, lines, self.now)
        except (AtOnce, IntegrityError, DataError) as error:
            if len(lines) == 1:
                reason = str(error.orig).strip().splitlines()[0]
                return {lines[0].number: Result(Outcome.BAD, f"the database refuses it: {reason}")}
        half = len(lines) // 2
        return self._take(lines[:half]) | self._take(lines[half:])

    def _batches(self, state: bytearray, report: Report) -> Iterator[list[Line]]:
        batch: list[Line] = []
        repeats: Counter[str] = Counter()
        for number, raw, position in _raw_lines(self.path):
            if len(state) <= number:
                state.extend(bytes(number + 1 - len(state)))
            line = self._read(raw, number, state, report)
            if line is not None and line.key.startswith("="):
                # Two posts without a key may say the same in the same second: the first, the second, …
                repeats[line.key] += 1
                line = replace(line, key=f"{line.key} {repeats[line.key]}")
            if line is not None and state[number] != DONE:
                batch.append(line)
            if len(batch) == BATCH:
                yield batch
                self.progress(position)
                batch = []
        if batch:
            yield batch
        self.progress(os.path.getsize(self.path))

    def _read(self, raw: bytes, number: int, state: bytearray, report: Report) -> Line | None:
        if not raw.strip():
            state[number] = DONE
            return None
        try:
            return read_line(raw, number, self.archive)
        except BadLine as bad:
            if state[number] != DONE:
                self._settle(state, report, number, "line", Result(Outcome.BAD, str(bad)))
            return None


def _raw_lines(path: Path) -> Iterator[tuple[int, bytes, int]]:
    """Number, bytes and the position behind each line. An endless line is cut, so that it fits into memory."""
    with path.open("rb") as file:
        number = 0
        while raw := file.readline(LONGEST_LINE + 2):
            number += 1
            part = raw
            while not part.endswith(b"\n") and (part := file.readline(LONGEST_LINE)):
                pass
            yield number, raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw, file.tell()
