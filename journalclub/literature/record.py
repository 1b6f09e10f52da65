"""What else is known of one article, for its page alone: subjects, people, money, ties, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.literature.models import Article, ArticleAuthor, ArticleHistory, ArticleNotice
from journalclub.literature.notices import meaning

__all__ = ["Record", "Revised", "Subject", "Tie", "Trial", "record"]

_HISTORY = 20
_REGISTERS = {
    "NCT": "https://clinicaltrials.gov/study/{}",
    "ISRCTN": "https://www.isrctn.com/{}",
    "EudraCT": "https://www.clinicaltrialsregister.eu/ctr-search/search?query=eudract_number:{}",
    "ACTRN": "https://anzctr.org.au/{}.aspx",
    "DRKS": "https://drks.de/search/en/trial/{}",
}


@dataclass(frozen=True)
class Trial:
    """`url` is empty when its register gives trials no lasting address."""

    number: str
    url: str


@dataclass(frozen=True)
class Subject:
    """A MeSH heading with its qualifiers, as in `Radiosurgery / methods`."""

    name: str
    major: bool

    @property
    def heading(self) -> str:
        return self.name.partition(" / ")[0]


@dataclass(frozen=True)
class Tie:
    """A notice of this record or about it. `article` is the other one, when the club holds it."""

    kind: str
    source: str
    pmid: str | None
    doi: str | None
    article: int | None
    title: str

    @property
    def meaning(self) -> str | None:
        """What it says against this article: see `notices.meaning`."""
        return meaning(self.kind)


@dataclass(frozen=True)
class Revised:
    """What a source changed: (field, before, after) triples, long texts shortened."""

    at: datetime
    source: str
    changes: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Record:
    """`details` are grants, copyright, conflict_of_interest and the like, as `sources.pubmed_record` names them."""

    types: Sequence[str]
    subjects: Sequence[Subject]
    keywords: Sequence[str]
    trials: Sequence[Trial]
    languages: Sequence[str]
    editors: Sequence[str]
    group_members: Sequence[str]
    equal: Sequence[str]
    ties: Sequence[Tie]
    history: Sequence[Revised]
    gone_at: datetime | None
    details: dict[str, Any]


def record(session: Session, article_id: int) -> Record:
    """Five queries. The article must be a standing one."""
    row = session.get_one(Article, article_id)
    people = list(
        session.scalars(
            select(ArticleAuthor).where(ArticleAuthor.article_id == article_id).order_by(ArticleAuthor.position)
        )
    )
    return Record(
        types=row.publication_types,
        subjects=[_subject(heading) for heading in row.mesh],
        keywords=row.keywords,
        trials=[_trial(number) for number in row.trials],
        languages=[language for language in row.languages if language != "eng"],
        editors=[one.name for one in people if one.role == "editor"],
        group_members=[one.name for one in people if one.role == "investigator"],
        equal=[one.name for one in people if one.role == "author" and one.equal],
        ties=_ties(session, article_id),
        history=_history(session, article_id),
        gone_at=row.gone_at,
        details=row.details,
    )


def _subject(heading: dict[str, Any]) -> Subject:
    qualifiers = [one["name"] for one in heading.get("qualifiers", [])]
    return Subject(" / ".join([heading["name"], *qualifiers]), bool(heading.get("major")))


def _trial(number: str) -> Trial:
    for prefix, address in _REGISTERS.items():
        if number.startswith(prefix):
            return Trial(number, address.format(number.removeprefix("EudraCT ")))
    return Trial(number, "")


def _ties(session: Session, article_id: int) -> list[Tie]:
    notices = list(
        session.scalars(select(ArticleNotice).where(ArticleNotice.article_id == article_id).order_by(ArticleNotice.id))
    )
    numbers = {notice.pmid for notice in notices if notice.pmid}
    held = {
        row.pmid: row
        for row in session.execute(
            select(Article.pmid, Article.id, Article.title).where(
                Article.pmid.in_(numbers), Article.merged_into.is_(None)
            )
        )
    }
    return [
        Tie(one.kind, one.source, one.pmid, one.doi, other.id if other else None, other.title if other else "")
        for one in notices
        for other in (held.get(one.pmid),)
    ]


def _history(session: Session, article_id: int) -> list[Revised]:
    query = select(ArticleHistory).where(ArticleHistory.article_id == article_id).order_by(ArticleHistory.id.desc())
    return [
        Revised(row.at, row.source, [(one["field"], one["before"], one["after"]) for one in row.changes])
        for row in session.scalars(query.limit(_HISTORY))
    ]
