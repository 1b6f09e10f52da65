"""The real program in a process of its own, as an operator would run it, with the network played by fakes.

with running_club(folder) as club:
    club.url, club.set_up_link, club.cli("pull"), club.kill(), club.restart()
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0  # seconds until a program that does not answer has failed
SET_UP = re.compile(r"https?://\S+/setup/\S+")


@dataclass
class Club:
    """A club's folder, its settings, and the process that runs it when one does."""

    folder: Path
    environ: dict[str, str]
    port: int
    arguments: Sequence[str] = ()
    said: list[str] = field(default_factory=list)  # what the program printed, over all its runs
    _process: subprocess.Popen[str] | None = None
    _reader: threading.Thread | None = None
    _heard: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def set_up_link(self) -> str:
        """The link that founds the club, as the program printed it."""
        self._wait_until_said(SET_UP)
        return next(found[0] for line in reversed(self.said) if (found := SET_UP.search(line)))

    @property
    def log(self) -> str:
        """What the program wrote to its error stream, over all its runs."""
        return (self.folder / "stderr").read_text(encoding="utf-8")

    @property
    def pid(self) -> int:
        assert self._process is not None, "the program does not run"
        return self._process.pid

    def start(self) -> None:
        """Returns once the program says that it answers."""
        arguments = [*self.arguments, "--host", "127.0.0.1", "--port", str(self.port)]
        with self._heard:
            self.said.clear()
        with (self.folder / "stderr").open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-u", "-m", "journalclub", "run", *arguments],
                cwd=self.folder,
                env=self.environ,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self._reader = threading.Thread(target=self._listen, args=(self._process,), daemon=True)
        self._reader.start()
        self._wait_until_said(re.compile(r"The club is open at"))

    def kill(self) -> None:
        """SIGKILL: no goodbye, no cleaning up."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """SIGTERM, as a service manager would; returns the exit code."""
        return self._end(signal.SIGTERM)

    def restart(self) -> None:
        if self._process is not None:
            self.stop()
        self.start()

    def cli(self, *arguments: str, fails: bool = False) -> str:
        """What `journalclub …` prints; it must succeed, or fail, as the caller says."""
        done = subprocess.run(
            [sys.executable, "-m", "journalclub", *arguments],
            cwd=self.folder,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
            check=False,
        )
        assert (done.returncode != 0) is fails, f"{arguments} ended with {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout

    def __enter__(self) -> Club:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self.stop()

    def _end(self, number: signal.Signals) -> int:
        assert self._process is not None
        process, self._process = self._process, None
        process.send_signal(number)
        try:
            code = process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(PATIENCE)
            raise
        if self._reader is not None:
            self._reader.join(PATIENCE)
        return code

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                with self._heard:
                    self.said.append(line)
                    self._heard.notify_all()
        process.wait(PATIENCE)
        with self._heard:
            self._heard.notify_all()

    def _wait_until_said(self, wanted: re.Pattern[str]) -> None:
        def done() -> bool:
            ended = self._process is None or self._process.poll() is not None
            return ended or any(wanted.search(line) for line in self.said)

        with self._heard:
            self._heard.wait_for(done, PATIENCE)
            said = any(wanted.search(line) for line in self.said)
        assert said, f"the program did not say {wanted.pattern!r}:\n{''.join(self.said)}{self.log}"


@contextmanager
def running_club(
    folder: Path,
    *,
    pubmed_url: str = "http://127.0.0.1:9/",
    feeds: str = "",
    smtp_url: str = "",
    database_url: str = "",
    limits: bool = True,
    arguments: Sequence[str] = (),
) -> Iterator[Club]:
    """A fresh club in `folder`, running. Without a `database_url` it is on SQLite; `feeds` is a feeds.toml as text."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "feeds.toml").write_text(feeds, encoding="utf-8")
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("JC_")} | {
        "PYTHONPATH": str(ROOT),
        "JC_INSTANCE": str(folder / "instance"),
        "JC_FEEDS": str(folder / "feeds.toml"),
        "JC_PUBMED_URL": pubmed_url,
        "JC_FETCH_ALLOW": "127.0.0.0/8",
        "JC_SMTP_URL": smtp_url,
        "JC_DATABASE_URL": database_url,
        "JC_LIMITS": "on" if limits else "off",
        "JC_PORT": str(port),
    }
    with Club(folder, environ, port, arguments) as club:
        yield club


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
