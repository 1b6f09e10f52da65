"""A mail server and the settings that point to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from journalclub.config import Settings
from tests.fakes.smtp_sink import SmtpSink


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


@pytest.fixture
def settings(sink: SmtpSink, tmp_path: Path) -> Settings:
    return Settings(
        instance=tmp_path, database_url="sqlite://", public_url="https://club.example.org", smtp_url=sink.url
    )
