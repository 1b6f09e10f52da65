"""Pages and streams behind one port: Flask in threads, the live stream beside it in the event loop."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from typing import Any
from urllib.parse import quote

import uvicorn
from a2wsgi import WSGIMiddleware
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from journalclub.config import Settings
from journalclub.live.service import Live
from journalclub.live.stream import ABORT, Receive, Scope, Send

THREADS = 8  # pages at once; streams need none
TURN = 0.0005  # seconds until a busy thread lets another run; Python's 5 ms made a writer wait at each statement
UNCONFIRMED = 60_000  # ms that what was sent may wait for the other side to confirm it
PATIENCE = 5  # seconds that pages in the making have to end when the server stops
LONGEST_SEGMENT = 20  # of an address in the access log: whatever is longer may be a token
PRIVATE = re.compile(r"^/(invitations|signin|setup|calendar|feeds|certificates|letters)/.+")
access = logging.getLogger("journalclub.access")


class ServerTrouble(Exception):
    """The server cannot start; the text is one sentence for the person who runs it."""


class Application:
    """The whole site as one ASGI application."""

    def __init__(self, flask_app: Callable[..., Any], live: Live) -> None:
        self.live = live
        self._pages = WSGIMiddleware(_apart(flask_app), workers=THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._lifespan(receive, send)
        if scope["type"] != "http":
            return None
        answer = self.live if scope["path"].startswith("/live/") else self._pages
        await answer(scope, receive, _logged(scope, send))
        return None

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        self.live.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.live.stop()
        await send({"type": "lifespan.shutdown.complete"})


def _apart(flask_app: Callable[..., Any]) -> Callable[..., Any]:
    """Each request begins with an empty context.

    While a long form is read, the event loop keeps the context of whoever reads, and hands it to the next request of
    the same connection. Flask would take that for its own, and with it the person who is signed in.
    """

    def answer(environ: Any, start: Any) -> _Body:
        own = Context()
        return _Body(own, own.run(flask_app, environ, start))

    return answer


class _Body:
    """An answer that is still being made while it is sent is made in its request's own context."""

    def __init__(self, own: Context, pieces: Any) -> None:
        self._own, self._pieces, self._next = own, pieces, iter(pieces)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return bytes(self._own.run(next, self._next))

    def close(self) -> None:
        if close := getattr(self._pieces, "close", None):
            self._own.run(close)


def asgi(flask_app: Callable[..., Any], live: Live) -> Application:
    """Addresses under /live/ go to the stream, all others to Flask."""
    return Application(flask_app, live)


def serve(settings: Settings, app: Application, *, on_ready: Callable[[str], None] = lambda _address: None) -> None:
    """Answer until SIGINT or SIGTERM. `on_ready` gets the address once it does. Raises ServerTrouble."""
    listening = listen(settings.host, settings.port)
    sys.setswitchinterval(TURN)
    try:
        Server(config(settings, app), app.live, on_ready).run(sockets=listening)
    finally:
        for each in listening:
            each.close()


def config(settings: Settings, app: Application) -> uvicorn.Config:
    """A client's address is taken from X-Forwarded-For only when one of the trusted proxies says it."""
    proxies = [str(network) for network in settings.trusted_proxies]
    return uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        lifespan="on",
        interface="asgi3",
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        server_header=False,
        access_log=False,  # uvicorn's shows queries, and with them tickets
        log_level="warning",
        timeout_graceful_shutdown=PATIENCE,
    )


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets on every address of `host`, which for `localhost` are two. Raises ServerTrouble."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise ServerTrouble(f"JC_HOST is {host!r}, which is no address of this machine: {error.strerror}.") from error
    listening: list[socket.socket] = []
    for family, kind, protocol, _, address in dict.fromkeys(found):
        each = socket.socket(family, kind, protocol)
        each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            each.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            # Port 0 is any free one; a second address then takes the same as the first.
            each.bind((address[0], listening[0].getsockname()[1] if listening else address[1], *address[2:]))
            each.listen(2048)
        except OSError as error:
            each.close()
            if listening:
                continue  # the machine may know ::1 by name and have no IPv6
            reason = os.strerror(error.errno or 0)
            raise ServerTrouble(
                f"Port {port} on {host} cannot be used: {reason}. JC_PORT or --port chooses another."
            ) from error
        listening.append(each)
    return listening


class Protocol(HttpToolsProtocol):
    """Lets the stream hang up on a reader who takes nothing: closing politely would wait for that reader for ever.

    Where the system can (RFC 5482), it hangs up by itself when a reader has confirmed nothing for a minute: otherwise a
    phone that lost its network would be counted among those present for a quarter of an hour.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        line: socket.socket | None = transport.get_extra_info("socket")
        if line is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNCONFIRMED)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {ABORT: self.transport.abort}  # type: ignore[dict-item]


class Server(uvicorn.Server):
    """Says when it answers, and stops promptly: uvicorn by itself waits for endless streams to end."""

    def __init__(self, settled: uvicorn.Config, live: Live, on_ready: Callable[[str], None]) -> None:
        super().__init__(settled)
        self._live, self._on_ready = live, on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            self._on_ready(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._live.close_streams()
        await asyncio.sleep(0)  # the streams take their leave before connections are asked to close
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """A signal ends the serving, not the process: whoever called still has things to put away."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        handled = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in handled}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _logged(scope: Scope, send: Send) -> Send:
    """One line per answer: method, address without its query and secrets, status, milliseconds. No client address."""
    began = time.perf_counter()

    async def note(message: Any) -> None:
        if message["type"] == "http.response.start":
            spent = (time.perf_counter() - began) * 1000
            access.info("%s %s %d %.0f ms", scope["method"], shown(scope["path"]), message["status"], spent)
        await send(message)

    return note if access.isEnabledFor(logging.INFO) else send


def shown(path: str) -> str:
    """An address as the access log may show it: no token, ticket or private calendar address."""
    if private := PRIVATE.match(path):
        return f"/{private[1]}/…"
    return "/".join("…" if len(segment) > LONGEST_SEGMENT else quote(segment) for segment in path.split("/"))
