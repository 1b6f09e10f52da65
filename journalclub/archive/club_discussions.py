"""Discussions, questions, posts and reactions as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.archive.keys import References, article_names, name, names
from journalclub.archive.models import ImportedLine
from journalclub.archive.poll_lines import poll_line
from journalclub.discussions import polls
from journalclub.discussions.actions.planning import normal_hashtag
from journalclub.discussions.closing import queries as closing
from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost, Question, Reading
from journalclub.discussions.post_models import Post, Reaction
from journalclub.discussions.states import State, state
from journalclub.kit.refusal import Refusal

Lines = Iterator[dict[str, Any]]


def discussion_lines(session: Session, rows: Sequence[Discussion], public_url: str, now: datetime) -> Lines:
    ids = [row.id for row in rows]
    readings = _pairs(session, Reading, Reading.article_id, ids)
    hosts = _pairs(session, DiscussionHost, DiscussionHost.member_id, ids)
    guests = _pairs(session, DiscussionGuest, DiscussionGuest.member_id, ids)
    members = names(
        session, "member", {member for pair in (hosts, guests) for some in pair.values() for member in some}
    )
    attached = {row.id: [*_one(row.article_id), *readings.get(row.id, [])] for row in rows}
    articles = article_names(session, {article for some in attached.values() for article in some})
    extras = _extras(session, "discussion", ids)
    left = closing.left(session, ids)
    for row in rows:
        archive, key = name("discussion", row.id, row.archive, row.key)
        refer = References(archive)
        line: dict[str, Any] = {"type": "discussion", "key": key, "title": row.title, **_times(row)}
        line["visibility"] = row.visibility
        line |= {"kind": row.kind} if row.kind == "thread" else {}
        if row.series is not None:
            line["series"] = _hashtag(row.series.name, row.series.hashtag)
        line["articles"] = [refer.to_article("articles", articles[article]) for article in attached[row.id]]
        for field, people in (("hosts", hosts), ("guests", guests)):
            if row.id in people:
                line[field] = [refer.to(field, members[member]) for member in people[row.id]]
        line |= _when_said(row, now) | left.get(row.id, {})
        yield refer.on(line) | extras.get(row.id, {}) | _added(archive, row.id, f"{public_url}/discussions/{row.id}")


def question_lines(session: Session, rows: Sequence[Question], public_url: str, _: datetime) -> Lines:
    discussions = names(session, "discussion", {row.discussion_id for row in rows})
    extras = _extras(session, "question", [row.id for row in rows])
    for row in rows:
        archive, key = discussions[row.discussion_id]
        line = {"type": "question", "discussion": key, "number": row.number, "text": row.text}
        address = f"{public_url}/discussions/{row.discussion_id}"
        yield line | extras.get(row.id, {}) | _added(archive, row.id, address)


def post_lines(session: Session, rows: Sequence[Post], public_url: str, _: datetime) -> Lines:
    """A hidden or withdrawn post without its words, so that replies to it still have a place."""
    discussions = names(session, "discussion", {row.discussion_id for row in rows})
    members = names(session, "member", {row.member_id for row in rows})
    posts = names(session, "post", {other for row in rows for other in (row.reply_to_id, row.quotes_id) if other})
    extras = _extras(session, "post", [row.id for row in rows])
    asked = polls.of_posts(session, [row.id for row in rows if row.kind == "poll" and not row.is_gone])
    needed = _referred_to(session, [row.id for row in rows if row.key is None and row.archive is not None])
    for row in rows:
        archive, key = name("post", row.id, row.archive, row.key)
        refer = References(archive)
        line: dict[str, Any] = {
            "type": "post",
            "key": key if row.key is not None or row.archive is None or row.id in needed else None,
            "discussion": refer.to("discussion", discussions[row.discussion_id]),
            "question": row.question,
            "member": refer.to("member", members[row.member_id]),
            "at": _instant(row.at),
            "text": "" if row.is_gone else row.text,
            "reply_to": refer.to("reply_to", posts[row.reply_to_id]) if row.reply_to_id in posts else None,
        }
        line |= {"quotes": refer.to("quotes", posts[row.quotes_id])} if row.quotes_id in posts else {}
        line |= {"edited_at": _instant(row.edited_at)} if row.edited_at else {}
        line |= {"hidden": True} if row.hidden_at else {}
        line |= {"withdrawn": True} if row.withdrawn_at else {}
        line |= {"poll": poll_line(asked[row.id])} if row.id in asked else {}
        line |= {"for_author": True} if row.for_author_at else {}
        line |= {} if row.for_author_settled is None else {"answered": row.for_author_settled}
        kept = {} if row.is_gone else extras.get(row.id, {})
        yield refer.on(line) | kept | _added(archive, row.id, f"{public_url}/posts/{row.id}")


def reaction_lines(session: Session, rows: Sequence[Post], public_url: str, _: datetime) -> Lines:
    """The reactions to these posts."""
    posts = {row.id: row for row in rows if not row.is_gone}
    query = (
        select(Reaction).where(Reaction.post_id.in_(posts)).order_by(Reaction.post_id, Reaction.at, Reaction.member_id)
    )
    reactions = session.scalars(query).all()
    members = names(session, "member", {reaction.member_id for reaction in reactions})
    extras = _reaction_extras(session, list(posts))
    for reaction in reactions:
        post = posts[reaction.post_id]
        archive, key = name("post", post.id, post.archive, post.key)
        refer = References(archive)
        member = refer.to("member", members[reaction.member_id])
        line = {"type": "reaction", "post": key, "member": member, "kind": reaction.kind}
        kept = extras.get((archive or "", f"{key} {member} {reaction.kind}"), {})
        yield refer.on(line) | kept | {"archive": archive, "url": f"{public_url}/posts/{post.id}"}


def _pairs(session: Session, model: Any, column: Any, ids: Sequence[int]) -> dict[int, list[int]]:
    query = select(model.discussion_id, column).where(model.discussion_id.in_(ids)).order_by(model.discussion_id)
    if model is DiscussionGuest:
        query = query.where(DiscussionGuest.removed_at.is_(None))
    found: dict[int, list[int]] = {}
    for discussion, row in session.execute(query.order_by(Reading.id if model is Reading else column)):
        found.setdefault(discussion, []).append(row)
    return found


def _extras(session: Session, kind: str, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The keys that we did not know when these were imported."""
    query = select(ImportedLine.row_id, ImportedLine.extra).where(
        ImportedLine.kind == kind, ImportedLine.row_id.in_(ids)
    )
    return {row: extra for row, extra in session.execute(query) if extra}


