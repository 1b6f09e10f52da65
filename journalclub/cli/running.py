"""`run` and `work`: the club as one process, or a worker beside several web processes."""

from __future__ import annotations

import logging
import signal
from collections.abc import Sequence
from contextlib import ExitStack
from types import FrameType

import click

from journalclub.cli.failing import Failed
from journalclub.cli.opening import Club, opened
from journalclub.cli.output import say
from journalclub.kit import clock
from journalclub.members import queries
from journalclub.members.actions.founding import mint_set_up_link
from journalclub.search.engine import SearchEngine
from journalclub.search.engines import engine_of
from journalclub.worker.jobs import jobs
from journalclub.worker.lease import lease_on
from journalclub.worker.loop import Job, Worker


@click.command()
@click.option("--host", help="Address to listen on; default JC_HOST, else 127.0.0.1.")
@click.option("--port", type=click.IntRange(0, 65535), help="Default JC_PORT, else 8000.")
@click.option("--no-worker", is_flag=True, help="Pages and streams only: “journalclub work” runs elsewhere.")
@click.option("--demo", is_flag=True, help="A sample club to look around in, in a folder of its own.")
def run(host: str | None, port: int | None, no_worker: bool, demo: bool) -> None:
    """Start the club: pages, live stream and worker in one process."""
    logged()
    with ExitStack() as stack:
        if demo:
            from journalclub.cli.demo import demo_club
            from journalclub.cli.demo_evening import Script

            club = stack.enter_context(demo_club(host, port))
            extra = [Script(club.database, clock.now()).job]
        else:
            club = stack.enter_context(opened(host=host, port=port))
            extra = []
        _serve(club, worker=not no_worker, extra=extra)


@click.command()
def work() -> None:
    """Do what is due without pages: pull, index, send letters. For clubs with several processes."""
    logged()
    with opened() as club:
        worker = _worker(club, engine_of(club.settings, club.database))

        def stop(_number: int, _frame: FrameType | None) -> None:
            worker.ask_to_stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        say("The worker works. Ctrl-C stops it.")
        worker.run()


def logged() -> None:
    """What happens, on the error stream: times are the journal's or the terminal's to add."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _serve(club: Club, *, worker: bool, extra: Sequence[Job]) -> None:
    from journalclub.app import create_app
    from journalclub.server import ServerTrouble, asgi, serve
    from journalclub.web.streaming import make_live

    engine = engine_of(club.settings, club.database)
    app = create_app(club.settings, club.database, engine)
    site = asgi(app, make_live(app, club.settings, club.database))
    doing = _worker(club, engine, extra) if worker else None

    def ready(address: str) -> None:
        _greet(club, address)
        if doing is not None:
            doing.start()

    try:
        serve(club.settings, site, on_ready=ready)
    except ServerTrouble as trouble:
        raise Failed(str(trouble)) from trouble
    finally:
        if doing is not None:
            doing.stop()


def _worker(club: Club, engine: SearchEngine, extra: Sequence[Job] = ()) -> Worker:
    return Worker(club.database, [*jobs(club.settings, club.database, engine), *extra], lease_on(club.database))


def _greet(club: Club, address: str) -> None:
    """The address, and while nobody has founded the club, the one link that can."""
    shown = club.settings.public_url if club.settings.public_url_was_set else address
    with club.database.reading() as session:
        founded = queries.club(session) is not None
    say(f"The club is open at {shown}  (Ctrl-C stops it)")
    if founded:
        return
    with club.database.transaction() as session:
        token = mint_set_up_link(session, clock.now())
    if token is not None:
        say(f"Nobody has set it up yet. This link does, once: {shown}/setup/{token}")
