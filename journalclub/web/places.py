"""How far one has read: kept for those who take part, on all their devices; the line above what is new to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journalclub.discussions import policy, queries
from journalclub.discussions.actions import finding, marking
from journalclub.discussions.policy import Standing
from journalclub.discussions.posts import PostView
from journalclub.discussions.queries import Listed, Place
from journalclub.kit.refusal import Forbidden
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.numbers import whole
from journalclub.web.pace import Pace
from journalclub.web.session import require_sign_in

pages = Blueprint("places", __name__)
pace = Pace(burst=20, per_second=0.5)  # of one member; the page says so every 20 s at most and when it is left


@dataclass(frozen=True)
class Whereabouts:
    """Where the viewer has got to on this page. `first` is the first new post on it, and `jump` leads there."""

    place: Place | None = None
    unread: dict[int | None, int] = field(default_factory=dict)
    first: int | None = None
    jump: str = ""
    mentions: int = 0  # new posts that speak to them

    @property
    def total(self) -> int:
        return sum(self.unread.values())


@pages.post("/discussions/<int:discussion_id>/place")
def mark(discussion_id: int) -> tuple[str, int] | Response:
    """I have read as far as `post`: said by a script now and then, without one by a button (with `from`)."""
    require_sign_in()
    pace.take(viewer().id)
    post = request.form.get("post", 0, type=whole)
    place = queries.place_of(reading(), viewer(), discussion_id)
    if place is None or place.post_id != post:  # what is known already costs no write
        with parts().database.transaction() as session:
            marking.mark_read(session, by=viewer(), discussion_id=discussion_id, post_id=post, now=now())
    if "from" in request.form:
        return redirect(url_for("discussions.show", discussion_id=discussion_id))
    return "", 204


@pages.get("/discussions/<int:discussion_id>/place")
def show(discussion_id: int) -> Response:
    """To the last post that one has read; to the discussion's beginning when there is none."""
    finding.discussion(reading(), viewer(), discussion_id, now())
    place = queries.place_of(reading(), viewer(), discussion_id)
    before = queries.around(reading(), discussion_id, *place, later=150) if place else None
    anchor = "#new" if place else ""
    return redirect(url_for("discussions.show", discussion_id=discussion_id, before=before) + anchor)


@pages.get("/discussions/<int:discussion_id>/participants")
def participants(discussion_id: int) -> dict[str, list[dict[str, str]]]:
    """Whom one may mention here, as JSON. People are suggested to verified members only, who may write here."""
    _row, here = finding.discussion(reading(), viewer(), discussion_id, now())
    if not policy.may_be_suggested_people(viewer(), here):
        raise Forbidden("no-suggestions", _("People are suggested to verified members who write here."))
    pace.take(viewer().id)
    found = queries.participants(reading(), discussion_id)
    return {"people": [{"name": one.name, "about": one.profession} for one in found if one.id != viewer().id]}


def whereabouts(discussion_id: int, here: Standing, posts: Sequence[PostView]) -> Whereabouts:
    """For the page that shows these posts."""
    if not keeps_place(here):
        return Whereabouts()
    spoken = sum(one.count for one in queries.spoken_to(reading(), viewer(), now(), discussion_id))
    place = queries.place_of(reading(), viewer(), discussion_id)
    if place is None:
        return Whereabouts(mentions=spoken)
    unread = queries.unread_by_question(reading(), viewer(), discussion_id)
    new = [post for post in posts if _is_new(post, place)]
    begins_here = bool(new) and (not _is_after(posts[0], place) or len(new) == sum(unread.values()))
    jump = "#new" if begins_here else url_for("places.show", discussion_id=discussion_id)
    return Whereabouts(place, unread, new[0].id if begins_here else None, jump, spoken)


def unread(listed: Iterable[Listed]) -> dict[int, int]:
    """How much is new to the viewer in the discussions of a list, of those that they have begun to read."""
    return queries.unread_in(reading(), viewer(), [one.row.id for one in listed])


def keeps_place(here: Standing) -> bool:
    return policy.may_take_part(viewer(), here)


def _is_new(post: PostView, place: Place) -> bool:
    return _is_after(post, place) and post.member.id != viewer().id and not (post.hidden or post.withdrawn)


def _is_after(post: PostView, place: Place) -> bool:
    return (post.at, post.id) > (place.at, place.post_id)
