"""Tickets, folding and frames: what needs no database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from journalclub.changes.kinds import Kind
from journalclub.changes.models import Change
from journalclub.db import Database
from journalclub.live import events, rights, tickets
from journalclub.live.fold import WINDOW, Fold
from journalclub.live.wake import PostgresWake

NOW = datetime(2026, 5, 17, 20, tzinfo=UTC)
SECRET = b"a secret of a test, long enough for signing"


def _reaction(seq: int, post: int = 1) -> Change:
    return Change(seq=seq, kind=Kind.REACTION_CHANGED, at=NOW, discussion_id=7, ids={"post": post})


def test_a_ticket_says_who_asked_and_for_which_discussion() -> None:
    ticket = tickets.read(SECRET, tickets.mint(SECRET, discussion=7, session=3, now=NOW), NOW)
    assert ticket is not None
    assert (ticket.discussion, ticket.session, ticket.token) == (7, 3, None)
    assert ticket.expires == NOW + timedelta(hours=24)


def test_a_ticket_is_good_for_24_hours_and_only_under_its_secret() -> None:
    text = tickets.mint(SECRET, discussion=7, token=4, now=NOW)
    assert tickets.read(SECRET, text, NOW + timedelta(hours=23, minutes=59)) is not None
    assert tickets.read(SECRET, text, NOW + timedelta(hours=24)) is None
    assert tickets.read(b"another secret of the same length, or so", text, NOW) is None


def test_the_first_reaction_of_a_burst_goes_at_once_and_the_last_when_its_window_ends() -> None:
    fold = Fold()
    assert [c.seq for c in fold.sift([_reaction(1)], 100.0)] == [1]
    assert [c.seq for n in range(2, 50) for c in fold.sift([_reaction(n)], 100.0 + n / 200)] == []
    assert fold.next_due() == 100.0 + WINDOW
    assert fold.due(100.0 + WINDOW - 0.01) == []
    assert [c.seq for c in fold.due(100.0 + WINDOW)] == [49]
    assert fold.next_due() is None


def test_a_post_that_many_react_to_for_long_costs_one_event_in_each_window() -> None:
    fold = Fold()
    told = []
    for tick in range(1000):  # 100 reactions a second for ten seconds
        now = tick / 100
        told += [(c.seq, now) for c in fold.due(now)]
        told += [(c.seq, now) for c in fold.sift([_reaction(tick + 1)], now)]
    assert len(told) == 20
    assert all(later - earlier >= WINDOW for (_, earlier), (_, later) in pairwise(told))


def test_reactions_to_other_posts_and_other_changes_are_not_held_up() -> None:
    fold = Fold()
    post = Change(seq=3, kind=Kind.POST_ADDED, at=NOW, discussion_id=7, ids={"post": 3})
    assert [c.seq for c in fold.sift([_reaction(1), _reaction(2, post=2), post], 0.0)] == [1, 2, 3]
    assert [c.seq for c in fold.due(10.0)] == []


def test_text_of_every_kind_stays_on_one_line_of_the_stream() -> None:
    frame = events.frame("post", {"text": "one\r\ntwo\u2028three\n\nid: 9"}, 5)
    assert frame.startswith(b"id: 5\nevent: post\ndata: ")
    assert frame.count(b"\n") == 4
    assert b"\r" not in frame


def test_of_a_members_streams_only_theirs_are_looked_at_again_when_they_are_suspended() -> None:
    class Holder:
        def __init__(self, discussion: int, member: int | None, session: int | None) -> None:
            self.discussion, self.head = discussion, 0
            self.viewer = None if member is None else type("Viewer", (), {"id": member})
            self.ticket = tickets.Ticket(discussion, session, None, NOW)

    ben, mo, arriving = Holder(7, 2, 20), Holder(7, 3, 30), Holder(7, None, 40)

    def concerned(kind: Kind, discussion: int | None = None, **ids: int) -> list[bool]:
        change = Change(seq=1, kind=kind, at=NOW, discussion_id=discussion, ids=ids)
        return [rights.concerns([change], holder) for holder in (ben, mo, arriving)]  # type: ignore[arg-type]

    assert concerned(Kind.MEMBER_SUSPENDED, member=2) == [True, False, True]
    assert concerned(Kind.SESSION_ENDED, session=30, member=2) == [False, True, True]
    assert concerned(Kind.TOKEN_REVOKED, token=5, member=2) == [False, False, True]
    assert concerned(Kind.DISCUSSION_CHANGED, discussion=7) == [True, True, True]
    assert concerned(Kind.DISCUSSION_CHANGED, discussion=8) == [False, False, False]
    assert concerned(Kind.GUEST_REMOVED, discussion=7, member=3) == [False, True, True]


def test_rousing_a_watcher_that_has_closed_touches_nobodys_file(postgres_database: Database, tmp_path: Path) -> None:
    wake = PostgresWake(postgres_database)
    wake.close()
    others = [(tmp_path / str(number)).open("wb", buffering=0) for number in range(4)]  # they get the pipe's numbers
    wake.rouse()
    for other in others:
        other.close()
    assert [(tmp_path / str(number)).read_bytes() for number in range(4)] == [b""] * 4
