"""E-mail addresses: one way to write each, and none that could carry a second header or recipient."""

from __future__ import annotations

import re

from journalclub.kit.refusal import Refusal
from journalclub.kit.text import clean

LONGEST = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")


def normalise_address(text: str) -> str | None:
    """The address in lower case, or None when it is none. ASCII only: look-alike letters are no way in."""
    address = clean(text, lines=False).lower()
    return address if len(address) <= LONGEST and _ADDRESS.fullmatch(address) else None


def checked_address(text: str) -> str:
    """The address in lower case. Raises Refusal."""
    address = normalise_address(text)
    if address is None:
        raise Refusal("bad-address", "That is not an e-mail address. An example is ada@example.org.")
    return address
