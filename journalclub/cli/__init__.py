"""The command line: a file for each thing that commands are about. Exit codes: 0 done, 1 failed, 2 wrong usage."""

from __future__ import annotations

import os
import sys

import click

from journalclub import __version__
from journalclub.cli.failing import Failed, sentence
from journalclub.cli.lazy import LazyGroup

COMMANDS = {
    "run": "journalclub.cli.running:run",
    "work": "journalclub.cli.running:work",
    "pull": "journalclub.cli.pulling:pull",
    "search": "journalclub.cli.searching:search",
    "reindex": "journalclub.cli.searching:reindex",
    "import": "journalclub.cli.archives:import_",
    "export": "journalclub.cli.archives:export",
    "import-opml": "journalclub.cli.opml:import_opml",
    "export-opml": "journalclub.cli.opml:export_opml",
    "backup": "journalclub.cli.keeping:backup",
    "restore": "journalclub.cli.keeping:restore",
    "upgrade": "journalclub.cli.keeping:upgrade",
    "member": "journalclub.cli.people:member",
    "token": "journalclub.cli.people:token",
    "doctor": "journalclub.cli.doctor:doctor",
}


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="journalclub")
def cli() -> None:
    """A journal club for clinicians, on a machine of your own. `journalclub run` starts it."""


def main() -> None:
    """Start the program named by the arguments; what goes wrong is one line, never a traceback."""
    try:
        code = cli(standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("journalclub: stopped", err=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read us has enough
        sys.exit(1)
    except Failed as failed:
        if str(failed):
            click.echo(f"journalclub: {failed}", err=True)
        sys.exit(1)
    except Exception as error:
        if os.environ.get("JC_TRACEBACK"):
            raise
        click.echo(f"journalclub: {sentence(error)}", err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
