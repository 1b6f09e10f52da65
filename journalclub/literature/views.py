"""Articles as they are shown: bulk reads with a fixed number of queries. No mail address is ever in one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from journalclub.kit.ids import normalise_doi, normalise_pmcid, normalise_pmid
from journalclub.literature.citation import Cited, coins
from journalclub.literature.cited import cited
from journalclub.literature.free import Access, Window, access
from journalclub.literature.languages import browsers
from journalclub.literature.merge_models import ArticleMerge
from journalclub.literature.models import Article, ArticleAuthor, ArticleNotice, ArticleTag, FreeLink, Sighting
from journalclub.literature.notices import RETRACTED, worst

STANDING = Article.merged_into.is_(None)
LABELLED = re.compile(r"([A-Z][A-Z &/,-]{2,40}): (.+)")  # "METHODS: …", a structured abstract in plain text


@dataclass(frozen=True)
class SectionView:
    """`language` is empty for the main abstract, else as browsers know it (BCP 47)."""

    label: str
    html: Markup
    language: str = ""


@dataclass(frozen=True)
class SightingView:
    id: int
    source: str
    url: str
    at: datetime


@dataclass(frozen=True)
class ArticleView:
    """One article with everything that its page, the lists and the API show."""

    id: int
    title: str
    title_html: Markup
    abstract: str
    abstract_sections: Sequence[SectionView]
    authors: Sequence[ArticleAuthor]
    journal: str
    published: str
    published_on: date | None
    volume: str
    issue: str
    pages: str
    pmid: str | None
    doi: str | None
    pmcid: str | None
    nct: Sequence[str]
    retracted: bool
    pending: bool
    pending_reason: str
    retracted_on: date | None
    notices: Sequence[ArticleNotice]
    windows: Sequence[Window]
    tags: Sequence[str]
    sightings: Sequence[SightingView]
    added_at: datetime
    archive: str | None
    key: str | None
    cited: Cited

    @property
    def alarm(self) -> str:
        """The worst that is said of it: retracted, concern, corrected, or nothing."""
        return RETRACTED if self.retracted else worst(notice.kind for notice in self.notices)

    def access(self, today: date, needed: date | None = None) -> Access | None:
        """Where it is free to read on this day of the club's calendar: see `free.access`."""
        return access(self.pmcid, self.windows, today, needed)

    @property
    def coins(self) -> str:
        return coins(self.cited)


def article(session: Session, article_id: int) -> ArticleView | None:
    """The article, or the one it was merged into."""
    seen = set()
    row = session.get(Article, article_id)
    while row is not None and row.merged_into is not None and row.id not in seen:
        seen.add(row.id)
        row = session.get(Article, row.merged_into)
    return views_of(session, [row], whole=True)[0] if row else None


def articles_by_id(session: Session, ids: Iterable[int]) -> dict[int, ArticleView]:
    """These articles by the id they were asked for; a merged one is found under its old id too."""
    rows = {row.id: row for row in session.scalars(select(Article).where(Article.id.in_(set(ids))))}
    targets = {row.merged_into for row in rows.values() if row.merged_into} - rows.keys()
    kept = {row.id: row for row in session.scalars(select(Article).where(Article.id.in_(targets)))} if targets else {}
    wanted = {
        asked: kept.get(row.merged_into or 0) or rows.get(row.merged_into or 0) or row for asked, row in rows.items()
    }
    shown = {view.id: view for view in views_of(session, list({row.id: row for row in wanted.values()}.values()))}
    return {asked: shown[row.id] for asked, row in wanted.items()}


def with_aliases(session: Session, article_id: int) -> list[int]:
    """The article's id and those of the articles that were merged into it."""
    return [article_id, *session.scalars(select(Article.id).where(Article.merged_into == article_id))]


@dataclass(frozen=True)
class Family:
    """An article that stands, with the ids of all that were merged into it (its own among them)."""

    id: int
    members: Sequence[int]
    added_at: datetime


def families(session: Session, ids: Iterable[int]) -> dict[int, Family]:
    """The families of these articles by the id they were asked for. Two statements."""
    query = select(Article.id, func.coalesce(Article.merged_into, Article.id)).where(Article.id.in_(set(ids)))
    kept = dict(iter(session.execute(query)))
    wanted = set(kept.values())
    members: dict[int, list[int]] = defaultdict(list)
    added: dict[int, datetime] = {}
    for id, merged_into, at in session.execute(
        select(Article.id, Article.merged_into, Article.added_at).where(
            or_(Article.id.in_(wanted), Article.merged_into.in_(wanted))
        )
    ):
        members[merged_into or id].append(id)
        added[merged_into or id] = min(at, added.get(merged_into or id, at))
    return {asked: Family(id, members[id], added[id]) for asked, id in kept.items()}


@dataclass(frozen=True)
class Alias:
    """An article that went into another, as it was; `merged_at` is unknown for those of before merges were recorded."""

    id: int
    title: str
    journal: str
    published: str
    pmid: str | None
    doi: str | None
    merged_at: datetime | None


def aliases(session: Session, article_id: int) -> list[Alias]:
    """What went into this article and was not split again, in the order in which it came to the library."""
    at = select(func.max(ArticleMerge.at)).where(ArticleMerge.gone == Article.id, ArticleMerge.split_at.is_(None))
    columns = (Article.id, Article.title, Article.journal, Article.published, Article.pmid, Article.doi)
    query = select(*columns, at.scalar_subquery()).where(Article.merged_into == article_id).order_by(Article.id)
    return [Alias(*row) for row in session.execute(query)]


