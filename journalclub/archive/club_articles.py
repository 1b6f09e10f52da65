"""Articles as lines: an imported one as it came, any other from its row. Authors' addresses are in neither."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.literature.models import Article, ArticleAuthor, ArticleImport, ArticleNotice

TEXTS = ("pmid", "doi", "pmcid", "abstract", "journal", "journal_abbreviation", "issn", "volume", "issue", "pages")
LISTS = ("languages", "publication_types", "keywords")


def article_lines(session: Session, rows: Sequence[Article], public_url: str, _: datetime) -> Iterator[dict[str, Any]]:
    """A line for each key that an article has; one that was merged away and never had a key is left out."""
    ids = [row.id for row in rows]
    imports = _grouped(session, ArticleImport, ids)
    authors = _grouped(session, ArticleAuthor, ids)
    notices = _grouped(session, ArticleNotice, ids)
    for row in rows:
        added = _added(row, public_url)
        for imported in imports[row.id]:
            yield {"type": "article", **imported.line, **added, "archive": imported.archive, "key": imported.key}
        if not imports[row.id] and row.merged_into is None:
            line = _line(row, authors[row.id], notices[row.id])
            yield line | added | {"archive": None, "key": f"article-{row.id}"}


def _added(row: Article, public_url: str) -> dict[str, Any]:
    sections = [(section.get("label", ""), section.get("html", "")) for section in row.abstract_sections]
    html = "".join(_section(label, text) for label, text in sections)
    added = {"id": row.id, "url": f"{public_url}/articles/{row.id}", "title_html": row.title_html}
    return added | {"abstract_html": html} if html else added


def _section(label: str, html: str) -> str:
    body = html if html.startswith("<p") else f"<p>{html}</p>"
    return body.replace("<p>", f"<p><strong>{label}</strong> ", 1) if label else body


def _line(row: Article, authors: Sequence[Any], notices: Sequence[Any]) -> dict[str, Any]:
    line: dict[str, Any] = {"type": "article", "title": row.title}
    line |= {field: value for field in TEXTS if (value := getattr(row, field))}
    line["published"] = row.published
    line["authors"] = [
        f"{author.last_name}, {author.fore_name}" if author.last_name and author.fore_name else author.name
        for author in sorted(authors, key=lambda author: author.position)
        if author.role == "author"
    ]
    line["notices"] = [
        {"kind": notice.kind} | {field: value for field in ("pmid", "doi") if (value := getattr(notice, field))}
        for notice in notices
    ]
    return line | {field: value for field in LISTS if (value := getattr(row, field))}


def _grouped(session: Session, model: Any, ids: Sequence[int]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in session.scalars(select(model).where(model.article_id.in_(ids)).order_by(model.id)):
        found[row.article_id].append(row)
    return found
