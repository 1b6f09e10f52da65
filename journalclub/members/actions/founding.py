"""Set the club up. Only the printed link can: the first visitor of a fresh server is nobody special."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from journalclub.changes import audit, log
from journalclub.changes.kinds import Kind
from journalclub.kit.refusal import NotFound, Refusal
from journalclub.kit.text import clean
from journalclub.kit.tokens import digest, mint
from journalclub.members import queries
from journalclub.members.actions.roles import write_roles
from journalclub.members.actions.signing_in import SignedIn, start_session
from journalclub.members.addresses import checked_address
from journalclub.members.models import Club, Member, SetUpLink
from journalclub.members.profile import checked_name, checked_zone
from journalclub.members.viewer import Role

FOUNDERS_ROLES = (Role.MEMBER, Role.HOST, Role.MODERATOR, Role.ADMINISTRATOR)
FOUNDED = "founded this club"


def mint_set_up_link(session: Session, now: datetime) -> str | None:
    """The secret of a link that may found the club, in place of earlier ones; None when it is founded already."""
    if queries.club(session) is not None:
        return None
    token = mint()
    session.execute(delete(SetUpLink))
    session.add(SetUpLink(digest=digest(token), made_at=now))
    session.flush()
    return token


def found_club(
    session: Session,
    token: str,
    *,
    name: str,
    time_zone: str,
    contact_email: str,
    founder_name: str,
    founder_email: str,
    now: datetime,
    agent: str = "",
) -> SignedIn:
    """Found the club and sign its founder in; no set-up link works afterwards.

    The contact address goes to NCBI with every question; empty: the founder's. Raises NotFound for a dead link, and
    Refusal. The standing series is the caller's to add, in the same transaction.
    """
    if not _use_up(session, token):
        raise NotFound("This set-up link does not work any more. Start the club again to get a new one.")
    founder = _founder(session, founder_name, founder_email, now)
    session.add(new_club(name, time_zone, contact_email or founder_email, now))
    write_roles(session, founder, FOUNDERS_ROLES)
    log.record(session, Kind.CLUB_FOUNDED, actor=founder.id, now=now, member=founder.id)
    audit.write(session, "club.founded", actor=founder.id, now=now, member=founder.id)
    return start_session(session, founder, now=now, agent=agent)


def new_club(name: str, time_zone: str, contact_email: str, now: datetime) -> Club:
    """A checked row for the one club. Raises Refusal."""
    cleaned = clean(name, lines=False)
    if not 0 < len(cleaned) <= 120:
        raise Refusal("bad-club-name", "Please give the club a name of at most 120 characters.")
    return Club(
        id=1,  # there is one, and a second founding at the same moment fails on it
        name=cleaned,
        time_zone=checked_zone(time_zone),
        contact_email=checked_address(contact_email) if contact_email else None,
        founded_at=now,
    )


def _use_up(session: Session, token: str) -> bool:
    used = session.scalars(delete(SetUpLink).where(SetUpLink.digest == digest(token)).returning(SetUpLink.id)).all()
    session.execute(delete(SetUpLink)) if used else None
    return bool(used) and queries.club(session) is None


def _founder(session: Session, name: str, email: str, now: datetime) -> Member:
    """A new member, or one that the command line has added before the club was founded."""
    address = checked_address(email)
    founder = queries.member_by_email(session, address)
    if founder is None:
        founder = Member(email=address, joined_at=now)
        session.add(founder)
    founder.name = checked_name(name)
    founder.verified_at, founder.verified_how = founder.verified_at or now, FOUNDED
    founder.introduced_at = founder.introduced_at or now
    session.flush()
    return founder
