"""What a feed's description says: sometimes an abstract, often only `Journal, Volume 44, Issue 1, January 2026.`"""

import re
from dataclasses import dataclass

from journalclub.kit.text import plain, safe_abstract
from journalclub.literature.found import AbstractSection
from journalclub.literature.sources.dates import NEVER, Published, from_words
from journalclub.literature.sources.mailing import withhold

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Winter|Spring|Summer|Autumn|Fall)[a-z]*"
_DATE = re.compile(rf"\b(?:\d{{1,2}} )?{_MONTH}(?:[/-]{_MONTH})?(?: \d{{1,2}},)? (?:19|20)\d\d\b")
_VOLUME = re.compile(r"\bVol(?:ume|\.)?\s+([\w.-]{1,20})", re.IGNORECASE)
_ISSUE = re.compile(r"\bIssue\s+([\w.-]{1,20})", re.IGNORECASE)
_PAGES = re.compile(r"\b(?:Pages?|pp\.)\s+([A-Z]?\w{1,12}(?:\s?[-–]\s?\w{1,12})?)", re.IGNORECASE)
# A line that only says where and when: not an abstract.
_CITATION = re.compile(
    r"^(?P<journal>[^.]{2,150}?),\s+(?:Volume|Issue|Page|Ahead of Print|Early ?View|(?:Just )?Accepted)\b.{0,120}$"
    r"|^Volume\b.{0,150}$"
    r"|^(?P<plain>[^:]{2,80}?) \d{1,5}(?:\(\w+\))?: ?\w+-\w+$"
    r"|^(?P<online>[^.,]{2,80}), Published online:.{0,120}$",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^\s*(publication date|source|author\(s\)|authors?|doi|abstract)\s*:\s*(.*)$", re.IGNORECASE)
_NOISE = re.compile(
    r"^(?:abstract|html|xml|pdf|n/a|none|no abstract|~|正|-|summary|[\w.-]+\.(?:com|org|net)"
    r"|(?:PMID|DOI):.*\b(?:DOI|PMID):.*|PMID:\d+.*"
    r"|.{0,120}\bdoi: ?10\.\S+.{0,80}Online ahead of print\.?|.{0,150}\bdoi: ?10\.\d+/\S+)$",
    re.IGNORECASE,
)
_NAMES = re.compile(r"(?:[^;:\d]{2,40};)+[^;:\d]{0,40}")  # CNKI's authors, on a line of their own,
_NAMES_BEFORE = re.compile(r"(?:[^;:\d<>\s][^;:\d<>]{1,39};(?=\S))+(?=[^;]{60})")  # or straight before the abstract
_BLOCK = re.compile(r"</?\s?(?:p|div|br|h[1-6]|li|section)\b[^>]*>", re.IGNORECASE)
_TITLES = (
    re.compile(
        r"^(?:Wolters\s?Kluwer|Wiley|tandf|Sage|SAGE Publications?|AAAS|ScienceDirect Publication|Springer)\s*:\s*"
    ),
    re.compile(r"\s*-->.*$"),
    re.compile(r"^Latest (?:Articles|Results|Issue) (?:from|for|of) ", re.IGNORECASE),
    re.compile(
        r"\s*[:|–-]\s*(?:Table of Contents|Search Results\b.*|Current Issue|Latest Articles|Advance Articles?|CNKI)$"
    ),
    re.compile(
        r"\s+(?:Current Issue|Online First|Advance Access|Table of Contents|RSS feed|Early View)$", re.IGNORECASE
    ),
    re.compile(r"\s+(?:RSS|feed)$", re.IGNORECASE),
)
_NO_JOURNAL = re.compile(r"\bsearch\b|new results|pubmed|scholar|alert|\bOR\b|\[tiab\]|\[mesh", re.IGNORECASE)


@dataclass(frozen=True)
class Description:
    sections: tuple[AbstractSection, ...] = ()
    authors: tuple[str, ...] = ()
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    published: Published = NEVER


def described(texts: list[str]) -> Description:
    """Facts from all the texts of an entry, the abstract from the longest."""
    texts = [_NAMES_BEFORE.sub(r"\g<0><br>", text, count=1) if _NAMES_BEFORE.match(text) else text for text in texts]
    blocks = [(block, _line(block)) for text in texts for block in _BLOCK.split(text)]
    labelled = [found for _, line in blocks if (found := _LABELLED.match(line))]
    facts = {found[1].lower(): found[2].strip() for found in labelled}
    source = facts.get("source", "")
    lines = [line for _, line in blocks if _CITATION.match(line) and not _LABELLED.match(line)] + (
        [source] if source else []
    )
    citation = " ".join(lines)
    named = _CITATION.match(lines[0]) if lines and lines[0] != source else None
    journal = (named["journal"] or named["online"] or named["plain"] or "") if named else source.split(", Volume")[0]
    dated = _DATE.search(facts.get("publication date", "")) or _DATE.search(citation)
    named_first = next((line for _, line in blocks if _NAMES.fullmatch(line)), "")
    return Description(
        sections=_abstract(texts),
        authors=tuple(filter(None, [facts.get("author(s)") or facts.get("authors") or named_first])),
        journal=re.sub(r"&(?=\w)", "& ", journal).strip()[:200],
        volume=_one(_VOLUME, citation),
        issue=_one(_ISSUE, citation),
        pages=_one(_PAGES, citation).replace("–", "-"),
        published=from_words(dated[0]) if dated else NEVER,
    )


def journal_of(feed_title: str) -> str:
    """The journal that a feed's title names, when it does."""
    name = feed_title
    for pattern in _TITLES:
        name = pattern.sub("", name).strip()
    return "" if _NO_JOURNAL.search(name) else name[:200]


def _abstract(texts: list[str]) -> tuple[AbstractSection, ...]:
    best = ""
    for text in texts[:-1]:
        paragraphs = [kept for block in _BLOCK.split(text) if (kept := _kept(block))]
        html = safe_abstract("".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)) if paragraphs else ""
        if len(html) > len(best):
            best = html
    return (AbstractSection("", withhold(best)),) if best else ()


def _kept(block: str) -> str:
    """A paragraph of an abstract, its markup in place; empty when it is something else."""
    line = _line(block)
    labelled = _LABELLED.match(line)
    if labelled and labelled[1].lower() == "abstract" and labelled[2] and not _NOISE.match(labelled[2]):
        return re.sub(r"^\W*abstract\s*:\s*", "", block.strip(), flags=re.IGNORECASE)
    if not line or labelled or _CITATION.match(line) or _NOISE.match(line):
        return ""
    if _NAMES.fullmatch(line):
        return ""
    return block.strip() if re.search(r"\w{2}", line) else ""


def _line(block: str) -> str:
    return " ".join(plain(block).split())


def _one(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1].strip(" .,") if found else ""
