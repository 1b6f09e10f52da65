"""From rows to the keys that name them in an export."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from journalclub.literature.models import Article, ArticleImport
from journalclub.members.models import Member

Name = tuple[str | None, str]  # archive, key; a row that was never imported has no archive


def names(session: Session, kind: str, ids: Iterable[int]) -> dict[int, Name]:
    """What these rows are called: as in the archive they came from, or after their id."""
    model = MODELS[kind]
    query = select(model.id, model.archive, model.key).where(model.id.in_(set(ids)))
    return {row: name(kind, row, archive, key) for row, archive, key in session.execute(query)}


def name(kind: str, row: int, archive: str | None, key: str | None) -> Name:
    return archive, key if key is not None else f"{kind}-{row}"


def article_names(session: Session, ids: Iterable[int]) -> dict[int, dict[str | None, str]]:
    """An article may have a key in several archives: its keys by archive, its own first."""
    wanted = set(ids)
    found: dict[int, dict[str | None, str]] = {}
    for row, (archive, key) in names(session, "article", wanted).items():
        found[row] = {archive: key}
    query = select(ArticleImport.article_id, ArticleImport.archive, ArticleImport.key)
    for row, archive, key in session.execute(query.where(ArticleImport.article_id.in_(wanted))):
        found.setdefault(row, {}).setdefault(archive, key)
    return found


class References:
    """The references of one line; `archives` collects those to another archive than the line's own."""

    def __init__(self, archive: str | None) -> None:
        self._archive = archive
        self.archives: dict[str, dict[str, str | None]] = {}

    def to(self, field: str, named: Name) -> str:
        archive, key = named
        if archive != self._archive:
            self.archives.setdefault(field, {})[key] = archive
        return key

    def to_article(self, field: str, keys: dict[str | None, str]) -> str:
        archive = self._archive if self._archive in keys else next(iter(keys))
        return self.to(field, (archive, keys[archive]))

    def on(self, line: dict[str, Any]) -> dict[str, Any]:
        return line | {"archives": self.archives} if self.archives else line


MODELS: dict[str, type[Member] | type[Article] | type[Discussion] | type[Post]] = {
    "member": Member,
    "article": Article,
    "discussion": Discussion,
    "post": Post,
}
