"""A discussion that Ada hosts, and an invitation in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes.models import Change
from journalclub.discussions.actions import hosting
from journalclub.discussions.models import Discussion
from journalclub.invitations.actions import drafting, sending
from journalclub.invitations.models import Invitation
from journalclub.members.viewer import Viewer
from tests.members.cast import NOW

DAY = timedelta(days=1)
ADDRESS = "chen@example.org"


def discussion(session: Session, host: Viewer, starts: datetime = NOW + 14 * DAY) -> Discussion:
    """Announced; it closes a day after its live hour."""
    plan = hosting.Plan(
        title="Single-fraction SBRT of the spine",
        opens=starts - 2 * DAY,
        starts=starts,
        ends=starts + timedelta(hours=1),
        closes=starts + DAY,
        questions=["What is new?", "What changes on Monday?"],
    )
    made = hosting.schedule(session, by=host, plan=plan, now=NOW)
    return hosting.announce(session, by=host, discussion_id=made.id, now=NOW)


def draft(session: Session, host: Viewer, where: Discussion, address: str = ADDRESS) -> Invitation:
    return drafting.draft(
        session,
        by=host,
        discussion_id=where.id,
        author_name="Chen Li",
        address=address,
        article_title="Single-fraction <b>SBRT</b>",
        now=NOW,
    )


def sent(session: Session, host: Viewer, where: Discussion, address: str = ADDRESS) -> tuple[Invitation, str]:
    """An invitation whose letter was handed over, and the link in it."""
    invitation = draft(session, host, where, address)
    sending.send(session, by=host, invitation_id=invitation.id, now=NOW)
    token = sending.mint_link(session, invitation.id, NOW)
    assert token
    return invitation, token


def kinds(session: Session) -> list[str]:
    """What was told about invitations."""
    found = session.scalars(select(Change.kind).where(Change.kind.like("invitation.%")).order_by(Change.seq))
    return list(found)
