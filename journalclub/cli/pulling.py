"""`pull`: ask the sources now."""

from __future__ import annotations

import threading
from dataclasses import asdict, replace

import click
import msgspec

from journalclub.cli.failing import Failed
from journalclub.cli.opening import Club, opened
from journalclub.cli.output import Bars, Work, console, table, warn
from journalclub.config import Settings
from journalclub.kit import clock
from journalclub.literature import feeds
from journalclub.literature.feeds import Source
from journalclub.literature.pull_record import PullResult
from journalclub.literature.pulling import pull as pull_sources
from journalclub.members import queries

COUNTS = ("new", "updated", "unchanged", "skipped", "failed")
SHOWN_PROBLEMS = 5  # of each source; the admin page shows the rest


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]…")
@click.option("--json", "as_json", is_flag=True, help="The results as a JSON list.")
def pull(names: tuple[str, ...], as_json: bool) -> None:
    """Ask every source of feeds.toml, due or not, or those named. What one source fails does not stop the others."""
    with opened() as club:
        sources = _chosen(club.settings, names)
        with _SourceBars() as bars:
            results = pull_sources(club.database, _with_contact(club), sources, now=clock.now(), progress=bars)
    if as_json:
        click.echo(msgspec.json.encode([asdict(result) | {"ok": result.ok} for result in results]))
    else:
        _show(results)
    failed = sum(not result.ok for result in results)
    if failed:
        raise Failed(f"{failed} of {len(results)} sources failed.")


def _chosen(settings: Settings, names: tuple[str, ...]) -> list[Source]:
    try:
        sources = feeds.read(settings.feeds)
    except feeds.FeedsError as error:
        raise Failed(str(error)) from error
    unknown = [name for name in names if name not in {source.name for source in sources}]
    if unknown:
        known = ", ".join(source.name for source in sources) or "none"
        raise click.BadParameter(f"{unknown[0]!r} is no source of {settings.feeds}. There are: {known}.")
    return [source for source in sources if not names or source.name in names]


def _with_contact(club: Club) -> Settings:
    """NCBI wants an address to write to: the setting's, else the club's own."""
    with club.database.reading() as session:
        row = queries.club(session)
    return replace(club.settings, contact_email=club.settings.contact_email or (row.contact_email if row else None))


def _show(results: list[PullResult]) -> None:
    rows = table("source", *COUNTS)
    for result in results:
        counts = [f"{count:,}" if (count := getattr(result, name)) else "–" for name in COUNTS]
        rows.add_row(result.source, *counts)
    total = [f"{sum(getattr(result, name) for result in results):,}" for name in COUNTS]
    rows.add_row("all", *total, style="bold")
    console.print(rows)
    for result in results:
        waiting = f"{result.waiting:,} more wait for the next pull" if result.waiting else ""
        for words in filter(None, (result.reason, result.note, waiting)):
            warn(f"{result.source}: {words}")
        for problem in result.problems[:SHOWN_PROBLEMS]:
            warn(f"{result.source}: {problem.label}: {problem.reason}")
        if len(result.problems) > SHOWN_PROBLEMS:
            warn(f"{result.source}: and {len(result.problems) - SHOWN_PROBLEMS} more")


class _SourceBars(Bars):
    """A bar for each source; the sources report from several threads."""

    def __init__(self) -> None:
        super().__init__()
        self._lock, self._shown = threading.Lock(), dict[str, Work]()

    def __enter__(self) -> _SourceBars:
        super().__enter__()
        return self

    def __call__(self, source: str, done: int, total: int | None) -> None:
        with self._lock:
            if source not in self._shown:
                self._shown[source] = self.work(source, total)
            self._shown[source].update(done, total)