def find(session: Session, text: str, kind: str = "") -> int | None:
    """The article with this number in the library, PMID, DOI or PMC id; a bare number is a PMID first.

    `kind` (pmid, doi, pmcid) says which it is.
    """
    text = text.strip()
    for column, value in (
        (Article.pmid, normalise_pmid(text)),
        (Article.doi, normalise_doi(text)),
        (Article.pmcid, normalise_pmcid(text)),
    ):
        if not value or kind not in {"", column.key}:
            continue
        if found := session.scalar(select(Article.id).where(column == value, STANDING)):
            return found
    if not kind and text.isascii() and text.isdigit() and len(text) < 19:
        return session.scalar(select(Article.id).where(Article.id == int(text), STANDING))
    return None


def alarms(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """The worst that is said of each of these articles, those without left out. One statement."""
    query = select(Article.id, Article.retracted_on, ArticleNotice.kind)
    query = query.outerjoin(ArticleNotice, ArticleNotice.article_id == Article.id).where(Article.id.in_(set(ids)))
    said: dict[int, set[str]] = defaultdict(set)
    for article, retracted_on, kind in session.execute(query):
        said[article] |= {kind or "", "retraction-in" if retracted_on else ""}
    return {article: alarm for article, kinds in said.items() if (alarm := worst(kinds))}


def author_names(session: Session, article_id: int) -> list[str]:
    """The last and whole names of an article's authors."""
    query = select(ArticleAuthor.name, ArticleAuthor.last_name).where(ArticleAuthor.article_id == article_id)
    return [name for row in session.execute(query) for name in row if name]


def views_of(session: Session, rows: Sequence[Article], *, whole: bool = False) -> list[ArticleView]:
    """The rows with what belongs to them: five queries, however many they are; sightings only for a `whole` article."""
    ids = [row.id for row in rows]
    people: dict[int, list[ArticleAuthor]] = defaultdict(list)
    for person in session.scalars(
        select(ArticleAuthor).where(ArticleAuthor.article_id.in_(ids)).order_by(ArticleAuthor.position)
    ):
        people[person.article_id].append(person)
    notices: dict[int, list[ArticleNotice]] = defaultdict(list)
    for notice in session.scalars(select(ArticleNotice).where(ArticleNotice.article_id.in_(ids))):
        notices[notice.article_id].append(notice)
    held: dict[int, list[str]] = defaultdict(list)
    for one in session.scalars(select(ArticleTag).where(ArticleTag.article_id.in_(ids)).order_by(ArticleTag.tag)):
        held[one.article_id].append(one.tag)
    windows = _windows(session, ids)
    seen: dict[int, list[SightingView]] = defaultdict(list)
    for sighting in session.scalars(select(Sighting).where(Sighting.article_id.in_(ids))) if whole else ():
        seen[sighting.article_id].append(SightingView(sighting.id, sighting.source, sighting.url, sighting.seen_at))
    return [
        _view(
            row,
            people=people[row.id],
            notices=notices[row.id],
            windows=windows[row.id],
            held=held[row.id],
            seen=seen[row.id],
        )
        for row in rows
    ]


def _windows(session: Session, ids: Sequence[int]) -> dict[int, list[Window]]:
    """Those of merged articles are under the one that stands: a merge may be wrong, and is then undone."""
    query = select(FreeLink, Article.merged_into).join(Article, Article.id == FreeLink.article_id)
    query = query.where(or_(Article.id.in_(ids), Article.merged_into.in_(ids))).order_by(FreeLink.id)
    found: dict[int, list[Window]] = defaultdict(list)
    for row, merged_into in session.execute(query):
        window = Window(row.id, row.url, row.first_on, row.last_on, row.member_id)
        found[merged_into or row.article_id].append(window)
    return found


def _view(
    row: Article,
    *,
    people: list[ArticleAuthor],
    notices: list[ArticleNotice],
    windows: list[Window],
    held: list[str],
    seen: list[SightingView],
) -> ArticleView:
    return ArticleView(
        id=row.id,
        title=row.title,
        title_html=Markup(row.title_html) if row.title_html else Markup.escape(row.title),  # noqa: S704 - cleaned at intake
        abstract=row.abstract,
        abstract_sections=_sections(row),
        authors=[person for person in people if person.role == "author"],
        journal=row.journal,
        published=row.published,
        published_on=row.published_on,
        volume=row.volume,
        issue=row.issue,
        pages=row.pages,
        pmid=row.pmid,
        doi=row.doi,
        pmcid=row.pmcid,
        nct=[trial for trial in row.trials if trial.startswith("NCT")],
        retracted=row.retracted_on is not None,
        pending=row.pending,
        pending_reason=row.pending_reason,
        retracted_on=row.retracted_on,
        notices=notices,
        windows=windows,
        tags=held,
        sightings=seen,
        added_at=row.added_at,
        archive=row.archive,
        key=row.key,
        cited=cited(row, people),
    )


def _sections(row: Article) -> list[SectionView]:
    """The abstract in its sections. One that came as plain text has them too, when its every line bears a label."""
    lines = [LABELLED.fullmatch(line) for line in row.abstract.splitlines() if line]
    if len(row.abstract_sections) < 2 and len(lines) > 1 and all(lines):
        return [SectionView(found[1], Markup.escape(found[2])) for found in lines if found]
    plain = [{"html": Markup.escape(row.abstract)}] if row.abstract else []
    return [
        SectionView(
            section.get("label", ""),
            Markup(section["html"]),  # noqa: S704 - cleaned at intake
            browsers(section["language"]) if section.get("language") else "",
        )
        for section in row.abstract_sections or plain
    ]
