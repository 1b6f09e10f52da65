"""A week's literature: what was talked about, nominated, taken back or corrected, and what came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for

from journalclub.discussions import policy, queries
from journalclub.discussions.agenda import queries as agenda
from journalclub.discussions.calendar import instant
from journalclub.discussions.queries import Talk, TalkedAbout
from journalclub.kit.refusal import NotFound
from journalclub.literature import arriving
from journalclub.literature import views as literature
from journalclub.literature.views import ArticleView
from journalclub.web.context import now, reading, viewer
from journalclub.web.pages import Can, the_club

pages = Blueprint("week", __name__)
MOST = 10  # talked about, nominated; the rest of a week is found by searching it
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Discussed:
    """An article that people wrote about, and the latest that was said in its thread."""

    article: ArticleView
    counts: TalkedAbout
    talk: Talk | None


@pages.get("/week")
def this() -> str:
    return _page(_monday(_today()))


@pages.get("/week/<day>")
def show(day: str) -> Any:
    """The week of a day; its address has the Monday."""
    try:
        asked = date.fromisoformat(day)
    except ValueError as error:
        raise NotFound from error
    monday = _monday(asked)
    if monday > _monday(_today()) or asked.year < 1900:
        raise NotFound
    if monday != asked:
        return redirect(url_for(".show", day=monday.isoformat()))
    return _page(monday)


def _page(monday: date) -> str:
    since, until = _midnight(monday), _midnight(monday + WEEK)
    cursor = request.args.get("cursor")
    new = arriving.arrived(reading(), since, until, cursor=cursor)
    nominated = [] if cursor else agenda.nominated_between(reading(), viewer(), since, until, MOST)
    articles = literature.articles_by_id(reading(), nominated)
    latest = monday == _monday(_today())
    return render_template(
        "week/show.html",
        monday=since,
        sunday=until - timedelta(days=1),
        day=monday.isoformat(),
        latest=latest,
        before=url_for(".show", day=(monday - WEEK).isoformat()),
        after=None if latest else url_for(".show", day=(monday + WEEK).isoformat()),
        talked=[] if cursor else _talked(since, until),
        nominated=[articles[id] for id in nominated],
        polls=agenda.of_articles(reading(), viewer(), nominated, now()),
        noticed=[] if cursor else arriving.noticed(reading(), since, until),
        new=new.items,
        count=arriving.count_arrived(reading(), since, until),
        talk=queries.talk_of(reading(), viewer(), [article.id for article in new.items], now()),
        next=url_for(".show", day=monday.isoformat(), cursor=new.next) if new.next else None,
        first=url_for(".show", day=monday.isoformat()) if cursor else None,
        can=Can(talk=policy.may_use_threads(viewer()), admin=viewer().is_admin),
    )


def _talked(since: datetime, until: datetime) -> list[Discussed]:
    found = queries.talked_about(reading(), viewer(), now(), since=since, until=until, limit=MOST)
    ids = [one.article_id for one in found]
    articles = literature.articles_by_id(reading(), ids)
    talk = queries.talk_of(reading(), viewer(), ids, now(), since=since, until=until)
    return [Discussed(articles[one.article_id], one, talk.get(one.article_id)) for one in found]


def _today() -> date:
    """The day it is where the club is."""
    return now().astimezone(_zone()).date()


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _midnight(day: date) -> datetime:
    return instant(day, time(), _zone())[0]


def _zone() -> ZoneInfo:
    club = the_club()
    return ZoneInfo(club.zone if club else "UTC")
