"""Forget what has no use any more: rows about ways in that are long closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from journalclub.members.models import Allowance, SignInLink, SignInSession

KEPT = timedelta(days=30)  # so long a member still sees where they were signed in
REFILLED = timedelta(days=2)  # every allowance is full again after that


def forget_expired(session: Session, *, now: datetime) -> None:
    """Delete expired sessions and links after a month, and allowances that are full again."""
    session.execute(delete(SignInSession).where(SignInSession.expires_at < now - KEPT))
    session.execute(delete(SignInLink).where(SignInLink.expires_at < now - KEPT))
    session.execute(delete(Allowance).where(Allowance.at < now - REFILLED))
