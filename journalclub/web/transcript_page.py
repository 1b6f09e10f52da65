"""The transcript of a discussion as a page."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import render_template
from markupsafe import Markup

from journalclub.discussions import queries
from journalclub.discussions.actions import finding
from journalclub.discussions.author_questions import OPEN
from journalclub.discussions.closing import queries as closing
from journalclub.discussions.posts import PostView
from journalclub.discussions.states import OVER
from journalclub.kit.markdown import safe_markdown
from journalclub.web import figures, live_page, shown
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
    can = live_page.can(here, row)
    recap = closing.recap(reading(), row.id, drafts=can.edit)
    counted = figures.of(row, posts, discussion.questions)
    return render_template(
        "discussions/transcript.html",
        discussion=discussion,
        summary=Markup(safe_markdown(row.summary)),  # noqa: S704 - sanitised
        points=closing.points(reading(), row.id) if can.edit else closing.published_points(reading(), row, now()),
        recap=Markup(safe_markdown(recap.text)) if recap else "",  # noqa: S704 - sanitised
        recap_is_draft=recap is not None and recap.published_at is None,
        groups=[group for group in groups if group["posts"]],
        open_questions=[post for post in heard if post.for_author == OPEN] if here.state in OVER else [],
        people=_people(heard),
        figures=counted,
        drawings=figures.drawings(counted),
        countries=figures.countries(counted),
        published=row.published_at is not None,
        next=None,
        can=can,
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
