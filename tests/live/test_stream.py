"""The stream as a reader sees it: rights, replay, order, limits."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from typing import Any

import pytest

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db import Database
from journalclub.discussions.models import DiscussionHost
from journalclub.kit import clock
from journalclub.live import fold, replay, tail
from tests.live.evening import Evening, Listener, listen, play, running


@pytest.fixture
def evening(database: Database) -> Evening:
    return Evening(database)


def test_a_post_arrives_with_its_number_its_object_and_its_html(evening: Evening) -> None:
    async def scene() -> None:
        async with running(evening.live()) as live:
            ben = await listen(live, evening, session=evening.sign_in("ben"))
            post = evening.post("ada", "T1: was 24 Gy < 2 fractions?")
            told = await ben.next()
            assert (told.name, told.id) == ("post", evening.head())
            assert (told.data["id"], told.data["seq"]) == (post, told.id)
            assert told.data["html"] == "<p>T1: was 24 Gy &lt; 2 fractions?</p>"
            assert told.data["member"]["name"] == "Ada"
            start = await ben.answer
            headers = dict(start["headers"])
            assert headers[b"content-type"] == b"text/event-stream"
            assert headers[b"x-accel-buffering"] == b"no"
            assert b"no-cache" in headers[b"cache-control"]
            assert ben.raw.startswith(b"retry: ")

    play(scene())


def test_every_act_of_a_discussion_is_told_in_order(evening: Evening) -> None:
    async def scene() -> None:
        async with running(evening.live()) as live:
            ben = await listen(live, evening, session=evening.sign_in("ben"))
            post = evening.post("ben", "First words")
            evening.edit("ben", post, "Better words")
            evening.react("mo", post)
            evening.ask(2)
            evening.hide(post)
            evening.cancel()
            names = [told.name for told in await ben.until("state")]
            assert names == ["post", "post-changed", "reaction", "question", "post-hidden", "state"]

    play(scene())


@pytest.mark.parametrize("act", ["hide", "withdraw"])
def test_the_words_of_a_post_that_is_gone_are_in_no_event_and_no_replay(evening: Evening, act: str) -> None:
    async def scene() -> None:
        async with running(evening.live()) as live:
            session, before = evening.sign_in("ben"), evening.head()
            ben = await listen(live, evening, session=session)
            post = evening.post("ben", "Words that go")
            evening.react("mo", post)
            await ben.until("reaction")
            evening.hide(post) if act == "hide" else evening.withdraw("ben", post)
            gone = await ben.next()
            assert (gone.name, gone.data["hidden"], gone.data["text"]) == ("post-hidden", True, "")
            assert gone.data["reactions"] == {}
            late = await listen(live, evening, session=session, since=before)
            evening.post("ada", "Go on")
            replayed = await late.until("post-hidden")
            assert [told.name for told in replayed] == ["post", "reaction", "post-hidden"]
            assert b"Words that go" not in late.raw
            assert replayed[0].data["hidden"] is True

    play(scene())


def test_reconnecting_gives_what_was_missed_once_and_last_event_id_wins(evening: Evening) -> None:
    async def scene() -> None:
        async with running(evening.live()) as live:
            session, start = evening.sign_in("ben"), evening.head()
            posts = [evening.post("ada", f"Post {number}") for number in range(6)]
            first = await listen(live, evening, session=session, since=start)
            got = [await first.next() for _ in range(3)]
            await first.close()
            again = await listen(live, evening, session=session, since=start, last_event_id=got[-1].id)
            got += [await again.next() for _ in range(3)]
            evening.post("ada", "The end")
            got.append(await again.next())
            assert [told.data["id"] for told in got[:-1]] == posts
            assert got[-1].data["text"] == "The end"
            assert sorted({told.id for told in got}) == [told.id for told in got]

    play(scene())


def test_readers_who_come_while_others_write_miss_nothing_and_get_nothing_twice(evening: Evening) -> None:
    """Eight writers, sixteen readers who connect, break off and come back: each sees every post once, in order."""
    writers, each, readers = 8, 12, 16
    total = writers * each

    def write(number: int) -> None:
        for count in range(each):
            evening.post(("ada", "ben", "mo")[number % 3], f"{number}/{count}")

    async def read(live: Any, session: int, start: int, breaks_after: int) -> list[int]:
        got: list[int] = []
        last = None
        while len(got) < total:
            listener = await listen(live, evening, session=session, since=start, last_event_id=last)
            for _ in range(min(breaks_after, total - len(got))):
                told = await listener.next()
                assert told.name == "post"
                got.append(told.data["id"])
                last = told.id
            await listener.close()
        return got

    async def scene() -> None:
        async with running(evening.live()) as live:
            session, start = evening.sign_in("ben"), evening.head()
            threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
            reading = [asyncio.create_task(read(live, session, start, 7 + 3 * n)) for n in range(readers)]
            for thread in threads:
                thread.start()
            lists = await asyncio.gather(*reading)
            for thread in threads:
                thread.join()
            assert len(set(lists[0])) == total
            assert all(got == lists[0] for got in lists)

    play(scene())


def test_too_far_behind_is_one_reset_that_carries_the_head(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "MOST", 5)

    async def scene() -> None:
        async with running(evening.live()) as live:
            session, start = evening.sign_in("ben"), evening.head()
            for number in range(6):
                evening.post("ada", f"Post {number}")
            head = evening.head()
            far = await listen(live, evening, session=session, since=start)
            told = await far.next()
            assert (told.name, told.id, told.data) == ("reset", head, {"head": head})
            evening.post("ada", "After it")
            assert (await far.next()).data["text"] == "After it"
            near = await listen(live, evening, session=session, since=start + 2)
            assert (await near.next()).name == "post"
            other_database = await listen(live, evening, session=session, since=head + 1000)
            assert (await other_database.next()).name == "reset"

    play(scene())


@pytest.mark.parametrize("how", ["suspended", "signed out", "token revoked", "guest removed"])
def test_who_loses_the_right_gets_bye_and_nothing_later(evening: Evening, how: str) -> None:
    async def scene() -> None:
        async with running(evening.live()) as live:
            name = "chen" if how == "guest removed" else "ben"
            session = None if how == "token revoked" else evening.sign_in(name)
            token = evening.api_token("ben") if how == "token revoked" else None
            loser = await listen(live, evening, session=session, token=token)
            stays = await listen(live, evening, session=evening.sign_in("ada"))
            evening.post("ada", "Before")
            if how == "suspended":
                evening.suspend("ben")
            elif how == "signed out":
                assert session is not None
                evening.sign_out("ben", session)
            elif how == "token revoked":
                assert token is not None
                evening.revoke(token)
            else:
                evening.remove_guest("chen")
            evening.post("ada", "After")
            got = await loser.until("bye")
            assert [(told.name, told.id is None) for told in got] == [("post", False), ("bye", True)]
            assert got[-1].data == {"reason": "ended"}
            await loser.end()
            assert b"After" not in loser.raw
            assert [(told.name, told.data.get("text")) for told in (await stays.next(), await stays.next())] == [
                ("post", "Before"),
                ("post", "After"),
            ]
            again = await listen(live, evening, session=session, token=token, since=0)
            assert await again.status() == 204

    play(scene())


def test_a_visitor_watches_what_is_public_until_it_no_longer_is(database: Database) -> None:
    evening = Evening(database, visibility="public")

    async def scene() -> None:
        async with running(evening.live()) as live:
            visitor = await listen(live, evening)
            evening.post("ada", "For all to read")
            assert (await visitor.next()).data["text"] == "For all to read"
            with evening.database.transaction() as session:
                from journalclub.changes import log
                from journalclub.changes.kinds import Kind
                from journalclub.discussions.models import Discussion

                session.get_one(Discussion, evening.discussion).visibility = "members"
                log.record(session, Kind.DISCUSSION_CHANGED, actor=None, now=clock.now(), discussion=evening.discussion)
            assert (await visitor.next()).name == "bye"

    play(scene())


def test_a_ticket_that_is_expired_forged_or_for_another_discussion_is_answered_204(evening: Evening) -> None:
    async def scene() -> None:
        async with running(evening.live()) as live:
            session, now, here = evening.sign_in("ben"), clock.now(), evening.discussion
            good = live.mint(discussion=here, session=session, now=now)
            refused = {
                "expired": live.mint(discussion=here, session=session, now=now - timedelta(hours=25)),
                "another discussion's": live.mint(discussion=here + 1, session=session, now=now),
                "unknown session's": live.mint(discussion=here, session=999_999, now=now),
                "visitor's": live.mint(discussion=here, now=now),
                "forged": good[:-2] + ("AA" if good[-2:] != "AA" else "BB"),
                "malformed": "%00.%ff",
                "empty": "",
            }
            for name, ticket in refused.items():
                listener = Listener(live, f"/live/discussions/{here}", f"ticket={ticket}")
                assert await listener.status() == 204, name
            for path, method, status in (("/live/else", "GET", 404), (f"/live/discussions/{here}", "POST", 405)):
                assert await Listener(live, path, f"ticket={good}", method=method).status() == status

    play(scene())


def test_a_session_that_runs_out_by_the_clock_ends_its_stream(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journalclub.live.rights.EVERY", 0.0)
    monkeypatch.setattr(tail, "LOOK", 0.05)
    ahead = [timedelta(0)]

    async def scene() -> None:
        live = evening.live(clock=lambda: clock.now() + ahead[0])
        async with running(live):
            ben = await listen(live, evening, session=evening.sign_in("ben"))
            ahead[0] = timedelta(hours=25)
            assert (await ben.next()).name == "bye"

    play(scene())


@pytest.mark.parametrize("grace", [0.01, 3600.0])
def test_a_reader_who_takes_nothing_is_dropped_with_a_reset_and_harms_nobody(
    evening: Evening, monkeypatch: pytest.MonkeyPatch, grace: float
) -> None:
    monkeypatch.setattr("journalclub.live.reader.MOST_FRAMES", 10)
    monkeypatch.setattr("journalclub.live.reader.GRACE", grace)

    async def scene() -> None:
        async with running(evening.live()) as live:
            session = evening.sign_in("ben")
            slow = await listen(live, evening, session=session)
            well = await listen(live, evening, session=session)
            slow.taking.clear()
            for number in range(30):
                evening.post("ada", f"Post {number}")
                assert (await well.next()).data["text"] == f"Post {number}"
            if grace < 1:
                await asyncio.wait_for(slow.aborted.wait(), 20)
                await slow.end()
            else:
                slow.taking.set()  # it wakes up in time to be told
                got = await slow.until("reset")
                assert len(got) < 15
                await slow.end()
            assert len(live.hub.readers()) == 1

    play(scene())


def test_a_burst_of_reactions_to_one_post_is_two_events_and_the_last_has_all_counts(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fold, "WINDOW", 3600.0)

    async def scene() -> None:
        async with running(evening.live()) as live:
            session = evening.sign_in("ben")
            post = evening.post("ada", "What changes on Monday?")
            ben = await listen(live, evening, session=session)
            evening.react("ben", post)
            first = await ben.next()
            assert first.data == {"post": post, "discussion": evening.discussion, "reactions": {"agree": 1}}
            for kind in ("insightful", "question", "will_change_practice"):
                for name in ("ada", "ben", "mo"):
                    evening.react(name, post, kind)
            evening.post("ada", "Meanwhile")
            later = await ben.next()
            assert later.data["text"] == "Meanwhile"
            # a reader who breaks off now and comes back gets what was held back, without a number
            back = await listen(live, evening, session=session, last_event_id=later.id)
            caught_up = await back.next()
            assert (caught_up.name, caught_up.id) == ("reaction", None)
            assert caught_up.data["reactions"]["question"] == 3
            for window in live.tail._fold._windows.values():
                window.ends = 0.0
            live.tail.rouse()
            last = await ben.next()
            assert (last.name, last.id) == ("reaction", None)
            assert last.data["reactions"] == {"agree": 1, "insightful": 3, "question": 3, "will_change_practice": 3}

    play(scene())


def test_presence_counts_people_and_names_only_host_and_author(evening: Evening) -> None:
    async def scene() -> None:
        async with running(evening.live()) as live:
            ben = evening.sign_in("ben")
            reader = await listen(live, evening, session=ben)
            await listen(live, evening, session=ben)
            await listen(live, evening, session=evening.sign_in("ada"))
            chen = await listen(live, evening, session=evening.sign_in("chen"))
            live.hub.tell_presence()
            told = await reader.next("presence")
            while told.data["here"] < 3:
                told = await reader.next("presence")
            assert told.id is None
            assert [(person["name"], person["badge"]) for person in told.data["people"]] == [
                ("Ada", "host"),
                ("Chen", "author"),
            ]
            await chen.close()
            live.hub.tell_presence()
            assert (await reader.next("presence")).data["here"] == 2
            assert "Ben" not in str(told.data)

    play(scene())


def test_whoever_takes_the_evening_is_named_as_its_host_from_then_on(evening: Evening) -> None:
    async def scene() -> None:
        async with running(evening.live()) as live:
            mo = await listen(live, evening, session=evening.sign_in("mo"))
            assert (await mo.next("presence")).data["people"] == []
            with evening.database.transaction() as session:
                session.add(DiscussionHost(discussion_id=evening.discussion, member_id=evening.members["mo"]))
                names = {"discussion": evening.discussion, "member": evening.members["mo"]}
                log.record(session, Kind.HOST_ADDED, actor=None, now=evening.now, **names)
            await mo.next("state")
            told = await mo.next("presence")
            while not told.data["people"]:
                told = await mo.next("presence")
            assert [(person["name"], person["badge"]) for person in told.data["people"]] == [("Mo", "host")]

    play(scene())


def test_a_post_that_cannot_be_rendered_asks_its_readers_to_load_the_page_and_the_rest_go_on(
    evening: Evening,
) -> None:
    def render(post: Any) -> str:
        if post.text == "poison":
            raise ValueError("no template can render this")
        return str(post.text)

    async def scene() -> None:
        async with running(evening.live(render_post=render)) as live:
            ben = await listen(live, evening, session=evening.sign_in("ben"))
            for text in ("one", "poison", "two"):
                evening.post("ada", text)
            got = [await ben.next() for _ in range(3)]
            assert [told.name for told in got] == ["post", "reset", "post"]

    play(scene())


def test_stopping_says_bye_to_a_hundred_readers_at_once(evening: Evening) -> None:
    async def scene() -> None:
        live = evening.live()
        live.start()
        session = evening.sign_in("ben")
        listeners = await asyncio.gather(*(listen(live, evening, session=session) for _ in range(100)))
        await asyncio.wait_for(live.stop(), 5)
        for listener in listeners:
            assert (await listener.next()).data == {"reason": "stopping"}
            await listener.end()
        assert live.hub.readers() == []

    play(scene())
