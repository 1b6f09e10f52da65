"""Are these two records one article? Pure: identifiers first, then normalised title, journal and year together.

A shared title alone never merges: every journal has its "Erratum" and its "Department of Error".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from journalclub.kit.text import title_key

__all__ = ["Candidate", "Identity", "conflict", "identity", "journal_key", "match", "unique_pii"]

# Titles that say nothing about which article it is, however long the journal's name beside them.
_COMMON = re.compile(
    r"^(?:erratum|errata|corrigend(?:um|a)|correction|departmentoferror|retraction|expressionofconcern|editorial|editorsnote"
    r"|inreply|authorsreply|reply|response|comment|commentary|letter|lettertotheeditor|totheeditor|masthead|contents"
    r"|tableofcontents|inthisissue|highlights|acknowledg(?:e)?ments?ofreviewers|news|obituary|bookreview|audiohighlights"
    r"|announcements?|issueinformation|coverimage|frontmatter|backmatter|thisweekin|untitledrecord)"
)
_SHORTEST = 24  # letters of a title key; below that two different articles of a year can share it
_ELSEVIER = re.compile(r"[SB][0-9]{15}[0-9X]")
_ARTICLES = {"the", "journal", "of", "and", "in", "for", "a", "an", "on"}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a record can be recognised by. `title` is a key (kit.text.title_key), `year` four digits or empty."""

    pmid: str | None = None
    doi: str | None = None
    pmcid: str | None = None
    pii: str | None = None
    title: str = ""
    journal: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    id: int
    identity: Identity


def identity(
    *, title: str, journal: str, published: str, pmid: str | None, doi: str | None, pmcid: str | None, pii: str | None
) -> Identity:
    return Identity(
        pmid, doi, pmcid, unique_pii(pii or ""), title_key(title)[:600], journal_key(journal), published[:4]
    )


def match(found: Identity, candidates: Iterable[Candidate]) -> list[int]:
    """The ids of the articles that `found` is, best reason first. If several: they turn out to be one article."""
    ranked = [(reason, candidate.id) for candidate in candidates if (reason := _reason(found, candidate.identity))]
    strong = [id for reason, id in sorted(ranked) if reason < 5]
    return strong or [id for _, id in sorted(ranked)][:1]


def conflict(one: Identity, other: Identity) -> bool:
    """They cannot be one article: an identifier that both have differs."""
    pairs = ((one.pmid, other.pmid), (one.doi, other.doi), (one.pmcid, other.pmcid))
    return any(mine and theirs and mine != theirs for mine, theirs in pairs)


def unique_pii(text: str) -> str | None:
    """An Elsevier PII, S1470-2045(25)00672-2 or S1470204525006722, in one spelling; others are not unique."""
    bare = re.sub(r"[^0-9A-Z]", "", text.upper())
    return bare if _ELSEVIER.fullmatch(bare) else None


@lru_cache(maxsize=2048)
def journal_key(name: str) -> str:
    """`The Lancet. Oncology` and `Lancet Oncology` agree; so do `&` and `and`."""
    name = re.sub(r"\(.*?\)|[:=].*$", " ", name.replace("&", " "))
    words = re.findall(r"\w+", name.casefold())
    return title_key("".join(word for word in words if word not in _ARTICLES))


def _reason(one: Identity, other: Identity) -> int:
    """1 PMID, 2 DOI, 3 PMC, 4 PII, 5 title with journal and year; 0 when they are different or nobody can tell."""
    if one.pmid and other.pmid:
        return 1 if one.pmid == other.pmid else 0
    if one.doi and other.doi:
        return 2 if one.doi == other.doi else 0
    if one.pmcid and other.pmcid:
        return 3 if one.pmcid == other.pmcid else 0
    if one.pii and other.pii:
        return 4 if one.pii == other.pii else 0
    return 5 if _same_words(one, other) else 0


def _same_words(one: Identity, other: Identity) -> bool:
    if one.title != other.title or len(one.title) < _SHORTEST or _COMMON.match(one.title):
        return False
    if not one.journal or one.journal != other.journal or not one.year or not other.year:
        return False
    # Online in December, in print in January: the same article.
    return abs(int(one.year) - int(other.year)) <= 1
