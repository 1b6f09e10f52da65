"""Tickets: what lets a browser or a program open one discussion's stream.

A ticket is not a right. It says which session or API token asked; whether that is alive, and what it may see, the
database says at connect, at replay and at send.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from journalclub.kit import tokens

LIFETIME = timedelta(hours=24)
PURPOSE = "live stream"


@dataclass(frozen=True)
class Ticket:
    """Bound to a discussion and to the browser session or the API token that asked; to neither for a visitor."""

    discussion: int
    session: int | None
    token: int | None
    expires: datetime


def mint(secret: bytes, *, discussion: int, session: int | None = None, token: int | None = None, now: datetime) -> str:
    """A ticket, good for 24 hours and any number of connections."""
    expires = now + LIFETIME
    payload = {"d": discussion, "s": session, "t": token, "e": int(expires.timestamp())}
    return tokens.sign(secret, PURPOSE, payload, expires)


def read(secret: bytes, text: str, now: datetime) -> Ticket | None:
    """The ticket, or None when it is expired, forged, malformed or something else."""
    payload = tokens.unsign(secret, PURPOSE, text, now)
    if payload is None:
        return None
    expires = datetime.fromtimestamp(payload["e"], UTC)
    return Ticket(discussion=payload["d"], session=payload["s"], token=payload["t"], expires=expires)
