"""The transcript of a discussion as a page."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import render_template
from markupsafe import Markup

from journalclub.discussions import queries
from journalclub.discussions.actions import finding
from journalclub.discussions.posts import PostView
from journalclub.kit.markdown import safe_markdown
from journalclub.web import live_page, shown
from journalclub.web.context import now, reading, viewer


def page(discussion_id: int) -> str:
    row, here = finding.discussion(reading(), viewer(), discussion_id, now())
    discussion, _head = shown.whole(reading(), row, now())
    posts = queries.transcript(reading(), discussion_id)
    heard = [post for post in posts if not (post.hidden or post.withdrawn)]
    groups = [
        {"question": question, "posts": [post for post in posts if post.question == number]}
        for number, question in [(None, None), *((q.number, q) for q in discussion.questions)]
    ]
    return render_template(
        "discussions/transcript.html",
        discussion=discussion,
        summary=Markup(safe_markdown(row.summary)),  # noqa: S704 - sanitised
        recap="",
        groups=[group for group in groups if group["posts"]],
        people=_people(heard),
        figures=_figures(heard),
        published=row.published_at is not None,
        next=None,
        can=live_page.can(here, row),
    )


def _people(posts: list[PostView]) -> list[dict[str, Any]]:
    said = Counter(post.member.id for post in posts)
    writers = {post.member.id: post.member for post in posts}
    return [
        {
            "name": writers[member].name,
            "profession": writers[member].profession,
            "country": writers[member].country,
            "badge": writers[member].badge,
            "posts": count,
        }
        for member, count in said.most_common()
    ]


def _figures(posts: list[PostView]) -> dict[str, int]:
    writers = {post.member.id: post.member for post in posts}.values()
    return {
        "posts": len(posts),
        "people": len(writers),
        "countries": len({writer.country for writer in writers if writer.country}),
        "professions": len({writer.profession for writer in writers if writer.profession}),
    }
