"""Did you mean: a word that nobody here has written, and one of the library's that is a slip of the finger away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from string import ascii_lowercase

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from journalclub.search.analysis import folded
from journalclub.search.kept_models import Spoken
from journalclub.search.spoken import WORD
from journalclub.search.tree import Word

_SHORTEST, _LONGEST = 4, 24  # letters: short words are abbreviations, and every one is near to some other
_MOST_WORDS = 3
_MOST_NEAR = 600
_LEAST = 2  # articles that say it: a slip of one author is not offered to the next


def correction(session: Session, text: str, words: Iterable[Word], is_found: Callable[[Word], bool]) -> str:
    """The query with its slips mended; empty when there are none. A word that finds something is never questioned."""
    mended = text
    plain = [word for word in words if _SHORTEST <= len(word.text) <= _LONGEST and word.text.isalpha()]
    for word in [word for word in plain[:12] if not is_found(word)][:_MOST_WORDS]:
        if better := _nearest(session, word):
            mended = re.sub(rf"(?<!\w){re.escape(word.text)}(?!\w)", better, mended)
    return mended if mended != text else ""


def _nearest(session: Session, word: Word) -> str | None:
    """The most frequent word of the library within one slip, or else within two."""
    key = folded(word.text)
    one_off = set(_slips(key)) - {key}
    rows = session.execute(_frequent(Spoken.key.in_(one_off)).limit(1)).all()
    if not rows and len(key) > 6:
        begins = Spoken.key.between(key[:2], f"{key[:2]}\U0010ffff")
        alike = begins & func.length(Spoken.key).between(len(key) - 2, len(key) + 2)
        rows = [row for row in session.execute(_frequent(alike).limit(_MOST_NEAR)) if distance(key, row.key, 2) <= 2]
    return rows[0].shown if rows else None


def _frequent(condition: ColumnElement[bool]) -> Select[str, str]:
    query = select(Spoken.key, Spoken.shown).where(Spoken.kind == WORD, Spoken.count >= _LEAST, condition)
    return query.order_by(Spoken.count.desc(), Spoken.key)


def _slips(word: str) -> Iterator[str]:
    """Every string one slip away: a letter left out, put in, changed, or two of them swapped."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    yield from (left + right[1:] for left, right in cuts if right)
    yield from (left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1)
    yield from (left + letter + right[1:] for left, right in cuts if right for letter in ascii_lowercase)
    yield from (left + letter + right for left, right in cuts for letter in ascii_lowercase)


def distance(one: str, other: str, most: int) -> int:
    """Letters to leave out, put in, change or swap (optimal string alignment); `most` + 1 when there are more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        last, row = row, [at]
        for place, wanted in enumerate(other, 1):
            cost = min(last[place] + 1, row[place - 1] + 1, last[place - 1] + (letter != wanted))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == wanted:
                cost = min(cost, before[place - 2] + 1)
            row.append(cost)
        before = last
        if min(row) > most:
            return most + 1
    return row[-1]
