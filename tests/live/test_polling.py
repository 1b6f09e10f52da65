"""The same events for those whom streams do not reach, and how a page can tell that they do not."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from journalclub.db import Database
from journalclub.kit import clock
from journalclub.live import Live, hub, service
from tests.live.evening import Evening, Listener, Told, listen, play, running


@pytest.fixture
def evening(database: Database) -> Evening:
    return Evening(database)


def ask_once(live: Live, evening: Evening, since: int, session: int) -> Listener:
    ticket = live.mint(discussion=evening.discussion, session=session, now=clock.now())
    query = urlencode({"ticket": ticket, "since": since, "once": 1})
    return Listener(live, f"/live/discussions/{evening.discussion}", query)


async def told(listener: Listener) -> list[Told]:
    await listener.end()
    return [listener._told.get_nowait() for _ in range(listener._told.qsize())]


def test_whoever_polls_gets_what_is_new_and_who_is_here_and_the_answer_ends(evening: Evening) -> None:
    async def scene() -> None:
        async with running(evening.live()) as live:
            ben, head = evening.sign_in("ben"), evening.head()
            await listen(live, evening, session=evening.sign_in("mo"))
            evening.post("ada", "One")
            post = evening.post("ada", "Two")
            evening.hide(post)
            first = await told(ask_once(live, evening, head, ben))
            assert [one.name for one in first] == ["post", "post", "post-hidden", "presence"]
            assert "Two" not in str(first)
            assert first[-1].data["here"] == 1, "whoever polls is not counted"
            again = await told(ask_once(live, evening, first[-2].id or 0, ben))
            assert [one.name for one in again] == ["presence"]

    play(scene())


def test_whoever_may_not_watch_is_told_nothing_once_either(evening: Evening) -> None:
    async def scene() -> None:
        async with running(evening.live()) as live:
            ben = evening.sign_in("ben")
            evening.post("ada", "Said before.")
            evening.suspend("ben")
            refused = ask_once(live, evening, 0, ben)
            assert await refused.status() == 204
            assert await told(refused) == []

    play(scene())


def test_a_silent_line_is_heard_every_fifteen_seconds(evening: Evening) -> None:
    """By an event: a page's script hears no comments, and could not tell a silent line from a dead one."""

    async def scene() -> None:
        async with running(evening.live()) as live:
            ben = await listen(live, evening, session=evening.sign_in("ben"))
            (reader,) = live.hub.readers()
            live.hub.beat(reader.beat_at - 1)
            assert not reader._queue
            live.hub.beat(reader.beat_at)
            beat = await ben.next("presence")
            assert (beat.id, beat.data["here"]) == (None, 1)
            live.hub.beat(reader.beat_at - hub.HEARTBEAT + 1)
            assert not reader._queue, "once is enough"

    play(scene())


def test_a_member_with_many_streams_gets_no_more_and_can_still_poll(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journalclub.live.caps.OF_A_MEMBER", 2)

    async def scene() -> None:
        async with running(evening.live(limits=True)) as live:
            ben, again = evening.sign_in("ben"), evening.sign_in("ben")
            first = await listen(live, evening, session=ben)
            await listen(live, evening, session=again)
            assert await (await listen(live, evening, session=ben)).status() == 429
            assert await ask_once(live, evening, 0, ben).status() == 200
            assert await (await listen(live, evening, session=evening.sign_in("mo"))).status() == 200
            await first.close()
            assert await (await listen(live, evening, session=ben)).status() == 200

    play(scene())


def test_visitors_of_one_address_share_a_cap_and_members_behind_it_do_not(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journalclub.live.caps.OF_AN_ADDRESS", 1)
    evening = Evening(database, visibility="public")

    async def scene() -> None:
        async with running(evening.live(limits=True)) as live:
            assert await (await listen(live, evening)).status() == 200
            assert await (await listen(live, evening)).status() == 429
            assert await (await listen(live, evening, session=evening.sign_in("ben"))).status() == 200
            ticket = live.mint(discussion=evening.discussion, now=clock.now())
            query = urlencode({"ticket": ticket})
            elsewhere = Listener(live, f"/live/discussions/{evening.discussion}", query, address="198.51.100.7")
            assert await elsewhere.status() == 200

    play(scene())


def test_a_process_keeps_files_for_its_pages(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "allow_many_files", lambda: 1)

    async def scene() -> None:
        async with running(evening.live()) as live:
            first = await listen(live, evening, session=evening.sign_in("ben"))
            assert await (await listen(live, evening, session=evening.sign_in("mo"))).status() == 429
            await first.close()
            assert await (await listen(live, evening, session=evening.sign_in("mo"))).status() == 200

    play(scene())
