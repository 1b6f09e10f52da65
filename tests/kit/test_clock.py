from datetime import UTC, datetime, timedelta, timezone

import pytest

from journalclub.kit.clock import now, parse_rfc3339, rfc3339


def test_now_is_aware_and_in_utc() -> None:
    assert now().utcoffset() == timedelta(0)


def test_a_time_is_written_in_utc_with_whole_seconds() -> None:
    chicago = timezone(timedelta(hours=-5))
    assert rfc3339(datetime(2024, 5, 19, 20, 3, 10, 999, tzinfo=chicago)) == "2024-05-20T01:03:10Z"
    assert rfc3339(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00Z"


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        rfc3339(datetime(2024, 1, 1))


@pytest.mark.parametrize(
    ("written", "in_utc"),
    [
        ("2024-05-19T20:03:10-05:00", "2024-05-20T01:03:10Z"),
        ("2024-05-19t20:03:10z", "2024-05-19T20:03:10Z"),
        ("2024-05-19 20:03:10Z", "2024-05-19T20:03:10Z"),
        ("2024-05-19T20:03:10.123456789Z", "2024-05-19T20:03:10Z"),
    ],
)
def test_what_the_standard_allows_is_read(written: str, in_utc: str) -> None:
    assert rfc3339(parse_rfc3339(written)) == in_utc


@pytest.mark.parametrize(
    "written",
    ["", "2024-05-19", "2024-05-19T20:03:10", "20240519T200310Z", "2024-W20-1", "2024-02-30T00:00:00Z", "now",
     "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "٢٠٢٤-٠٥-١٩T20:03:10Z"],
)  # fmt: skip
def test_what_is_no_moment_is_a_value_error(written: str) -> None:
    with pytest.raises(ValueError):
        parse_rfc3339(written)
