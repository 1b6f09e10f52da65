"""HTTP as a program speaks it: one connection that is kept, and opened again when it was lost."""

from __future__ import annotations

import asyncio
import itertools
import json
from types import TracebackType
from typing import Any

AGAIN = 0.1  # seconds until what was not answered is sent again


class Line:
    """One request at a time. Raises OSError when the server is not there, or goes before it has answered."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Line:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def ask(self, method: str, path: str, token: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of the answer."""
        try:
            return await self._ask(method, path, token, body)
        except (OSError, EOFError) as error:
            self.close()
            raise OSError(f"{method} {path} was not answered") from error

    async def _ask(self, method: str, path: str, token: str, body: Any) -> tuple[int, Any]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        content = b"" if body is None else json.dumps(body).encode()
        head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {token}"]
        head += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
        writer.write("\r\n".join([*head, "", ""]).encode() + content)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in answer[1:] if line)
        text = await reader.readexactly(int(headers["content-length"]))
        if headers.get("connection") == "close":
            self.close()
        return int(answer[0].split()[1]), json.loads(text)


class Writer:
    """Somebody's program that posts, and sends again with the same token whatever was not answered."""

    _numbers = itertools.count(1)

    def __init__(self, port: int) -> None:
        self._line = Line(port)
        self.sent_again = 0

    async def post(self, discussion: int, token: str, text: str) -> tuple[int, Any]:
        """Status and JSON; like a person who was warned, it confirms that the post identifies nobody."""
        body = {"text": text, "client_token": f"soak-{next(self._numbers)}", "identifies_nobody": True}
        while True:
            try:
                status, answer = await self._line.ask("POST", f"/api/v1/discussions/{discussion}/posts", token, body)
                if status < 500:
                    return status, answer
            except OSError:
                pass
            self.sent_again += 1
            await asyncio.sleep(AGAIN)

    def close(self) -> None:
        self._line.close()
