"""Chance that falls the same way every time, so that the sample club is the same on every machine."""

from hashlib import sha256


def chance(*about: str) -> float:
    """A number from 0 to 1 that depends on nothing but `about`."""
    return int.from_bytes(sha256("\0".join(about).encode()).digest()[:6], "big") / 2**48
