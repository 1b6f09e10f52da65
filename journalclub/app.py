"""create_app(): where all parts meet."""

from __future__ import annotations

from flask import Flask

from journalclub import paths, web
from journalclub.config import Settings
from journalclub.db import Database
from journalclub.search.engine import SearchEngine
from journalclub.search.engines import engine_of
from journalclub.web import context, errors, filing, numbers, pages, security, session

LARGEST_FORM = 256 * 1024  # bytes; a host's long text is well below


def create_app(settings: Settings, database: Database, engine: SearchEngine | None = None) -> Flask:
    """The pages and the API on one database. Streams are served beside it: see `server.asgi`."""
    app = Flask(
        "journalclub",
        template_folder=str(paths.templates()),
        static_folder=str(paths.static()),
        instance_path=str(settings.instance),
    )
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    app.json.sort_keys = False  # type: ignore[attr-defined]
    engine = engine or engine_of(settings, database)
    context.attach(app, context.Parts(settings, database, engine))
    numbers.attach(app)
    filing.attach(app)
    session.attach(app, settings)
    security.attach(app, settings)
    errors.attach(app)
    pages.attach(app)
    web.register(app, with_demo=settings.demo)
    return app
