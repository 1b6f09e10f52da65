"""Search for programs: the same answer as `journalclub search --json`."""

from __future__ import annotations

from flask import Response, request

from journalclub.kit.refusal import Refusal
from journalclub.search import service
from journalclub.search.engine import Order
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
        order=_order(request.args.get("sort", "")),
        now=now(),
    )
    return answer(found.as_json(parts().settings.public_url))


def _order(sort: str) -> Order:
    """Raises Refusal."""
    try:
        return Order(sort or Order.RELEVANCE)
    except ValueError as error:
        raise Refusal("bad-sort", f"sort knows {', '.join(Order)}.") from error
