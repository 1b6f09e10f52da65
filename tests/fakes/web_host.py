"""A small HTTP server on 127.0.0.1 whose every answer, good or bad, is written by the test."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


@dataclass
class Answer:
    """`drip` is sent again and again, `every` seconds, without end; `raw` replaces the whole HTTP answer."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    drip: bytes = b""
    every: float = 0
    delay: float = 0
    slow_headers: float = 0
    raw: bytes | None = None


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float


Page = Answer | Callable[[Request], Answer]


class WebHost:
    """`pages` maps a path (without query) to an answer or a function of the request; `log` keeps every request."""

    def __init__(self, port: int = 0, host: str = "127.0.0.1") -> None:
        self.pages: dict[str, Page] = {}
        self.log: list[Request] = []
        self.connections = 0
        self._stopping = threading.Event()
        self._server = _server(self, host, port)
        self.port: int = self._server.server_address[1]
        self.url = f"http://{host}:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def __enter__(self) -> Any:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: Request) -> Answer:
        page = self.pages.get(request.path.partition("?")[0])
        if page is None:
            return Answer(404, b"nothing here")
        return page(request) if callable(page) else page

    def wait(self, seconds: float) -> None:
        self._stopping.wait(seconds)

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is what many of these tests are about."""


def _server(host: WebHost, address: str, port: int) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            host.connections += 1

        def log_message(self, format: str, *args: Any) -> None:
            """The log is `host.log`."""

        def do_GET(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            names = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, names, self.rfile.read(size), time.monotonic())
            host.log.append(request)
            with suppress(OSError):
                _send(self, host, host.answer(request))

        do_POST = do_GET
        do_HEAD = do_GET

    return _Server((address, port), Handler)


def _send(handler: BaseHTTPRequestHandler, host: WebHost, answer: Answer) -> None:
    if answer.delay:
        host.wait(answer.delay)
    if answer.raw is not None or answer.slow_headers:
        handler.close_connection = True
        if answer.raw is not None:
            handler.connection.sendall(answer.raw)
        while answer.slow_headers and not host.stopping:
            handler.connection.sendall(b"H")
            host.wait(answer.slow_headers)
        handler.connection.shutdown(socket.SHUT_RDWR)
        return
    handler.send_response(answer.status)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    if answer.drip:
        handler.close_connection = True
        handler.send_header("Connection", "close")
        handler.end_headers()
        while not host.stopping:
            handler.connection.sendall(answer.drip)
            host.wait(answer.every)
        return
    handler.send_header("Content-Length", str(len(answer.body)))
    handler.end_headers()
    if handler.command != "HEAD" and answer.status != 304:
        handler.wfile.write(answer.body)
