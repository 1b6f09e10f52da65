"""RIS, in the tags that Zotero, JabRef and EndNote read alike.

Some tags mean different things to them, and are left out: `AN` and `C7` overwrite JabRef's issue number, `A2` is an
author to it, and what Zotero does not know becomes a note. The PMID therefore goes into `M2`, Zotero's Extra.
"""

from journalclub.literature.citation.cited import Cited, comma_name, date_parts, one_line, span

_TYPES = {"article": "JOUR", "chapter": "CHAP", "book": "BOOK"}


def ris(article: Cited) -> str:
    """One record; every line ends with CR LF."""
    start, end = span(article.pages)
    year, month, day = date_parts(article.published)
    date = f"{year}/{month}/{day}/" if year else ""
    lines: list[tuple[str, str]] = [
        ("TY", _TYPES[article.kind]),
        ("TI", article.title),
        *(("AU", comma_name(name)) for name in article.people),
        *(("ED", comma_name(name)) for name in article.editors),
        ("T2" if article.kind == "article" else "BT", _container(article)),
        ("J2", article.abbreviation),
        ("VL", article.volume),
        ("IS", article.issue),
        ("SP", start),
        ("EP", end),
        ("PY", year),
        ("DA", date),
        ("Y1", date),  # JabRef takes year and month from here
        ("SN", article.isbn or article.issn or ""),
        ("ET", article.edition),
        ("CY", article.place),
        ("PB", article.publisher),
        ("DO", article.doi or ""),
        ("M2", f"PMID: {article.pmid}" if article.pmid else ""),
        ("M2", f"PMCID: {article.pmcid}" if article.pmcid else ""),
        ("M2", "Retracted" if article.retracted else ""),
        ("CN", article.accession),
        ("LA", article.language),
        *(("KW", keyword) for keyword in article.keywords),
        ("AB", article.abstract),
        ("UR", article.link),
    ]
    written = [f"{tag}  - {one_line(value)}" for tag, value in lines if value]
    return "\r\n".join([*written, "ER  - ", "", ""])


def _container(article: Cited) -> str:
    if article.kind == "article":
        return article.headline
    return article.book if article.kind == "chapter" else ""
