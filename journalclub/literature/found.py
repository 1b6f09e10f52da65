"""What a source yields, whichever it is. Texts are clean here; authors' mail addresses are apart from affiliations."""

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any

__all__ = [
    "AbstractSection",
    "Authority",
    "Entry",
    "FoundArticle",
    "FoundAuthor",
    "Heading",
    "Notice",
    "Refused",
]


class Authority(IntEnum):
    """Who is believed when two sources differ: the higher one."""

    REQUEST = 0  # somebody pasted an identifier; nothing is known yet
    FEED = 1
    IMPORT = 2
    PUBMED = 3


@dataclass(frozen=True, slots=True)
class FoundAuthor:
    """A person, or a group when `collective` is set. A feed gives a name in one piece: then only `literal` is set."""

    last_name: str = ""
    fore_name: str = ""
    initials: str = ""
    suffix: str = ""
    collective: str = ""
    literal: str = ""
    orcid: str | None = None
    role: str = "author"  # author, investigator, editor
    equal: bool = False
    affiliations: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()  # mail addresses, never shown

    @property
    def name(self) -> str:
        """As one reads it aloud: `Ada M Lovelace Jr`."""
        if self.collective or self.literal:
            return self.collective or self.literal
        return " ".join(part for part in (self.fore_name or self.initials, self.last_name, self.suffix) if part)


@dataclass(frozen=True, slots=True)
class AbstractSection:
    label: str
    html: str  # safe markup
    language: str = ""  # empty: the article's main abstract


@dataclass(frozen=True, slots=True)
class Notice:
    """A tie to another record. `kind` is PubMed's RefType in kebab case: retraction-in, erratum-in, comment-on…"""

    kind: str
    pmid: str | None = None
    doi: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A MeSH heading; `qualifiers` are (name, major) pairs."""

    name: str
    major: bool = False
    ui: str = ""
    qualifiers: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """`published` is as exact as the source: 2024, 2024-05 or 2024-05-19; `published_on` its first day, for sorting.

    `details` holds what is kept and shown but never asked for in a query (JSON values only).
    """

    title: str
    authority: Authority
    title_html: str = ""
    sections: tuple[AbstractSection, ...] = ()
    authors: tuple[FoundAuthor, ...] = ()
    journal: str = ""
    journal_abbreviation: str = ""
    issn: str | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    published: str = ""
    published_on: date | None = None
    pmid: str | None = None
    doi: str | None = None
    pmcid: str | None = None
    pii: str = ""
    url: str = ""
    languages: tuple[str, ...] = ()
    publication_types: tuple[str, ...] = ()
    mesh: tuple[Heading, ...] = ()
    keywords: tuple[str, ...] = ()
    trials: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    details: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def label(self) -> str:
        """What names it in a report."""
        return f"PMID {self.pmid}" if self.pmid else self.doi or self.title[:80]


@dataclass(frozen=True, slots=True)
class Refused:
    """Something a source sent that is not taken, and why."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a source's answer: an article, or the reason why not. `key` is the source's own name for it."""

    key: str
    found: FoundArticle | None
    refused: Refused | None = None
