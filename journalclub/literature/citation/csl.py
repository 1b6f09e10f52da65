"""CSL-JSON 1.0 (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""

from typing import Any

from journalclub.literature.citation.cited import Cited, Name, date_parts, span

_TYPES = {"article": "article-journal", "chapter": "chapter", "book": "book"}


def csl(article: Cited) -> dict[str, Any]:
    date = [int(part) for part in date_parts(article.published) if part]
    container = {"article": article.headline, "chapter": article.book, "book": ""}[article.kind]
    item: dict[str, Any] = {
        "id": article.key,
        "type": "article" if article.preprint else _TYPES[article.kind],
        "genre": "Preprint" if article.preprint else "",
        "title": article.title,
        "author": [_name(name) for name in article.people],
        "editor": [_name(name) for name in article.editors],
        "container-title": "" if article.preprint else container,
        "container-title-short": "" if article.preprint else article.abbreviation,
        "volume": article.volume,
        "issue": article.issue,
        "page": "" if article.preprint else "-".join(part for part in span(article.pages) if part),
        "number": article.pages if article.preprint else "",
        "issued": {"date-parts": [date]} if date else None,
        "ISSN": article.issn,
        "ISBN": article.isbn,
        "edition": article.edition,
        "publisher": container if article.preprint else article.publisher,
        "publisher-place": article.place,
        "call-number": article.accession,
        "DOI": article.doi,
        "PMID": article.pmid,
        "PMCID": article.pmcid,
        "URL": article.link,
        "abstract": article.abstract,
        "keyword": ", ".join(article.keywords),
        "language": article.language,
        "note": "Retracted" if article.retracted else "",
    }
    return {key: value for key, value in item.items() if value}


def _name(name: Name) -> dict[str, str]:
    if name.group or not name.given:
        return {"literal": name.last}
    parts = {"family": name.last, "given": name.given, "suffix": name.suffix}
    return {key: value for key, value in parts.items() if value}
