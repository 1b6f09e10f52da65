"""The live stream, measured over the loopback: delivery times, losses, memory, and flat out beside a bare server.

The bare server writes event by event; ours joins what is waiting for a reader, which is why it can be faster.

python -m tests.bench.live [--seconds 20]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

CHATS = ((100, 10), (1000, 5))  # readers, posts a second (budgets in DESIGN)
FLAT_OUT = (300, 600)  # readers, posts
PATIENCE = 90.0  # seconds until a measurement is given up


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20)
    seconds = parser.parse_args().seconds
    print(f"Live stream, {os.cpu_count()} cores, {seconds} s each; from the sender's request to the reader's socket.\n")
    print("| chat | deliveries | lost | p50 ms | p99 ms | worst ms | server memory MB, before and after |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for readers, rate in CHATS:
        for name in ("bare", "club"):
            with served(name) as (address, process):
                print(asyncio.run(chat(address, process.pid, name, readers, rate, seconds)), flush=True)
    readers, posts = FLAT_OUT
    rates = {}
    for name in ("bare", "club"):
        with served(name, "one-core") as (address, process):
            rates[name] = asyncio.run(flat_out(address, process.pid, readers, posts))
    print(f"\n| flat out on one core, {readers} readers × {posts} posts | deliveries/s | deliveries per CPU second |")
    print("| --- | --- | --- |")
    for name, label in (("bare", "bare asyncio SSE server"), ("club", "journal club")):
        print(f"| {label} | {rates[name][0]:,.0f} | {rates[name][1]:,.0f} |")
    ratios = [ours / bare for ours, bare in zip(rates["club"], rates["bare"], strict=True)]
    print(f"| ratio (budget ≥ 0.5) | {ratios[0]:.2f} | {ratios[1]:.2f} |")


@contextmanager
def served(which: str, *more: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "tests.bench.live_servers", which, *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.terminate()


@dataclass(eq=False)
class Reader(asyncio.Protocol):
    """Reads as cheaply as can be, so that the readers are not what is measured. Every post has one `^` and its time."""

    target: str
    timed: bool
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    got: int = 0
    late: list[float] = field(default_factory=list)
    rest: bytes = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(f"GET {self.target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        self.opened.set()
        self.got += data.count(b"^")
        if self.timed:
            now = time.monotonic()
            *whole, self.rest = (self.rest + data).split(b"^")
            # What follows a mark is whole once something follows it; a post's own frame is always much longer.
            for part in (*whole[1:], *([self.rest] if whole else [])):
                self.late.append(now - float(part[: part.index(b'"')]))
            self.rest = b""


async def connect(address: str, count: int, *, timed: bool) -> list[Reader]:
    parts = urlsplit(address)
    loop = asyncio.get_running_loop()
    readers = [Reader(f"{parts.path}?{parts.query}", timed) for _ in range(count)]
    for reader in readers:
        await loop.create_connection(lambda reader=reader: reader, parts.hostname, parts.port)  # type: ignore[misc]
    await asyncio.wait_for(asyncio.gather(*(reader.opened.wait() for reader in readers)), PATIENCE)
    return readers


async def ask(address: str, query: str) -> None:
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(f"GET /do?{query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    status = (await reader.readline()).split()[1]
    assert status == b"204", status
    writer.close()


async def chat(address: str, pid: int, name: str, count: int, rate: int, seconds: int) -> str:
    readers = await connect(address, count, timed=True)
    before, posts, began = memory(pid), rate * seconds, time.monotonic()
    sending = []
    for number in range(posts):
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        sending.append(asyncio.create_task(ask(address, f"text=^{time.monotonic():.6f}")))
    await asyncio.gather(*sending)
    await until(readers, posts)
    late = sorted(1000 * each for reader in readers for each in reader.late)
    lost = count * posts - sum(reader.got for reader in readers)
    p50, p99 = late[len(late) // 2], late[int(len(late) * 0.99)]
    return (
        f"| {name}, {count} readers × {rate}/s | {len(late):,} | {lost} | {p50:.1f} | {p99:.1f} | {late[-1]:.1f} "
        f"| {before:.0f} → {memory(pid):.0f} |"
    )


async def flat_out(address: str, pid: int, count: int, posts: int) -> tuple[float, float]:
    readers = await connect(address, count, timed=False)
    began, spent = time.monotonic(), cpu(pid)
    await ask(address, f"flat_out={posts}")
    await until(readers, posts)
    got = sum(reader.got for reader in readers)
    assert got == count * posts, f"{count * posts - got} deliveries were lost"
    return got / (time.monotonic() - began), got / (cpu(pid) - spent)


async def until(readers: list[Reader], posts: int) -> None:
    """Wait until everybody has everything, or nothing more can be expected."""
    ends = time.monotonic() + PATIENCE
    while any(reader.got < posts for reader in readers) and time.monotonic() < ends:
        await asyncio.sleep(0.005)


def memory(pid: int) -> float:
    """Resident, in MB."""
    (line,) = [x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def cpu(pid: int) -> float:
    """Seconds of processor time that the process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
