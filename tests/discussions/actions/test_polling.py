"""Quick polls: who may ask and vote, one vote a person, and that nobody learns more than they may."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from journalclub.discussions import polls
from journalclub.discussions.actions import clock, hosting, moving, polling, posting
from journalclub.discussions.actions.screening import PatientDetails
from journalclub.discussions.models import Discussion
from journalclub.discussions.poll_models import Poll, PollVote
from journalclub.discussions.polls import Ballot
from journalclub.discussions.states import State
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from journalclub.moderation import actions as moderation
from tests.discussions.actions.test_posting import kinds, shown
from tests.discussions.conftest import NOW, START, Evening

CHOICES = ("One fraction", "Several fractions", "It depends")
CLOSES = START + timedelta(days=1)


def ask(
    evening: Evening, who: str = "Ada", choices: tuple[str, ...] = CHOICES, multiple: bool = False, **more: bool
) -> int:
    with evening.database.transaction() as session:
        post, _ = posting.add_post(
            session,
            by=evening.people[who],
            discussion_id=evening.discussion,
            text="What would you give?",
            client_token=str(hash((who, choices, multiple))),
            now=NOW,
        )
        polling.add_poll(
            session, by=evening.people[who], post=post, choices=choices, multiple=multiple, now=NOW, **more
        )
        return post.id


def vote(evening: Evening, who: str, post: int, *chosen: int, now: object = NOW) -> None:
    with evening.database.transaction() as session:
        polling.vote(session, by=evening.people[who], post_id=post, chosen=chosen, now=now)  # type: ignore[arg-type]


def close(evening: Evening, post: int, who: str = "Ada") -> None:
    with evening.database.transaction() as session:
        polling.close(session, by=evening.people[who], post_id=post, now=NOW)


def ballot(evening: Evening, who: str, post: int) -> Ballot:
    with evening.database.reading() as session:
        return polls.ballot(session, session.get_one(Poll, post), evening.people[who].id)


def kept_votes(evening: Evening) -> int:
    with evening.database.reading() as session:
        return session.scalar(select(func.count()).select_from(PollVote)) or 0


def test_everybody_learns_how_many_voted_and_only_who_has_voted_what(evening: Evening) -> None:
    post = ask(evening)
    vote(evening, "Ben", post, 2)
    vote(evening, "Mo", post, 3)
    poll = shown(evening, post).poll
    assert poll is not None
    assert (poll.voters, poll.votes, poll.is_open) == (2, None, True)
    assert json.dumps(poll.as_json()["choices"]).count("null") == len(CHOICES)
    assert ballot(evening, "Ada", post).poll.votes is None  # the host is tempted by nothing
    mine = ballot(evening, "Ben", post)
    assert (mine.poll.votes, mine.mine) == ((0, 1, 1), {2})
    assert [choice.percent for choice in mine.poll.choices] == [0, 50, 50]


def test_a_vote_can_be_changed_and_counts_once(evening: Evening) -> None:
    post = ask(evening)
    for chosen in (1, 1, 2):
        vote(evening, "Ben", post, chosen)
    assert ballot(evening, "Ben", post).poll.votes == (0, 1, 0)
    assert kinds(evening).count("poll.voted") == 2, "the same vote again is no news"


def test_several_can_be_chosen_where_the_host_says_so(evening: Evening) -> None:
    post, single = ask(evening, multiple=True), ask(evening)
    vote(evening, "Ben", post, 1, 3)
    vote(evening, "Mo", post, 3)
    mine = ballot(evening, "Ben", post)
    assert (mine.poll.votes, mine.poll.voters, mine.mine) == ((1, 0, 2), 2, {1, 3})
    assert [choice.percent for choice in mine.poll.choices] == [50, 0, 100]
    with pytest.raises(Refusal, match="Only one"):
        vote(evening, "Ben", single, 1, 3)


@pytest.mark.parametrize("chosen", [(), (0,), (4,), (1, 9)])
def test_what_cannot_be_chosen_is_refused(evening: Evening, chosen: tuple[int, ...]) -> None:
    post = ask(evening, multiple=True)
    with pytest.raises(Refusal, match="Choose"):
        vote(evening, "Ben", post, *chosen)


@pytest.mark.parametrize(("who", "refusal"), [("Ben", Forbidden), ("Chen", Forbidden), ("Dora", NotFound)])
def test_hosts_ask_and_nobody_else(evening: Evening, who: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        ask(evening, who)
    assert kinds(evening) == [], "a post that should have been a poll is not left behind as a post"


@pytest.mark.parametrize("who", ["visitor", "Eve", "Dora", "Ari"])
def test_who_may_not_post_may_not_vote(evening: Evening, who: str) -> None:
    post = ask(evening)
    with pytest.raises(NotFound):
        vote(evening, who, post, 1)


@pytest.mark.parametrize("who", ["Ada", "Ben", "Chen", "Mo"])
def test_whoever_may_post_may_vote(evening: Evening, who: str) -> None:
    post = ask(evening)
    vote(evening, who, post, 1)
    assert ballot(evening, who, post).mine == {1}


@pytest.mark.parametrize(
    "choices",
    [("Only one",), tuple("abcdefg"), ("Yes", "yes "), ("x" * 81, "y"), (), ("", " ", "Yes")],
    ids=["one", "seven", "the same", "long", "none", "blank lines"],
)
def test_a_poll_has_two_to_six_different_short_choices(evening: Evening, choices: tuple[str, ...]) -> None:
    with pytest.raises(Refusal) as refused:
        ask(evening, choices=choices)
    assert refused.value.code == "choices"


def test_a_choice_may_identify_a_patient_like_any_other_words(evening: Evening) -> None:
    told = ("The 83-year-old seen on 14 March 2026 in Ghent", "Nobody")
    with pytest.raises(PatientDetails):
        ask(evening, choices=told)
    assert ask(evening, choices=told, identifies_nobody=True)


def test_closing_shows_the_results_and_forgets_who_chose_what(evening: Evening) -> None:
    post = ask(evening)
    vote(evening, "Ben", post, 2)
    vote(evening, "Mo", post, 2)
    before = shown(evening, post)
    close(evening, post)
    close(evening, post)
    after = shown(evening, post)
    assert after.poll is not None
    assert (after.poll.voters, after.poll.votes, after.poll.is_open) == (2, (0, 2, 0), False)
    assert after.seq > before.seq
    assert kinds(evening).count("poll.closed") == 1
    assert kept_votes(evening) == 0
    assert ballot(evening, "Ada", post).poll.votes == (0, 2, 0)
    with pytest.raises(Conflict, match="closed"):
        vote(evening, "Ben", post, 1)


@pytest.mark.parametrize("who", ["Ben", "Chen"])
def test_only_hosts_and_moderators_close_a_poll(evening: Evening, who: str) -> None:
    post = ask(evening)
    with pytest.raises(Forbidden):
        close(evening, post, who)
    close(evening, post, "Mo")


@pytest.mark.parametrize("how", ["by the clock", "by the host", "by an earlier end"])
def test_a_poll_closes_with_its_discussion_and_its_results_are_told_first(evening: Evening, how: str) -> None:
    post = ask(evening)
    vote(evening, "Ben", post, 1)
    with evening.database.transaction() as session:
        if how == "by the clock":
            clock.say_states(session, now=CLOSES)
        elif how == "by the host":
            moving.move(session, by=evening.people["Ada"], discussion_id=evening.discussion, to=State.CLOSED, now=NOW)
        else:
            row = session.get_one(Discussion, evening.discussion)
            times = {"opens": row.opens, "starts": row.starts, "ends": NOW, "closes": NOW}
            plan = hosting.Plan(title=row.title, **times, questions=("Aim and design?", "Results?", "And?"))
            hosting.edit(session, by=evening.people["Ada"], discussion_id=evening.discussion, plan=plan, now=NOW)
    told = kinds(evening)
    assert told.index("poll.closed") < told.index("discussion.state")
    assert shown(evening, post).poll == ballot(evening, "Ada", post).poll
    assert ballot(evening, "Ada", post).poll.votes == (1, 0, 0)


def test_nobody_votes_once_the_time_is_over_even_if_the_clock_is_late(evening: Evening) -> None:
    post = ask(evening)
    with pytest.raises(Conflict, match="open"):
        vote(evening, "Ben", post, 1, now=CLOSES)


def test_a_poll_that_is_hidden_or_withdrawn_is_out_of_sight_and_takes_no_votes(evening: Evening) -> None:
    post = ask(evening)
    vote(evening, "Ben", post, 1)
    with evening.database.transaction() as session:
        moderation.hide(session, by=evening.people["Mo"], post_id=post, now=NOW)
    assert shown(evening, post).poll is None
    with pytest.raises(Conflict, match="no longer"):
        vote(evening, "Ben", post, 2)
    with evening.database.transaction() as session:
        moderation.restore(session, by=evening.people["Mo"], post_id=post, now=NOW)
    vote(evening, "Ben", post, 2)
    with evening.database.transaction() as session:
        posting.withdraw_post(session, by=evening.people["Ada"], post_id=post, now=NOW)
    assert shown(evening, post).poll is None


def test_a_post_without_choices_is_no_poll(evening: Evening) -> None:
    with evening.database.transaction() as session:
        row, _ = posting.add_post(
            session,
            by=evening.people["Ada"],
            discussion_id=evening.discussion,
            text="Welcome.",
            client_token="1",
            now=NOW,
        )
        post = row.id
    assert shown(evening, post).poll is None
    with pytest.raises(NotFound):
        vote(evening, "Ben", post, 1)


def test_what_was_asked_is_not_worded_otherwise_under_those_who_voted(evening: Evening) -> None:
    post = ask(evening)

    def reword(words: str) -> None:
        with evening.database.transaction() as session:
            posting.edit_post(session, by=evening.people["Ada"], post_id=post, text=words, now=NOW)

    reword("What do you give?")
    vote(evening, "Ben", post, 1)
    with pytest.raises(Conflict, match="voted already"):
        reword("What would you never give?")
    close(evening, post)
    with pytest.raises(Conflict, match="voted already"):
        reword("What would you never give?")


def test_two_votes_of_one_person_in_one_instant_are_one(evening: Evening) -> None:
    post = ask(evening)
    with ThreadPoolExecutor() as others:
        for other in [others.submit(vote, evening, "Ben", post, chosen) for chosen in (1, 2, 3, 1, 2, 3)]:
            other.result()
    poll = ballot(evening, "Ben", post).poll
    assert poll.votes is not None
    assert (poll.voters, sum(poll.votes)) == (1, 1)


def test_a_vote_in_the_instant_of_the_closing_counts_or_is_refused(evening: Evening) -> None:
    post = ask(evening)
    for who in ("Ada", "Mo", "Chen"):
        vote(evening, who, post, 1)

    def late() -> int:
        try:
            vote(evening, "Ben", post, 2)
        except Conflict:
            return 0
        return 1

    with ThreadPoolExecutor() as others:
        ended = others.submit(close, evening, post)
        counted = others.submit(late).result()
        ended.result()
    poll = shown(evening, post).poll
    assert poll is not None
    assert poll.votes == (3, counted, 0)
    assert kept_votes(evening) == 0
