"""Say something about an article: one sentence, perhaps about a passage of its abstract."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from journalclub.discussions.actions import threads
from journalclub.kit.refusal import NotFound, Refusal
from journalclub.literature import views as literature
from journalclub.web import articles, limits, posts
from journalclub.web.context import now, parts, read_anew, reading, viewer
from journalclub.web.errors import wants_json
from journalclub.web.session import require_sign_in

pages = Blueprint("threads", __name__)


@pages.post("/articles/<int:article_id>/posts")
def say(article_id: int) -> Any:
    require_sign_in()
    article = literature.article(reading(), article_id)
    if article is None:
        raise NotFound
    try:
        with parts().database.transaction() as session:
            limits.posting(session, viewer(), now())
            said = posts.say(session, threads.thread(session, by=viewer(), article_id=article.id, now=now()))
    except Refusal as refusal:
        if wants_json() or refusal.status in {403, 404}:
            raise
        read_anew()
        write = posts.as_sent(refusal) | {"action": url_for(".say", article_id=article.id)}
        return articles.page(article, write=write), refusal.status
    return said.answer(url_for("articles.show", article_id=article.id))
