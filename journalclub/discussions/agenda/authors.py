"""Whether somebody is an author of an article: what was checked, and what they only say."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from journalclub.discussions.models import Discussion, DiscussionGuest
from journalclub.kit.text import title_key
from journalclub.literature.models import Article, ArticleAuthor


def is_named(session: Session, article_id: int, name: str) -> bool:
    """Whether a name is among those of the article's authors: the last name, and the first letter of a fore name."""
    words = [title_key(word) for word in name.split()]
    query = select(ArticleAuthor.last_name, ArticleAuthor.fore_name, ArticleAuthor.initials).where(
        ArticleAuthor.article_id == article_id, ArticleAuthor.role == "author"
    )
    return any(_is(words, last, fore or initials) for last, fore, initials in session.execute(query))


def checked_authors(session: Session, pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of these (standing article, member) pairs in which the member took part as an invited author of it."""
    wanted = set(pairs)
    standing = {article for article, _ in wanted}
    query = (
        select(Discussion.article_id, Article.merged_into, DiscussionGuest.member_id)
        .join(Discussion, Discussion.id == DiscussionGuest.discussion_id)
        .join(Article, Article.id == Discussion.article_id)
        .where(
            or_(Article.id.in_(standing), Article.merged_into.in_(standing)),
            DiscussionGuest.member_id.in_({member for _, member in wanted}),
            DiscussionGuest.removed_at.is_(None),
        )
    )
    found = {(merged or article, member) for article, merged, member in session.execute(query)}
    return wanted & found


def _is(words: list[str], last: str, fore: str) -> bool:
    family = [title_key(word) for word in last.split()]
    rest = [word for word in words if word not in family]
    initial = title_key(fore)[:1]
    return bool(family) and all(word in words for word in family) and any(word[:1] == initial for word in rest)
