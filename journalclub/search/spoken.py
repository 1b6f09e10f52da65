"""What may be suggested as one types: words, journals, headings and tags of the library's articles, and nothing else.

TRUST lets suggestions draw on library articles and published transcripts only. Posts are left out altogether, because a
post that is hidden must be gone from everywhere at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from journalclub.changes.consumer import Consumer
from journalclub.changes.kinds import Kind
from journalclub.changes.models import Change
from journalclub.literature.models import Article, ArticleTag
from journalclub.search.analysis import STOP_WORDS, folded, terms

WORD, JOURNAL, HEADING, TAG = "word", "journal", "heading", "tag"
_LONGEST_KEY, _LONGEST = 100, 200
_MOST_STARTS = 6  # "oncology" finds “Lancet Oncology”, too
Said = tuple[str, str, str]


def learn(session: Session, changes: Sequence[Change], _now: datetime) -> None:
    """A new article's words are counted; of one that changed, only words nobody has said before are taken up."""
    added = {int(change.ids["article"]) for change in changes if change.kind == Kind.ARTICLE_ADDED}
    changed = {int(change.ids["article"]) for change in changes if change.kind == Kind.ARTICLE_CHANGED} - added
    for ids, statement in ((added, _COUNT), (changed, _TAKE)):
        said = Counter(one for row, tags in _articles(session, ids) for one in sayings(row, tags)) if ids else Counter()
        if said:
            rows = [{"kind": one[0], "key": one[1], "shown": one[2], "many": many} for one, many in said.items()]
            session.execute(statement, sorted(rows, key=lambda row: (row["kind"], row["key"], row["shown"])))


# A batch holds the write lock: it is kept short, because somebody may be posting.
CONSUMER = Consumer("spoken", learn, batch=40)


def sayings(article: Article, tags: Sequence[str]) -> set[Said]:
    """(kind, key, shown) of everything that one article says."""
    keywords = "\n".join(str(word) for word in article.keywords)
    said = set(_words(f"{article.title}\n{article.abstract}\n{keywords}"))
    names = [(JOURNAL, article.journal)] if article.journal else []
    names += [(HEADING, heading["name"]) for heading in article.mesh if heading.get("name")]
    names += [(TAG, tag) for tag in tags]
    said.update((kind, key, name[:_LONGEST]) for kind, name in names for key in _starts(name))
    return said


def _articles(session: Session, ids: set[int]) -> list[tuple[Article, list[str]]]:
    standing = (Article.id.in_(ids), Article.merged_into.is_(None), Article.pending.is_(False))
    tags: dict[int, list[str]] = {}
    for article, tag in session.execute(
        select(ArticleTag.article_id, ArticleTag.tag).where(ArticleTag.article_id.in_(ids))
    ):
        tags.setdefault(article, []).append(tag)
    return [(row, tags.get(row.id, [])) for row in session.scalars(select(Article).where(*standing))]


def _words(said: str) -> Iterator[Said]:
    """Words as they are written; ordinary ones in lower case, names such as PD-L1 as they stand."""
    for start, end in dict.fromkeys((term.start, term.end) for term in terms(said)):
        word = said[start:end].rstrip("+")
        if 3 <= len(word) <= 40 and sum(letter.isalpha() for letter in word) >= 2:
            shouted = word.isupper() and len(word) > 6 and word.isalpha()
            name = not shouted and any(c.isupper() or c.isdigit() for c in word[1:])
            yield WORD, folded(word)[:_LONGEST_KEY], word if name else word.lower()


def _starts(name: str) -> Iterator[str]:
    """The name from each of its first words on, so that any of them finds it."""
    words = folded(name).split()
    for place in [at for at, word in enumerate(words) if at == 0 or word not in STOP_WORDS][:_MOST_STARTS]:
        yield " ".join(words[place:])[:_LONGEST_KEY]


_INTO = (
    "INSERT INTO spoken (kind, key, shown, count) VALUES (:kind, :key, :shown, :many) ON CONFLICT (kind, key, shown)"
)
_COUNT = text(f"{_INTO} DO UPDATE SET count = spoken.count + excluded.count")
_TAKE = text(f"{_INTO} DO NOTHING")
