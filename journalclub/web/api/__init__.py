"""The API: JSON for programs, a bearer token on every call."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, g, request

from journalclub.kit.refusal import Refusal
from journalclub.members import queries
from journalclub.members.viewer import Viewer
from journalclub.web.context import now, reading
from journalclub.web.security import csrf

MOST = 100
pages = Blueprint("api", __name__, url_prefix="/api/v1")
csrf.exempt(pages)  # no cookie is ever looked at here, so there is nothing to forge


class NoToken(Refusal):
    status = 401

    def __init__(self) -> None:
        super().__init__("no-token", "Send a living API token: “Authorization: Bearer …”.")


@pages.before_request
def know_the_caller() -> None:
    """Who the token speaks for; a suspended member's token is as good as none."""
    if request.endpoint == "api.openapi_document":
        return
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    person = queries.viewer_by_token(reading(), token.strip(), now()) if scheme.lower() == "bearer" else None
    if person is None:
        raise NoToken
    g.viewer = person


@pages.after_request
def challenge(response: Response) -> Response:
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    response.headers["Cache-Control"] = "no-store"
    return response


def caller() -> Viewer:
    person: Viewer = g.viewer
    return person


def answer(body: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status=status, content_type="application/json")


def body_as(shape: type[msgspec.Struct]) -> Any:
    """The request's JSON as `shape`. Raises Refusal with the field that does not fit."""
    try:
        return msgspec.json.decode(request.get_data(), type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal("bad-json", f"The body does not fit: {error}.") from error


def integer(name: str, default: int, *, most: int = 2**63 - 1, least: int = 0) -> int:
    """A number of the query string; `limit` above its most is the most. Raises Refusal."""
    given = request.args.get(name)
    if given is None or given == "":
        return default
    try:
        number = int(given) if given.isascii() else -1
    except ValueError:
        number = -1
    if number < least or number > 2**63 - 1:
        raise Refusal("bad-number", f"{name} must be a whole number of at least {least}.")
    return min(number, most)


def limit(default: int = 50) -> int:
    return integer("limit", default, most=MOST, least=1)


from journalclub.web.api import articles, discussions, openapi, posts, search  # noqa: E402 - they hang into `pages`

__all__ = ["articles", "discussions", "openapi", "pages", "posts", "search"]
