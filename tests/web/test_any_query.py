"""The search page answers any string."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from journalclub.config import Settings
from tests.search.any_query import any_queries
from tests.shared_data import shared_data
from tests.web.conftest import ClientAs


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Nobody has to wait between two of them."""
    return replace(settings, limits=False)


def test_the_page_answers_any_string(client_as: ClientAs) -> None:
    ben = client_as("ben")
    for text in list(any_queries(seed=2, count=1000))[::10]:
        if len(text) < 400 and "\0" not in text:  # no page is asked with a NUL: web.security
            assert ben.get("/search", query_string={"q": text.encode("utf-8", "replace")}).status_code == 200, text


def test_naughty_strings_are_searched_for_like_any_other(client_as: ClientAs) -> None:
    client = client_as("ben")
    naughty = json.loads((shared_data("hostile") / "blns.json").read_text("utf-8"))
    for text in naughty[::4]:
        answer = client.get("/search", query_string={"q": text})
        assert answer.status_code == (400 if "\0" in text else 200), text
        assert "<script>alert" not in answer.text
