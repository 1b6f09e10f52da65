"""From keys of an archive to rows of this club."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journalclub.discussions.models import Discussion, Question
from journalclub.discussions.post_models import Post
from journalclub.literature.models import Article, ArticleImport
from journalclub.members.models import Member

Key = tuple[str, str]  # archive, key
Found = dict[Key, int]


def find(session: Session, kind: str, wanted: Iterable[Key]) -> Found:
    """The rows of these keys that are there; one query for each archive named."""
    keys = defaultdict(set)
    for archive, key in wanted:
        keys[archive].add(key)
    return {(archive, key): row for archive, some in keys.items() for key, row in FINDERS[kind](session, archive, some)}


def questions(session: Session, discussions: Iterable[int]) -> set[tuple[int, int]]:
    """The numbers of the questions there are, as (discussion, number)."""
    query = select(Question.discussion_id, Question.number).where(Question.discussion_id.in_(set(discussions)))
    return {(discussion, number) for discussion, number in session.execute(query)}


def places(session: Session, posts: Iterable[int]) -> dict[int, int]:
    """The discussion of each of these posts."""
    query = select(Post.id, Post.discussion_id).where(Post.id.in_(list(posts)))
    return dict(iter(session.execute(query)))


def _columns(
    model: type[Member] | type[Discussion] | type[Post],
) -> Callable[[Session, str, set[str]], list[tuple[str, int]]]:
    def finder(session: Session, archive: str, keys: set[str]) -> list[tuple[str, int]]:
        query = select(model.key, model.id).where(model.archive == archive, model.key.in_(keys))
        return [(str(key), row) for key, row in session.execute(query)]

    return finder


def _articles(session: Session, archive: str, keys: set[str]) -> list[tuple[str, int]]:
    """A merged article's line leads to the one it was merged into."""
    standing = func.coalesce(Article.merged_into, Article.id)
    query = select(ArticleImport.key, standing).join(Article, Article.id == ArticleImport.article_id)
    query = query.where(ArticleImport.archive == archive, ArticleImport.key.in_(keys))
    return [(key, row) for key, row in session.execute(query)]


FINDERS = {
    "member": _columns(Member),
    "article": _articles,
    "discussion": _columns(Discussion),
    "post": _columns(Post),
}
