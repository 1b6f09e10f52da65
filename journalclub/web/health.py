"""Whether this instance works, for whoever watches it. Says nothing about anybody."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from journalclub.changes import log
from journalclub.changes.consumer import lags
from journalclub.web.context import parts

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def show() -> Response:
    """200 while the database answers, 503 while it does not."""
    found: dict[str, Any] = {"status": "ok", "version": program_version(), "database": "ok"}
    try:
        with parts().database.reading() as session:
            found["position"] = log.head(session)
            found["consumers"] = [
                {"name": lag.name, "behind": lag.behind, "parked": lag.parked} for lag in lags(session)
            ]
    except SQLAlchemyError:
        found |= {"status": "unavailable", "database": "unreachable"}
    answer = jsonify(found)
    answer.status_code = 200 if found["status"] == "ok" else 503
    answer.headers["Cache-Control"] = "no-store"
    return answer


def program_version() -> str:
    """The installed version; a source tree that nobody installed has none."""
    try:
        return version("journalclub")
    except PackageNotFoundError:
        return "source"