def _reaction_extras(session: Session, posts: Sequence[int]) -> dict[tuple[str, str], dict[str, Any]]:
    query = select(ImportedLine).where(ImportedLine.kind == "reaction", ImportedLine.row_id.in_(posts))
    return {(row.archive, row.key): row.extra for row in session.scalars(query) if row.extra}


def _referred_to(session: Session, posts: Sequence[int]) -> set[int]:
    replies = session.scalars(select(Post.reply_to_id).where(Post.reply_to_id.in_(posts)))
    quotations = session.scalars(select(Post.quotes_id).where(Post.quotes_id.in_(posts)))
    reacted = session.scalars(select(Reaction.post_id).where(Reaction.post_id.in_(posts)))
    return {row for row in (*replies, *quotations, *reacted) if row is not None}


def _one(article: int | None) -> list[int]:
    return [] if article is None else [article]


def _times(row: Discussion) -> dict[str, str]:
    return {field: _instant(getattr(row, field)) for field in ("starts", "ends", "opens", "closes")}


def _when_said(row: Discussion, now: datetime) -> dict[str, Any]:
    """What a discussion has only when somebody said so."""
    current = state(row, now)
    said: dict[str, Any] = {"state": current} if current in {State.DRAFT, State.CANCELLED} else {}
    said |= {"summary": row.summary} if row.summary else {}
    further = [{"starts": _instant(hour.starts), "ends": _instant(hour.ends)} for hour in row.hours[1:]]
    said |= {"further_hours": further} if further else {}
    return said | ({"patients_welcome": True} if row.patients_welcome else {})


def _hashtag(series_name: str, hashtag: str) -> str:
    """As the archive wrote it, #RadOnc, where that is the series' name."""
    try:
        return series_name if normal_hashtag(series_name) == hashtag else hashtag
    except Refusal:
        return hashtag


def _instant(at: datetime) -> str:
    """RFC 3339 in UTC, with its fraction of a second where there is one: order may hang on it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _added(archive: str | None, row: int, url: str) -> dict[str, Any]:
    return {"archive": archive, "id": row, "url": url}
