"""The front page: what is on, what is new, what was discussed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from journalclub.discussions import policy, queries
from journalclub.discussions.states import OVER, State
from journalclub.literature import listing
from journalclub.web import dates, places, shown
from journalclub.web.context import now, reading, viewer
from journalclub.web.pages import Can, the_club

pages = Blueprint("front", __name__)
FRESH, LATELY, EDITIONS = 8, 6, 4
COMING = (State.LIVE, State.OPEN, State.ANNOUNCED)
WEEK = timedelta(days=7)


@pages.get("/")
def home() -> str:
    if the_club() is None:
        return render_template("front/being_set_up.html")
    coming = queries.listed(reading(), viewer(), now(), states=COMING, oldest_first=True, limit=10).items
    past = queries.listed(reading(), viewer(), now(), states=tuple(OVER), limit=LATELY).items
    fresh = listing.listed(reading(), added_since=now() - WEEK, limit=FRESH)
    talk = queries.talk_of(reading(), viewer(), [article.id for article in fresh.items], now())
    allowed = policy.may_schedule(viewer())
    return render_template(
        "front/home.html",
        hero=_hero(coming),
        fresh=[{"article": article, "talk": talk.get(article.id)} for article in fresh.items],
        fresh_count=listing.count_since(reading(), now() - WEEK),
        lately=[one.row for one in past],
        unread=places.unread([*coming, *past]),
        editions=_editions(),
        replies=_spoken_to(),
        can=Can(host=allowed, schedule=allowed, admin=viewer().is_admin),
    )


def _hero(coming: Any) -> shown.DiscussionView | None:
    """What is live; else what one can write in; else what comes next."""
    order = {state: place for place, state in enumerate(COMING)}
    first = min(coming, key=lambda one: (order[one.state], one.row.starts), default=None)
    return shown.whole(reading(), first.row, now())[0] if first else None


def _spoken_to() -> list[dict[str, str]]:
    """Where somebody has mentioned or answered the reader since they last read."""
    return [
        {
            "text": ngettext(
                "%(num)s reply or mention: %(title)s",
                "%(num)s replies or mentions: %(title)s",
                one.count,
                title=one.title,
            ),
            "url": url_for("discussions.show", discussion_id=one.discussion, lane="mentions"),
        }
        for one in queries.spoken_to(reading(), viewer(), now())
    ]


def _editions() -> list[dict[str, Any]]:
    """The next dates of all series, each with the word that tells it from the others."""
    every = queries.all_series(reading())
    coming = dates.coming(every, EDITIONS)
    soonest = sorted((one for some in coming.values() for one in some), key=lambda one: one.starts)
    return [{"starts": one.starts, "discussion": one.discussion, "note": _note(one)} for one in soonest[:EDITIONS]]


def _note(one: dates.EditionView) -> str:
    if one.is_cancelled:
        return str(_("no discussion"))
    if one.discussion is not None and one.discussion.article is None:
        return str(_("choosing the article"))
    return one.series.hashtag
