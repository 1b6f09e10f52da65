"""What the sample club says and wants between its evenings, done by its members as they would do it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import cycle

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from journalclub.discussions import queries
from journalclub.discussions.actions import coming, reacting, threads
from journalclub.discussions.actions.coming import Answer
from journalclub.discussions.agenda import deciding, nominating, voting
from journalclub.discussions.states import State
from journalclub.literature.models import Article, ArticleHistory, ArticleImport
from journalclub.members.models import Member
from journalclub.members.viewer import Viewer
from journalclub.sample import between

LONG_AGO = timedelta(days=400)  # the sample's members have been verified for longer than any poll is open
FRESH = timedelta(days=20)
NOTICES = {"vitamin": "retraction-in", "periop-margins": "erratum-in"}
ViewerOf = Callable[[Session, str], Viewer]


def fill(session: Session, archive: str, host: str, viewer: ViewerOf, now: datetime) -> None:
    """Age the library, then let members talk, nominate and vote, each at their time."""
    members = (Member.archive == archive, Member.verified_at.is_not(None))
    session.execute(update(Member).where(*members).values(verified_at=now - LONG_AGO, joined_at=now - LONG_AGO))
    imported = select(ArticleImport.key, ArticleImport.article_id).where(ArticleImport.archive == archive)
    articles = dict(session.execute(imported).all())
    _age(session, archive, articles, now)
    _talk(session, articles, viewer, now)
    _nominate(session, articles, host, viewer, now)
    (series,) = queries.all_series(session)
    dates = voting.next_dates(session, viewer(session, host), [series], now)[series.id]
    soon = [edition.on for edition in dates if edition.on]
    for member, places in between.dates().items():
        suiting = [soon[place] for place in places if place < len(soon)]
        voting.suit(session, by=viewer(session, member), series_id=series.id, dates=suiting, now=now)
    _come(session, [viewer(session, member) for member in between.dates()], now)


def _come(session: Session, members: list[Viewer], now: datetime) -> None:
    """Those who say when they could take part have also answered for the next evening."""
    announced = queries.listed(session, members[0], now, states=(State.ANNOUNCED,), oldest_first=True, limit=1).items
    answers = cycle((Answer.GOING, Answer.GOING, Answer.MAYBE, Answer.READING))
    for one in announced:
        for by, says in zip(members, answers, strict=False):
            coming.answer(session, by=by, discussion_id=one.row.id, says=says, now=now)


def _age(session: Session, archive: str, articles: dict[str, int], now: datetime) -> None:
    """Each came when it was published, a few this week, in which two notices came as well."""
    for key, id in articles.items():
        article = session.get_one(Article, id)
        days = between.days_ago(key)
        published = datetime.combine(article.listed_on, now.timetz())
        article.added_at = now - timedelta(days=days, hours=2) if days is not None else min(published, now - FRESH)
    for hours, (key, kind) in zip((30, 55), NOTICES.items(), strict=True):
        notice = {"field": "notices", "before": "", "after": kind}
        at = now - timedelta(hours=hours)
        session.add(ArticleHistory(article_id=articles[key], at=at, source=archive, changes=[notice]))


def _talk(session: Session, articles: dict[str, int], viewer: ViewerOf, now: datetime) -> None:
    before = None
    for number, one in enumerate(between.remarks()):
        at = now - timedelta(hours=one.hours)
        post, _ = threads.say(
            session,
            by=viewer(session, one.member),
            article_id=articles[one.article],
            text=one.text,
            quote=one.quote,
            client_token=f"sample-{number}",
            reply_to=before if one.reply else None,
            now=at,
        )
        before = post.id
        for member, kind in one.reactions:
            reacting.react(session, by=viewer(session, member), post_id=post.id, kind=kind, on=True, now=at)


def _nominate(session: Session, articles: dict[str, int], host: str, viewer: ViewerOf, now: datetime) -> None:
    (series,) = queries.all_series(session)
    for one in between.wishes():
        at = now - timedelta(days=one.days)
        nomination = nominating.nominate(
            session,
            by=viewer(session, one.member),
            article_id=articles[one.article],
            series_id=series.id,
            reason=one.reason,
            by_author=one.author,
            now=at,
        ).id
        for member in one.votes:
            voting.vote(session, by=viewer(session, member), nomination_id=nomination, on=True, now=at)
        if one.declined:
            then = now - timedelta(days=one.declined_days)
            deciding.decline(session, by=viewer(session, host), nomination_id=nomination, why=one.declined, now=then)
