"""The API's bodies, as types: requests are read by them, and the OpenAPI document is made from them."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Instant = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date-time"}, description="RFC 3339, in UTC")]
Address = Annotated[str, msgspec.Meta(extra_json_schema={"format": "uri"}, description="absolute")]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=100_000)]
Row = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


class NewPost(msgspec.Struct):
    """What a program sends to post; `quotes` is another post of the discussion, `for_author` asks the paper's authors.

    After a warning of patient details `identifies_nobody` confirms it, and `hold` lets it wait for a host.
    """

    text: Words
    client_token: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    question: Annotated[int, msgspec.Meta(ge=1, le=1000)] | None = None
    reply_to: Row | None = None
    quotes: Row | None = None
    for_author: bool = False
    identifies_nobody: bool = False
    hold: bool = False


class NewReaction(msgspec.Struct):
    """Give (`on`) or take back one kind of reaction."""

    kind: Literal["agree", "insightful", "question", "will_change_practice"]
    on: bool = True


class NewVote(msgspec.Struct):
    """The numbers of what is chosen in a poll; again, to choose otherwise."""

    choices: Annotated[list[Annotated[int, msgspec.Meta(ge=1, le=6)]], msgspec.Meta(min_length=1, max_length=6)]


class Writer(msgspec.Struct):
    id: int
    name: str
    badge: Literal["author", "host", "moderator", "patient_advocate", "member", ""]


class Choice(msgspec.Struct):
    """`votes` is null while the poll is open, but for whoever has voted."""

    number: int
    text: str
    votes: int | None


class Poll(msgspec.Struct):
    multiple: bool
    open: bool
    voters: int
    choices: list[Choice]


class Ballot(Poll):
    """A poll as this caller sees it: `mine` are the numbers that they chose, while it is open."""

    post: int
    mine: list[int]


class Post(msgspec.Struct):
    """The post object, everywhere the same. A hidden or withdrawn post is a stub without its words.

    `for_author`: it is a question to the authors of the paper, and whether that is answered.
    """

    id: int
    key: str | None
    archive: str | None
    seq: int
    discussion: int
    question: int | None
    member: Writer
    text: str
    quote: str | None
    html: str
    at: Instant
    edited_at: Instant | None
    reply_to: int | None
    quotes: int | None
    hidden: bool
    withdrawn: bool
    reactions: dict[str, int]
    poll: Poll | None
    for_author: Literal["open", "answered"] | None
    mentions: list[int]


class Held(msgspec.Struct):
    """A post that waits for a host. The same request again tells what became of it: 202, 200 with the post, or 409."""

    discussion: int
    client_token: str
    held_at: Instant


class Posts(msgspec.Struct):
    """`next` is the seq to ask from; null at the end."""

    posts: list[Post]
    next: int | None


class Person(msgspec.Struct):
    id: int
    name: str


class Question(msgspec.Struct):
    id: int
    number: int
    text: str
    post_count: int


class TakeHomePoint(msgspec.Struct):
    """`post` is the id of the post that it stands for."""

    text: str
    post: int | None


class ShortDiscussion(msgspec.Struct):
    id: int
    key: str | None
    archive: str | None
    title: str
    series: str | None
    state: Literal["draft", "announced", "open", "live", "closed", "archived", "cancelled"]
    visibility: Literal["members", "public"]
    patients_welcome: bool
    opens: Instant
    starts: Instant
    ends: Instant
    closes: Instant
    url: Address
    post_count: int


class Discussion(ShortDiscussion):
    """`stream` is the address of the live stream, with this caller's ticket and the position to begin from."""

    summary: str
    take_home: list[TakeHomePoint]
    recap: str
    current_question: int | None
    questions: list[Question]
    hosts: list[Person]
    guests: list[Person]
    article: int | None
    readings: list[int]
    stream: Address


class Discussions(msgspec.Struct):
    discussions: list[ShortDiscussion]
    next: str | None


class Article(msgspec.Struct):
    id: int
    key: str | None
    archive: str | None
    title: str
    title_html: str
    abstract: str
    authors: list[str]
    journal: str
    published: str
    volume: str
    issue: str
    pages: str
    pmid: str | None
    doi: str | None
    pmcid: str | None
    retracted: bool
    added_at: Instant
    url: Address


class Articles(msgspec.Struct):
    articles: list[Article]
    next: str | None


class Reading(msgspec.Struct):
    """How a query was read: in words, what was left out, what else was looked for."""

    understood: str
    ignored: list[str]
    expanded: list[str]
    did_you_mean: str | None


class Hit(msgspec.Struct):
    kind: Literal["post", "question", "article", "discussion"]
    id: int
    key: str | None
    title: str
    snippet: str
    url: Address
    score: float
    at: Instant | None


class Found(msgspec.Struct):
    query: Reading
    hits: list[Hit]
    facets: dict[str, dict[str, int]]


class Problem(msgspec.Struct):
    """A problem document (RFC 9457). `code` is stable, `detail` is for people.

    With the code patient-details it has `findings`, and `may_hold`: the post can be sent again with `hold`.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str
