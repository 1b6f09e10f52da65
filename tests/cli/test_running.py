"""`run` as a process: it says where it is, answers, works, and stops when told."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROMPT = 8.0  # seconds; generous, because tests share the machine


@pytest.fixture
def running(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("JC_")}
    environ |= {"JC_INSTANCE": str(tmp_path / "instance"), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "journalclub", "run", "--port", "0"],
        cwd=tmp_path,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        yield process
        process.kill()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def get(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=PROMPT) as answer:
        return answer.status, answer.read().decode()


def test_it_prints_address_and_set_up_link_answers_and_stops(running: subprocess.Popen[str]) -> None:
    address = re.search(r"http://127\.0\.0\.1:\d+", line(running))
    link = re.search(r"http://\S+/setup/\S+", line(running))
    assert address is not None
    assert link is not None
    assert get(f"{address[0]}/healthz")[0] == 200
    assert get(address[0])[0] == 200
    status, page = get(link[0])
    assert status == 200
    assert "<form" in page
    began = time.monotonic()
    running.send_signal(signal.SIGTERM)
    assert running.wait(PROMPT * 2) == 0
    assert time.monotonic() - began < PROMPT
