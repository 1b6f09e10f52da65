"""What letters say: fixed plain-text templates. Nobody's words are ever a template or a header of their own."""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session

from journalclub import paths
from journalclub.discussions.models import Discussion
from journalclub.invitations.models import Invitation
from journalclub.invitations.states import expiry
from journalclub.kit.text import clean
from journalclub.members import queries as members
from journalclub.members.models import Member

LINK = "[link]"
STOP = "[stop]"  # where no more letters of this kind can be asked for


@dataclass(frozen=True)
class Text:
    """A letter's words; `[link]` stands where the link will be."""

    subject: str
    body: str


def write(letter: str, **values: object) -> Text:
    """Fill in `templates/mail/<letter>.subject` and `.txt`. A value that a template misses raises."""
    subject = _templates().get_template(f"{letter}.subject").render(values)
    body = _templates().get_template(f"{letter}.txt").render(values)
    return Text(clean(subject, lines=False)[:200], clean(body) + "\n")


def invitation(session: Session, row: Invitation, now: datetime, *, is_reminder: bool = False) -> Text:
    """The letter as the author gets it; also the host's preview."""
    discussion = session.get_one(Discussion, row.discussion_id)
    zone = discussion.series.time_zone if discussion.series else members.club_zone(session)
    until = (row.expires_at or expiry(now, discussion.closes)).astimezone(ZoneInfo(zone))
    return write(
        "reminder" if is_reminder else "invitation",
        subject=row.subject,
        text=row.text,
        author=row.author_name,
        club=club_name(session),
        until=f"{until:%A} {until.day} {until:%B %Y}, {until:%H:%M} ({zone})",
        is_public=discussion.visibility == "public",
    )


def evening(session: Session, letter: str, row: Discussion, member: Member) -> Text:
    """`about` for one person."""
    return about(session, letter, row)(member)


def about(
    session: Session, letter: str, row: Discussion, *, to_all: bool = False, **values: object
) -> Callable[[Member], Text]:
    """Writes a letter about a discussion to whom it is given: its title, and when it is in the reader's zone and the
    club's; nothing that was said there. `to_all`: they get it as one of many, and not for what they said or do here.
    """
    club, club_zone = club_name(session), row.series.time_zone if row.series else members.club_zone(session)
    fixed = {"title": row.title, "club": club, "to_all": to_all, **values}

    def to(member: Member) -> Text:
        zones = dict.fromkeys([member.time_zone or club_zone, club_zone])
        hours = [" = ".join(_wall(hour.starts, zone) for zone in zones) for hour in row.hours]
        return write(letter, name=member.name, hours=hours, **fixed)

    return to


def _wall(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M} ({zone})"


def club_name(session: Session) -> str:
    club = members.club(session)
    return club.name if club else "Journal club"


@dataclass(frozen=True)
class Envelope:
    """Who it is from and to. `number` is the letter's: a second copy bears the same Message-ID."""

    number: int
    sender: str
    sender_name: str
    to: str
    to_name: str
    host: str


def message(envelope: Envelope, text: Text, unsubscribe: str | None = None, *, at_once: bool = False) -> EmailMessage:
    """One message to one recipient. A header that would carry a new line raises ValueError before it is sent.

    `at_once`: a POST to `unsubscribe` is enough (RFC 8058), which mail programs offer as a button.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(clean(envelope.sender_name, lines=False), addr_spec=envelope.sender)
    mail["To"] = Address(clean(envelope.to_name, lines=False), addr_spec=envelope.to)
    mail["Subject"] = text.subject
    mail["Message-ID"] = f"<letter-{envelope.number}@{envelope.host}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    if unsubscribe:
        mail["List-Unsubscribe"] = f"<{unsubscribe}>"
    if at_once:
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(text.body, charset="utf-8")
    return mail


def mail_host(public_url: str) -> str:
    """The host name that letters come from."""
    host = urlsplit(public_url).hostname or "localhost"
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    return "localhost"


@functools.cache
def _templates() -> Environment:
    # Plain text is not escaped; the templates are ours, and what people wrote is only ever a value.
    return Environment(
        loader=FileSystemLoader(paths.templates() / "mail"),
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
