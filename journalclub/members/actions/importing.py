"""Members from a JSON Lines file: somebody else's record, taken over in silence."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.kit.refusal import Refusal
from journalclub.kit.text import clean
from journalclub.members import queries
from journalclub.members.actions.roles import checked_roles, write_roles
from journalclub.members.addresses import normalise_address
from journalclub.members.models import Member
from journalclub.members.profile import checked_name
from journalclub.members.viewer import Role

IMPORTED = "imported with an archive"
KNOWN = {"type", "key", "name", "email", "profession", "specialty", "affiliation", "country", "role"}
OURS = {"archive", "id", "url"}  # what `export club` adds to a line
DERIVED = {"pending", "author_guest"}

Outcome = Literal["added", "unchanged", "changed"]


def add_imported_member(session: Session, line: dict[str, Any], archive: str, now: datetime) -> Outcome:
    """Take over one line. It counts as verified and introduced, and nobody is told.

    A repeat changes nothing; a changed line under a known key is reported ("changed") and not applied. An address
    that somebody here has already leads to that member, so that one person stays one. Raises Refusal for a bad line.
    """
    key = _text(line, "key", 200)
    if not key:
        raise Refusal("no-key", "A member needs a key.")
    _check_storable(line)
    known = session.scalar(select(Member).where(Member.archive == archive, Member.key == key))
    if known is not None:
        return "unchanged" if known.imported == line else "changed"
    member = _same_person(session, line) or _new_member(session, line, now)
    session.add(member)
    member.archive, member.key, member.imported = archive, key, line
    member.extra = {name: value for name, value in line.items() if name not in KNOWN | OURS}
    _let_in(session, member, line, now)
    log.record(session, Kind.MEMBER_ADDED, actor=None, now=now, silent=True, member=member.id)
    return "added"


def _same_person(session: Session, line: dict[str, Any]) -> Member | None:
    """Whoever has the line's address here and came from no other archive."""
    member = queries.member_by_email(session, _text(line, "email", 400))
    return member if member is not None and member.archive is None else None


def _new_member(session: Session, line: dict[str, Any], now: datetime) -> Member:
    address = normalise_address(_text(line, "email", 400))
    if address and queries.member_by_email(session, address):
        address = None  # another archive's member has it; the line is kept, so nothing is lost
    country = _text(line, "country", 80).upper()
    return Member(
        name=checked_name(_text(line, "name", 120)),
        email=address,
        profession=_text(line, "profession", 120),
        specialty=_text(line, "specialty", 120),
        affiliation=_text(line, "affiliation", 240),
        country=country if len(country) == 2 and country.isascii() and country.isalpha() else "",
        joined_at=now,
    )


def _let_in(session: Session, member: Member, line: dict[str, Any], now: datetime) -> None:
    given = line.get("role") or [Role.MEMBER]
    names = frozenset([given] if isinstance(given, str) else given)
    session.flush()
    if names and names <= DERIVED:
        member.applied_at = now if "pending" in names else member.applied_at
        return
    if member.verified_at is None:
        member.verified_at, member.verified_how, member.declined_at = now, IMPORTED, None
    member.introduced_at = member.introduced_at or now
    write_roles(session, member, member.role_names | checked_roles(names - DERIVED))


def _text(line: dict[str, Any], field: str, longest: int) -> str:
    value = line.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refusal(f"bad-{field}", f"The {field} of a member must be text.")
    return clean(value, lines=False)[:longest]


def _check_storable(line: dict[str, Any]) -> None:
    """PostgreSQL keeps neither NUL nor half a character, not even inside JSON."""
    try:
        written = json.dumps(line, ensure_ascii=False, allow_nan=False)
        written.encode()
    except (TypeError, ValueError) as error:
        raise Refusal("bad-line", "The line holds something that cannot be kept.") from error
    if "\\u0000" in written:
        raise Refusal("bad-line", "The line holds a NUL character.")
