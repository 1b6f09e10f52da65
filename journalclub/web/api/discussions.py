"""Discussions for programs."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from journalclub.discussions import queries
from journalclub.discussions.actions import finding
from journalclub.discussions.closing import queries as closing
from journalclub.discussions.models import Discussion
from journalclub.discussions.states import State
from journalclub.kit.clock import rfc3339
from journalclub.kit.refusal import Refusal
from journalclub.web.api import answer, caller, integer, limit, pages
from journalclub.web.context import now, reading
from journalclub.web.links import absolute, stream_address


@pages.get("/discussions")
def discussions() -> Response:
    found = queries.listed(
        reading(),
        caller(),
        now(),
        states=_states(),
        series=_series(),
        cursor=request.args.get("cursor"),
        limit=limit(),
    )
    items = [_short(one.row, one.state) | {"post_count": one.post_count} for one in found.items]
    return answer({"discussions": items, "next": found.next})


@pages.get("/discussions/<int:discussion_id>")
def discussion(discussion_id: int) -> Response:
    row, _ = finding.discussion(reading(), caller(), discussion_id, now())
    view = queries.whole(reading(), row, now())
    points, recap = closing.published_points(reading(), row, now()), closing.recap(reading(), row.id)
    body = _short(row, view.state)
    body |= {
        "summary": row.summary,
        "take_home": [{"text": point.text, "post": point.post_id} for point in points],
        "recap": recap.text if recap else "",
        "current_question": row.current_question,
        "questions": [
            {"id": q.id, "number": q.number, "text": q.text, "post_count": q.post_count} for q in view.questions
        ],
        "hosts": [{"id": person.id, "name": person.name} for person in view.hosts],
        "guests": [{"id": person.id, "name": person.name} for person in view.guests],
        "article": row.article_id,
        "readings": [reading_.article_id for reading_ in view.readings],
        "post_count": view.post_count,
        "stream": absolute(stream_address(discussion_id, caller(), since=view.head)),
    }
    return answer(body)


@pages.get("/discussions/<int:discussion_id>/posts")
def discussion_posts(discussion_id: int) -> Response:
    finding.discussion(reading(), caller(), discussion_id, now())
    posts, following = queries.posts_since(reading(), discussion_id, integer("since", 0), limit())
    return answer({"posts": [post.as_json() for post in posts], "next": following})


def _short(row: Discussion, state: State) -> dict[str, Any]:
    return {
        "id": row.id,
        "key": row.key,
        "archive": row.archive,
        "title": row.title,
        "series": row.series.hashtag if row.series else None,
        "state": str(state),
        "visibility": row.visibility,
        "patients_welcome": row.patients_welcome,
        "opens": rfc3339(row.opens),
        "starts": rfc3339(row.starts),
        "ends": rfc3339(row.ends),
        "closes": rfc3339(row.closes),
        "url": absolute(url_for("discussions.show", discussion_id=row.id)),
    }


def _states() -> list[State]:
    named = [word for word in request.args.get("state", "").split(",") if word]
    try:
        return [State(word) for word in named]
    except ValueError as error:
        raise Refusal("bad-state", f"state must be one of {', '.join(State)}.") from error


def _series() -> str | None:
    tag = request.args.get("series", "").strip().lower()
    return "#" + tag.lstrip("#") if tag else None
