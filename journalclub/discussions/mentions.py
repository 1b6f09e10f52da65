"""Whom a post names. Names have spaces, so that only those of people who are here can be told from other words.

`@Ada Delacroix` names her wherever she hosts, is a guest or has written; `@Ada` does as long as no other Ada is here.
What a name meant when it was written is kept in rows, with the name as it stands: people change theirs.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BindParameter, bindparam, delete, insert, select, union
from sqlalchemy.orm import Session

from journalclub.discussions.models import DiscussionGuest, DiscussionHost
from journalclub.discussions.post_models import Post
from journalclub.discussions.reader_models import Mention
from journalclub.members.models import Member

Named = tuple[int, str]  # a member and a name


def found(text: str, people: Sequence[Named]) -> dict[int, str]:
    """Who of these people is named in a text after an @, and how. Pure; two of one name are both meant."""
    names = _names(people)
    longest_first = sorted(names, key=len, reverse=True)
    meant: dict[int, str] = {}
    for at, sign in enumerate(text):
        if sign != "@" or (at and (text[at - 1].isalnum() or text[at - 1] in "_./@-")):
            continue  # in an address, or a handle of elsewhere
        name = next((name for name in longest_first if _stands(name, text, at + 1)), None)
        for member in names.get(name or "", ()):
            meant.setdefault(member, text[at + 1 : at + 1 + len(name or "")])
    return meant


def write(session: Session, post: Post, *, anew: bool = False) -> None:
    """Note whom the post names; `anew` when its words have changed. Nothing is read for a text without an @."""
    if anew:
        session.execute(delete(Mention).where(Mention.post_id == post.id))
    words = post.text[post.quoted :]
    if "@" not in words:
        return
    people = [(row.id, row.name) for row in session.execute(_PEOPLE, {"discussion": post.discussion_id})]
    rows = [{"post_id": post.id, "member_id": member, "name": name} for member, name in found(words, people).items()]
    if rows:
        session.execute(insert(Mention), rows)


def _names(people: Sequence[Named]) -> dict[str, set[int]]:
    """What one may be called here, in lower case: by the whole name, and by the first where it is nobody else's."""
    whole: dict[str, set[int]] = {}
    first: dict[str, set[int]] = {}
    for member, name in people:
        whole.setdefault(name.lower(), set()).add(member)
        first.setdefault(name.lower().split(" ", 1)[0], set()).add(member)
    return {name: ids for name, ids in first.items() if len(ids) == 1 and len(name) > 1} | whole


def _stands(name: str, text: str, at: int) -> bool:
    """From here to the end of a word: Ann is not in Anna, nor Jean in Jean-Luc."""
    end = at + len(name)
    after, next_to_it = text[end : end + 1], text[end + 1 : end + 2]
    ends = not (after.isalnum() or after == "_" or (after == "-" and next_to_it.isalnum()))
    return ends and text[at:end].lower() == name


_HERE: BindParameter[int] = bindparam("discussion")
_PEOPLE = select(Member.id, Member.name).where(
    Member.id.in_(
        union(
            select(DiscussionHost.member_id).where(DiscussionHost.discussion_id == _HERE),
            select(DiscussionGuest.member_id).where(
                DiscussionGuest.discussion_id == _HERE, DiscussionGuest.removed_at.is_(None)
            ),
            select(Post.member_id).where(
                Post.discussion_id == _HERE, Post.hidden_at.is_(None), Post.withdrawn_at.is_(None)
            ),
        )
    )
)
