"""The search page answers any string."""

from __future__ import annotations

from tests.search.any_query import any_queries
from tests.web.conftest import ClientAs


def test_the_page_answers_any_string(client_as: ClientAs) -> None:
    ben = client_as("ben")
    for text in list(any_queries(seed=2, count=1000))[::10]:
        if len(text) < 400 and "\0" not in text:  # no page is asked with a NUL: web.security
            assert ben.get("/search", query_string={"q": text.encode("utf-8", "replace")}).status_code == 200, text
