"""Questions to the authors: who marks a post as one, when it counts as answered, in which order they are asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from journalclub.discussions import author_questions
from journalclub.discussions.actions import asking_authors, posting, reacting, threads
from journalclub.kit.refusal import Conflict, Forbidden, NotFound
from journalclub.literature.models import Article
from journalclub.moderation import actions as moderation
from tests.discussions.actions.test_posting import kinds, post, shown
from tests.discussions.conftest import NOW, START, Evening


def mark(evening: Evening, who: str, post_id: int, on: bool = True) -> None:
    with evening.database.transaction() as session:
        asking_authors.mark(session, by=evening.people[who], post_id=post_id, on=on, now=NOW)


def settle(evening: Evening, who: str, post_id: int, answered: bool = True) -> None:
    with evening.database.transaction() as session:
        asking_authors.settle(session, by=evening.people[who], post_id=post_id, answered=answered, now=NOW)


def status(evening: Evening, post_id: int) -> str | None:
    return shown(evening, post_id).for_author


def tray(evening: Evening) -> list[tuple[int, str, int]]:
    with evening.database.reading() as session:
        found = author_questions.tray(session, evening.discussion)
    return [(one.post_id, one.status, one.voices) for one in found]


def test_a_post_can_ask_the_authors_from_the_beginning(evening: Evening) -> None:
    asked = post(evening, text="Why eight grays?", for_author=True)
    assert (asked.for_author, asked.as_json()["for_author"]) == ("open", "open")
    assert kinds(evening) == ["post.added"]
    assert post(evening, token="t-2").for_author is None


def test_a_later_mark_is_told_and_moves_the_post_on(evening: Evening) -> None:
    made = post(evening)
    mark(evening, "Ben", made.id)
    mark(evening, "Ben", made.id)
    assert status(evening, made.id) == "open"
    assert shown(evening, made.id).seq > made.seq
    mark(evening, "Ada", made.id, on=False)
    assert status(evening, made.id) is None
    assert kinds(evening) == ["post.added", *["author-question.changed"] * 2]


@pytest.mark.parametrize(
    ("who", "refusal"), [("Chen", Forbidden), ("Dora", NotFound), ("Ari", NotFound), ("visitor", NotFound)]
)
def test_the_writer_and_hosts_mark_a_post_and_nobody_else(evening: Evening, who: str, refusal: type[Exception]) -> None:
    made = post(evening)
    with pytest.raises(refusal):
        mark(evening, who, made.id)
    for allowed in ("Ben", "Ada", "Mo"):
        mark(evening, allowed, made.id)
        mark(evening, allowed, made.id, on=False)


def test_a_reply_of_the_author_answers_it_and_of_nobody_else(evening: Evening) -> None:
    asked = post(evening, for_author=True)
    post(evening, "Ada", token="1", reply_to=asked.id)
    assert status(evening, asked.id) == "open"
    answer = post(evening, "Chen", token="1", reply_to=asked.id)
    assert status(evening, asked.id) == "answered"
    assert kinds(evening)[-2:] == ["author-question.changed", "post.added"]
    with evening.database.transaction() as session:
        posting.withdraw_post(session, by=evening.people["Chen"], post_id=answer.id, now=NOW)
    assert status(evening, asked.id) == "open", "an answer that was taken back is none"
    assert kinds(evening)[-2:] == ["author-question.changed", "post.withdrawn"]


def test_a_question_that_is_a_reply_is_answered_by_a_reply_to_it(evening: Evening) -> None:
    topic = post(evening, "Chen", text="No fracture without collapse.")
    asked = post(evening, reply_to=topic.id, text="Was cement offered first?", for_author=True)
    answer = post(evening, "Chen", token="1", reply_to=asked.id, text="Allowed, not required.")
    assert answer.reply_to == topic.id
    assert status(evening, asked.id) == "answered"


def test_an_answer_to_an_answer_still_answers_what_began_it(evening: Evening) -> None:
    asked = post(evening, for_author=True)
    reply = post(evening, "Ada", token="1", reply_to=asked.id)
    post(evening, "Chen", token="1", reply_to=reply.id)
    assert status(evening, asked.id) == "answered"
    assert kinds(evening)[-2:] == ["author-question.changed", "post.added"]


def test_a_hidden_answer_is_none_until_it_is_shown_again(evening: Evening) -> None:
    asked = post(evening, for_author=True)
    answer = post(evening, "Chen", token="1", reply_to=asked.id)
    with evening.database.transaction() as session:
        moderation.hide(session, by=evening.people["Mo"], post_id=answer.id, now=NOW)
    assert status(evening, asked.id) == "open"
    with evening.database.transaction() as session:
        moderation.restore(session, by=evening.people["Mo"], post_id=answer.id, now=NOW)
    assert status(evening, asked.id) == "answered"


def test_what_the_author_answered_before_it_was_marked_is_answered(evening: Evening) -> None:
    asked = post(evening)
    post(evening, "Chen", token="1", reply_to=asked.id)
    mark(evening, "Ada", asked.id)
    assert status(evening, asked.id) == "answered"


@pytest.mark.parametrize("who", ["Ada", "Mo", "Chen"])
def test_hosts_and_the_author_say_what_is_answered(evening: Evening, who: str) -> None:
    asked = post(evening, for_author=True)
    settle(evening, who, asked.id)
    settle(evening, who, asked.id)
    assert (status(evening, asked.id), kinds(evening).count("author-question.changed")) == ("answered", 1)
    settle(evening, who, asked.id, answered=False)
    assert status(evening, asked.id) == "open"


def test_their_word_holds_until_the_author_answers_anew(evening: Evening) -> None:
    asked = post(evening, for_author=True)
    post(evening, "Chen", token="1", reply_to=asked.id)
    settle(evening, "Ada", asked.id, answered=False)
    assert status(evening, asked.id) == "open"
    post(evening, "Chen", token="2", reply_to=asked.id)
    assert status(evening, asked.id) == "answered"


def test_who_asked_does_not_say_that_it_is_answered(evening: Evening) -> None:
    asked = post(evening, for_author=True)
    with pytest.raises(Forbidden):
        settle(evening, "Ben", asked.id)
    with pytest.raises(Conflict):
        settle(evening, "Ada", post(evening, token="t-2").id)


def test_the_tray_has_what_is_open_first_and_what_most_ask(evening: Evening) -> None:
    first, second, third = (post(evening, token=f"t-{n}", text=f"{n}?", for_author=True).id for n in range(3))
    post(evening, "Ada", token="no question")
    with evening.database.transaction() as session:
        for who, target, kind in (
            ("Ada", second, "question"),
            ("Mo", second, "question"),
            ("Mo", first, "agree"),
            ("Mo", third, "question"),
            ("Ben", first, "question"),  # who asked it is counted already
        ):
            reacting.react(session, by=evening.people[who], post_id=target, kind=kind, on=True, now=NOW)
    assert tray(evening) == [(second, "open", 3), (third, "open", 2), (first, "open", 1)]
    settle(evening, "Chen", second)
    assert tray(evening) == [(third, "open", 2), (first, "open", 1), (second, "answered", 3)]


def test_what_is_gone_is_asked_no_more(evening: Evening) -> None:
    asked = post(evening, for_author=True)
    with evening.database.transaction() as session:
        posting.withdraw_post(session, by=evening.people["Ben"], post_id=asked.id, now=NOW)
    assert (tray(evening), status(evening, asked.id)) == ([], None)
    with pytest.raises(Conflict, match="no longer there"):
        mark(evening, "Ada", asked.id)


def test_after_the_end_nothing_is_marked_but_an_answer_can_be_ticked(evening: Evening) -> None:
    asked, other = post(evening, for_author=True), post(evening, token="t-2")
    over = START + timedelta(days=2)
    with evening.database.transaction() as session:
        with pytest.raises(Conflict, match="open"):
            asking_authors.mark(session, by=evening.people["Ada"], post_id=other.id, on=True, now=over)
        asking_authors.settle(session, by=evening.people["Ada"], post_id=asked.id, answered=True, now=over)
    assert status(evening, asked.id) == "answered"


def test_a_thread_has_no_authors_to_ask(evening: Evening) -> None:
    with evening.database.transaction() as session:
        article = Article(title="A trial", listed_on=NOW.date(), added_at=NOW, changed_at=NOW)
        session.add(article)
        session.flush()
        ben = evening.people["Ben"]
        said, _ = threads.say(session, by=ben, article_id=article.id, text="A point.", client_token="1", now=NOW)
        with pytest.raises(NotFound):
            asking_authors.mark(session, by=ben, post_id=said.id, on=True, now=NOW)
