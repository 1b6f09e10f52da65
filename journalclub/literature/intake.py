"""From what a source found to rows: match, then save or revise. A second intake of the same answer changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from journalclub.changes.kinds import Kind
from journalclub.changes.log import record_many
from journalclub.db.engine import lock_intake
from journalclub.literature import rows
from journalclub.literature.found import Authority, FoundArticle
from journalclub.literature.known import Known
from journalclub.literature.matching import Identity, conflict, match
from journalclub.literature.merging import are_apart, merge
from journalclub.literature.models import (
    Article,
    ArticleAuthor,
    ArticleNotice,
    ArticleTag,
    AuthorAddress,
    Sighting,
)
from journalclub.literature.notices import told_by
from journalclub.literature.revising import revise
from journalclub.literature.ties import spread

__all__ = ["Outcome", "Taken", "take"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`kind` is new, updated or unchanged; `joined` when it is an article that other sources had brought."""

    kind: str
    article: int
    joined: bool = False


@dataclass
class Taken:
    """How a batch went, in its order (by key)."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def count(self, kind: str) -> int:
        return sum(outcome.kind == kind for outcome in self.outcomes.values())

    @property
    def joined(self) -> int:
        return sum(outcome.joined for outcome in self.outcomes.values())


def take(
    session: Session,
    source: str,
    entries: Sequence[tuple[str, FoundArticle]],
    *,
    now: datetime,
    tags: Iterable[str] = (),
    silent: bool = False,
) -> Taken:
    """Save what `source` found under its own keys. Call in a transaction; a few dozen at a time keep it short."""
    lock_intake(session)
    taken = Taken()
    unique = {key[:500]: found for key, found in entries}
    fresh = _unseen(session, source, unique, taken)
    known = Known.of(session, [identity for _, _, _, identity in fresh.values()])
    batch = _Batch(session, source, now, tuple(tags), silent, known, taken)
    later = [(key, item[0]) for key, item in fresh.items() if not batch.place(key, *item)]
    batch.save_new()
    record_many(session, batch.changes, actor=None, now=now, silent=silent)
    articles = {taken.outcomes[key].article for key in fresh if key in taken.outcomes}
    spread(session, articles, now=now, source=source, silent=silent, unsaid=batch.unsaid)
    if later:  # the same article twice in one answer: the second finds the first
        taken.outcomes |= take(session, source, later, now=now, tags=tags, silent=silent).outcomes
    return taken


_Fresh = tuple[FoundArticle, str, Sighting | None, Identity]


def _unseen(session: Session, source: str, entries: dict[str, FoundArticle], taken: Taken) -> dict[str, _Fresh]:
    """Those that this source has not sent before exactly so, each with its digest and earlier sighting."""
    seen = {
        sighting.key: sighting
        for sighting in session.scalars(select(Sighting).where(Sighting.source == source, Sighting.key.in_(entries)))
    }
    fresh: dict[str, _Fresh] = {}
    for key, found in entries.items():
        digest, before = rows.digest(found), seen.get(key)
        if before is not None and before.digest == digest:
            taken.outcomes[key] = Outcome("unchanged", before.article_id)
        else:
            fresh[key] = (found, digest, before, rows.identity_of(found))
    return fresh


@dataclass
class _New:
    key: str
    digest: str
    found: FoundArticle
    values: dict[str, Any]
    before: Sighting | None


@dataclass
class _Batch:
    session: Session
    source: str
    now: datetime
    tags: tuple[str, ...]
    silent: bool
    known: Known
    taken: Taken
    changes: list[tuple[Kind, dict[str, int]]] = field(default_factory=list)
    new: list[_New] = field(default_factory=list)
    unsaid: set[int] = field(default_factory=set)  # no longer called retracted by their own record

    def place(self, key: str, found: FoundArticle, digest: str, before: Sighting | None, identity: Identity) -> bool:
        """False when it matches an article of this very batch, which has no id yet."""
        ids = match(identity, self.known.candidates(identity))
        if any(id < 0 for id in ids):
            return False
        if before is not None and not ids and not self._is_another(before, identity):
            ids = [before.article_id]
        if before is not None and ids and self._is_apart(before, ids[0]):
            ids = [before.article_id]
        if not ids:
            values = rows.values(found, self.now.date(), identity)
            self.known.free_identifiers(values)
            self.new.append(_New(key, digest, found, values, before))
            self.known.add(-len(self.new), identity)
            return True
        self._revise(key, found, digest, before, list(dict.fromkeys(ids)))
        return True

    def save_new(self) -> None:
        if not self.new:
            return
        today = self.now.date()
        made = [
            {
                **item.values,
                "added_at": self.now,
                "changed_at": self.now,
                "retracted_on": rows.retracted_on(item.found, today),
                "checked_at": self.now if item.found.authority == Authority.PUBMED else None,
            }
            for item in self.new
        ]
        statement = insert(Article).returning(Article.id, sort_by_parameter_order=True)
        ids = list(self.session.scalars(statement, made))
        pairs = list(zip(ids, self.new, strict=True))
        save_authors(self.session, [(id, item.found) for id, item in pairs])
        self._insert(
            ArticleNotice,
            [{"article_id": id, **rows.notice_values(n)} for id, item in pairs for n in item.found.notices],
        )
        self._insert(ArticleTag, [{"article_id": id, "tag": tag} for id in ids for tag in self.tags])
        seen = [self._sighting(id, item.key, item.digest, item.found) for id, item in pairs if not item.before]
        self._insert(Sighting, seen)
        for id, item in pairs:
            if item.before:
                item.before.article_id, item.before.digest = id, item.digest
            self.taken.outcomes[item.key] = Outcome("new", id)
            self.changes.append((Kind.ARTICLE_ADDED, {"article": id}))
            if item.found.notices and rows.retracted_on(item.found, today):
                self.changes.append((Kind.ARTICLE_RETRACTED, {"article": id}))

    def _revise(self, key: str, found: FoundArticle, digest: str, before: Sighting | None, ids: list[int]) -> None:
        articles = [article for id in ids if (article := self.session.get(Article, id))]
        article = articles[0]
        for other in articles[1:]:
            if are_apart(self.session, article.id, other.id):
                continue
            article, merged = merge(self.session, article, other, now=self.now, source=self.source)
            self.changes.append((Kind.ARTICLE_MERGED, {"article": article.id, "merged": merged}))
        revision = revise(
            self.session, article, found, self.known, source=self.source, now=self.now, again=before is not None
        )
        if before is None:
            self.session.add(Sighting(**self._sighting(article.id, key, digest, found)))
            self._tag(article.id)
        else:
            before.digest, before.article_id = digest, article.id
        self.session.flush()
        if revision.changed or before is None:  # one more source has it
            self.changes.append((Kind.ARTICLE_CHANGED, {"article": article.id}))
        if revision.retracted:
            self.changes.append((Kind.ARTICLE_RETRACTED, {"article": article.id}))
        self.changes += [(kind, {"article": article.id}) for kind in told_by(revision.notices)]
        self.unsaid.update({article.id} if revision.unsaid else ())
        changed = revision.changed or len(articles) > 1
        self.taken.outcomes[key] = Outcome("updated" if changed else "unchanged", article.id, before is None)
        self.known.add(article.id, rows.identity_of(found))

    def _is_apart(self, before: Sighting, article: int) -> bool:
        """A host has said that what this key names is not that article, however alike they look."""
        return before.article_id != article and are_apart(self.session, before.article_id, article)

    def _is_another(self, before: Sighting, identity: Identity) -> bool:
        """A source that uses a key again for something else."""
        article = self.session.get(Article, before.article_id)
        return article is None or conflict(identity, rows.identity_of_row(article))

    def _tag(self, article: int) -> None:
        if self.tags:
            there = set(self.session.scalars(select(ArticleTag.tag).where(ArticleTag.article_id == article)))
            self._insert(ArticleTag, [{"article_id": article, "tag": tag} for tag in self.tags if tag not in there])

    def _sighting(self, article: int, key: str, digest: str, found: FoundArticle) -> dict[str, Any]:
        return {
            "article_id": article,
            "source": self.source,
            "key": key,
            "url": found.url,
            "digest": digest,
            "seen_at": self.now,
        }

    def _insert(self, table: type[Any], values: list[dict[str, Any]]) -> None:
        if values:
            self.session.execute(insert(table), values)


def save_authors(session: Session, articles: list[tuple[int, FoundArticle]]) -> None:
    """All authors of new articles; those with addresses apart, because the addresses need their ids."""
    silent: list[dict[str, Any]] = []
    reachable: list[dict[str, Any]] = []
    addresses: list[tuple[str, ...]] = []
    for article, found in articles:
        for author, row in zip(found.authors, rows.author_values(found.authors), strict=True):
            row["article_id"] = article
            if author.addresses:
                reachable.append(row)
                addresses.append(author.addresses)
            else:
                silent.append(row)
    if silent:
        session.execute(insert(ArticleAuthor), silent)
    if reachable:
        statement = insert(ArticleAuthor).returning(ArticleAuthor.id, sort_by_parameter_order=True)
        ids = list(session.scalars(statement, reachable))
        written = [
            {"article_id": row["article_id"], "author_id": id, "address": address[:320]}
            for id, row, all_of_one in zip(ids, reachable, addresses, strict=True)
            for address in dict.fromkeys(all_of_one)
        ]
        session.execute(insert(AuthorAddress), written)
