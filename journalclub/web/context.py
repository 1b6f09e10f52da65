"""What a request has at hand: the parts of the program, the viewer, the moment, a session to read from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app, g
from sqlalchemy.orm import Session

from journalclub.config import Settings
from journalclub.db import Database
from journalclub.kit import clock
from journalclub.members.viewer import VISITOR, Viewer

if TYPE_CHECKING:
    from journalclub.search.engine import SearchEngine


@dataclass(frozen=True)
class Parts:
    """What `create_app` put together and every page may use."""

    settings: Settings
    database: Database
    engine: SearchEngine


def attach(app: Flask, parts: Parts) -> None:
    app.extensions["journalclub"] = parts

    @app.teardown_appcontext
    def close_reading(_error: BaseException | None) -> None:
        if (opened := g.pop("reading", None)) is not None:
            opened.__exit__(None, None, None)


def parts() -> Parts:
    return cast(Parts, current_app.extensions["journalclub"])


def now() -> datetime:
    """The moment of this request: the same for everything in it."""
    if "now" not in g:
        g.now = clock.now()
    return cast(datetime, g.now)


def reading() -> Session:
    """This request's snapshot of the database. What is written goes through `parts().database.transaction()`."""
    if "reading" not in g:
        g.reading = parts().database.reading()
        g.reading_session = g.reading.__enter__()
    return cast(Session, g.reading_session)


def read_anew() -> None:
    """Let the rest of this request see what it has just written."""
    if (opened := g.pop("reading", None)) is not None:
        opened.__exit__(None, None, None)


def viewer() -> Viewer:
    """Who is looking; VISITOR when nobody has signed in."""
    return cast(Viewer, g.get("viewer", VISITOR))
