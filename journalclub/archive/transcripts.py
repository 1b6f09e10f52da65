"""One discussion as a file: to read (md, html), to count (csv), for programs (json), for a reference manager (ris)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.archive.transcript import Transcript
from journalclub.archive.transcript_data import as_csv, as_json, as_ris
from journalclub.archive.transcript_text import as_html, as_markdown
from journalclub.discussions import queries
from journalclub.discussions.closing import queries as closing
from journalclub.discussions.models import Discussion
from journalclub.literature import views


@dataclass(frozen=True)
class Exported:
    body: str
    content_type: str


def export(session: Session, discussion: Discussion, form: str, *, public_url: str, now: datetime) -> Exported:
    """The whole discussion. Whether the reader may have it is the caller's to know; hidden words are never in it."""
    make, content_type = FORMATS[form]
    view = queries.whole(session, discussion, now)
    ids = [discussion.article_id] if discussion.article_id else []
    ids += [reading.article_id for reading in view.readings]
    found = views.articles_by_id(session, ids)
    articles = [found[article] for article in dict.fromkeys(ids) if article in found]
    posts = queries.transcript(session, discussion.id)
    points, recap = closing.published_points(session, discussion, now), closing.recap(session, discussion.id)
    made = Transcript(view, articles, posts, public_url, points, recap.text if recap else "")
    return Exported(make(made), content_type)


FORMATS: dict[str, tuple[Callable[[Transcript], str], str]] = {
    "md": (as_markdown, "text/markdown; charset=utf-8"),
    "html": (as_html, "text/html; charset=utf-8"),
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json"),
    "ris": (as_ris, "application/x-research-info-systems; charset=utf-8"),
}
