"""A real server in a process of its own, and what one can see of it from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from journalclub.config import Settings, load

ADDRESS = re.compile(r"is open at (http://\S+)")
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Server:
    """`ready_after` is the time from the start of the process to the first answer, in seconds."""

    address: str
    process: subprocess.Popen[str]
    ready_after: float

    def connect(self) -> HTTPConnection:
        parts = urlsplit(self.address)
        return HTTPConnection(parts.hostname or "", parts.port, timeout=60)

    @property
    def memory(self) -> float:
        """Resident, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def environment(instance: Path, **more: str) -> dict[str, str]:
    """No source is asked, no letter sent, nothing limited."""
    feeds = instance / "no-feeds.toml"
    feeds.parent.mkdir(parents=True, exist_ok=True)
    feeds.touch()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JC_")}
    nowhere = {"JC_PUBMED_URL": "http://127.0.0.1:9/", "JC_LIMITS": "off"}  # a bench asks nobody
    return {**kept, "JC_INSTANCE": str(instance), "JC_FEEDS": str(feeds), **nowhere, **more}


def settings_of(instance: Path) -> Settings:
    return load(environment(instance))


@contextmanager
def served(instance: Path, *options: str) -> Iterator[Server]:
    """`journalclub run` on a free port; killed afterwards."""
    command = [sys.executable, "-m", "journalclub", "run", "--port", "0", *options]
    with tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        with subprocess.Popen(
            command, cwd=ROOT, env=environment(instance), stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process:
            try:
                yield _first_answer(process, began)
            finally:
                process.kill()


def commanded(instance: Path, *arguments: str) -> str:
    """What a `journalclub` command prints."""
    command = [sys.executable, "-m", "journalclub", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment(instance), check=True, capture_output=True, text=True)
    return done.stdout


def _first_answer(process: subprocess.Popen[str], began: float) -> Server:
    assert process.stdout is not None
    for line in process.stdout:
        if found := ADDRESS.search(line):
            server = Server(found[1], process, 0.0)
            connection = server.connect()
            connection.request("GET", "/")
            connection.getresponse().read()
            server.ready_after = time.perf_counter() - began
            connection.close()
            return server
    raise RuntimeError("The server ended before it was open.")
