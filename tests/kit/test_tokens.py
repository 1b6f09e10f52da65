from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalclub.kit.tokens import digest, mint, sign, unsign

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
SECRET = b"s" * 32


def test_minted_tokens_differ_and_carry_256_bits() -> None:
    tokens = {mint() for _ in range(50)}
    assert len(tokens) == 50
    assert all(len(token) == 43 for token in tokens)


def test_a_digest_is_sha256_of_the_token() -> None:
    assert digest("abc").hex().startswith("ba7816bf")


def test_a_signed_payload_comes_back_until_it_expires() -> None:
    token = sign(SECRET, "ticket", {"member": 7}, NOW + timedelta(hours=1))
    assert unsign(SECRET, "ticket", token, NOW) == {"member": 7}
    assert unsign(SECRET, "ticket", token, NOW + timedelta(hours=1)) is None


def test_a_token_opens_nothing_but_its_purpose_and_no_other_instance() -> None:
    token = sign(SECRET, "ticket", {"member": 7}, NOW + timedelta(hours=1))
    assert unsign(SECRET, "sign-in", token, NOW) is None
    assert unsign(b"t" * 32, "ticket", token, NOW) is None


def test_a_changed_token_is_refused() -> None:
    token = sign(SECRET, "ticket", {"member": 7}, NOW + timedelta(hours=1))
    for place in range(len(token)):
        other = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert unsign(SECRET, "ticket", other, NOW) is None


def test_an_expiry_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        sign(SECRET, "ticket", {}, datetime(2026, 1, 1))


@given(st.text())
def test_any_text_is_answered_with_none(text: str) -> None:
    assert unsign(SECRET, "ticket", text, NOW) is None
