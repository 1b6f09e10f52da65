"""An article's rows as a citation."""

from __future__ import annotations

from journalclub.literature.citation import Cited, Name
from journalclub.literature.models import Article, ArticleAuthor


def cited(row: Article, people: list[ArticleAuthor]) -> Cited:
    """`people` in order; members of a group among the authors are not cited."""
    return Cited(
        title=row.title,
        authors=[_name(person) for person in people if person.role in {"author", "editor"}],
        journal=row.journal,
        journal_abbreviation=row.journal_abbreviation,
        iso_abbreviation=row.details.get("iso_abbreviation", ""),
        issn=row.issn,
        isbn=next(iter(row.details.get("isbn", [])), ""),
        volume=row.volume,
        issue=row.issue,
        pages=row.pages or row.details.get("location", ""),
        published=row.published,
        doi=row.doi,
        pmid=row.pmid,
        pmcid=row.pmcid,
        url=row.url,
        abstract=row.abstract,
        keywords=list(dict.fromkeys([*(heading["name"] for heading in row.mesh), *row.keywords])),
        language=row.languages[0] if row.languages else "",
        publisher=row.details.get("publisher", ""),
        place=row.details.get("place", ""),
        edition=row.details.get("edition", ""),
        book=row.details.get("book", ""),
        accession=row.details.get("accession", ""),
        retracted=row.retracted_on is not None,
        preprint="Preprint" in row.publication_types,
        id=row.id,
    )


def _name(person: ArticleAuthor) -> Name:
    return Name(
        last=person.collective or person.last_name or person.name,
        fore=person.fore_name,
        initials=person.initials,
        suffix=person.suffix,
        group=bool(person.collective),
        editor=person.role == "editor",
    )
