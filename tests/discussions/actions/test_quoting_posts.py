"""One post quotes another: what is shown of it follows what becomes of the other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from journalclub.changes.models import Change
from journalclub.discussions import queries
from journalclub.discussions.actions import posting
from journalclub.discussions.models import Discussion
from journalclub.discussions.posts import PostView
from journalclub.discussions.quoting import SHOWN, beginning
from journalclub.kit.refusal import Refusal
from journalclub.moderation import actions as moderation
from tests.discussions.conftest import NOW, Evening

FIRST = "Pain at three months is the wrong endpoint for whom we treat."


def say(evening: Evening, text: str, who: str = "Ben", **more: object) -> int:
    with evening.database.transaction() as session:
        given = {"by": evening.people[who], "discussion_id": evening.discussion, "now": NOW, **more}
        return posting.add_post(session, text=text, client_token=text, **given)[0].id  # type: ignore[arg-type]


def shown(evening: Evening, post: int) -> PostView:
    with evening.database.reading() as session:
        return next(view for view in queries.transcript(session, evening.discussion) if view.id == post)


def act(evening: Evening, how: str, post: int) -> None:
    with evening.database.transaction() as session:
        if how == "edit":
            posting.edit_post(session, by=evening.people["Ben"], post_id=post, text="Quite another sentence.", now=NOW)
        elif how == "withdraw":
            posting.withdraw_post(session, by=evening.people["Ben"], post_id=post, now=NOW)
        else:
            getattr(moderation, how)(session, by=evening.people["Mo"], post_id=post, now=NOW)


def told(evening: Evening) -> list[tuple[str, int]]:
    with evening.database.reading() as session:
        return [(one.kind, one.ids["post"]) for one in session.scalars(select(Change).order_by(Change.seq))]


def test_the_beginning_and_the_name_are_shown(evening: Evening) -> None:
    post = say(evening, "I do not agree.", "Ada", quotes=say(evening, FIRST))
    quoted = shown(evening, post).quotes
    assert quoted is not None
    assert (quoted.name, quoted.words) == ("Ben", FIRST)
    assert shown(evening, post).as_json()["quotes"] == quoted.id


@pytest.mark.parametrize(("how", "left"), [("edit", "Quite another sentence."), ("withdraw", ""), ("hide", "")])
def test_what_becomes_of_the_quoted_post_is_told_of_those_that_quote_it(evening: Evening, how: str, left: str) -> None:
    first = say(evening, FIRST)
    post = say(evening, "I do not agree.", "Ada", quotes=first)
    gone = say(evening, "Withdrawn already.", "Ada", quotes=first)
    with evening.database.transaction() as session:
        posting.withdraw_post(session, by=evening.people["Ada"], post_id=gone, now=NOW)
    before, seen = len(told(evening)), shown(evening, post).seq
    act(evening, how, first)
    kinds = {"edit": "post.edited", "withdraw": "post.withdrawn", "hide": "post.hidden"}
    assert told(evening)[before:] == [(kinds[how], first), ("post.requoted", post)]
    after = shown(evening, post)
    assert after.quotes is not None
    assert after.quotes.words == left
    assert (after.quotes.name == "") is (left == "")
    assert after.seq > seen


def test_a_restored_one_is_shown_again(evening: Evening) -> None:
    first = say(evening, FIRST)
    post = say(evening, "I do not agree.", "Ada", quotes=first)
    act(evening, "hide", first)
    act(evening, "restore", first)
    assert told(evening)[-1] == ("post.requoted", post)
    assert shown(evening, post).quotes.words == FIRST  # type: ignore[union-attr]


def test_only_what_stands_in_the_same_discussion_is_quoted(evening: Evening) -> None:
    first = say(evening, FIRST)
    with evening.database.transaction() as session:
        here = session.get_one(Discussion, evening.discussion)
        times = {name: getattr(here, name) for name in ("opens", "starts", "ends", "closes", "announced_at", "made_at")}
        other = Discussion(title="Another", extra={}, **times)
        session.add(other)
        session.flush()
        elsewhere = other.id
    with pytest.raises(Refusal, match="post that you quote"):
        say(evening, "There.", "Ada", quotes=first, discussion_id=elsewhere)
    with pytest.raises(Refusal, match="post that you quote"):
        say(evening, "None.", "Ada", quotes=10_000)
    act(evening, "hide", first)
    with pytest.raises(Refusal, match="post that you quote"):
        say(evening, "Hidden.", "Ada", quotes=first)


def test_a_withdrawn_post_quotes_nothing_any_more(evening: Evening) -> None:
    post = say(evening, "I do not agree.", "Ada", quotes=say(evening, FIRST))
    with evening.database.transaction() as session:
        posting.withdraw_post(session, by=evening.people["Ada"], post_id=post, now=NOW + timedelta(minutes=1))
    assert shown(evening, post).quotes is None


@pytest.mark.parametrize("words", [FIRST, "word " * 60, "x" * 300, "two\nlines", ""])
def test_a_quotation_is_short_and_on_one_line(words: str) -> None:
    short = beginning(words)
    assert len(short) <= SHOWN
    assert "\n" not in short
    assert words.replace("\n", " ").startswith(short.removesuffix("…"))
