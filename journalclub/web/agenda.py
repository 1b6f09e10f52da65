"""The agenda: when each series meets next, and what a host makes of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from journalclub.discussions import policy, queries
from journalclub.discussions.states import State
from journalclub.literature import views as literature
from journalclub.web import dates, polls, shown
from journalclub.web.context import now, reading, viewer
from journalclub.web.numbers import whole
from journalclub.web.pages import Can

pages = Blueprint("agenda", __name__)


@pages.get("/agenda")
def index() -> str:
    allowed = policy.may_schedule(viewer())
    wanted = request.args.get("article", type=whole)
    drafts = queries.listed(reading(), viewer(), now(), states=(State.DRAFT,)).items if allowed else []
    return render_template(
        "agenda/index.html",
        series=_series(),
        drafts=shown.cards(reading(), drafts),
        article=literature.articles_by_id(reading(), {wanted}).get(wanted) if wanted else None,
        can=Can(host=allowed, schedule=allowed, decide=allowed),
    )


def _series() -> list[dict[str, Any]]:
    every = queries.all_series(reading())
    coming = dates.coming(every, queries.EDITIONS)
    return [
        {
            "id": series.id,
            "name": series.name,
            "hashtag": series.hashtag,
            "rule": dates.rule_words(series),
            "nominated": polls.of_series(series),
            "editions": coming[series.id],
        }
        for series in every
        if coming[series.id]
    ]
