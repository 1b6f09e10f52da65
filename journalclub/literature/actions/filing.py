"""References from a file, or pasted: looked at first, then filed as pending, so that the worker looks each up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes import audit
from journalclub.kit.refusal import Forbidden
from journalclub.literature import policy, rows
from journalclub.literature.found import Entry, FoundArticle
from journalclub.literature.intake import take
from journalclub.literature.known import Known
from journalclub.literature.looking_up import BY_HAND
from journalclub.literature.matching import match
from journalclub.literature.models import Article
from journalclub.members.viewer import Viewer

_AT_ONCE = 50


@dataclass(frozen=True)
class Line:
    """What became of the file's entry `number` (from 1). `article` is the one that is here; `reason` of a refusal."""

    number: int
    label: str
    status: Literal["new", "here", "twice", "refused"]
    found: FoundArticle | None = None
    article: int | None = None
    reason: str = ""


def understood(session: Session, entries: Sequence[Entry]) -> list[Line]:
    """A line for every entry, in the file's order. Changes nothing; the same few statements for every file."""
    identities = {at: rows.identity_of(entry.found) for at, entry in enumerate(entries) if entry.found}
    known = Known.of(session, identities.values())
    lines = []
    for at, entry in enumerate(entries):
        if entry.found is None:
            reason = entry.refused.reason if entry.refused else ""
            lines.append(Line(at + 1, entry.key, "refused", reason=reason))
            continue
        ids = match(identities[at], known.candidates(identities[at]))
        if not ids:
            known.add(-(at + 1), identities[at])  # the file itself may name it again
        status: Literal["new", "here", "twice"] = "new" if not ids else "here" if ids[0] > 0 else "twice"
        article = known.standing(ids[0]) if status == "here" else None
        lines.append(Line(at + 1, entry.found.title, status, entry.found, article))
    return lines


def file_references(
    session: Session, *, by: Viewer, entries: Sequence[Entry], numbers: Collection[int], now: datetime
) -> list[int]:
    """File the new ones among these numbers; their articles' ids. What is here stays as it is. Raises Forbidden."""
    if not policy.may_file(by):
        raise Forbidden("not-yours", "Hosts and moderators file references; members add one article at a time.")
    wanted = {line.number for line in understood(session, entries) if line.status == "new"} & set(numbers)
    chosen = [(entry.key, entry.found) for at, entry in enumerate(entries, 1) if at in wanted and entry.found]
    made: list[int] = []
    for start in range(0, len(chosen), _AT_ONCE):
        taken = take(session, BY_HAND, chosen[start : start + _AT_ONCE], now=now)
        made += [outcome.article for outcome in taken.outcomes.values() if outcome.kind == "new"]
    for article in session.scalars(select(Article).where(Article.id.in_(made))):
        article.pending, article.requested_by = True, by.id
    if made:
        audit.write(session, "references.filed", actor=by.id, now=now, articles=len(made))
    return made
