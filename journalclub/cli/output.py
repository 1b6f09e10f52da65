"""What people read: progress bars on a terminal and plain lines elsewhere; tables; problems on the error stream."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

PLAIN_EVERY = 5.0  # seconds between two plain lines about the same work

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """A line on standard output, without markup."""
    console.print(text, markup=False)


def warn(text: str) -> None:
    """A line on standard error, without markup."""
    errors.print(text, markup=False)


def table(*columns: str) -> Table:
    """An empty table in the house's style."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


class Work(Protocol):
    """One piece of long work that is shown while it goes on."""

    def update(self, done: float, total: float | None = None) -> None: ...


class Bars:
    """Several pieces of work at once. On standard error, so that what a command answers can be piped."""

    def __init__(self) -> None:
        self._progress: Progress | None = None

    def __enter__(self) -> Bars:
        if sys.stderr.isatty():
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._progress = Progress(*columns, console=errors)
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def work(self, label: str, total: float | None = None) -> Work:
        if self._progress is not None:
            return _Bar(self._progress, self._progress.add_task(label, total=total))
        return _Lines(label)


@contextmanager
def one_bar(label: str, total: float | None = None) -> Iterator[Work]:
    """A single piece of work."""
    with Bars() as bars:
        yield bars.work(label, total)


class _Bar:
    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task

    def update(self, done: float, total: float | None = None) -> None:
        if total is None:
            self._progress.update(self._task, completed=done)
        else:
            self._progress.update(self._task, completed=done, total=total)


class _Lines:
    def __init__(self, label: str) -> None:
        self._label, self._said = label, time.monotonic()

    def update(self, done: float, total: float | None = None) -> None:
        if time.monotonic() - self._said >= PLAIN_EVERY:
            self._said = time.monotonic()
            warn(f"{self._label}: {done:,.0f}" + (f" of {total:,.0f}" if total else ""))
