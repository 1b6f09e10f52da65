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
from journalclub.members.actions.roles import checked_roles
from journalclub.members.addresses import normalise_address
from journalclub.members.models import Member, MemberRole
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
    key = _key(line)
    _check_storable(line)
    known = session.scalar(select(Member).where(Member.archive == archive, Member.key == key))
    if known is not None:
        return "unchanged" if known.imported == line else "changed"
    roles = _roles(line)
    member = _member(session, line, now)
    member.archive, member.key, member.imported = archive, key, line
    member.extra = {name: value for name, value in line.items() if name not in KNOWN | OURS}
    _let_in(member, roles, now)
    session.add(member)
    session.flush()
    log.record(session, Kind.MEMBER_ADDED, actor=None, now=now, silent=True, member=member.id)
    return "added"


def _member(session: Session, line: dict[str, Any], now: datetime) -> Member:
    """Whoever has the line's address here and came from no other archive, or a new row that says what the line says.

    Words that nobody has verified give way to the line's: anybody could have applied with that address.
    """
    address = normalise_address(_text(line, "email", 400))
    owner = queries.member_by_email(session, address) if address else None
    if owner is not None and owner.archive is not None:
        owner = address = None  # another archive's member has it; the line is kept, so nothing is lost
    member = owner or Member(email=address, joined_at=now)
    if member.verified_at is None:
        country = _text(line, "country", 80).upper()
        member.name = checked_name(_text(line, "name", 120))
        member.profession, member.specialty = _text(line, "profession", 120), _text(line, "specialty", 120)
        member.affiliation = _text(line, "affiliation", 240)
        member.country = country if len(country) == 2 and country.isascii() and country.isalpha() else ""
    return member


def _let_in(member: Member, roles: frozenset[str], now: datetime) -> None:
    if roles and roles <= DERIVED:
        member.applied_at = now if "pending" in roles else member.applied_at
        return
    if member.verified_at is None:
        member.verified_at, member.verified_how, member.declined_at = now, IMPORTED, None
    member.introduced_at = member.introduced_at or now
    wanted = checked_roles(roles - DERIVED) - member.role_names
    member.roles = [*member.roles, *(MemberRole(role=role) for role in sorted(wanted))]


def _key(line: dict[str, Any]) -> str:
    """As it stands: other lines refer to it."""
    key = line.get("key")
    if not isinstance(key, str) or not 0 < len(key) <= 200:
        raise Refusal("no-key", "A member needs a key, a text of at most 200 characters.")
    return key


def _roles(line: dict[str, Any]) -> frozenset[str]:
    given = line.get("role") or [Role.MEMBER]
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Refusal("bad-role", "The role of a member must be a list of roles.")
    checked_roles(frozenset(names) - DERIVED)
    return frozenset(names)


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
