"""`import` and `export`: the club as JSON Lines, one discussion in many formats."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from journalclub.archive import transcripts
from journalclub.archive.batch import Outcome
from journalclub.archive.club import write_club
from journalclub.archive.importing import Import, Report
from journalclub.archive.lines import KINDS
from journalclub.cli.failing import Failed
from journalclub.cli.opening import opened
from journalclub.cli.output import console, one_bar, say, table, warn
from journalclub.discussions.models import Discussion
from journalclub.kit import clock


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--archive", required=True, help="Where the file comes from; its keys are its own within this name.")
def import_(file: Path, archive: str) -> None:
    """Take over a JSON Lines FILE. Nobody is ever told; repeating it changes nothing.

    A line that is bad, or known but changed, is reported with its number and not applied; then the exit code is 1.
    """
    if not 0 < len(archive.strip()) <= 80:
        raise click.BadParameter("must be a name of 1 to 80 characters", param_hint="--archive")
    with opened() as club, one_bar(f"importing {file.name}", file.stat().st_size) as bar:
        run = Import(
            club.database,
            file,
            archive.strip(),
            clock.now(),
            problem=lambda number, reason: warn(f"line {number}: {reason}"),
            progress=bar.update,
        )
        report = run.run()
    _show(report)
    if report.problems:
        raise Failed(f"{report.problems:,} of the lines were not taken over.")


@click.group()
def export() -> None:
    """Hand out a discussion, or the whole club."""


@export.command("discussion")
@click.argument("discussion_id", metavar="ID", type=int)
@click.option("--format", "form", type=click.Choice(list(transcripts.FORMATS)), default="md", show_default=True)
def export_discussion(discussion_id: int, form: str) -> None:
    """Print one discussion: questions, posts, people and articles. Hidden posts are left out."""
    with opened() as club, club.database.reading() as session:
        discussion = session.get(Discussion, discussion_id)
        if discussion is None:
            raise Failed(f"There is no discussion {discussion_id}.")
        made = transcripts.export(session, discussion, form, public_url=club.settings.public_url, now=clock.now())
    sys.stdout.buffer.write(made.body.encode())
    sys.stdout.buffer.flush()


@export.command("club")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_club(file: Path) -> None:
    """Write the whole club to a JSON Lines FILE, which `import` reads. It holds members' addresses: keep it safe."""
    if file.exists():
        raise Failed(f"{file} exists already; nothing was written.")
    with opened() as club, one_bar("exporting") as bar:
        lines = write_club(
            club.database, file, public_url=club.settings.public_url, now=clock.now(), progress=bar.update
        )
    say(f"{lines:,} lines are in {file}.")


def _show(report: Report) -> None:
    rows = table("", *(outcome.value for outcome in SHOWN))
    for kind in (*KINDS, "line"):
        counts = [report.counts[kind, outcome] for outcome in SHOWN]
        if any(counts):
            rows.add_row(f"{kind}s", *(f"{count:,}" if count else "–" for count in counts))
    console.print(rows)


SHOWN = (Outcome.NEW, Outcome.UNCHANGED, Outcome.CHANGED, Outcome.BAD)
