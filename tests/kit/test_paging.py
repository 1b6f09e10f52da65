import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalclub.kit.paging import Page, decode_cursor, encode_cursor

VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=50),
    st.datetimes(timezones=st.just(UTC)),
)


@given(st.lists(VALUES, max_size=4))
def test_a_cursor_gives_back_what_it_was_made_of(values: list[object]) -> None:
    assert decode_cursor(encode_cursor(*values)) == values  # type: ignore[arg-type]


@given(st.text())
def test_any_text_is_read_or_answered_with_none(text: str) -> None:
    assert isinstance(decode_cursor(text), list | None)


@pytest.mark.parametrize(
    "raw",
    [b"{}", b"7", b"[true]", b"[[1]]", b"[9223372036854775808]", b"[NaN]", b"[Infinity]", b'["a\\u0000b"]',
     b'["\\ud800"]', b'[{"at":"2024-01-01"}]', b'[{"at":"soon"}]', b'[{"x":1}]', b"[" * 900,
     b'[{"at":"0001-01-01T00:00:00+14:00"}]', b'[{"at":"9999-12-31T23:59:59-14:00"}]', b"\xff"],
)  # fmt: skip
def test_what_a_database_would_choke_on_is_no_cursor(raw: bytes) -> None:
    assert decode_cursor(base64.urlsafe_b64encode(raw).decode().rstrip("=")) is None


def test_a_cursor_of_another_list_is_refused_by_its_types() -> None:
    cursor = encode_cursor(datetime(2024, 1, 1, tzinfo=UTC), 7)
    assert decode_cursor(cursor, datetime, int) == [datetime(2024, 1, 1, tzinfo=UTC), 7]
    assert decode_cursor(cursor, int, int) is None
    assert decode_cursor(cursor, datetime) is None


def test_a_page_knows_its_next() -> None:
    assert Page([1, 2], next="abc").next == "abc"
