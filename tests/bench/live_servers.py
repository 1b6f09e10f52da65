"""The servers that `tests.bench.live` measures, each in a process of its own: the club's, and a bare one beside it."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from journalclub.config import Settings
from journalclub.db import Database
from journalclub.db.base import Base
from journalclub.db.tables import load_all
from journalclub.discussions.actions import posting
from journalclub.kit import clock
from journalclub.server import asgi, serve
from tests.live.evening import SECRET, Evening

HTML = '<article class="post"><p>' + "A rendered post with its writer, badge, time and actions. " * 8 + "</p></article>"
BATCH = 20  # posts in a transaction when flat out: the disk must not be what is measured


def club() -> None:
    """The club's server with a page that posts. Prints the address of the stream."""
    with tempfile.TemporaryDirectory() as folder:
        load_all()
        database = Database(f"sqlite:///{folder}/club.sqlite3")
        Base.metadata.create_all(database.engine)
        evening = Evening(database)
        live = evening.live(render_post=lambda _post: HTML)
        ticket = live.mint(discussion=evening.discussion, session=evening.sign_in("ben"), now=clock.now())
        stream = f"/live/discussions/{evening.discussion}?ticket={ticket}"
        settings = Settings(instance=Path(folder), database_url="", port=0, secret=SECRET)
        serve(settings, asgi(_poster(evening), live), on_ready=lambda address: print(address + stream, flush=True))


def _poster(evening: Evening) -> Callable[..., Iterable[bytes]]:
    def page(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        asked = parse_qs(environ["QUERY_STRING"])
        if "text" in asked:
            evening.post("ada", asked["text"][0])
        if "flat_out" in asked:
            threading.Thread(target=_flat_out, args=(evening, int(asked["flat_out"][0])), daemon=True).start()
        start("204 No Content", [])
        return []

    return page


def _flat_out(evening: Evening, count: int) -> None:
    for first in range(0, count, BATCH):
        with evening.database.transaction() as session:
            ada = evening.viewer(session, "ada")
            for number in range(first, first + BATCH):
                posting.add_post(
                    session,
                    by=ada,
                    discussion_id=evening.discussion,
                    text=f"^{time.monotonic():.6f}",
                    client_token=str(number),
                    now=clock.now(),
                )


def bare() -> None:
    """Nothing but asyncio: a queue for each reader, no database, no rights, no HTTP library. Frames as long as ours."""
    asyncio.run(_bare())


async def _bare() -> None:
    queues: list[asyncio.Queue[bytes]] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        query = request.split()[1].decode()
        if "=" in query:
            asked, _, value = query.rpartition("=")
            writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
            writer.close()
            texts = [value] if asked.endswith("text") else [f"^{time.monotonic():.6f}"] * int(value)
            for number, text in enumerate(texts):
                frame = f'id: {number}\nevent: post\ndata: {{"text":"{text}"{"x" * 900}}}\n\n'.encode()
                for queue in queues:
                    queue.put_nowait(frame)
                await asyncio.sleep(0)
            return
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
        queues.append(queue)
        while True:
            writer.write(await queue.get())
            await writer.drain()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=2048)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/stream", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    if "one-core" in sys.argv and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # the readers have the others
    {"club": club, "bare": bare}[sys.argv[1]]()
