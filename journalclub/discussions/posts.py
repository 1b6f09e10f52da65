"""Posts as they are shown: one object, the same on pages, in streams, transcripts and the API, and for every viewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import BindParameter, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from journalclub.discussions import author_questions, quoting
from journalclub.discussions import polls as poll_views
from journalclub.discussions.models import DiscussionGuest, DiscussionHost
from journalclub.discussions.polls import PollView
from journalclub.discussions.post_models import Post, Reaction
from journalclub.discussions.reader_models import Mention
from journalclub.kit.autolink import autolink
from journalclub.kit.clock import rfc3339
from journalclub.kit.ids import find_identifiers
from journalclub.members.models import Member, MemberRole

MOST_CITED = 3  # numbers of one post whose articles are shown below it
BADGES = ("moderator", "patient_advocate", "member")  # the first that a writer holds, after author and host of the chat


@dataclass(frozen=True)
class Writer:
    """Who said it, as everybody may see them. `badge` is author, host, moderator, patient_advocate, member or empty."""

    id: int
    name: str
    badge: str
    profession: str = ""
    country: str = ""
    verified_at: datetime | None = None
    specialty: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "badge": self.badge}


@dataclass(frozen=True)
class Quoted:
    """The post that another one quotes: how it begins, for as long as it can be read, else nothing of it."""

    id: int
    seq: int
    name: str = ""
    words: str = ""
    member: int | None = None


@dataclass(frozen=True)
class PostView:
    """The post object. A hidden or withdrawn post is a stub: its words are nowhere in it."""

    id: int
    key: str | None
    archive: str | None
    seq: int
    discussion: int
    question: int | None
    member: Writer
    text: str
    at: datetime
    edited_at: datetime | None
    reply_to: int | None
    hidden: bool
    withdrawn: bool
    reactions: dict[str, int]
    reply_name: str | None = None  # whose post it replies to
    quoted: int = 0  # so much at the beginning of `text` quotes the abstract, with its marks
    quotes: Quoted | None = None
    poll: PollView | None = None  # what can be chosen in answer to it
    for_author: str | None = None  # open or answered, when it is a question to the authors
    mentions: tuple[tuple[int, str], ...] = ()  # members, and how the text calls each after an @
    to: tuple[int, ...] = ()  # the members whom it speaks to: it mentions, answers or quotes them

    def __hash__(self) -> int:
        return hash((self.id, self.seq))

    @property
    def html(self) -> Markup:
        return autolink(self.text)

    @property
    def quote(self) -> str:
        """The passage of the abstract that it is about, or nothing."""
        return quoting.parts(self.text, self.quoted)[0]

    @property
    def words(self) -> str:
        """What the writer says themself."""
        return quoting.parts(self.text, self.quoted)[1]

    @property
    def voters(self) -> int | None:
        """How many have voted in its poll, if it has one."""
        return self.poll.voters if self.poll else None

    @property
    def cites(self) -> list[str]:
        """The articles and trials that it names by their numbers, as "pmid:12345"."""
        return [f"{one.kind}:{one.value}" for one in find_identifiers(self.words)][:MOST_CITED]

    def as_json(self, html: str | None = None) -> dict[str, Any]:
        """The post object of the API, and with the whole post as markup that of the stream."""
        return {
            "id": self.id,
            "key": self.key,
            "archive": self.archive,
            "seq": self.seq,
            "discussion": self.discussion,
            "question": self.question,
            "member": self.member.as_json(),
            "text": self.text,
            "quote": self.quote or None,
            "html": str(self.html) if html is None else html,
            "at": rfc3339(self.at),
            "edited_at": rfc3339(self.edited_at) if self.edited_at else None,
            "reply_to": self.reply_to,
            "quotes": self.quotes.id if self.quotes else None,
            "mentions": [member for member, _ in self.mentions],
            "hidden": self.hidden,
            "withdrawn": self.withdrawn,
            "reactions": self.reactions,
            "poll": self.poll.as_json() if self.poll else None,
            "for_author": self.for_author,
        }


def views(session: Session, posts: Sequence[Post]) -> list[PostView]:
    """The post objects of these rows, in their order; a fixed number of queries however many they are."""
    counts = reaction_counts(session, [post.id for post in posts])
    writers = writers_of(session, {(post.discussion_id, post.member_id) for post in posts})
    parents = _parents(session, {post.reply_to_id for post in posts if post.reply_to_id})
    quoted = _quoted(session, {post.quotes_id for post in posts if post.quotes_id})
    mentions = _mentions(session, {post.id for post in posts if "@" in post.text})
    asked = author_questions.statuses(session, posts)
    polls = poll_views.of_posts(session, [post.id for post in posts if post.kind == "poll" and not post.is_gone])
    return [
        _view(
            post,
            writers[post.discussion_id, post.member_id],
            counts.get(post.id, {}),
            parents.get(post.reply_to_id) if post.reply_to_id else None,
            quotes=quoted.get(post.quotes_id) if post.quotes_id else None,
            mentions=tuple(mentions.get(post.id, ())),
            poll=polls.get(post.id),
            for_author=asked.get(post.id),
        )
        for post in posts
    ]


def by_id(session: Session, ids: Sequence[int]) -> dict[int, PostView]:
    """The post objects with these ids; an id that is no post is left out."""
    rows = session.scalars(select(Post).where(Post.id.in_(ids)).order_by(Post.id)).all()
    return {view.id: view for view in views(session, rows)}


def reaction_counts(session: Session, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """How often each kind of reaction was given to each of these posts."""
    counted: dict[int, dict[str, int]] = {}
    for post, kind, count in session.execute(_REACTIONS, {"posts": list(ids)}):
        counted.setdefault(post, {})[kind] = count
    return counted


def writers_of(session: Session, pairs: set[tuple[int, int]]) -> dict[tuple[int, int], Writer]:
    """The writers with the badge they wear in each discussion, by (discussion, member)."""
    people = list({member for _, member in pairs})
    discussions = list({discussion for discussion, _ in pairs})
    members, roles = {}, set()
    for row in session.execute(_PEOPLE, {"people": people}):
        members[row.id] = row
        roles.add((row.id, row.role))
    parts = {tuple(row) for row in session.execute(_PARTS, {"discussions": discussions})}
    found = {}
    for pair in pairs:
        row = members[pair[1]]
        found[pair] = Writer(
            row.id,
            row.name,
            _badge(pair, row, parts, roles),
            row.profession,
            row.country,
            row.verified_at,
            row.specialty,
        )
    return found


def _badge(pair: tuple[int, int], member: Any, parts: set[tuple[Any, ...]], roles: set[tuple[int, str | None]]) -> str:
    for part in ("author", "host"):
        if (part, *pair) in parts:
            return part
    return next((badge for badge in BADGES if (member.id, badge) in roles), "") if member.verified_at else ""


# Made once: building such statements costs a post as much as running them. Hosts and guests are read for a whole
# discussion: they are few, while a search for pairs of numbers reads the whole table.
_PEOPLE = (
    select(
        Member.id,
        Member.name,
        Member.profession,
        Member.specialty,
        Member.country,
        Member.verified_at,
        MemberRole.role,
    )
    .outerjoin(MemberRole, MemberRole.member_id == Member.id)
    .where(Member.id.in_(bindparam("people", expanding=True)))
)
_IN_THESE: BindParameter[int] = bindparam("discussions", expanding=True)
_PARTS = union_all(
    *(
        select(literal(part), table.discussion_id, table.member_id).where(table.discussion_id.in_(_IN_THESE))
        for part, table in (("author", DiscussionGuest), ("host", DiscussionHost))
    )
)
_REACTIONS = (
    select(Reaction.post_id, Reaction.kind, func.count())
    .where(Reaction.post_id.in_(bindparam("posts", expanding=True)))
    .group_by(Reaction.post_id, Reaction.kind)
    .order_by(Reaction.kind)
)


def _parents(session: Session, ids: set[int]) -> dict[int, tuple[int, str]]:
    """Who wrote the posts that are replied to."""
    if not ids:
        return {}
    query = select(Post.id, Member.id, Member.name).join(Member, Member.id == Post.member_id).where(Post.id.in_(ids))
    return {post: (member, name) for post, member, name in session.execute(query)}


def _mentions(session: Session, ids: set[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    query = select(Mention.post_id, Mention.member_id, Mention.name).where(Mention.post_id.in_(ids))
    for post, member, name in session.execute(query.order_by(Mention.post_id, Mention.member_id)) if ids else ():
        found.setdefault(post, []).append((member, name))
    return found


def _quoted(session: Session, ids: set[int]) -> dict[int, Quoted]:
    """The posts that are quoted, without the words of those that are gone."""
    if not ids:
        return {}
    query = select(Post, Member.name).join(Member, Member.id == Post.member_id).where(Post.id.in_(ids))
    return {
        post.id: Quoted(post.id, post.seq, member=post.member_id)
        if post.is_gone
        else Quoted(post.id, post.seq, name, quoting.beginning(post.text[post.quoted :]), post.member_id)
        for post, name in session.execute(query)
    }


def _view(
    post: Post,
    writer: Writer,
    reactions: dict[str, int],
    parent: tuple[int, str] | None,
    *,
    quotes: Quoted | None,
    mentions: tuple[tuple[int, str], ...],
    poll: PollView | None,
    for_author: str | None,
) -> PostView:
    """It is as new as what it quotes: a change there gives it another look, and a page knows which look is newer."""
    spoken_to = [member for member, _ in mentions], [parent[0]] if parent else [], [quotes.member] if quotes else []
    return PostView(
        id=post.id,
        key=post.key,
        archive=post.archive,
        seq=max(post.seq, quotes.seq) if quotes and not post.is_gone else post.seq,
        discussion=post.discussion_id,
        question=post.question,
        member=writer,
        text="" if post.is_gone else post.text,
        at=post.at,
        edited_at=post.edited_at,
        reply_to=post.reply_to_id,
        hidden=post.hidden_at is not None,
        withdrawn=post.withdrawn_at is not None,
        reactions={} if post.is_gone else reactions,
        reply_name=parent[1] if parent else None,
        quoted=0 if post.is_gone else post.quoted,
        quotes=None if post.is_gone else quotes,
        mentions=() if post.is_gone else mentions,
        to=() if post.is_gone else tuple(sorted({member for some in spoken_to for member in some if member})),
        poll=poll,
        for_author=for_author,
    )
