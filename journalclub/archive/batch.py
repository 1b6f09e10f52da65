"""Some hundred lines, taken over in one transaction: known ones are compared, the others become rows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from journalclub.archive import references
from journalclub.archive.lines import (
    DiscussionLine,
    KeyedLine,
    Line,
    PostLine,
    QuestionLine,
    ReactionLine,
)
from journalclub.archive.models import ImportedLine
from journalclub.archive.references import Found, Key
from journalclub.discussions.actions.importing import (
    ImportedDiscussion,
    ImportedPost,
    ImportedReaction,
    add_imported_discussion,
    add_imported_posts,
    add_imported_question,
    add_imported_reactions,
)
from journalclub.kit.refusal import Refusal
from journalclub.literature.actions.importing import add_imported_article
from journalclub.members.actions.importing import add_imported_member


class Outcome(StrEnum):
    NEW = "new"
    UNCHANGED = "unchanged"
    CHANGED = "changed"  # known, but it says something else now: reported and not applied
    BAD = "bad"
    WAITING = "waiting"  # it refers to a line that has not come yet


@dataclass(frozen=True)
class Result:
    outcome: Outcome
    reason: str = ""


PEOPLE = ("hosts", "guests")
REFERRING = ("reply_to", "quotes")  # the fields in which a post names another
Results = dict[int, Result]  # by the line's number
NEW, UNCHANGED = Result(Outcome.NEW), Result(Outcome.UNCHANGED)
CHANGED = Result(Outcome.CHANGED, "known, but changed since it was imported: not applied")


def take(session: Session, lines: Sequence[Line], now: datetime) -> Results:
    """Take over what can be taken, whatever the order of the lines."""
    results: Results = {}
    by_kind: dict[str, list[Line]] = {}
    for line in lines:
        by_kind.setdefault(line.kind, []).append(line)
    for kind, act in (("member", add_imported_member), ("article", add_imported_article)):
        for line in by_kind.get(kind, []):
            results[line.number] = _keyed(session, line, act, now)
    for kind, handle in STEPS.items():
        if waiting := _unknown(session, kind, by_kind.get(kind, []), results):
            handle(session, waiting, results, now)
    return results


def _keyed(session: Session, line: Line, act: Callable[..., str], now: datetime) -> Result:
    if not isinstance(line.record, KeyedLine):
        raise TypeError(line.kind)
    try:
        with session.begin_nested():
            outcome = Outcome("new" if (said := act(session, line.record.line, line.archive, now)) == "added" else said)
    except Refusal as refusal:
        return Result(Outcome.BAD, refusal.sentence)
    return CHANGED if outcome is Outcome.CHANGED else Result(outcome)


def _unknown(session: Session, kind: str, lines: list[Line], results: Results) -> list[Line]:
    """The lines that were never imported; the others get their result. Of two with one key the first counts."""
    known: dict[Key, bytes] = {}
    for archive in {line.archive for line in lines}:
        keys = [line.key for line in lines if line.archive == archive]
        query = select(ImportedLine.key, ImportedLine.digest).where(
            ImportedLine.archive == archive, ImportedLine.kind == kind, ImportedLine.key.in_(keys)
        )
        known |= {(archive, key): digest for key, digest in session.execute(query)}
    unknown = []
    for line in lines:
        before = known.get((line.archive, line.key))
        if before is None:
            known[line.archive, line.key] = line.digest
            unknown.append(line)
        else:
            results[line.number] = UNCHANGED if before == line.digest else CHANGED
    return unknown


def _discussions(session: Session, lines: list[Line], results: Results, now: datetime) -> None:
    records = [(line, line.record) for line in lines if isinstance(line.record, DiscussionLine)]
    people = (_key(line, field, key) for line, record in records for field in PEOPLE for key in getattr(record, field))
    members = references.find(session, "member", people)
    wanted = (_key(line, "articles", key) for line, record in records for key in record.articles)
    articles = references.find(session, "article", wanted)
    kept = []
    for line, record in records:
        missing = _missing(line, "article", "articles", record.articles, articles)
        for field in PEOPLE:
            missing = missing or _missing(line, "member", field, getattr(record, field), members)
        if missing:
            results[line.number] = missing
            continue
        try:
            with session.begin_nested():
                row = add_imported_discussion(session, _discussion(line, record, members, articles), now)
        except Refusal as refusal:
            results[line.number] = Result(Outcome.BAD, refusal.sentence)
            continue
        kept.append((line, row))
    _keep(session, kept, results)


def _discussion(line: Line, record: DiscussionLine, members: Found, articles: Found) -> ImportedDiscussion:
    return ImportedDiscussion(
        archive=line.archive,
        key=record.key,
        title=record.title,
        opens=record.opens,
        starts=record.starts,
        ends=record.ends,
        closes=record.closes,
        further=record.further,
        series=record.series,
        summary=record.summary,
        take_home=record.take_home or (),
        recap=record.recap or "",
        visibility=record.visibility,
        patients_welcome=record.patients_welcome,
        thread=line.extra.get("kind") == "thread",
        draft=record.state == "draft",
        cancelled=record.state == "cancelled",
        articles=[articles[_key(line, "articles", key)] for key in record.articles],
        hosts=[members[_key(line, "hosts", key)] for key in record.hosts],
        guests=[members[_key(line, "guests", key)] for key in record.guests],
    )


def _questions(session: Session, lines: list[Line], results: Results, now: datetime) -> None:
    records = [(line, line.record) for line in lines if isinstance(line.record, QuestionLine)]
    discussions = references.find(
        session, "discussion", (_key(line, "discussion", record.discussion) for line, record in records)
    )
    taken = references.questions(session, discussions.values())
    kept = []
    for line, record in records:
        discussion = discussions.get(_key(line, "discussion", record.discussion))
        if discussion is None:
            results[line.number] = _waiting("discussion", record.discussion)
        elif (discussion, record.number) in taken:
            results[line.number] = Result(Outcome.BAD, f"this discussion has another question T{record.number} already")
        else:
            row = add_imported_question(
                session, discussion_id=discussion, number=record.number, text=record.text, now=now
            )
            kept.append((line, row))
            taken.add((discussion, record.number))
    _keep(session, kept, results)


def _posts(session: Session, lines: list[Line], results: Results, now: datetime) -> None:
    """In as many steps as replies are deep: a reply needs the row that it answers, as what quotes does."""
    records = [(line, line.record) for line in lines if isinstance(line.record, PostLine)]
    members = references.find(session, "member", (_key(line, "member", record.member) for line, record in records))
    discussions = references.find(
        session, "discussion", (_key(line, "discussion", record.discussion) for line, record in records)
    )
    named = (
        _key(line, field, key) for line, record in records for field in REFERRING if (key := getattr(record, field))
    )
    posts = references.find(session, "post", named)
    questions = references.questions(session, discussions.values())
    there = _There(members, discussions, questions, posts, references.places(session, posts.values()))
    while records:
        ready: list[tuple[Line, ImportedPost]] = []
        held = []
        for line, record in records:
            made = _post(line, record, there)
            if isinstance(made, ImportedPost):
                ready.append((line, made))
            else:
                results[line.number] = made
                held.append((line, record))
        ids = add_imported_posts(session, [post for _, post in ready], now)
        kept = [(line, row) for (line, _), row in zip(ready, ids, strict=True)]
        _keep(session, kept, results)
        there.posts |= {(line.archive, line.key): row for line, row in kept}
        there.places |= {row: made.discussion for (_, made), row in zip(ready, ids, strict=True)}
        records = held if ready else []


@dataclass
class _There:
    """What posts can refer to; the posts grow while a batch is taken."""

    members: Found
    discussions: Found
    questions: set[tuple[int, int]]
    posts: Found
    places: dict[int, int]  # the discussion of each of the posts


def _post(line: Line, record: PostLine, there: _There) -> ImportedPost | Result:
    member = there.members.get(_key(line, "member", record.member))
    if member is None:
        return _waiting("member", record.member)
    discussion = there.discussions.get(_key(line, "discussion", record.discussion))
    if discussion is None:
        return _waiting("discussion", record.discussion)
    if record.question is not None and (discussion, record.question) not in there.questions:
        return Result(Outcome.WAITING, f"discussion “{record.discussion}” has no question {record.question}")
    referred: dict[str, Any] = {}
    for field in REFERRING:
        if not (key := getattr(record, field)):
            continue
        row = there.posts.get(_key(line, field, key))
        if row is None:
            return _waiting("post", key)
        if there.places[row] != discussion:
            return Result(Outcome.BAD, f"post “{key}” is in another discussion")
        referred[field] = row
    return ImportedPost(
        archive=line.archive,
        key=record.key,
        client_token="import-" + hashlib.blake2b(f"{line.archive}\n{line.key}".encode(), digest_size=16).hexdigest(),
        discussion=discussion,
        member=member,
        at=record.at,
        text=record.text,
        question=record.question,
        edited_at=record.edited_at,
        hidden=record.hidden,
        withdrawn=record.withdrawn,
        **referred | record.asking,
    )


def _reactions(session: Session, lines: list[Line], results: Results, now: datetime) -> None:
    records = [(line, line.record) for line in lines if isinstance(line.record, ReactionLine)]
    members = references.find(session, "member", (_key(line, "member", record.member) for line, record in records))
    posts = references.find(session, "post", (_key(line, "post", record.post) for line, record in records))
    kept, given = [], []
    for line, record in records:
        member, post = members.get(_key(line, "member", record.member)), posts.get(_key(line, "post", record.post))
        if member is None or post is None:
            results[line.number] = _waiting(*(("member", record.member) if member is None else ("post", record.post)))
        else:
            given.append(ImportedReaction(post=post, member=member, kind=record.kind))
            kept.append((line, post))
    add_imported_reactions(session, given, now)
    _keep(session, kept, results)


STEPS = {"discussion": _discussions, "question": _questions, "post": _posts, "reaction": _reactions}


def _key(line: Line, field: str, key: str) -> Key:
    return line.archives.get(field, {}).get(key, line.archive), key


def _missing(line: Line, kind: str, field: str, keys: Iterable[str], found: Found) -> Result | None:
    return next((_waiting(kind, key) for key in keys if _key(line, field, key) not in found), None)


def _waiting(kind: str, key: str) -> Result:
    return Result(Outcome.WAITING, f"there is no {kind} “{key}”")


def _keep(session: Session, kept: Iterable[tuple[Line, int]], results: Results) -> None:
    """Remember which line became which row."""
    rows = [
        {
            "archive": line.archive,
            "kind": line.kind,
            "key": line.key,
            "row_id": row,
            "digest": line.digest,
            "extra": line.extra or None,
        }
        for line, row in kept
    ]
    if rows:
        session.execute(insert(ImportedLine), rows)
    results |= {line.number: NEW for line, _ in kept}
