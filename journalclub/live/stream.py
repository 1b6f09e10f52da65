"""`GET /live/discussions/<id>?ticket=…&since=<seq>`: the stream as an ASGI endpoint.

With `&once=1` the answer ends where a stream would begin to wait: the same events for those who have to poll, because a
proxy keeps streams from them.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from journalclub.live import events
from journalclub.live.hub import HEARTBEAT
from journalclub.live.reader import Reader
from journalclub.live.tickets import Ticket

if TYPE_CHECKING:
    from journalclub.live.service import Live

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH = re.compile(r"/live/discussions/(\d{1,18})", re.ASCII)
NUMBER = re.compile(r"\d{1,18}", re.ASCII)
RETRY = (1000, 4000)  # ms: readers of a server that restarts do not come back all at once
ABORT = "journalclub.abort"  # the ASGI extension by which the server lets go of a reader who takes nothing
COMMON = [
    (b"cache-control", b"no-cache, no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
STREAM = [(b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no"), *COMMON]
logger = logging.getLogger(__name__)


async def stream(live: Live, scope: Scope, receive: Receive, send: Send) -> None:
    """Subscribe, replay, follow. Whoever is refused gets 204: it is the answer that makes EventSource stop."""
    path = PATH.fullmatch(scope["path"])
    if path is None:
        return await _answer(send, 404)
    if scope["method"] not in {"GET", "HEAD"}:
        return await _answer(send, 405, (b"allow", b"GET, HEAD"))
    ticket = live.read_ticket(_asked(scope).get("ticket", [""])[-1])
    if ticket is None or ticket.discussion != int(path[1]):
        return await _answer(send, 204)
    if "once" in _asked(scope):
        return await _tell_once(live, ticket, scope, send)
    return await _follow(live, ticket, scope, receive, send)


async def _follow(live: Live, ticket: Ticket, scope: Scope, receive: Receive, send: Send) -> None:
    loop = asyncio.get_running_loop()
    abort = (scope.get("extensions") or {}).get(ABORT, lambda: None)
    reader = Reader(ticket, abort, beat_at=loop.time() + HEARTBEAT * random.uniform(0.5, 1))  # noqa: S311 - no secret
    watch = loop.create_task(_until_gone(receive, reader))
    live.join(reader)  # before the database is asked, so that nothing falls between the replay and the queue
    try:
        status = await _let_in(live, reader, _since(scope), (scope.get("client") or ("",))[0])
        if status != 200:
            return await _answer(send, status)
        await send({"type": "http.response.start", "status": 200, "headers": STREAM})
        if scope["method"] == "GET":
            while (chunk := await reader.take()) is not None:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        live.leave(reader)
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch
    return None


async def _tell_once(live: Live, ticket: Ticket, scope: Scope, send: Send) -> None:
    """What is new, and who is here. Rights are those of this moment, as everywhere."""
    try:
        opening = await live.open(ticket, _since(scope))
    except Exception:
        logger.exception("what is new cannot be told; whoever asked will ask again")
        return await _answer(send, 503, (b"retry-after", b"5"))
    if opening is None:
        return await _answer(send, 204)
    body = opening.frames + live.hub.presence(ticket.discussion)
    headers = [*STREAM, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body if scope["method"] == "GET" else b""})
    return None


async def _let_in(live: Live, reader: Reader, since: int | None, address: str) -> int:
    """Replay to the reader: 200. Or what they are answered instead: they may not watch, or have streams enough."""
    try:
        opening = await live.open(reader.ticket, since)
    except Exception:
        logger.exception("a stream cannot be opened; its reader is asked to try again")
        reader.end(events.bye("stopping"))
        return 200
    if opening is None or reader.refused:
        return 204
    reader.holder = live.caps.take(opening.viewer, address)
    if reader.holder is None:
        return 429
    reader.viewer, reader.badge = opening.viewer, opening.badge
    retry = b"retry: %d\n\n" % random.randint(*RETRY)  # noqa: S311 - no secret
    reader.go_live(opening.head, retry + live.hub.here(reader) + opening.frames)
    live.tail.rouse()
    return 200


async def _until_gone(receive: Receive, reader: Reader) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    reader.leave()


def _asked(scope: Scope) -> dict[str, list[str]]:
    return parse_qs(scope["query_string"].decode("latin-1"))


def _since(scope: Scope) -> int | None:
    """Where to go on. `Last-Event-ID`, which a browser sends when it reconnects, wins over the address."""
    last = [value.decode("latin-1") for name, value in scope["headers"] if name == b"last-event-id"]
    for given in (*last, *_asked(scope).get("since", ())):
        if NUMBER.fullmatch(given):
            return int(given)
    return None


async def _answer(send: Send, status: int, *headers: tuple[bytes, bytes]) -> None:
    length = [] if status == 204 else [(b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": [*COMMON, *length, *headers]})
    await send({"type": "http.response.body", "body": b""})
