"""Forget what has run out: the worker's daily broom."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from journalclub.members.models import Allowance, SignInLink, SignInSession

BUCKETS_ARE_FULL_AFTER = timedelta(days=2)  # the slowest refills within hours; a full bucket is as good as none
KEPT = timedelta(days=90)  # so that somebody can still see where they were signed in


def prune(session: Session, *, now: datetime) -> None:
    """Remove full buckets, and sessions and links that ended or ran out 90 days ago."""
    before = now - KEPT
    session.execute(delete(Allowance).where(Allowance.at < now - BUCKETS_ARE_FULL_AFTER))
    session.execute(delete(SignInLink).where(SignInLink.expires_at < before))
    session.execute(
        delete(SignInSession).where(or_(SignInSession.ended_at < before, SignInSession.expires_at < before))
    )
