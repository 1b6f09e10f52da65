"""Opening a connection under guard: resolve, check, connect, check the peer, and cut everything off at a deadline."""

import queue
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import Any

from urllib3.connection import HTTPConnection

from journalclub.kit.reachable import Network, is_allowed, may_reach, plain_address

Resolve = Callable[[str, int], list[str]]
_DEFAULT_PORTS = {80, 443}


class DialRefused(Exception):
    """The name leads to an address, or the URL to a port, that the fetcher must not talk to."""


class DialFailed(Exception):
    """No name, or nobody who answers there."""


def resolve(host: str, port: int) -> list[str]:
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


class Dialler:
    """The connections of one fetch, all hops together.

    When `total_seconds` have passed, every one of them is shut down, whatever it is doing: a timeout per read would be
    outlived by a server that sends one byte a second.
    """

    def __init__(
        self, allow: Iterable[Network], connect_seconds: float, total_seconds: float, resolve: Resolve = resolve
    ) -> None:
        self.allow = tuple(allow)
        self.connect_seconds = connect_seconds
        self.deadline = monotonic() + total_seconds
        self._resolve = resolve
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._watchdog = threading.Timer(total_seconds, self._cut)
        self._watchdog.daemon = True

    def __enter__(self) -> "Dialler":
        self._watchdog.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watchdog.cancel()
        self._cut()

    @property
    def expired(self) -> bool:
        return monotonic() >= self.deadline

    def connection_class(self, base: type[Any]) -> type[Any]:
        """urllib3's connection class, with our way to open the socket."""
        dialler = self

        class Guarded(base):  # type: ignore[misc]
            def _new_conn(self: HTTPConnection) -> socket.socket:
                return dialler.connect(self.host, int(self.port or 80))

        return Guarded

    def connect(self, host: str, port: int) -> socket.socket:
        refused = False
        failure: OSError | None = None
        for address in self._addresses(host.strip("[]"), port):
            if not self._may(address, port):
                refused = True
                continue
            try:
                return self._connected(address, port)
            except OSError as error:
                failure = error
        if failure:
            raise DialFailed(f"{host} could not be reached: {_words(failure)}.")
        if refused:
            raise DialRefused(f"{host} leads to an address or port that must not be reached from here.")
        raise DialFailed(f"{host} could not be reached: its name leads to no address.")

    def _addresses(self, host: str, port: int) -> list[str]:
        """getaddrinfo knows no timeout, so it runs beside us and is left behind when it hangs."""
        answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=max(0.0, min(self.connect_seconds, self.deadline - monotonic())))
        except queue.Empty:
            raise DialFailed(f"{host} could not be reached: its name was not looked up in time.") from None
        if isinstance(answer, Exception):
            raise DialFailed(f"{host} could not be reached: its name is not known.")
        return answer

    def _connected(self, address: str, port: int) -> socket.socket:
        seconds = min(self.connect_seconds, self.deadline - monotonic())
        if seconds <= 0:
            raise TimeoutError("timed out")
        connection = socket.create_connection((address, port), timeout=seconds)
        # Checked again on the connected socket: what counts is who is at the other end.
        if not self._may(str(connection.getpeername()[0]), port):
            connection.close()
            raise DialRefused(f"{address} must not be reached from here.")
        connection.settimeout(max(0.1, self.deadline - monotonic()))
        with self._lock:
            self._open.append(connection.dup())  # TLS takes the socket over; the duplicate still reaches the connection
        sys.audit("http.client.connect", self, address, port)
        return connection

    def _may(self, address: str, port: int) -> bool:
        if is_allowed(plain_address(address), self.allow):
            return True
        return port in _DEFAULT_PORTS and may_reach(address)

    def _cut(self) -> None:
        with self._lock:
            while self._open:
                connection = self._open.pop()
                with suppress(OSError):  # it had ended by itself
                    connection.shutdown(socket.SHUT_RDWR)
                connection.close()


def _words(failure: OSError) -> str:
    return "no answer in time" if isinstance(failure, TimeoutError) else (failure.strerror or "no connection").lower()
