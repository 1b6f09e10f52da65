"""One parsed PubMed record, article or book, to a FoundArticle."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from journalclub.kit.ids import normalise_doi, normalise_issn, normalise_pmcid, normalise_pmid
from journalclub.kit.text import clean, plain, safe_abstract, safe_inline
from journalclub.literature.found import AbstractSection, Authority, FoundArticle, Heading
from journalclub.literature.sources.dates import Published, from_node
from journalclub.literature.sources.journals import journal_name
from journalclub.literature.sources.mailing import withhold
from journalclub.literature.sources.nodes import Node, attribute, each, first, text
from journalclub.literature.sources.pubmed_authors import authors, investigators
from journalclub.literature.sources.pubmed_notices import notices
from journalclub.literature.sources.trials import trial_numbers
from journalclub.literature.sources.words import tidied, words

IN_PLAIN_WORDS = "plain-language-summary"
_NO_TITLE = {"", "not available", "[not available]", "untitled"}


def found_article(record: Node) -> FoundArticle | None:
    """None when the record has neither a title nor a PMID."""
    book = first(record, "BookDocument")
    if book is not None:
        return _book(record, book)
    citation = first(record, "MedlineCitation")
    article = first(citation, "Article")
    journal = first(article, "Journal")
    issue = first(journal, "JournalIssue")
    identifiers = _identifiers(record, citation, article)
    printed, electronic = from_node(first(issue, "PubDate")), _electronic(article)
    published = printed if printed.on else electronic
    sections = tuple(_sections(citation, article))
    title = _title(text(article, "ArticleTitle"), text(article, "VernacularTitle"), identifiers["pmid"])
    if not title:
        return None
    return FoundArticle(
        title=plain(title),
        title_html=safe_inline(title),
        authority=Authority.PUBMED,
        sections=sections,
        authors=(*authors(each(article, "AuthorList", "Author")), *investigators(citation)),
        journal=journal_name(words(text(journal, "Title"))) or text(citation, "MedlineJournalInfo", "MedlineTA"),
        journal_abbreviation=words(
            text(citation, "MedlineJournalInfo", "MedlineTA") or text(journal, "ISOAbbreviation")
        ),
        issn=_issn(text(journal, "ISSN"), text(citation, "MedlineJournalInfo", "ISSNLinking")),
        volume=words(text(issue, "Volume")),
        issue=words(text(issue, "Issue")),
        pages=_pages(article),
        published=published.text,
        published_on=electronic.on or published.on,
        languages=tuple(str(language) for language in each(article, "Language")),
        publication_types=_texts(each(article, "PublicationTypeList", "PublicationType")),
        mesh=tuple(_headings(citation)),
        keywords=_texts(each(citation, "KeywordList", "Keyword")),
        trials=_trials(article, sections),
        notices=notices(citation, article),
        details=_details(citation, article, journal, published, electronic),
        **identifiers,
    )


def _book(record: Node, document: Node) -> FoundArticle | None:
    """A book, or a chapter: that has a title of its own and stands in its book as an article in a journal."""
    book = first(document, "Book")
    identifiers = _identifiers(record, document, book)
    book_title = _title(text(book, "BookTitle"), "", None)
    title = _title(text(document, "ArticleTitle"), "", None) or book_title or _title("", "", identifiers["pmid"])
    if not title:
        return None
    published = from_node(first(document, "ContributionDate"))
    published = published if published.on else from_node(first(book, "PubDate"))
    sections = tuple(_sections(document, document))
    own = [
        person for people in each(document, "AuthorList") for person in authors(each(people, "Author"), _role(people))
    ]
    of_book = [
        person for people in each(book, "AuthorList") for person in authors(each(people, "Author"), _role(people))
    ]
    details = {
        "book": plain(book_title),
        "publisher": words(text(book, "Publisher", "PublisherName")),
        "place": words(text(book, "Publisher", "PublisherLocation")),
        "isbn": [str(number) for number in each(book, "Isbn")],
        "accession": text(document, "ArticleIdList", "ArticleId"),
        "collection": words(text(book, "CollectionTitle")),
        "edition": words(text(book, "Edition")),
    }
    return FoundArticle(
        title=plain(title),
        title_html=safe_inline(title),
        authority=Authority.PUBMED,
        sections=sections,
        authors=tuple(own + [person for person in of_book if not own or person.role == "editor"]),
        journal=plain(book_title) if title != book_title else "",
        volume=words(text(book, "Volume")),
        pages=_pages(document),
        published=published.text,
        published_on=published.on,
        languages=tuple(str(language) for language in each(document, "Language")),
        publication_types=_texts(each(document, "PublicationType")) or ("Book",),
        keywords=_texts(each(document, "KeywordList", "Keyword")),
        trials=_trials(document, sections),
        details={key: value for key, value in details.items() if value},
        **identifiers,
    )


def _role(people: Node) -> str:
    return "editor" if attribute(people, "Type") == "editors" else "author"


def _title(title: str, vernacular: str, pmid: str | None) -> str:
    for candidate in (title, vernacular):
        written = withhold(clean(candidate, lines=False))
        if not written.endswith("..."):
            written = re.sub(r"\.(\]?)$", r"\1", written)
        if written.lower() not in _NO_TITLE:
            return written
    return f"Untitled record, PMID {pmid}" if pmid else ""


def _identifiers(record: Node, citation: Node, article: Node) -> dict[str, Any]:
    listed: dict[str, str] = {}
    own = ("PubmedData", "ArticleIdList", "ArticleId"), ("PubmedBookData", "ArticleIdList", "ArticleId")
    for path in own:
        for node in each(record, *path):
            listed.setdefault(attribute(node, "IdType"), str(node).strip())
    for node in each(article, "ELocationID"):
        if attribute(node, "ValidYN") != "N":
            listed.setdefault(attribute(node, "EIdType"), str(node).strip())
    for node in each(citation, "OtherID"):
        if str(node).startswith("PMC"):
            listed.setdefault("pmc", str(node).split()[0])
    return {
        "pmid": normalise_pmid(text(citation, "PMID") or listed.get("pubmed", "")),
        "doi": normalise_doi(words(listed.get("doi", ""))),
        "pmcid": normalise_pmcid(listed.get("pmc", "")),
        "pii": words(listed.get("pii", ""))[:200],
    }


def _issn(*candidates: str) -> str | None:
    return next((issn for text in candidates if text and (issn := normalise_issn(text))), None)


def _pages(node: Node) -> str:
    written = words(text(node, "Pagination", "MedlinePgn"))
    if written:
        return written
    start, end = text(node, "Pagination", "StartPage"), text(node, "Pagination", "EndPage")
    return words(f"{start}-{end}" if end and end != start else start)


def _location(article: Node) -> str:
    """The article's number where a page would stand; the NLM cites by it: `Elife. 2019;8:e42692`."""
    nodes = [node for node in each(article, "ELocationID") if attribute(node, "EIdType") == "pii"]
    return next((words(str(node))[:120] for node in nodes if attribute(node, "ValidYN") != "N"), "")


