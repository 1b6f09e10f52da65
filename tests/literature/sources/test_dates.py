"""Dates as literature writes them."""

from datetime import date

import pytest

from journalclub.literature.sources.dates import from_parts, from_words


@pytest.mark.parametrize(
    ("words", "text", "on"),
    [
        ("2024", "2024", date(2024, 1, 1)),
        ("2024-05", "2024-05", date(2024, 5, 1)),
        ("2024-05-19", "2024-05-19", date(2024, 5, 19)),
        ("2024-05-19T20:00:00-05:00", "2024-05-19", date(2024, 5, 19)),
        ("2021/10/16 9:23:28", "2021-10-16", date(2021, 10, 16)),
        ("2018 Mar-Apr", "2018-03", date(2018, 3, 1)),
        ("1998 Dec-1999 Jan", "1998-12", date(1998, 12, 1)),
        ("2000 Spring", "2000", date(2000, 3, 1)),
        ("Winter 2014", "2014", date(2014, 1, 1)),
        ("February 2026", "2026-02", date(2026, 2, 1)),
        ("19 May 2024", "2024-05-19", date(2024, 5, 19)),
        ("December 15, 2025", "2025-12-15", date(2025, 12, 15)),
        ("2023-02-31", "2023-02", date(2023, 2, 1)),
        ("2023-13", "2023", date(2023, 1, 1)),
        ("soon", "", None),
        ("", "", None),
    ],
)
def test_a_date_in_words(words, text, on):
    found = from_words(words)
    assert (found.text, found.on) == (text, on)


@pytest.mark.parametrize(
    ("parts", "text", "on"),
    [
        (("2025", "Jan", "7"), "2025-01-07", date(2025, 1, 7)),
        (("2025", "11", ""), "2025-11", date(2025, 11, 1)),
        (("2025", "", "", "Winter"), "2025", date(2025, 1, 1)),
        (("2025", "", "", "Apr-Jun"), "2025-04", date(2025, 4, 1)),
        (("2025", "Feb", "31"), "2025-02", date(2025, 2, 1)),
        (("", "", ""), "", None),
        (("20x5", "", ""), "", None),
    ],
)
def test_pubmeds_date_in_parts(parts, text, on):
    found = from_parts(*parts)
    assert (found.text, found.on) == (text, on)


def test_what_the_source_wrote_is_kept_where_it_says_more():
    assert from_words("2018 Mar-Apr").written == "2018 Mar-Apr"
    assert from_parts("2025", season="Winter").written == "2025 Winter"
    assert from_words("2024-05").written == ""
