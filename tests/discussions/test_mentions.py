"""Whom a post names after an @, and what speaks to somebody."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from journalclub.discussions import mentions, queries
from journalclub.discussions.actions import marking, posting
from journalclub.discussions.models import Discussion, DiscussionGuest
from journalclub.discussions.posts import PostView, by_id
from journalclub.discussions.reader_models import Mention
from journalclub.members.models import Member
from journalclub.moderation import actions as moderation
from tests.discussions.conftest import NOW, Evening
from tests.discussions.talk import say
from tests.literature.counted import statements

ADA, ADAM, ANNE, LI, OTHER_LI, JEAN = (
    (1, "Ada Delacroix"),
    (2, "Adam"),
    (3, "Anne-Marie Øster"),
    (4, "Li Wei"),
    (5, "Li Wei"),
    (6, "Jean"),
)
PEOPLE = [ADA, ADAM, ANNE, LI, OTHER_LI, JEAN]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Ada Delacroix, do you agree?", {1: "Ada Delacroix"}),
        ("I am with @ada delacroix's point.", {1: "ada delacroix"}),
        ("@Ada: yes, and @Adam?", {1: "Ada", 2: "Adam"}),
        ("(@Anne-Marie Øster)", {3: "Anne-Marie Øster"}),
        ("@anne-marie", {3: "anne-marie"}),
        ("@Li Wei", {4: "Li Wei", 5: "Li Wei"}),  # there are two: neither must miss it
        ("@Li", {}),  # and this may be either
        ("@Jean-Luc and @Jeanne", {}),
        ("write to x@adam or a.b@Ada, see social.example/@Ada", {}),
        ("Ada Delacroix without the sign, @ Ada, @@Ada", {}),
        ("@Nobody", {}),
        ("@", {}),
    ],
)
def test_names_of_those_who_are_here_are_found_the_longest_first(text: str, named: dict[int, str]) -> None:
    assert mentions.found(text, PEOPLE) == named


def view(evening: Evening, post: int) -> PostView:
    with evening.database.reading() as session:
        return by_id(session, [post])[post]


def mine(evening: Evening, who: str) -> list[str]:
    with evening.database.reading() as session:
        row = session.get_one(Discussion, evening.discussion)
        lane = queries.lane("mentions", row, evening.people[who])
        return [post.text for post in queries.conversation(session, evening.discussion, only=lane).items]


def test_hosts_authors_and_writers_can_be_named_and_nobody_who_only_reads(evening: Evening) -> None:
    say(evening, "Mo", "A word of mine.")
    post = view(evening, say(evening, "Ben", "@Ada, @Chen, @Mo and @Dora: what do you think?"))
    people = evening.people
    assert post.mentions == tuple(sorted((people[name].id, name) for name in ("Ada", "Chen", "Mo")))
    assert post.as_json()["mentions"] == [member for member, _ in post.mentions]


def test_what_speaks_to_somebody_mentions_answers_or_quotes_them(evening: Evening) -> None:
    own = say(evening, "Ben", "A word of mine, @Ben.")
    say(evening, "Mo", "I answer.", to=own, minutes=1)
    say(evening, "Chen", "As @Ben said.", minutes=2)
    say(evening, "Chen", "Something else.", minutes=3)
    say(evening, "Ben", "I answer myself.", to=own, minutes=4)
    with evening.database.transaction() as session:
        by, here = evening.people["Mo"], evening.discussion
        posting.add_post(
            session, by=by, discussion_id=here, text="Quoted.", client_token="q", quotes=own, question=1, now=NOW
        )
    assert mine(evening, "Ben") == ["Quoted.", "I answer.", "As @Ben said."]
    assert mine(evening, "Mo") == []


def test_a_mention_in_a_post_that_is_hidden_or_withdrawn_is_gone(evening: Evening) -> None:
    hidden, taken_back = say(evening, "Mo", "One for @Ada."), say(evening, "Mo", "Two for @Ada.")
    with evening.database.transaction() as session:
        moderation.hide(session, by=evening.people["Mo"], post_id=hidden, now=NOW)
        posting.withdraw_post(session, by=evening.people["Mo"], post_id=taken_back, now=NOW)
    assert mine(evening, "Ada") == []
    for post in (hidden, taken_back):
        shown = view(evening, post)
        assert (shown.mentions, shown.to) == ((), ())


def test_an_edit_names_whom_it_names_now(evening: Evening) -> None:
    post = say(evening, "Mo", "What does @Ada say?")
    with evening.database.transaction() as session:
        posting.edit_post(session, by=evening.people["Mo"], post_id=post, text="What does @Chen say?", now=NOW)
    assert (mine(evening, "Ada"), mine(evening, "Chen")) == ([], ["What does @Chen say?"])


def test_somebody_who_changes_their_name_is_still_the_one_who_was_named(evening: Evening) -> None:
    post = say(evening, "Mo", "What does @Ada say?")
    with evening.database.transaction() as session:
        session.get_one(Member, evening.people["Ada"].id).name = "Countess"
    assert view(evening, post).mentions == ((evening.people["Ada"].id, "Ada"),)


def test_names_of_the_erased_are_erased(evening: Evening) -> None:
    say(evening, "Mo", "What does @Chen say?")
    with evening.database.transaction() as session:
        session.delete(session.get_one(Member, evening.people["Chen"].id))
    with evening.database.reading() as session:
        assert session.scalars(select(Mention)).all() == []


def test_a_post_without_the_sign_costs_nothing_more(evening: Evening) -> None:
    say(evening, "Mo", "Hello.")
    with statements(evening.database) as sent:
        post = say(evening, "Ben", "No sign in it.")
        view(evening, post)
    assert not [one for one in sent if "mentions" in one]


def spoken(evening: Evening, who: str, here: int | None = None) -> int:
    with evening.database.reading() as session:
        found = queries.spoken_to(session, evening.people[who], NOW, here)
    assert {one.discussion for one in found} <= {evening.discussion}
    return sum(one.count for one in found)


def test_what_spoke_to_somebody_before_their_place_is_not_new(evening: Evening) -> None:
    first = say(evening, "Mo", "One for @Ada.", minutes=1)
    say(evening, "Mo", "Two for @Ada.", minutes=2)
    assert spoken(evening, "Ada") == spoken(evening, "Ada", evening.discussion) == 2
    with evening.database.transaction() as session:
        by = evening.people["Ada"]
        marking.mark_read(session, by=by, discussion_id=evening.discussion, post_id=first, now=NOW)
    assert spoken(evening, "Ada") == spoken(evening, "Ada", evening.discussion) == 1
    assert spoken(evening, "Ben") == spoken(evening, "visitor") == 0


def test_a_guest_who_was_let_go_is_told_of_nothing(evening: Evening) -> None:
    say(evening, "Mo", "One for @Chen.")
    assert spoken(evening, "Chen") == 1
    with evening.database.transaction() as session:
        session.get_one(DiscussionGuest, (evening.discussion, evening.people["Chen"].id)).removed_at = NOW
    assert spoken(evening, "Chen") == 0
