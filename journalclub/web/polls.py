"""What is nominated, as the agenda and an article's page show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from journalclub.discussions import queries
from journalclub.discussions.agenda import deciding, policy
from journalclub.discussions.agenda import queries as agenda
from journalclub.discussions.agenda.authors import is_named
from journalclub.discussions.agenda.models import Ending
from journalclub.discussions.agenda.queries import Candidate, Decided
from journalclub.discussions.agenda.voting import next_dates
from journalclub.discussions.models import Discussion, Series
from journalclub.literature import views as literature
from journalclub.literature.views import ArticleView
from journalclub.web.context import now, reading, viewer

SHOWN = 8  # on the agenda; all of them on the list's own page


@dataclass(frozen=True)
class Row:
    """A poll with its article."""

    poll: Candidate
    article: ArticleView


@dataclass(frozen=True)
class Place:
    """Where a host may put a chosen article: an open date, or a discussion that has none yet."""

    value: str
    edition: queries.Edition | None
    discussion: Discussion | None


@dataclass(frozen=True)
class DecidedRow:
    """A nomination that left the list, with its article. `returnable`: a host may put it back."""

    end: Decided
    article: ArticleView
    returnable: bool


def of_series(series: Series, *, cursor: str | None = None, limit: int = SHOWN) -> dict[str, Any] | None:
    """A series' list for `agenda/_nominations.html`; None for whoever has no say in it."""
    person = viewer()
    if not policy.may_nominate(person):
        return None
    page = agenda.ranked(reading(), person, series, now(), cursor=cursor, limit=limit)
    return {
        "series": series,
        "rows": _rows(page.items),
        "next": page.next,
        "dates": next_dates(reading(), person, [series], now())[series.id],
        "own_dates": agenda.own_dates(reading(), person, series.id),
        "decided": [] if cursor else _decided(series),
        "places": places(series),
    }


def on_article(article: ArticleView) -> dict[str, Any] | None:
    """The polls about an article, and what one needs to nominate it; None for whoever has no say in it."""
    if not policy.may_nominate(viewer()):
        return None
    polls = agenda.of_articles(reading(), viewer(), [article.id], now()).get(article.id, [])
    listed = {poll.series_id for poll in polls}
    every = queries.all_series(reading())
    by_id = {one.id: one for one in every}
    others = [one for one in every if one.id not in listed]
    return {
        "rows": [
            {"poll": poll, "series": by_id[poll.series_id], "places": places(by_id[poll.series_id])} for poll in polls
        ],
        "series": others,
        "series_options": [(one.id, one.name) for one in others],
        "named": is_named(reading(), article.id, viewer().name),
    }


def places(series: Series) -> list[Place]:
    """Nothing for whoever decides nothing."""
    if not policy.may_decide(viewer()):
        return []
    dates, free = deciding.open_places(reading(), viewer(), series, now())
    return [
        *(Place(f"discussion:{row.id}", None, row) for row in free),
        *(Place(f"on:{edition.on}", edition, None) for edition in dates),
    ]


def _rows(polls: Sequence[Candidate]) -> list[Row]:
    articles = literature.articles_by_id(reading(), {poll.article_id for poll in polls})
    return [Row(poll, articles[poll.article_id]) for poll in polls]


def _decided(series: Series) -> list[DecidedRow]:
    found = agenda.decided(reading(), viewer(), series.id)
    articles = literature.articles_by_id(reading(), {one.nomination.article_id for one in found})
    decides = policy.may_decide(viewer())
    return [
        DecidedRow(one, articles[one.nomination.article_id], decides and one.how is not Ending.WITHDRAWN)
        for one in found
    ]
