"""Members as lines. Imported ones count as verified: applicants stay out, the suspended go without their roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from journalclub.archive.keys import name
from journalclub.members.models import Member

TEXTS = ("email", "profession", "specialty", "affiliation", "country")


def member_lines(_: Session, rows: Sequence[Member], public_url: str, __: datetime) -> Iterator[dict[str, Any]]:
    for row in rows:
        if row.applied_at is None or row.verified_at is not None:
            yield _line(row, public_url)


def _line(row: Member, public_url: str) -> dict[str, Any]:
    archive, key = name("member", row.id, row.archive, row.key)
    before = row.imported if isinstance(row.imported, dict) else {}
    line: dict[str, Any] = {"type": "member", "key": key, "name": row.name}
    line |= {field: value for field in TEXTS if (value := getattr(row, field)) or field in before}
    line["role"] = _roles(row, before)
    return line | (row.extra or {}) | {"archive": archive, "id": row.id, "url": f"{public_url}/members/{row.id}"}


def _roles(row: Member, before: dict[str, Any]) -> list[str]:
    if row.suspended_at is not None or not row.roles:
        return ["author_guest"]
    given = before.get("role")
    return given if isinstance(given, list) and set(given) == row.role_names else sorted(row.role_names)
