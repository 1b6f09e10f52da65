"""One entry of a reference file, in its own words, to a FoundArticle; or the reason why it is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from markupsafe import escape

from journalclub.kit.ids import find_identifiers, normalise_doi, normalise_issn, normalise_pmcid, normalise_pmid
from journalclub.kit.text import clean, is_markup, plain, safe_abstract, safe_inline
from journalclub.literature.found import AbstractSection, Authority, Entry, FoundArticle, FoundAuthor, Refused
from journalclub.literature.sources.dates import from_words
from journalclub.literature.sources.mailing import withhold
from journalclub.literature.sources.rss_names import person
from journalclub.literature.sources.words import words

_LABELLED = re.compile(r"^\s*(pmid|pmcid|doi)\s*[:=]\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_LONGEST_DOI = 500
_MOST_PEOPLE = 5000
_WORDS_OF_A_NAME = 4  # a longer name without a comma is that of a group


class Group(str):
    """The name of a group, to be taken whole."""

    __slots__ = ()


@dataclass
class Written:
    """What an entry says, as it stands there. Names are `Last, First, Jr`, or a Group.

    `notes` and `links` are only looked through for identifiers. `refused` says why it is no literature.
    """

    title: str = ""
    authors: list[str] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    journal: str = ""
    abbreviation: str = ""
    numbers: list[str] = field(default_factory=list)  # ISSN and ISBN, however they are labelled
    volume: str = ""
    issue: str = ""
    pages: str = ""
    published: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    abstract: str = ""
    keywords: list[str] = field(default_factory=list)
    language: str = ""
    types: list[str] = field(default_factory=list)
    book: str = ""
    publisher: str = ""
    place: str = ""
    links: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refused: str = ""


def entry(written: Written, number: int) -> Entry:
    """The entry under a key that stays the same when the file comes again. `number` counts from 1."""
    doi, pmid, pmcid = _identifiers(written)
    title = _title(written.title)
    label = plain(title)[:120] or doi or (f"PMID {pmid}" if pmid else f"entry {number}")
    named = doi or pmid or pmcid
    if len(written.authors) > _MOST_PEOPLE:
        return Entry(label, None, Refused(label, f"It names more than {_MOST_PEOPLE} people."))
    if written.refused and not named:
        return Entry(label, None, Refused(label, written.refused))
    if not (title or named):
        reason = "It has neither a title nor a PMID, DOI or PMC number."
        return Entry(label, None, Refused(label, reason))
    found = _found(written, title, doi, pmid, pmcid)
    return Entry(pmid or doi or pmcid or f"{plain(title)[:300]} ({found.published[:4]})", found)


def _found(written: Written, title: str, doi: str | None, pmid: str | None, pmcid: str | None) -> FoundArticle:
    published = from_words(written.published)
    shown = title or (f"PMID {pmid}" if pmid else f"doi:{doi}" if doi else str(pmcid))
    book = words(written.book)
    details = {
        "book": book or (plain(title) if written.types == ["book"] else ""),
        "publisher": words(written.publisher),
        "place": words(written.place),
        "isbn": [number for number in written.numbers if not normalise_issn(number)][:1],
    }
    return FoundArticle(
        title=plain(shown),
        title_html=safe_inline(shown) if is_markup(shown) else str(escape(shown)),
        # A bare identifier says nothing that PubMed or a feed should not replace.
        authority=Authority.IMPORT if title else Authority.REQUEST,
        sections=tuple(_sections(written.abstract)),
        authors=tuple(_people(written)),
        journal=words(written.journal) or book,
        journal_abbreviation=words(written.abbreviation),
        issn=next((issn for number in written.numbers if (issn := normalise_issn(number))), None),
        volume=words(written.volume),
        issue=words(written.issue),
        pages=words(written.pages).replace("--", "-").replace("–", "-"),
        published=published.text,
        published_on=published.on,
        pmid=pmid,
        doi=doi,
        pmcid=pmcid,
        url=next((link for link in written.links if re.match(r"https?://[^\s<>\"]+$", link)), "")[:2000],
        languages=(words(written.language)[:40],) if written.language.strip() else (),
        publication_types=tuple(kind for kind in written.types if kind not in {"article", "book", "chapter"}),
        keywords=tuple(dict.fromkeys(word for keyword in written.keywords if (word := words(keyword)))),
        details={name: value for name, value in details.items() if value},
    )


def _identifiers(written: Written) -> tuple[str | None, str | None, str | None]:
    """Those of their own fields, then those that a note names (`PMID: 123`), then those in links."""
    named = {kind.lower(): value for note in written.notes for kind, value in _LABELLED.findall(note)}
    linked = {found.kind: found.value for link in reversed(written.links) for found in find_identifiers(link)}
    doi = normalise_doi(written.doi) or normalise_doi(named.get("doi", "")) or linked.get("doi")
    return (
        doi if doi and len(doi) <= _LONGEST_DOI else None,
        normalise_pmid(written.pmid) or normalise_pmid(named.get("pmid", "")) or linked.get("pmid"),
        normalise_pmcid(written.pmcid) or normalise_pmcid(named.get("pmcid", "")) or linked.get("pmcid"),
    )


def _title(text: str) -> str:
    title = withhold(clean(text, lines=False))
    return title if title.endswith("..") else re.sub(r"\.(\]?)$", r"\1", title)


def _sections(abstract: str) -> Iterator[AbstractSection]:
    text = withhold(clean(abstract))
    if text:
        yield AbstractSection("", safe_abstract(text))


def _people(written: Written) -> Iterator[FoundAuthor]:
    yield from _authors(written.authors, "author")
    yield from _authors(written.editors, "editor")


def _authors(names: Iterable[str], role: str) -> Iterator[FoundAuthor]:
    for written in names:
        name = words(written)
        parts = [part.strip() for part in name.split(",")]
        if name and (isinstance(written, Group) or (len(parts) == 1 and name.count(" ") >= _WORDS_OF_A_NAME)):
            yield FoundAuthor(collective=name[:500], role=role)
        elif len(parts) > 1 and all(parts[:2]):
            fore = re.sub(r"(?<![\w.])([A-Z])\.(?=\s|$)", r"\1", parts[1])
            yield FoundAuthor(
                last_name=parts[0][:300],
                fore_name=fore[:300],
                initials=_initials(fore),
                suffix=" ".join(parts[2:])[:30],
                role=role,
            )
        elif found := person(name):
            yield FoundAuthor(
                last_name=found.last_name,
                fore_name=found.fore_name,
                initials=found.initials,
                suffix=found.suffix,
                collective=found.collective,
                literal=found.literal,
                role=role,
            )


def _initials(fore: str) -> str:
    """`Curt A` is CA, `M J` is MJ, `Jean-Paul` is JP, `MJ` stays."""
    if fore.isupper() and " " not in fore and len(fore) <= 4:
        return fore
    return "".join(part[0] for part in re.split(r"[\s.-]+", fore) if part[:1].isalpha())[:6].upper()
