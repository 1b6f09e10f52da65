"""The articles that a batch could match: a fixed number of queries, kept up to date while the batch is placed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from journalclub.literature import rows
from journalclub.literature.matching import Candidate, Identity
from journalclub.literature.models import Article

_NAMES = ("pmid", "doi", "pmcid", "pii", "title")


@dataclass
class Known:
    """Candidates by each of the things they can be recognised by. Those of the batch itself have negative ids."""

    by: dict[str, dict[str, list[Candidate]]] = field(default_factory=lambda: {name: {} for name in _NAMES})
    merged: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, identities: Iterable[Identity]) -> Known:
        known = cls()
        wanted = list(identities)
        columns = {
            "pmid": Article.pmid,
            "doi": Article.doi,
            "pmcid": Article.pmcid,
            "pii": Article.pii,
            "title": Article.title_key,
        }
        loaded: set[int] = set()
        for name, column in columns.items():
            values = {value for one in wanted if (value := getattr(one, name))}
            if not values:
                continue
            # In two parts: the index of an identifier holds standing articles only, the aliases are few.
            standing, aliases = _KNOWN.where(_STANDING), _KNOWN.where(~_STANDING)
            query = union_all(standing.where(column.in_(values)), aliases.where(column.in_(values)))
            for row in session.execute(query):
                if row.id not in loaded:
                    loaded.add(row.id)
                    known._load(row)
        return known

    def candidates(self, wanted: Identity) -> list[Candidate]:
        found: dict[int, Candidate] = {}
        for name in _NAMES:
            if value := getattr(wanted, name):
                for candidate in self.by[name].get(value, []):
                    # Every spelling of one article is compared: an alias keeps the identifiers it came with.
                    found.setdefault(id(candidate), candidate)
        return list(found.values())

    def add(self, article: int, identity: Identity) -> None:
        candidate = Candidate(article, identity)
        for name in _NAMES:
            if value := getattr(identity, name):
                self.by[name].setdefault(value, []).append(candidate)

    def standing(self, article: int) -> int:
        return self.merged.get(article, article)

    def free_identifiers(self, values: dict[str, Any], own: int | None = None) -> None:
        """Two PubMed records can carry one DOI. It stays with the first; the second keeps it among its details."""
        for name in ("pmid", "doi", "pmcid"):
            value = values.get(name)
            if value and any(candidate.id != own for candidate in self.by[name].get(value, [])):
                values[name] = None
                values["details"] = {**(values.get("details") or {}), f"shared_{name}": value}

    def _load(self, row: Any) -> None:
        if row.merged_into:
            self.merged[row.id] = row.merged_into
        self.add(
            row.merged_into or row.id,
            rows.identity_of_row(row),
        )


_STANDING = Article.merged_into.is_(None)
_KNOWN = select(
    Article.id,
    Article.merged_into,
    Article.title,
    Article.journal,
    Article.published,
    Article.pmid,
    Article.doi,
    Article.pmcid,
    Article.pii,
)
