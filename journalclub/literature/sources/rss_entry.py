"""One entry of a feed to a FoundArticle. Publishers put the same fact in a dozen places; these are the ones seen."""

import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from journalclub.kit.ids import find_identifiers, normalise_doi, normalise_pmcid, normalise_pmid
from journalclub.kit.text import plain, safe_inline
from journalclub.literature.found import Authority, FoundArticle
from journalclub.literature.sources.dates import NEVER, Published, from_moment, from_words
from journalclub.literature.sources.journals import journal_name
from journalclub.literature.sources.mailing import withhold
from journalclub.literature.sources.rss_names import people
from journalclub.literature.sources.rss_text import Description, described, journal_of
from journalclub.literature.sources.trials import trial_numbers
from journalclub.literature.sources.words import tidied, words

# The Lancet's feeds put the section before the title. A translated title in brackets is bracketed as a whole.
_SECTION = re.compile(r"^\[([A-Z][^\[\]]{2,40})\]\s+(?=\S)")
_PII = re.compile(r"(?:/pii/|/PII)(?:PII)?(S[\dX()-]{14,24})", re.IGNORECASE)
_NO_ARTICLES = (
    (re.compile(r"flickr\.com|instagram\.com|pinterest\."), "a photograph, not an article"),
    (re.compile(r"urn:lsid:|p=taxdetails|zoobank\.org"), "an entry of a register, not an article"),
    (re.compile(r"youtube\.com|youtu\.be|vimeo\.com"), "a film, not an article"),
)


def found_article(item: Any, feed_title: str, journal: str = "") -> FoundArticle | str:
    """The article, or why the entry is none."""
    if reason := _no_article(item):
        return reason
    section, title = _title(item)
    if not title:
        return "it has no title"
    about = described(_texts(item))
    identifiers = _identifiers(item)
    published = _published(item, about)
    name = plain(title)
    return FoundArticle(
        title=name,
        title_html=safe_inline(title),
        authority=Authority.FEED,
        sections=about.sections,
        authors=people(_names(item) or about.authors),
        journal=journal or _publication(item, name) or about.journal or journal_of(feed_title),
        volume=words(str(item.get("prism_volume", "")))[:50] or about.volume,
        issue=words(str(item.get("prism_number", item.get("prism_issue", ""))))[:50] or about.issue,
        pages=_pages(item) or about.pages,
        published=published.text,
        published_on=published.on,
        url=_link(item),
        publication_types=(section,) if section else (),
        trials=trial_numbers((), " ".join(part.html for part in about.sections)),
        **identifiers,
    )


def key_of(item: Any) -> str:
    """The feed's own name for the entry."""
    return str(item.get("id") or item.get("link") or item.get("prism_doi") or item.get("title", ""))[:500]


def section_of(item: Any) -> str:
    """`Editorial`, `Research Article`: from the title's bracket, prism:section or the category."""
    if found := _SECTION.match(str(item.get("title", "")).strip()):
        return words(found[1])
    tags = [str(tag.get("term") or "") for tag in item.get("tags", [])]
    return words(str(item.get("prism_section", "")) or (tags[0] if len(tags) == 1 else ""))[:80]


def _no_article(item: Any) -> str | None:
    where = f"{item.get('id', '')} {item.get('link', '')}"
    for pattern, reason in _NO_ARTICLES:
        if pattern.search(where):
            return f"it is {reason}"
    return None


def _title(item: Any) -> tuple[str, str]:
    title = withhold(tidied(str(item.get("title", "")), markup=True)).strip()
    if _SECTION.match(title):
        title = _SECTION.sub("", title)
    if not title.endswith("..."):
        title = re.sub(r"\.$", "", title)
    return section_of(item), title if plain(title) else ""


def _texts(item: Any) -> list[str]:
    contents = [str(content.get("value", "")) for content in item.get("content", [])]
    return [*contents, str(item.get("summary", "")), str(item.get("dc_source", ""))]


def _identifiers(item: Any) -> dict[str, Any]:
    """From the fields made for them first, then from addresses, last from the text, where it must be the only one."""
    doi = pmid = pmcid = None
    for written in (item.get("prism_doi"), item.get("dc_identifier"), item.get("id")):
        doi = doi or normalise_doi(str(written or ""))
        pmid = pmid or _pmid(str(written or ""))
    for address in (item.get("id"), item.get("link"), item.get("prism_url"), item.get("dc_source")):
        for found in find_identifiers(str(address or "")):
            doi = doi or (found.value if found.kind == "doi" else None)
            pmid = pmid or (found.value if found.kind == "pmid" else None)
            pmcid = pmcid or (found.value if found.kind == "pmcid" else None)
        pmcid = pmcid or normalise_pmcid(str(address or ""))
    if not doi and not pmid:
        named = {found.value for text in _texts(item) for found in find_identifiers(plain(text)) if found.kind == "doi"}
        doi = named.pop() if len(named) == 1 else None
    pii = _PII.search(str(item.get("link", ""))) or _PII.search(str(item.get("id", "")))
    return {"doi": doi, "pmid": pmid, "pmcid": pmcid, "pii": pii[1] if pii else ""}


def _pmid(written: str) -> str | None:
    found = re.fullmatch(r"\s*(?:pubmed|pmid|info:pmid/|urn:pmid)\s*[:/]?\s*(\d{1,8})\s*", written, re.IGNORECASE)
    return normalise_pmid(found[1]) if found else None


def _published(item: Any, about: Description) -> Published:
    """The date that the entry states, as exact as it stands there."""
    for field in ("updated", "published", "prism_publicationdate", "prism_coverdate", "prism_coverdisplaydate"):
        # Past feedparser's own mapping, which passes `published` off as `updated`.
        written = str(dict.get(item, field) or "")
        # dc:date arrives as `updated`; Atom's own `updated` changes with every edit, so `published` goes before it.
        if field == "updated" and dict.get(item, "published"):
            continue
        # Without a zone; feedparser takes 2025/12/1 for the first of November.
        if re.fullmatch(r"\d{4}([-/]\d{1,2}){0,2}( [\d:]+)?", written.strip()):
            return from_words(written)
        if moment := _moment(dict.get(item, f"{field}_parsed")):
            return from_moment(moment)
        if written and (found := from_words(written)).on:
            return found
    return about.published if about.published.on else NEVER


def _moment(parsed: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _names(item: Any) -> list[str]:
    """An entry's own authors. feedparser hands the feed's author down to entries that have none: those are not ours."""
    return [name for author in item.get("authors", []) if (name := str(author.get("name") or ""))]


def _publication(item: Any, title: str) -> str:
    for written in _publications(item):
        name = words(written)
        # Taylor & Francis put the article's title there.
        if name and name != title and not find_identifiers(name) and len(name) < 200:
            return journal_name(name)
    return ""


def _publications(item: Any) -> Iterator[str]:
    for field in ("prism_publicationname", "prism_publicationtitle"):
        yield str(item.get(field) or "")
    yield re.split(r", Published online|\|", str(item.get("dc_source") or ""))[0]


def _pages(item: Any) -> str:
    start, end = (words(str(item.get(f"prism_{edge}page", ""))) for edge in ("starting", "ending"))
    return (f"{start}-{end}" if start and end and start != end else start)[:50]


def _link(item: Any) -> str:
    link = str(item.get("link") or "").strip()
    return link if re.match(r"https?://[^\s<>\"]+$", link) and len(link) < 1000 else ""
