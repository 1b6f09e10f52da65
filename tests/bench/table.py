"""What a bench hands back: a table in Markdown, with the budget beside the figure."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Table:
    """`notes` say what was measured, and on what; they stand under the table."""

    title: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        self.rows.append([str(cell) for cell in cells])

    def markdown(self) -> str:
        lines = [
            f"## {self.title}",
            "",
            _line(self.columns),
            _line(["---", *("---:" for _ in self.columns[1:])]),
            *(_line(row) for row in self.rows),
            "",
            *(f"{note}\n" for note in self.notes),
        ]
        return "\n".join(lines)


def at_most(measured: float, budget: float, unit: str) -> str:
    return f"≤ {budget:g} {unit}: {'met' if measured <= budget else 'missed'}"


def at_least(measured: float, budget: float, unit: str) -> str:
    return f"≥ {budget:g} {unit}: {'met' if measured >= budget else 'missed'}"


def percentile(values: Sequence[float], percent: int) -> float:
    """Needs two values at least."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
