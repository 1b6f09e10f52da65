"""What hosts do when the hour is over: come back to the posts they marked, write what to take home, and the recap."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journalclub.discussions import queries as discussions
from journalclub.discussions.actions import finding
from journalclub.discussions.closing import marking, queries, telling
from journalclub.discussions.closing.telling import MOST_POINTS, Point
from journalclub.discussions.models import Discussion
from journalclub.discussions.states import OVER, state
from journalclub.kit.markdown import escape_markdown
from journalclub.kit.refusal import Forbidden, NotFound, Refusal
from journalclub.kit.text import clean
from journalclub.web import figures, shown
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.errors import wants_json
from journalclub.web.numbers import whole
from journalclub.web.pages import Can
from journalclub.web.posts import findings

pages = Blueprint("closing", __name__)
FIELD_OF = {"long-recap": "recap", "no-recap": "recap", "not-over": "recap"}


@pages.post("/posts/<int:post_id>/mark")
def mark(post_id: int) -> Any:
    """Mark a post to come back to; without `on` the mark is taken off."""
    on = "on" in request.form
    with parts().database.transaction() as session:
        post = marking.mark(session, by=viewer(), post_id=post_id, on=on, now=now())
        discussion_id = post.discussion_id
    if wants_json():
        return {"id": post_id, "marked": on}
    return redirect(url_for("discussions.show", discussion_id=discussion_id) + f"#post-{post_id}")


@pages.get("/discussions/<int:discussion_id>/closing")
def show(discussion_id: int) -> str:
    return _page(discussion_id)


@pages.post("/discussions/<int:discussion_id>/take-home")
def points(discussion_id: int) -> Any:
    given = [
        Point(request.form.get(f"point-{number}", ""), request.form.get(f"post-{number}", type=whole))
        for number in range(1, MOST_POINTS + 1)
    ]
    try:
        with parts().database.transaction() as session:
            sure = "confirmed" in request.form
            telling.write_points(
                session, by=viewer(), discussion_id=discussion_id, points=given, now=now(), identifies_nobody=sure
            )
    except Refusal as refusal:
        return _again(discussion_id, refusal, "points", given=given, text=_joined(given))
    flash(_("Saved. Whoever reads the discussion sees the points when it has closed."), "good")
    return _back(discussion_id)


@pages.post("/discussions/<int:discussion_id>/recap")
def recap(discussion_id: int) -> Any:
    """Save it; the button `publish` shows it to everybody who may read the discussion."""
    text = request.form.get("recap", "")
    try:
        with parts().database.transaction() as session:
            sure = "confirmed" in request.form
            telling.write_recap(
                session, by=viewer(), discussion_id=discussion_id, text=text, now=now(), identifies_nobody=sure
            )
            if "publish" in request.form:
                telling.publish_recap(session, by=viewer(), discussion_id=discussion_id, now=now())
    except Refusal as refusal:
        return _again(discussion_id, refusal, "recap", recap=text, text=clean(text))
    published = "publish" in request.form
    flash(_("The recap is published.") if published else _("Saved."), "good")
    return _back(discussion_id)


def _again(discussion_id: int, refusal: Refusal, form: str, *, text: str, **sent: Any) -> tuple[str, int]:
    """The page with this form as it was sent, and what is wrong with it."""
    if isinstance(refusal, NotFound | Forbidden):
        raise refusal
    found = findings(refusal, text)
    errors = {} if found else {FIELD_OF.get(refusal.code, form): refusal.sentence}
    return _page(discussion_id, errors=errors, findings={form: found}, **sent), refusal.status


def _page(discussion_id: int, **sent: Any) -> str:
    row = finding.editable(reading(), viewer(), discussion_id, now())
    discussion, _head = shown.whole(reading(), row, now())
    written = queries.points(reading(), row.id)
    given = sent.get("given") or [Point(point.text, point.post_id) for point in written]
    kept = queries.recap(reading(), row.id, drafts=True)
    over = state(row, now()) in OVER
    return render_template(
        "discussions/closing.html",
        discussion=discussion,
        points=[*given, *[Point("")] * MOST_POINTS][:MOST_POINTS],
        marked=queries.marked(reading(), row),
        recap=sent.get("recap") or (kept.text if kept else _draft(row, discussion, written)),
        kept=kept,
        reflections=queries.reflections(reading(), row.id),
        errors=sent.get("errors", {}),
        findings=sent.get("findings", {}),
        begun=row.starts <= now(),
        can=Can(publish_recap=over and (kept is None or kept.published_at is None)),
    )


def _draft(row: Discussion, discussion: shown.DiscussionView, points: list[queries.PointView]) -> str:
    """A recap to begin with, from what the club knows: the questions, the points, the figures."""
    posts = discussions.transcript(reading(), row.id)
    counted = figures.of(row, posts, discussion.questions)
    if not counted.posts:
        return ""
    text = render_template(
        "discussions/recap.md", discussion=discussion, points=points, figures=counted, md=escape_markdown
    )
    return text.strip()


def _joined(points: list[Point]) -> str:
    """What is looked at for patient details, so that what was found can be shown."""
    return "\n".join(text for text in (clean(point.text, lines=False) for point in points) if text)


def _back(discussion_id: int) -> Response:
    return redirect(url_for(".show", discussion_id=discussion_id))
