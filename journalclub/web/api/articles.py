"""Articles for programs."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from journalclub.kit.clock import parse_rfc3339, rfc3339
from journalclub.kit.refusal import Refusal
from journalclub.literature import listing
from journalclub.literature.views import ArticleView
from journalclub.web.api import answer, limit, pages
from journalclub.web.context import reading
from journalclub.web.links import absolute


@pages.get("/articles")
def articles() -> Response:
    since = request.args.get("since")
    try:
        added_since = parse_rfc3339(since) if since else None
    except ValueError as error:
        raise Refusal("bad-time", "since must be a time such as 2026-05-17T20:00:00Z.") from error
    found = listing.listed(
        reading(),
        words=request.args.get("q", ""),
        added_since=added_since,
        cursor=request.args.get("cursor"),
        limit=limit(),
    )
    return answer({"articles": [_as_json(article) for article in found.items], "next": found.next})


def _as_json(article: ArticleView) -> dict[str, Any]:
    return {
        "id": article.id,
        "key": article.key,
        "archive": article.archive,
        "title": article.title,
        "title_html": str(article.title_html),
        "abstract": article.abstract,
        "authors": [author.name for author in article.authors],
        "journal": article.journal,
        "published": article.published,
        "volume": article.volume,
        "issue": article.issue,
        "pages": article.pages,
        "pmid": article.pmid,
        "doi": article.doi,
        "pmcid": article.pmcid,
        "retracted": article.retracted,
        "added_at": rfc3339(article.added_at),
        "url": absolute(url_for("articles.show", article_id=article.id)),
    }
