"""A found article as the values of its rows. Lengths are the tables'; nothing else is cut."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import msgspec

from journalclub.kit.text import plain
from journalclub.literature.found import AbstractSection, FoundArticle, FoundAuthor, Notice
from journalclub.literature.matching import Identity, identity, unique_pii
from journalclub.literature.models import Article
from journalclub.literature.sources.dates import from_words

_LONGEST_DOI = 500
_AHEAD = timedelta(days=550)  # an issue of the year after next is a mistake of the source


def digest(found: FoundArticle) -> str:
    """Changes when anything the source says about the article changes."""
    return hashlib.sha256(msgspec.json.encode(found)).hexdigest()[:40]


def identity_of(found: FoundArticle) -> Identity:
    return identity(
        title=found.title,
        journal=found.journal,
        published=found.published,
        pmid=found.pmid,
        doi=_doi(found),
        pmcid=found.pmcid,
        pii=found.pii,
    )


def identity_of_row(article: Article) -> Identity:
    return identity(
        title=article.title,
        journal=article.journal,
        published=article.published,
        pmid=article.pmid,
        doi=article.doi,
        pmcid=article.pmcid,
        pii=article.pii,
    )


def values(found: FoundArticle, today: date, identity: Identity | None = None) -> dict[str, Any]:
    """The columns of `articles` that a source fills."""
    dated = found.published_on is None or found.published_on <= today + _AHEAD
    return {
        "title": found.title,
        "title_html": found.title_html,
        "title_key": (identity or identity_of(found)).title,
        "abstract": abstract_text(found.sections),
        "abstract_sections": [_section(section) for section in found.sections],
        "journal": found.journal[:300],
        "journal_abbreviation": found.journal_abbreviation[:200],
        "issn": found.issn,
        "volume": found.volume[:60],
        "issue": found.issue[:60],
        "pages": found.pages[:120],
        "published": found.published if dated else "",
        "published_on": found.published_on if dated else None,
        "listed_on": listed_on(found.published_on if dated else None, today),
        "pmid": found.pmid,
        "doi": _doi(found),
        "pmcid": found.pmcid,
        "pii": unique_pii(found.pii),
        "url": found.url,
        "languages": list(found.languages),
        "publication_types": list(found.publication_types),
        "mesh": [_heading(heading) for heading in found.mesh],
        "keywords": list(found.keywords),
        "trials": list(found.trials),
        "details": found.details,
        "authority": int(found.authority),
    }


def author_values(authors: Iterable[FoundAuthor]) -> list[dict[str, Any]]:
    return [
        {
            "position": position,
            "role": author.role,
            "name": author.name[:500],
            "last_name": (author.last_name or author.literal)[:300],
            "fore_name": author.fore_name[:300],
            "initials": author.initials[:30],
            "suffix": author.suffix[:30],
            "collective": author.collective[:500],
            "orcid": author.orcid,
            "equal": author.equal,
            "affiliations": list(author.affiliations),
        }
        for position, author in enumerate(authors)
    ]


def notice_values(notice: Notice) -> dict[str, Any]:
    return {"kind": notice.kind[:40], "pmid": notice.pmid, "doi": notice.doi, "source": notice.source}


def abstract_text(sections: Iterable[AbstractSection]) -> str:
    """The article's main abstract as plain text, each section behind its label."""
    parts = []
    for section in sections:
        if section.language:
            continue
        text = plain(section.html)
        parts.append(f"{section.label}: {text}" if section.label else text)
    return "\n\n".join(parts)


def listed_on(published_on: date | None, today: date) -> date:
    """A February issue that is out in December must not head the list until March."""
    return min(published_on, today) if published_on else today


def retracted_on(found: FoundArticle, today: date) -> date | None:
    """The day of the retraction notice, as its source states it; the day we learnt of it when it does not."""
    for notice in found.notices:
        if notice.kind == "retraction-in":
            stated = from_words(notice.source.partition(". ")[2].partition(";")[0]).on if notice.source else None
            return stated if stated and stated <= today else today
    return None


def _doi(found: FoundArticle) -> str | None:
    return found.doi if found.doi and len(found.doi) <= _LONGEST_DOI else None


def _section(section: AbstractSection) -> dict[str, str]:
    written = {"label": section.label, "html": section.html}
    return written | ({"language": section.language} if section.language else {})


def _heading(heading: Any) -> dict[str, Any]:
    written: dict[str, Any] = {"name": heading.name, "major": heading.major}
    if heading.qualifiers:
        written["qualifiers"] = [{"name": name, "major": major} for name, major in heading.qualifiers]
    return written