def _electronic(article: Node) -> Published:
    dates = [from_node(node) for node in each(article, "ArticleDate")]
    return dates[0] if dates else Published()


def _sections(citation: Node, article: Node) -> Iterator[AbstractSection]:
    for node in each(article, "Abstract", "AbstractText"):
        yield from _section(node, "")
    for other in each(citation, "OtherAbstract"):
        kind = attribute(other, "Type")
        language = kind if kind == IN_PLAIN_WORDS else attribute(other, "Language") or kind
        for node in each(other, "AbstractText"):
            yield from _section(node, language)


def _section(node: Node, language: str) -> Iterator[AbstractSection]:
    html = safe_abstract(withhold(tidied(str(node), markup=True)))
    if html and not html.startswith("<p>"):
        html = f"<p>{html}</p>"
    label = words(attribute(node, "Label"))
    if html or label:
        yield AbstractSection("" if label == "UNLABELLED" else label, html, language)


def _headings(citation: Node) -> Iterator[Heading]:
    for node in each(citation, "MeshHeadingList", "MeshHeading"):
        name = first(node, "DescriptorName")
        if name is None:
            continue
        qualifiers = tuple((words(str(q)), attribute(q, "MajorTopicYN") == "Y") for q in each(node, "QualifierName"))
        major = attribute(name, "MajorTopicYN") == "Y" or any(major for _, major in qualifiers)
        yield Heading(words(str(name)), major, attribute(name, "UI"), qualifiers)


def _trials(article: Node, sections: Iterable[AbstractSection]) -> tuple[str, ...]:
    banks = [
        (text(bank, "DataBankName"), str(number).strip())
        for bank in each(article, "DataBankList", "DataBank")
        for number in each(bank, "AccessionNumberList", "AccessionNumber")
    ]
    return trial_numbers(banks, " ".join(section.html for section in sections))


def _details(
    citation: Node, article: Node, journal: Node, published: Published, electronic: Published
) -> dict[str, Any]:
    grants = [
        {"id": text(node, "GrantID"), "agency": words(text(node, "Agency")), "country": text(node, "Country")}
        for node in each(article, "GrantList", "Grant")
    ]
    revised = from_node(first(citation, "DateRevised"))
    details: dict[str, Any] = {
        "vernacular_title": words(text(article, "VernacularTitle")),
        "copyright": words(text(article, "Abstract", "CopyrightInformation")),
        "conflict_of_interest": words(text(citation, "CoiStatement")),
        "grants": [{key: value for key, value in grant.items() if value} for grant in grants],
        "printed": published.written,
        "electronic": electronic.text,
        "revised": revised.text,
        "status": attribute(citation, "Status"),
        "location": _location(article),
        "iso_abbreviation": words(text(journal, "ISOAbbreviation")),
        "authors_complete": "no" if attribute(first(article, "AuthorList"), "CompleteYN") == "N" else "",
    }
    return {key: list(value) if isinstance(value, tuple) else value for key, value in details.items() if value}


def _texts(nodes: Iterable[Node]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(written for node in nodes if (written := words(str(node)))))
