"""Exports as Zotero and JabRef open them, field by field against what Zotero itself makes of the same records."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from journalclub.literature import rows
from journalclub.literature.citation import FORMATS, Cited, csl
from journalclub.literature.cited import cited
from journalclub.literature.found import FoundArticle
from journalclub.literature.models import Article, ArticleAuthor
from journalclub.literature.sources import pubmed_parse, reference_files
from tests.literature.reference_managers import jabref_ris, zotero_bibtex, zotero_csl, zotero_ris
from tests.shared_data import shared_data

# Why a field differs: in which formats, which field, and what Zotero has there. None may differ without a reason.
REASONS = (
    ("ris|bib|json", "ERIC Number", ".*", "a number of ERIC, a library of education: not kept"),
    ("ris|bib|json", "institution|university|archive|itemType", "(?!book$|preprint).*", "a report or thesis of ERIC"),
    (
        "ris|bib|json",
        "itemType|ISBN|publisher",
        "book|97815.*|Brookes.*",
        "a book, which ERIC's nbib has as an article",
    ),
    ("ris|bib", "itemType|repository|archiveID", ".*", "RIS and BibTeX have no type for preprints"),
    ("ris|bib|json", "PMID", "0+", "a number that is no PMID"),
    ("ris|bib|json", "title", r".*\.", "the full stop at its end, which Zotero drops from XML and not from nbib"),
    ("ris|bib|json", "rights", ".*", "a copyright line is no part of a citation"),
    ("ris|bib|json", "ISSN", r"\S+ \S+", "one ISSN is kept of two"),
    ("ris|bib|json", "publicationTitle|repository", ".*", "a journal's name as on its cover, in headline capitals"),
    ("ris|bib|json", "date", ".*-.*|Article.*", "a double issue is dated by its first month; `Article 10` is no date"),
    ("ris|bib|json", "place", ".*", "the brackets behind a journal's name are left out"),
    ("ris|bib|json", "url", "http:.*", "the same address with https"),
    ("bib", "callNumber", ".*", "BibTeX has no call number"),
    ("json", "tags", ".*", "Zotero reads no keywords from CSL-JSON"),
    (
        "ris|bib",
        "tags",
        r".*[*/].*",
        "MEDLINE's asterisks and qualifiers, which Zotero drops from XML and not from nbib",
    ),
    ("bib", "tags", ".*, .*", "readers of BibTeX cut at commas, so that `Crystallography, X-Ray` is written without"),
)
# How many of the fields agree; a fall is a loss for somebody's library.
LEAST = {"ris": 298, "bib": 292, "json": 287}


def expected_items() -> list[tuple[str, FoundArticle, dict[str, Any]]]:
    """(file, what we read, Zotero's own item) for every record."""
    made = []
    for file in sorted(shared_data("pubmed/zotero_expected").glob("*.expected.json")):
        stem = file.name.removesuffix(".expected.json")
        items = json.loads(file.read_text())
        entries = read(bytes_of(file.with_name(stem + (".xml" if stem.startswith("pubmedxml") else ".nbib"))))
        assert len(entries) == len(items), f"{stem}: a record was lost"
        made += [(stem, found, item) for found, item in zip(entries, items, strict=True)]
    return made


def bytes_of(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def read(content: bytes) -> list[FoundArticle]:
    is_xml = b"<Pubmed" in content[:4000]
    entries = pubmed_parse.parse(content).entries if is_xml else reference_files.read(content.decode()).entries
    return [entry.found for entry in entries if entry.found]


def citable(found: FoundArticle) -> Cited:
    article = Article(id=7, **rows.values(found, date(2026, 11, 22)))
    return cited(article, [ArticleAuthor(**values) for values in rows.author_values(found.authors)])


def opened(form: str, article: Cited) -> dict[str, Any]:
    if form == "json":
        return zotero_csl(csl(article))
    return {"ris": zotero_ris, "bib": zotero_bibtex}[form](FORMATS[form].whole([article]))[0]


def compared(form: str) -> tuple[int, list[tuple[str, str, str]]]:
    """How many fields Zotero has, and the (file, field, reason) of those that differ."""
    total, differing = 0, []
    for stem, found, item in expected_items():
        ours = opened(form, citable(found))
        for name, value in fields(item).items():
            total += 1
            theirs, mine = alike(name, value), alike(name, ours.get(name, ""))
            if theirs != mine:
                differing.append((stem, name, reason(form, name, str(theirs))))
                assert differing[-1][2], f"{stem}: {name} is {mine!r}, not {theirs!r}"
    return total, differing


def reason(form: str, name: str, theirs: str) -> str:
    fitting = (
        why
        for forms, field, has, why in REASONS
        if form in forms.split("|") and re.fullmatch(field, name) and re.fullmatch(has, theirs)
    )
    return next(fitting, "")


def fields(item: dict[str, Any]) -> dict[str, Any]:
    """All that Zotero holds, but for its links; PMID, PMCID and ERIC Number apart where they stand in Extra."""
    held = {name: value for name, value in item.items() if value and name not in {"attachments", "notes", "seeAlso"}}
    for line in str(held.pop("extra", "")).splitlines():
        name, _, value = line.partition(":")
        held[name.strip()] = value.strip()
    return held


def alike(name: str, value: Any) -> Any:
    """White space, the order of tags, the words of a date and the case of a DOI do not make a difference."""
    if name == "creators":
        people = [
            (c["creatorType"], c["lastName"], c.get("firstName", "")) if isinstance(c, dict) else c for c in value
        ]
        return sorted(people, key=lambda person: person[0])  # the order within a role stays
    if name == "tags":
        return sorted({tag["tag"] if isinstance(tag, dict) else tag for tag in value})
    text = " ".join(str(value).split())
    if name == "date" and (day := re.fullmatch(r"(\d{4}) (\w{3}) ?(\d*)|(\w{3}) (\d{4})", text)):
        parts = [day[1] or day[5], f"{MONTHS.index(day[2] or day[4]) + 1:02}", day[3] and f"{int(day[3]):02}"]
        return "-".join(part for part in parts if part)
    return text.lower() if name == "DOI" else text


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@pytest.mark.parametrize("form", ["ris", "bib", "json"])
def test_zotero_finds_in_our_export_what_it_finds_itself(form, capsys):
    total, differing = compared(form)
    reasons = Counter((name, why) for _, name, why in differing)
    with capsys.disabled():
        print(f"\nZotero reads {FORMATS[form].label}: {total - len(differing)} of {total} fields agree. The others:")
        for (name, why), count in sorted(reasons.items()):
            print(f"  {count:3} {name}: {why}")
    assert total - len(differing) >= LEAST[form]


@cache
def pubmed_records() -> list[FoundArticle]:
    """Some 500, with JabRef's edge cases: MathML, italics, no ISSN, books."""
    folders = (shared_data("pubmed/efetch_pages"), shared_data("pubmed/jabref"))
    pages = [bytes_of(page) for folder in folders for page in sorted(folder.glob("*.xml*"))]
    return [found for page in pages if b"<Pubmed" in page[:4000] for found in read(page)]


@pytest.mark.parametrize("form", ["ris", "bib"])
def test_what_we_export_we_read_back_as_the_same_citation(form):
    records = [citable(found) for found in pubmed_records()]
    written = [FORMATS[form].whole([record]) for record in records]
    assert len(written) > 500
    for before, text in zip(records, written, strict=True):
        (entry,) = reference_files.read(text).entries
        after = citable(entry.found)
        for name in ROUND_TRIP:
            assert told(getattr(after, name)) == told(getattr(before, name)), f"PMID {before.pmid}: {name}"


ROUND_TRIP = (
    "title", "authors", "headline", "issn", "volume", "issue", "published", "doi", "pmid", "pmcid", "abstract",
    "language", "publisher", "place", "book", "kind",
)  # fmt: skip


def told(value: Any) -> Any:
    """White space is folded, and of people their names as they are written in a file."""
    if isinstance(value, list):
        return [(name.last.replace(",", ""), name.given, name.suffix, name.group, name.editor) for name in value]
    return " ".join(value.split()) if isinstance(value, str) else value


def test_jabref_finds_the_same_in_ris():
    for found in pubmed_records():
        article = citable(found)
        (fields,) = jabref_ris(FORMATS["ris"].whole([article]))
        assert fields.get("number", "") == article.issue
        assert fields.get("year", "") + fields.get("month", "") == article.published[:7].replace("-", "")
        if not any(name.group for name in article.people):  # it takes `Tumour and Angiogenesis Group` for two
            assert fields.get("author", "").count(" and ") == max(0, len(article.people) - 1)
        assert fields.get("doi") == article.doi
        assert fields["title"] == " ".join(article.title.split())
        assert fields.get("journal", "") == (article.headline if article.kind == "article" else "")
