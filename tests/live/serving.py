"""A real server in a thread, a bare reader on a socket, and a program that posts from another process."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from journalclub.config import Settings
from journalclub.live import Live
from journalclub.server import Server, asgi, config, listen


@dataclass
class Serving:
    port: int
    server: Server
    thread: threading.Thread

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(20)
        assert not self.thread.is_alive()


@contextmanager
def serving(settings: Settings, flask_app: Callable[..., Any], live: Live) -> Iterator[Serving]:
    """The site on a free port of the loopback."""
    listening = listen("127.0.0.1", 0)
    ready = threading.Event()
    server = Server(config(settings, asgi(flask_app, live)), live, lambda _address: ready.set())
    thread = threading.Thread(target=server.run, kwargs={"sockets": listening})
    thread.start()
    assert ready.wait(20)
    running = Serving(listening[0].getsockname()[1], server, thread)
    try:
        yield running
    finally:
        running.stop()
        for each in listening:
            each.close()


class Connection:
    """HTTP by hand, so that a test sees what is on the wire."""

    def __init__(self, port: int, target: str, headers: dict[str, str] | None = None) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        lines = [f"GET {target} HTTP/1.1", "Host: club.example.org"]
        lines += [] if target.startswith("/live/") else ["Connection: close"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        while self.file.readline().strip():
            pass

    def body(self) -> str:
        """The one chunk of an answer that ends the connection."""
        return self.file.read().decode().split("\r\n")[1]

    def event(self, name: str) -> Any:
        """The data of the next event of this name."""
        current = ""
        for raw in self.file:
            line = raw.decode().strip()
            if line.startswith("event: "):
                current = line.removeprefix("event: ")
            elif line.startswith("data: ") and current == name:
                return json.loads(line.removeprefix("data: "))
        raise AssertionError(f"the stream ended before an event {name!r}")

    def close(self) -> None:
        self.file.close()
        self.socket.close()


POSTING = """
import sys
from journalclub.db import Database
from tests.live.evening import Evening

url, discussion, member, text = sys.argv[1:]
evening = Evening(Database(url), populate=False)
evening.discussion, evening.members = int(discussion), {"ada": int(member)}
evening.post("ada", text)
evening.database.close()
"""


def posting_process(url: str, discussion: int, member: int, text: str) -> list[str]:
    """The command of a process of its own that posts."""
    return [sys.executable, "-c", POSTING, url, str(discussion), str(member), text]
