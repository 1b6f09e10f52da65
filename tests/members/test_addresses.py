"""Which texts are addresses."""

from __future__ import annotations

import pytest

from journalclub.members.addresses import normalise_address


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ada@Example.ORG ", "ada@example.org"),
        ("o'neil+club@mail.example.co.uk", "o'neil+club@mail.example.co.uk"),
        ("root@localhost", "root@localhost"),
        ("ada@example.org\r\nBcc: all@example.org", None),
        ("ada@example.org, ben@example.org", None),
        ("Ada <ada@example.org>", None),
        ("аda@example.org", None),  # a Cyrillic letter
        ("ada@-example.org", None),
        ("ada@example..org", None),
        ("ada..b@example.org", None),
        (".ada@example.org", None),
        ("ada.@example.org", None),
        ("ada", None),
        ("", None),
        ("a" * 65 + "@example.org", None),
        ("ada@" + "e" * 250 + ".org", None),
    ],
)
def test_an_address_is_one_recipient_and_nothing_else(typed: str, kept: str | None) -> None:
    assert normalise_address(typed) == kept
