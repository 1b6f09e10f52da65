"""Articles from a JSON Lines file: taken over in silence, and matched with those that are there."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any, Literal

from markupsafe import escape
from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.kit.ids import (
    normalise_doi,
    normalise_issn,
    normalise_nct,
    normalise_orcid,
    normalise_pmcid,
    normalise_pmid,
)
from journalclub.kit.refusal import Refusal
from journalclub.kit.text import clean, plain, safe_abstract, safe_inline
from journalclub.literature.found import AbstractSection, Authority, FoundArticle, FoundAuthor, Notice
from journalclub.literature.intake import take
from journalclub.literature.models import Article, ArticleImport
from journalclub.literature.sources.dates import NEVER, Published, from_words
from journalclub.literature.sources.mailing import cut, withhold
from journalclub.literature.sources.rss_names import person

Outcome = Literal["added", "unchanged", "changed"]

KNOWN = {
    "type", "key", "title", "title_html", "abstract", "abstract_html", "abstract_sections", "pmid", "doi", "pmcid",
    "nct", "journal", "journal_abbreviation", "issn", "volume", "issue", "pages", "published", "authors", "notices",
    "url", "keywords", "publication_types", "languages", "tags",
}  # fmt: skip
OURS = {"archive", "id"}  # what `export club` adds to a line


def add_imported_article(session: Session, line: dict[str, Any], archive: str, now: datetime) -> Outcome:
    """Take over one line, in silence. An article that is here already gets the line's key and keeps its better data.

    A repeat changes nothing; a changed line under a known key is reported ("changed") and not applied. Raises Refusal.
    """
    key = _text(line, "key")
    if not key or len(key) > 200:
        raise Refusal("no-key", "An article needs a key of at most 200 characters.")
    _check_storable(line)
    known = session.scalar(select(ArticleImport).where(ArticleImport.archive == archive, ArticleImport.key == key))
    if known is not None:
        return "unchanged" if known.line == line else "changed"
    found = _found(line)
    tags = [tag[:80] for tag in _texts(line, "tags")]
    outcome = take(session, f"import {archive}"[:200], [(key, found)], now=now, tags=tags, silent=True).outcomes[key]
    session.add(ArticleImport(article_id=outcome.article, archive=archive, key=key, line=line))
    article = session.get(Article, outcome.article)
    if article is not None and article.archive is None:
        article.archive, article.key = archive, key
        article.extra = {name: value for name, value in line.items() if name not in KNOWN | OURS}
    session.flush()
    return "added"


def _found(line: dict[str, Any]) -> FoundArticle:
    title = withhold(clean(_text(line, "title"), lines=False))
    if not title:
        raise Refusal("no-title", "An article needs a title.")
    published = _published(line)
    return FoundArticle(
        title=title,
        title_html=safe_inline(_text(line, "title_html")) or str(escape(title)),
        authority=Authority.IMPORT,
        sections=_sections(line),
        authors=tuple(_authors(line)),
        journal=_short(line, "journal"),
        journal_abbreviation=_short(line, "journal_abbreviation"),
        issn=normalise_issn(_text(line, "issn")),
        volume=_short(line, "volume"),
        issue=_short(line, "issue"),
        pages=_short(line, "pages"),
        published=published.text,
        published_on=published.on,
        pmid=_identifier(line, "pmid", normalise_pmid),
        doi=_identifier(line, "doi", normalise_doi),
        pmcid=_identifier(line, "pmcid", normalise_pmcid),
        url=url if re.match(r"https?://\S+$", url := _text(line, "url")) and "archive" not in line else "",
        languages=tuple(_texts(line, "languages")),
        publication_types=tuple(_texts(line, "publication_types")),
        keywords=tuple(_texts(line, "keywords")),
        trials=tuple(trial for text in _texts(line, "nct") if (trial := normalise_nct(text))),
        notices=tuple(_notices(line)),
    )


def _sections(line: dict[str, Any]) -> tuple[AbstractSection, ...]:
    """Titles and abstracts are plain text in the format; `abstract_html` beside them holds what an export knew more."""
    given = line.get("abstract_sections")
    if isinstance(given, list) and all(isinstance(section, dict) for section in given):
        found = [
            AbstractSection(
                clean(str(s.get("label", "")), lines=False), safe_abstract(withhold(str(s.get("html", ""))))
            )
            for s in given
        ]
        return tuple(section for section in found if section.html or section.label)
    html = safe_abstract(withhold(_text(line, "abstract_html"))) or _paragraphs(
        withhold(clean(_text(line, "abstract")))
    )
    return (AbstractSection("", html),) if plain(html) else ()


def _paragraphs(text: str) -> str:
    blocks = (str(escape(block)).replace("\n", "<br>") for block in re.split(r"\n\s*\n", text) if block.strip())
    return "".join(f"<p>{block}</p>" for block in blocks)


def _authors(line: dict[str, Any]) -> list[FoundAuthor]:
    """`"Last, First"`, a name as one reads it, or an object with the parts."""
    given = line.get("authors") or []
    if not isinstance(given, list):
        raise Refusal("bad-authors", "`authors` must be a list.")
    found = [_author(author) for author in given]
    return [author for author in found if author]


def _author(given: Any) -> FoundAuthor | None:
    if not isinstance(given, dict):
        return person(cut(clean(str(given), lines=False))[0])
    parts: dict[str, Any] = {name: withhold(clean(str(given.get(name) or ""), lines=False)) for name in _AUTHOR_PARTS}
    affiliations = [cut(clean(str(text), lines=False)) for text in given.get("affiliations") or []]
    author = FoundAuthor(
        **parts,
        orcid=normalise_orcid(str(given.get("orcid") or "")),
        affiliations=tuple(rest for rest, _ in affiliations if rest),
        addresses=tuple(address for _, found in affiliations for address in found),
    )
    return author if author.name else person(withhold(str(given.get("name") or "")))


_AUTHOR_PARTS = ("last_name", "fore_name", "initials", "suffix", "collective")
_KINDS = {"retraction": "retraction-in", "erratum": "erratum-in", "correction": "erratum-in", "comment": "comment-in"}


def _notices(line: dict[str, Any]) -> list[Notice]:
    """`{"kind": "retraction", "pmid": …}`; the short kinds mean a notice about this article."""
    found = []
    for given in line.get("notices") or []:
        if not isinstance(given, dict) or not given.get("kind"):
            raise Refusal("bad-notice", 'A notice needs a kind, as in {"kind": "retraction", "pmid": "…"}.')
        kind = clean(str(given["kind"]), lines=False).lower().replace("_", "-").replace(" ", "-")
        kind = "expression-of-concern-in" if kind in {"concern", "expression-of-concern"} else _KINDS.get(kind, kind)
        pmid, doi = (str(given.get(name) or "") for name in ("pmid", "doi"))
        source = withhold(clean(str(given.get("source") or ""), lines=False))
        found.append(Notice(kind, normalise_pmid(pmid), normalise_doi(doi), source))
    return found


def _published(line: dict[str, Any]) -> Published:
    written = _text(line, "published")
    published = from_words(written) if written else NEVER
    if written and published.on is None:
        raise Refusal("bad-date", f"`published` is {written[:40]!r}; it must be 2024, 2024-05 or 2024-05-19.")
    return published


def _identifier(line: dict[str, Any], name: str, normalise: Any) -> str | None:
    written = _text(line, name)
    value: str | None = normalise(written) if written else None
    if written and value is None:
        raise Refusal("bad-identifier", f"`{name}` is {written[:60]!r}, which is none.")
    return value


def _text(line: dict[str, Any], name: str) -> str:
    value = line.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Refusal("bad-line", f"`{name}` must be a text.")
    return str(value).strip()


def _short(line: dict[str, Any], name: str) -> str:
    return withhold(clean(_text(line, name), lines=False))


def _texts(line: dict[str, Any], name: str) -> list[str]:
    given = line.get(name) or []
    values = [given] if isinstance(given, str) else given
    if not isinstance(values, list):
        raise Refusal("bad-line", f"`{name}` must be a list.")
    return [text for value in values if (text := withhold(clean(str(value), lines=False)))]


def _check_storable(line: dict[str, Any]) -> None:
    """The line is kept as it came: PostgreSQL's JSON takes neither a null character nor half a surrogate pair."""
    written = json.dumps(line, ensure_ascii=False)
    if "\\u0000" in written or re.search("[\ud800-\udfff]", written):
        raise Refusal("bad-characters", "The line holds characters that cannot be stored.")
