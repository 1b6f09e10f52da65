"""Make a letter ready at the moment it goes: is it still to be sent, to which address, with which link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlalchemy.orm import Session

from journalclub.config import Settings
from journalclub.discussions.models import Discussion
from journalclub.invitations import never_contact
from journalclub.invitations.actions import sending as invitations
from journalclub.kit.tokens import sign
from journalclub.letters import mailings, recipients, texts
from journalclub.letters.models import Letter, LinkKind
from journalclub.letters.texts import LINK, STOP, Envelope, Text
from journalclub.members import queries as members
from journalclub.members.actions import signing_in
from journalclub.members.models import Member
from journalclub.members.wishes import Wish, wishes_of

STOPPING = "letters"
STOP_LASTS = timedelta(days=400)  # a letter may be opened again when the next year's evening comes


@dataclass(frozen=True)
class Stopped:
    """Why a letter is not sent any more."""

    why: str


def ready(session: Session, letter: Letter, settings: Settings, now: datetime) -> EmailMessage | Stopped:
    """The message with its link. The link's hash is stored in this transaction, its secret is only in the message."""
    to = _recipient(session, letter)
    if to is None:
        return Stopped("There is nobody to write to any more.")
    wish = wish_of(letter)
    if wish is not None and (why := _unwanted(session, letter, wish, now)):
        return Stopped(why)
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
    if wish is not None:
        unsubscribe = stop_address(settings, letter.member_id or 0, wish, now)
    text = Text(letter.subject, letter.body.replace(LINK, link).replace(STOP, unsubscribe or ""))
    return texts.message(envelope, text, unsubscribe, at_once=wish is not None)


def wish_of(letter: Letter) -> Wish | None:
    """Which wish such a letter follows from; None when it goes in any case, for what its reader did or does here."""
    if letter.mailing_id is not None:
        return mailings.WISHES[letter.kind]
    return {"evening": Wish.REMINDERS, "notice": Wish.RECAPS}.get(letter.kind)


def stop_address(settings: Settings, member_id: int, wish: Wish, now: datetime) -> str:
    """Where its reader, and nobody else, can ask for no more letters of this kind. Signed, and kept nowhere."""
    token = sign(settings.secret, STOPPING, {"member": member_id, "wish": wish}, now + STOP_LASTS)
    return f"{settings.public_url}/letters/{token}"


def sign_in_address(public_url: str, token: str) -> str:
    """Where a sign-in link leads; also for the one that the command line prints."""
    return f"{public_url}/signin/{token}"


def _unwanted(session: Session, letter: Letter, wish: Wish, now: datetime) -> str:
    """Why somebody who was to get it is not to get it any more; empty when they are."""
    member, row = session.get(Member, letter.member_id), session.get(Discussion, letter.link_id)
    if member is None or not getattr(wishes_of(session, member), wish):
        return "They do not want such letters any more."
    if row is None or not recipients.may_read(session, row, member, now):
        return "They may not read it any more."
    if letter.mailing_id is not None and not mailings.is_news(letter.kind, row, now):
        return "What it speaks of is over."
    return ""


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
        case LinkKind.TRANSCRIPT, int(discussion_id):
            return f"{settings.public_url}/discussions/{discussion_id}/transcript"
    return f"{settings.public_url}/"
