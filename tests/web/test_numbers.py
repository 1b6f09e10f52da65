"""Numbers that no row can have."""

from __future__ import annotations

import pytest

from tests.web.conftest import ClientAs
from tests.world import World

HUGE = "9" * 30


@pytest.mark.parametrize(
    "path", ["/discussions/{}", "/articles/{}", "/posts/{}", "/members/{}", "/discussions/{}/export.json"]
)
@pytest.mark.parametrize("number", [HUGE, str(2**63), str(2**63 - 1), "9" * 5000])
def test_an_address_with_a_number_that_no_row_can_have_is_not_found(
    client_as: ClientAs, path: str, number: str
) -> None:
    assert client_as("mo").get(path.format(number)).status_code == 404


@pytest.mark.parametrize("path", ["/agenda?article={}", "/discussions/new?edition={}:2026-11-15", "/discussions?x={}"])
def test_a_query_with_such_a_number_is_read_as_without_it(client_as: ClientAs, path: str) -> None:
    assert client_as("mo").get(path.format(HUGE)).status_code == 200


def test_a_form_with_such_a_number_is_no_fault_of_ours(world: World, client_as: ClientAs) -> None:
    ben = client_as("ben")
    here = f"/discussions/{world.discussions['public live']}"
    for fields in ({"reply_to": HUGE}, {"question": HUGE}):
        answer = ben.send(f"{here}/posts", text="Two fractions for me.", client_token="t", **fields)
        assert answer.status_code < 500
    assert ben.send(f"{here}/readings", article_id=HUGE).status_code == 422


def test_an_article_that_is_not_there_cannot_be_attached(world: World, client_as: ClientAs) -> None:
    assert (
        client_as("ben")
        .send(f"/discussions/{world.discussions['public live']}/readings", article_id=99_999)
        .status_code
        == 404
    )
