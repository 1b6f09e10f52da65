"""Make a letter ready at the moment it goes: is it still to be sent, to which address, with which link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from sqlalchemy.orm import Session

from journalclub.config import Settings
from journalclub.invitations import never_contact
from journalclub.invitations.actions import sending as invitations
from journalclub.letters import texts
from journalclub.letters.models import Letter, LinkKind
from journalclub.letters.texts import LINK, Envelope, Text
from journalclub.members import queries as members
from journalclub.members.actions import signing_in
from journalclub.members.models import Member


@dataclass(frozen=True)
class Stopped:
    """Why a letter is not sent any more."""

    why: str


def ready(session: Session, letter: Letter, settings: Settings, now: datetime) -> EmailMessage | Stopped:
    """The message with its link. The link's hash is stored in this transaction, its secret is only in the message."""
    to = _recipient(session, letter)
    if to is None:
        return Stopped("There is nobody to write to any more.")
    link = _link(session, letter, settings, now)
    if link is None:
        return Stopped("What it speaks of is over.")
    club = members.club(session)
    host = texts.mail_host(settings.public_url)
    envelope = Envelope(
        number=letter.id,
        sender=(club.contact_email if club else None) or settings.contact_email or f"journalclub@{host}",
        sender_name=club.name if club else "Journal club",
        to=to,
        to_name=letter.name,
        host=host,
    )
    unsubscribe = link if letter.link_kind == LinkKind.INVITATION else None
    return texts.message(envelope, Text(letter.subject, letter.body.replace(LINK, link)), unsubscribe)


def sign_in_address(public_url: str, token: str) -> str:
    """Where a sign-in link leads; also for the one that the command line prints."""
    return f"{public_url}/signin/{token}"


def _recipient(session: Session, letter: Letter) -> str | None:
    """A member's address of today, or an author's, who may have said meanwhile: never again."""
    if letter.member_id is None:
        unwanted = letter.address is None or never_contact.is_blocked(session, letter.address)
        return None if unwanted else letter.address
    member = session.get(Member, letter.member_id)
    return member.email if member is not None and member.suspended_at is None else None


def _link(session: Session, letter: Letter, settings: Settings, now: datetime) -> str | None:
    match letter.link_kind, letter.link_id:
        case LinkKind.SIGN_IN, int(member_id):
            if now - letter.made_at > signing_in.MAILED_LINK_LASTS and letter.kind == "sign-in":
                return None  # asked for long ago: whoever asked has asked again, or does not want it any more
            return sign_in_address(settings.public_url, signing_in.mint_link(session, member_id, now))
        case LinkKind.INVITATION, int(invitation_id):
            token = invitations.mint_link(session, invitation_id, now)
            return f"{settings.public_url}/invitations/{token}" if token else None
        case LinkKind.DISCUSSION, int(discussion_id):
            return f"{settings.public_url}/discussions/{discussion_id}"
    return f"{settings.public_url}/"
