"""An article as other programs want it cited: RIS, BibTeX, CSL-JSON, Vancouver text, Highwire tags. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Cited", "Name", "bibtex", "citation_tags", "csl", "ris", "vancouver"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Name:
    """`last` alone for a group."""

    last: str
    fore: str = ""
    initials: str = ""
    suffix: str = ""
    group: bool = False
    editor: bool = False


@dataclass(frozen=True)
class Cited:
    """Everything a citation can hold; texts are plain. `published` is 2024, 2024-05 or 2024-05-19."""

    title: str
    authors: Sequence[Name] = ()
    journal: str = ""
    journal_abbreviation: str = ""
    issn: str | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    published: str = ""
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str = ""
    abstract: str = ""
    keywords: Sequence[str] = ()
    language: str = ""
    publisher: str = ""
    book: str = ""
    id: int = 0

    @property
    def link(self) -> str:
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/" if self.pmid else self.url

    @property
    def kind(self) -> str:
        """article, chapter or book."""
        if self.book:
            return "book" if self.book == self.title else "chapter"
        return "article"

    @property
    def people(self) -> list[Name]:
        return [name for name in self.authors if not name.editor]

    @property
    def editors(self) -> list[Name]:
        return [name for name in self.authors if name.editor]

    @property
    def key(self) -> str:
        """`Lovelace2024Analytical`, in ASCII, with the id, so that a file never holds one twice."""
        name = _ascii(self.people[0].last) if self.people else ""
        word = next((w for w in re.findall(r"[A-Za-z]{4,}", _ascii(self.title))), "")
        return f"{name.replace(' ', '')[:30] or 'article'}{self.published[:4]}{word}{self.id or ''}"


def ris(article: Cited) -> str:
    """The RIS format as reference managers read it; every line ends with CR LF."""
    start, end = _span(article.pages)
    lines: list[tuple[str, str]] = [
        ("TY", {"article": "JOUR", "chapter": "CHAP", "book": "BOOK"}[article.kind]),
        ("TI", article.title),
        *(("AU", _comma(name)) for name in article.people),
        *(("A2", _comma(name)) for name in article.editors),
        ("T2", article.book if article.kind == "chapter" else article.journal),
        ("J2", article.journal_abbreviation),
        ("VL", article.volume),
        ("IS", article.issue),
        ("SP", start),
        ("EP", end),
        ("PY", article.published[:4]),
        ("DA", _ris_date(article.published)),
        ("SN", article.issn or ""),
        ("PB", article.publisher),
        ("DO", article.doi or ""),
        ("AN", article.pmid or ""),
        ("C2", article.pmcid or ""),
        ("LA", article.language),
        *(("KW", keyword) for keyword in article.keywords),
        ("AB", article.abstract),
        ("UR", article.link),
        ("DB", "PubMed" if article.pmid else ""),
    ]
    written = [f"{tag}  - {_one_line(value)}" for tag, value in lines if value]
    return "\r\n".join([*written, "ER  - ", ""])


def bibtex(article: Cited) -> str:
    """BibTeX for UTF-8 engines: TeX's own characters are escaped, letters stay letters."""
    year, month, _ = _date(article.published)
    fields = {
        "title": "{" + _tex(article.title) + "}" if article.title else "",
        "author": " and ".join(_bib_name(name) for name in article.people),
        "editor": " and ".join(_bib_name(name) for name in article.editors),
        "journal": _tex(article.journal) if article.kind == "article" else "",
        "booktitle": _tex(article.book) if article.kind == "chapter" else "",
        "publisher": _tex(article.publisher),
        "year": year,
        "volume": _tex(article.volume),
        "number": _tex(article.issue),
        "pages": _tex("--".join(part for part in _span(article.pages) if part)),
        "issn": article.issn or "",
        "doi": _tex(article.doi or ""),
        "pmid": article.pmid or "",
        "pmcid": article.pmcid or "",
        "url": article.link,
        "keywords": _tex(", ".join(article.keywords)),
        "abstract": _tex(_one_line(article.abstract)),
        "language": article.language,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    if month:
        lines.append(f"  month = {_MONTHS[int(month) - 1]},")
    kind = {"article": "article", "chapter": "incollection", "book": "book"}[article.kind]
    return f"@{kind}{{{article.key},\n" + "\n".join(lines) + "\n}\n"


def csl(article: Cited) -> dict[str, Any]:
    """An item of CSL-JSON 1.0 (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""
    date = [int(part) for part in _date(article.published) if part]
    item: dict[str, Any] = {
        "id": article.key,
        "type": {"article": "article-journal", "chapter": "chapter", "book": "book"}[article.kind],
        "title": article.title,
        "author": [_csl_name(name) for name in article.people],
        "editor": [_csl_name(name) for name in article.editors],
        "container-title": article.book if article.kind == "chapter" else article.journal,
        "container-title-short": article.journal_abbreviation,
        "volume": article.volume,
        "issue": article.issue,
        "page": "-".join(part for part in _span(article.pages) if part),
        "issued": {"date-parts": [date]} if date else None,
        "ISSN": article.issn,
        "publisher": article.publisher,
        "DOI": article.doi,
        "PMID": article.pmid,
        "PMCID": article.pmcid,
        "URL": article.link,
        "abstract": article.abstract,
        "keyword": ", ".join(article.keywords),
        "language": article.language,
    }
    return {key: value for key, value in item.items() if value}


def vancouver(article: Cited) -> str:
    """One line as the NLM writes it (https://www.ncbi.nlm.nih.gov/books/NBK7256/): six authors, then et al."""
    names = [_vancouver_name(name) for name in article.people]
    people = ", ".join([*names[:6], "et al"] if len(names) > 6 else names)
    year, month, day = _date(article.published)
    date = " ".join(part for part in (year, _MONTHS[int(month) - 1].title() if month else "", day.lstrip("0")) if part)
    place = article.volume + (f"({article.issue})" if article.issue else "")
    where = f"{date};{place}" if place and date else date or place
    where += f":{article.pages}" if article.pages else ""
    title = article.title if article.title.endswith(("?", "!")) else f"{article.title}."
    journal = f"In: {article.book}" if article.kind == "chapter" else article.journal_abbreviation or article.journal
    parts = [people, title.rstrip("."), journal, where, f"doi: {article.doi}" if article.doi else ""]
    written = " ".join(part if part.endswith(("?", "!")) else f"{part}." for part in parts if part)
    return written + (f" PMID: {article.pmid}." if article.pmid else "")


def citation_tags(article: Cited, *, page: str = "") -> list[tuple[str, str]]:
    """Highwire's `citation_*` meta tags, as Zotero and Google Scholar read them, in order."""
    start, end = _span(article.pages)
    tags = [
        ("citation_title", article.title),
        *(("citation_author", _comma(name)) for name in article.people),
        *(("citation_editor", _comma(name)) for name in article.editors),
        ("citation_publication_date", article.published.replace("-", "/")),
        ("citation_journal_title", article.journal if article.kind == "article" else ""),
        ("citation_journal_abbrev", article.journal_abbreviation),
        ("citation_inbook_title", article.book if article.kind == "chapter" else ""),
        ("citation_publisher", article.publisher),
        ("citation_issn", article.issn or ""),
        ("citation_volume", article.volume),
        ("citation_issue", article.issue),
        ("citation_firstpage", start),
        ("citation_lastpage", end),
        ("citation_doi", article.doi or ""),
        ("citation_pmid", article.pmid or ""),
        ("citation_language", article.language),
        ("citation_abstract", _one_line(article.abstract)),
        *(("citation_keywords", keyword) for keyword in article.keywords),
        ("citation_public_url", page or article.link),
    ]
    return [(name, value) for name, value in tags if value]


def _span(pages: str) -> tuple[str, str]:
    """`1234-9` is 1234 to 1239: MEDLINE leaves out digits that repeat."""
    found = re.fullmatch(r"\s*([A-Za-z]*)(\d+)([\w.]*)\s*[-–]\s*([A-Za-z]*)(\d+)(.*)", pages)
    if not found:
        return pages.partition(",")[0].strip() if re.match(r"\w+\s*,", pages) else pages, ""
    letters, first, tail, end_letters, last, rest = found.groups()
    if len(last) < len(first) and end_letters in {"", letters}:
        last = first[: len(first) - len(last)] + last
    return f"{letters}{first}{tail}", f"{end_letters or letters}{last}{rest}".strip()


def _date(published: str) -> tuple[str, str, str]:
    parts = [*published.split("-"), "", "", ""]
    return parts[0], parts[1], parts[2]


def _ris_date(published: str) -> str:
    year, month, day = _date(published)
    return f"{year}/{month}/{day}/" if year else ""


def _comma(name: Name) -> str:
    return ", ".join(part for part in (name.last, name.fore or name.initials, name.suffix) if part)


def _bib_name(name: Name) -> str:
    if name.group:
        return "{" + _tex(name.last) + "}"
    return ", ".join(_tex(part) for part in (name.last, name.suffix, name.fore or name.initials) if part)


def _csl_name(name: Name) -> dict[str, str]:
    if name.group or not (name.fore or name.initials):
        return {"literal": name.last}
    parts = {"family": name.last, "given": name.fore or name.initials, "suffix": name.suffix}
    return {key: value for key, value in parts.items() if value}


def _vancouver_name(name: Name) -> str:
    if name.group:
        return name.last
    initials = name.initials or "".join(part[0] for part in re.split(r"[\s.-]+", name.fore) if part)
    return " ".join(part for part in (name.last, initials, name.suffix) if part)


def _tex(text: str) -> str:
    text = text.replace("\\", "\x00")
    text = re.sub(r"([&%$#_{}])", r"\\\1", text)
    return (
        text.replace("~", r"\textasciitilde{}").replace("^", r"\textasciicircum{}").replace("\x00", r"\textbackslash{}")
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _ascii(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^A-Za-z0-9 ]", "", decomposed)
