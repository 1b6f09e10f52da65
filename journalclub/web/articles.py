"""One article: read it, attach it to a discussion; ask for one that is missing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from journalclub.discussions import library as shelves
from journalclub.discussions import policy, queries
from journalclub.discussions.actions import reading as readings
from journalclub.discussions.states import State
from journalclub.kit.refusal import NotFound, Refusal
from journalclub.literature import citation
from journalclub.literature import policy as literature_policy
from journalclub.literature import views as literature
from journalclub.literature.actions import requesting
from journalclub.literature.record import record
from journalclub.web import library, limits, polls, records, shown, talking
from journalclub.web.context import now, parts, read_anew, reading, viewer
from journalclub.web.links import absolute
from journalclub.web.numbers import whole
from journalclub.web.pages import Can
from journalclub.web.session import require_sign_in

pages = Blueprint("articles", __name__)
ATTACHABLE = (State.LIVE, State.OPEN, State.ANNOUNCED)


@pages.get("/articles/<int:article_id>")
def show(article_id: int) -> Any:
    article = literature.article(reading(), article_id)
    if article is None:
        raise NotFound
    if article.id != article_id:  # it was merged: its address goes on working, until somebody splits the two again
        return redirect(url_for(".show", article_id=article.id))
    return page(article)


@pages.post("/articles")
def add() -> Any:
    """Ask for one article by PMID or DOI; the worker looks it up."""
    require_sign_in()
    given = request.form.get("identifier", "").strip()
    try:
        with parts().database.transaction() as session:
            limits.asking(session, viewer(), now())
            article_id = literature.find(session, given)
            if article_id is None:
                article_id = requesting.request_article(session, by=viewer(), identifier=given, now=now()).id
    except Refusal as refusal:
        read_anew()
        return library.page(values=request.form, errors={"identifier": refusal.sentence}), refusal.status
    return redirect(url_for(".show", article_id=article_id))


@pages.post("/articles/<int:article_id>/look-up")
def look_again(article_id: int) -> Any:
    require_sign_in()
    with parts().database.transaction() as session:
        limits.asking(session, viewer(), now())
        requesting.ask_again(session, by=viewer(), article_id=article_id)
    return redirect(url_for(".show", article_id=article_id))


@pages.post("/articles/<int:article_id>/readings")
def attach(article_id: int) -> Any:
    require_sign_in()
    article = literature.article(reading(), article_id)
    discussion_id = request.form.get("discussion", type=whole)
    if article is None or discussion_id is None:
        raise NotFound
    try:
        with parts().database.transaction() as session:
            limits.posting(session, viewer(), now())
            why = request.form.get("why", "")
            readings.attach(
                session, by=viewer(), discussion_id=discussion_id, article_id=article.id, why=why, now=now()
            )
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        read_anew()
        return page(article, values=request.form, errors={"why": refusal.sentence}), refusal.status
    flash(_("Attached."), "good")
    return redirect(url_for("discussions.show", discussion_id=discussion_id))


def page(article: literature.ArticleView, **form: Any) -> str:
    """The article's page; what is given besides brings a refused form back as it was sent."""
    aliases = literature.with_aliases(reading(), article.id)
    address = absolute(url_for("articles.show", article_id=article.id))
    return render_template(
        "articles/show.html",
        article=article,
        record=(known := record(reading(), article.id)),
        facts=records.facts(known),
        tie_words=records.tie_words,
        in_language=records.in_language,
        revised_words=records.revised_words,
        discussed=shown.cards(reading(), queries.of_article(reading(), viewer(), aliases, now())),
        standing=shelves.standing_of(reading(), viewer(), [article.id], now())[article.id],
        thread=talking.thread(article, form.get("write")),
        polls=polls.on_article(article),
        nominate=form.get("nominate", {}),
        declined=form.get("declined"),
        wrong=form.get("wrong", {}),
        findings=form.get("findings", []),
        upcoming=_upcoming(),
        meta=citation.citation_tags(article.cited, page=address),
        cite=citation.vancouver(article.cited),
        merged=literature.aliases(reading(), article.id) if literature_policy.may_split(viewer()) else [],
        formats=citation.FORMATS,
        values=form.get("values", {}),
        errors=form.get("errors", {}),
        people=queries.persons(reading(), {one.member_id for one in article.windows if one.member_id}),
        can=Can(
            attach=_may_attach(),
            add=literature_policy.may_add(viewer()),
            schedule=policy.may_schedule(viewer()),
            decide=policy.may_schedule(viewer()),
            free=literature_policy.may_free(viewer()),
            split=literature_policy.may_split(viewer()),
        ),
    )


def _may_attach() -> bool:
    return not viewer().is_visitor and not viewer().suspended


def _upcoming() -> list[Any]:
    """The discussions that the viewer may attach it to."""
    if not _may_attach():
        return []
    found = queries.listed(reading(), viewer(), now(), states=ATTACHABLE, oldest_first=True, limit=20).items
    return [
        one.row for one in found if policy.may_take_part(viewer(), policy.standing(reading(), viewer(), one.row, now()))
    ]
