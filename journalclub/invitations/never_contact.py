"""The list of those who said: never again. It holds hashes and outlives accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.invitations.models import NeverContact
from journalclub.kit.tokens import digest
from journalclub.members.addresses import normalise_address


def block(session: Session, address: str, now: datetime) -> None:
    session.merge(NeverContact(digest=_digest(address), since=now))


def is_blocked(session: Session, address: str) -> bool:
    return session.get(NeverContact, _digest(address)) is not None


def _digest(address: str) -> bytes:
    return digest(normalise_address(address) or address)
