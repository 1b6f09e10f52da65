"""The agenda: when each series meets next, and what a host makes of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from journalclub.discussions import policy, queries
from journalclub.discussions.models import Series
from journalclub.discussions.states import State
from journalclub.literature import views as literature
from journalclub.web import polls, shown
from journalclub.web.context import now, reading, viewer
from journalclub.web.numbers import whole
from journalclub.web.pages import Can

pages = Blueprint("agenda", __name__)
EDITIONS = 6


@pages.get("/agenda")
def index() -> str:
    allowed = policy.may_schedule(viewer())
    wanted = request.args.get("article", type=whole)
    drafts = queries.listed(reading(), viewer(), now(), states=(State.DRAFT,)).items if allowed else []
    return render_template(
        "agenda/index.html",
        series=[_series(series) for series in queries.all_series(reading()) if series.rule],
        drafts=shown.cards(reading(), drafts),
        article=literature.articles_by_id(reading(), {wanted}).get(wanted) if wanted else None,
        can=Can(host=allowed, schedule=allowed, decide=allowed),
    )


def _series(series: Series) -> dict[str, Any]:
    editions = queries.editions(reading(), viewer(), series, now(), EDITIONS)
    cards = {card.id: card for card in shown.cards(reading(), [e.discussion for e in editions if e.discussion])}
    return {
        "id": series.id,
        "name": series.name,
        "hashtag": series.hashtag,
        "rule": _rule(series),
        "nominated": polls.of_series(series),
        "editions": [
            {
                "starts": edition.discussion.row.starts if edition.discussion else edition.meeting.starts,
                "ends": edition.discussion.row.ends if edition.discussion else edition.meeting.ends,
                "key": f"{series.id}:{edition.meeting.on}",
                "discussion": cards[edition.discussion.row.id] if edition.discussion else None,
            }
            for edition in editions
        ],
    }


def _rule(series: Series) -> str:
    city = series.time_zone.rpartition("/")[2].replace("_", " ")
    return str(_("%(rule)s, %(time)s %(city)s time", rule=series.rule, time=series.wall_time, city=city))
