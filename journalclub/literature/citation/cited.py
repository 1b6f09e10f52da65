"""What a citation can hold, and what all formats say alike about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Letters that do not come apart into a Latin letter and its accent.
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "đ": "d", "Đ": "D",
     "ð": "d", "þ": "th", "Þ": "Th", "ı": "i"}
)  # fmt: skip
_SMALL = {"a", "an", "and", "as", "at", "but", "by", "de", "der", "des", "die", "et", "for", "from", "in", "la", "nor",
          "of", "on", "or", "the", "to", "und", "y", "with"}  # fmt: skip


@dataclass(frozen=True)
class Name:
    """`last` alone for a group."""

    last: str
    fore: str = ""
    initials: str = ""
    suffix: str = ""
    group: bool = False
    editor: bool = False

    @property
    def given(self) -> str:
        """With full stops behind initials, as style processors tell them from names: `Curt A.`, `M. J.`."""
        letters = self.fore or (" ".join(self.initials) if self.initials.isupper() else self.initials)
        return " ".join(f"{part}." if len(part) == 1 and part.isupper() else part for part in letters.split())


@dataclass(frozen=True)
class Cited:
    """Everything a citation can hold; texts are plain. `published` is 2024, 2024-05 or 2024-05-19.

    `journal_abbreviation` is the NLM's (for Vancouver), `iso_abbreviation` that of ISO 4 (for reference managers).
    """

    title: str
    authors: Sequence[Name] = ()
    journal: str = ""
    journal_abbreviation: str = ""
    iso_abbreviation: str = ""
    issn: str | None = None
    isbn: str = ""
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
    place: str = ""
    edition: str = ""
    book: str = ""
    accession: str = ""
    preprint: bool = False
    retracted: bool = False
    id: int = 0

    @property
    def link(self) -> str:
        if self.accession.startswith("NBK"):
            return f"https://www.ncbi.nlm.nih.gov/books/{self.accession}/"
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
    def headline(self) -> str:
        """The journal's name in headline capitals; NLM writes `Annals of oncology : official journal of …`."""
        name = re.sub(r"\s+\([^()]*\)$", "", self.journal)  # where it is published, as in (Hoboken, N.J.)
        parts = re.split(r"\s*:\s+", name)
        return ": ".join(" ".join(_capital(word, at == 0) for at, word in enumerate(part.split())) for part in parts)

    @property
    def abbreviation(self) -> str:
        return self.iso_abbreviation or self.journal_abbreviation

    @property
    def key(self) -> str:
        """`Lovelace2024Analytical7`, in ASCII, with the library's number: stable, and never twice in a file."""
        name = _ascii(self.people[0].last) if self.people else ""
        word = next((w for w in re.findall(r"[A-Za-z]{4,}", _ascii(self.title))), "")
        return f"{name.replace(' ', '')[:30] or 'article'}{self.published[:4]}{word[:30]}{self.id or ''}"


def span(pages: str) -> tuple[str, str]:
    """`1234-9` is 1234 to 1239: MEDLINE leaves out digits that repeat. S0360-3016(24)00001-1 is one number."""
    if re.search(r"[(:]", pages):
        return pages, ""
    found = re.fullmatch(r"\s*([A-Za-z]*)(\d+)([\w.]*)\s*[-–]\s*([A-Za-z]*)(\d+)(.*)", pages)
    if not found:
        return pages.partition(",")[0].strip() if re.match(r"\w+\s*,", pages) else pages, ""
    letters, first, tail, end_letters, last, rest = found.groups()
    if len(last) < len(first) and end_letters in {"", letters}:
        last = first[: len(first) - len(last)] + last
    return f"{letters}{first}{tail}", f"{end_letters or letters}{last}{rest}".strip()


def date_parts(published: str) -> tuple[str, str, str]:
    """Year, month and day; empty where it is not known."""
    year, month, day = [*published.split("-"), "", "", ""][:3]
    return year, month, day


def comma_name(name: Name) -> str:
    """`Last, First, Jr`. A group has no comma, because all that follows one would be read as its first name."""
    if name.group:
        return one_line(name.last.replace(",", " "))
    return ", ".join(part for part in (name.last, name.given, name.suffix) if part)


def one_line(text: str) -> str:
    return " ".join(text.split())


def _capital(word: str, first: bool) -> str:
    if word != word.lower() or (word in _SMALL and not first):
        return word
    return re.sub(r"[^\W\d_]", lambda letter: letter[0].upper(), word, count=1)


def _ascii(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return re.sub(r"[^A-Za-z0-9 ]", "", decomposed)
