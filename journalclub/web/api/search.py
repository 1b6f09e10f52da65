"""Search for programs: the same answer as `journalclub search --json`."""

from __future__ import annotations

from flask import Response, request

from journalclub.search import service
from journalclub.web.api import answer, caller, limit, pages
from journalclub.web.context import now, parts


@pages.get("/search")
def search() -> Response:
    found = service.search(
        parts().database,
        parts().engine,
        caller(),
        request.args.get("q", ""),
        kind=request.args.get("kind") or None,
        limit=limit(20),
        now=now(),
    )
    return answer(found.as_json(parts().settings.public_url))
