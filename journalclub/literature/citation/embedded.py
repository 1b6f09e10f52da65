"""Citations inside pages, for the button of a reference manager: Highwire's meta tags, and COinS in lists."""

from urllib.parse import urlencode

from journalclub.literature.citation.cited import Cited, comma_name, one_line, span


def citation_tags(article: Cited, *, page: str = "") -> list[tuple[str, str]]:
    """Highwire's `citation_*` meta tags, as Zotero and Google Scholar read them, in order."""
    start, end = span(article.pages)
    tags = [
        ("citation_title", article.title),
        *(("citation_author", comma_name(name)) for name in article.people),
        *(("citation_editor", comma_name(name)) for name in article.editors),
        ("citation_publication_date", article.published.replace("-", "/")),
        ("citation_journal_title", article.headline if article.kind == "article" else ""),
        ("citation_journal_abbrev", article.abbreviation),
        ("citation_inbook_title", article.book if article.kind == "chapter" else ""),
        ("citation_publisher", article.publisher),
        ("citation_issn", article.issn or ""),
        ("citation_isbn", article.isbn),
        ("citation_volume", article.volume),
        ("citation_issue", article.issue),
        ("citation_firstpage", start),
        ("citation_lastpage", end),
        ("citation_doi", article.doi or ""),
        ("citation_pmid", article.pmid or ""),
        ("citation_language", article.language),
        ("citation_abstract", one_line(article.abstract)),
        *(("citation_keywords", keyword) for keyword in article.keywords),
        ("citation_public_url", page or article.link),
    ]
    return [(name, value) for name, value in tags if value]


def coins(article: Cited) -> str:
    """The `title` of a `<span class="Z3988">`: an OpenURL context object (Z39.88-2004) of the journal or book kind."""
    start, end = span(article.pages)
    book = article.kind != "article"
    genre = {"article": "preprint" if article.preprint else "article", "chapter": "bookitem", "book": "book"}
    first = article.people[0] if article.people else None
    fields = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{'book' if book else 'journal'}"),
        ("rft.genre", genre[article.kind]),
        ("rft.btitle" if article.kind == "book" else "rft.atitle", article.title),
        ("rft.btitle" if book else "rft.jtitle", article.book if article.kind == "chapter" else article.headline),
        ("rft.stitle", "" if book else article.abbreviation),
        ("rft.aulast", "" if first is None or first.group else first.last),
        ("rft.aufirst", "" if first is None or first.group else first.given),
        ("rft.aucorp", first.last if first and first.group else ""),
        *(("rft.au", comma_name(name)) for name in article.people[1:]),
        ("rft.date", article.published),
        ("rft.volume", article.volume),
        ("rft.issue", article.issue),
        ("rft.pages", "-".join(part for part in (start, end) if part)),
        ("rft.spage", start),
        ("rft.epage", end),
        ("rft.issn", article.issn or ""),
        ("rft.isbn", article.isbn),
        ("rft.pub", article.publisher),
        ("rft.place", article.place),
        ("rft_id", f"info:doi/{article.doi}" if article.doi else ""),
        ("rft_id", f"info:pmid/{article.pmid}" if article.pmid else ""),
        ("rft_id", "" if article.doi or article.pmid else article.url),
    ]
    return urlencode([(name, one_line(value)) for name, value in fields if value])
