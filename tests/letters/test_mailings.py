"""Letters to all who want them: who, what, once each, and how one stops them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.config import Settings
from journalclub.db import Database
from journalclub.discussions.actions import coming, hosting
from journalclub.discussions.actions.coming import Answer
from journalclub.discussions.closing import telling
from journalclub.discussions.models import Discussion
from journalclub.letters import mailings
from journalclub.letters.models import Letter
from journalclub.letters.queuer import QUEUER
from journalclub.letters.sender import send_due
from journalclub.members import wishes
from journalclub.members.actions import signing_in
from journalclub.members.models import Member
from journalclub.members.wishes import Wish, Wishes
from tests.fakes.smtp_sink import SmtpSink
from tests.invitations.scene import DAY, discussion
from tests.members.cast import NOW, join, viewer

AFTER = NOW + 16 * DAY


class Club:
    """Ada has announced a discussion; Ben and Mo are members, Dora is an advocate, Eve pends, Chen is a guest."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.transaction() as session:
            self.ada = viewer(session, "ada")
            for who in ("ben", "mo", "dora", "eve", "chen"):
                join(session, who)
            self.id = discussion(session, self.ada).id

    def letters(self, now: object = NOW) -> Counter[tuple[str, str]]:
        """Those that follow from what has happened so far, by kind and name."""
        QUEUER.drain(self.database, now)  # type: ignore[arg-type]
        while mailings.write_on(self.database, now):  # type: ignore[arg-type]
            pass
        with self.database.reading() as session:
            return Counter((row.kind, row.name) for row in session.scalars(select(Letter)))

    def wish(self, name: str, wanted: Wishes) -> None:
        with self.database.transaction() as session:
            member = session.scalars(select(Member).where(Member.name == name)).one()
            wishes._write(session, member, wanted, NOW)

    def change(self, **values: object) -> None:
        with self.database.transaction() as session:
            row = session.get_one(Discussion, self.id)
            for name, value in values.items():
                setattr(row, name, value)


@pytest.fixture
def club(database: Database) -> Club:
    return Club(database)


def names(found: Counter[tuple[str, str]], kind: str) -> set[str]:
    return {name for of, name in found if of == kind}


def test_a_discussion_is_announced_to_verified_members_who_want_it_once(club: Club) -> None:
    club.wish("Mo", Wishes(reminders=True))
    with club.database.transaction() as session:
        imported = join(session, "old")
        imported.archive, imported.key = "radonc", "m1"
        join(session, "sam").suspended_at = NOW
        join(session, "lea").email = None
    found = club.letters()
    assert found == {("announced", "Ben"): 1}
    assert club.letters() == found


def test_advocates_hear_of_what_they_may_read(club: Club) -> None:
    club.change(patients_welcome=True)
    assert names(club.letters(), "announced") == {"Ben", "Mo", "Dora"}


def test_who_was_imported_may_ask_for_letters(club: Club) -> None:
    with club.database.transaction() as session:
        session.scalars(select(Member).where(Member.name == "Ben")).one().archive = "radonc"
    club.wish("Ben", Wishes(announcements=True))
    assert "Ben" in names(club.letters(), "announced")


def test_a_draft_a_cancelled_one_and_an_imported_one_are_announced_to_nobody(club: Club) -> None:
    QUEUER.drain(club.database, NOW)
    with club.database.transaction() as session:
        hosting.cancel(session, by=club.ada, discussion_id=club.id, now=NOW)
        log.record(session, Kind.DISCUSSION_ANNOUNCED, actor=None, now=NOW, discussion=club.id, silent=True)
    assert names(club.letters(), "announced") == set()


def test_many_are_written_to_in_steps_and_a_crash_repeats_nobody(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailings, "STEP", 4)
    with club.database.transaction() as session:
        for number in range(10):
            join(session, f"m{number}")
    QUEUER.drain(club.database, NOW)
    assert mailings.write_on(club.database, NOW) == 4
    with monkeypatch.context() as broken:
        broken.setattr(mailings.log, "record_many", None)  # when the letters are written, and before they are kept
        with pytest.raises(TypeError):
            mailings.write_on(club.database, NOW)
    found = club.letters()
    assert len(names(found, "announced")) == 12
    assert set(found.values()) == {1}


def test_no_more_are_written_while_many_wait_for_the_mail_server(club: Club, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailings, "STEP", 1)
    monkeypatch.setattr(mailings, "MOST_WAITING", 1)
    assert len(names(club.letters(), "announced")) == 1
    with club.database.transaction() as session:
        session.scalars(select(Letter)).one().state = "sent"
    assert len(names(club.letters(), "announced")) == 2


def test_who_was_told_hears_that_it_is_moved_and_who_is_coming_hears_it_once(club: Club) -> None:
    with club.database.transaction() as session:
        ben = session.scalars(select(Member).where(Member.name == "Ben")).one()
        by = replace(club.ada, id=ben.id, name="Ben", roles=frozenset({"member"}))
        coming.answer(session, by=by, discussion_id=club.id, says=Answer.GOING, now=NOW)
    club.letters()
    with club.database.transaction() as session:
        row = session.get_one(Discussion, club.id)
        plan = {name: getattr(row, name) + DAY for name in ("opens", "starts", "ends", "closes")}
        hosting.edit(session, by=club.ada, discussion_id=club.id, plan=hosting.Plan(title=row.title, **plan), now=NOW)
    found = club.letters()
    assert {key: count for key, count in found.items() if key[0] == "moved"} == {
        ("moved", "Ben"): 1,
        ("moved", "Mo"): 1,
    }
    with club.database.reading() as session:
        bodies = {row.name: row.body for row in session.scalars(select(Letter).where(Letter.kind == "moved"))}
    assert "[stop]" in bodies["Mo"]
    assert "you said that you are coming" in bodies["Ben"]


def test_a_recap_or_a_transcript_goes_out_once_whichever_comes_first(club: Club) -> None:
    club.letters()
    club.change(visibility="public")
    with club.database.transaction() as session:
        told = {"by": club.ada, "discussion_id": club.id, "now": AFTER}
        telling.write_recap(session, text="We agreed.", **told)  # type: ignore[arg-type]
        hosting.publish(session, **told)  # type: ignore[arg-type]
    found = club.letters(AFTER)
    assert names(found, "recap") == {"Ben", "Mo", "Dora"}
    assert set(found.values()) == {1}


def test_what_came_of_a_discussion_long_ago_is_no_letter(club: Club) -> None:
    club.letters()
    with club.database.transaction() as session:
        told = {"by": club.ada, "discussion_id": club.id, "now": AFTER + 100 * DAY}
        telling.write_recap(session, text="We agreed.", **told)  # type: ignore[arg-type]
        telling.publish_recap(session, **told)  # type: ignore[arg-type]
    assert names(club.letters(AFTER + 100 * DAY), "recap") == set()


def test_a_letter_to_all_can_be_stopped_with_one_click_and_holds_no_words(
    club: Club, settings: Settings, sink: SmtpSink
) -> None:
    club.letters()
    assert send_due(club.database, settings, NOW) == 2
    (mail, _) = sorted(sink.letters, key=lambda letter: letter.recipients)
    stop = re.search(r"https://club\.example\.org/letters/\S+", mail.text)
    assert stop
    assert mail.message["List-Unsubscribe"] == f"<{stop[0]}>"
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"https://club.example.org/discussions/{club.id}" in mail.text
    assert "What changes on Monday?" not in mail.text
    with club.database.reading() as session:
        assert "letters/" not in "".join(session.scalars(select(Letter.body)))


@pytest.mark.parametrize("what", ["wish", "right", "time", "cancelled"])
def test_a_letter_that_waits_is_looked_at_again_before_it_goes(
    club: Club, settings: Settings, sink: SmtpSink, what: str
) -> None:
    club.letters()
    with club.database.transaction() as session:
        ben = session.scalars(select(Member).where(Member.name == "Ben")).one()
        if what == "wish":
            wishes.stop(session, ben.id, Wish.ANNOUNCEMENTS, NOW)
        elif what == "right":
            ben.roles = []
        elif what == "cancelled":
            session.get_one(Discussion, club.id).cancelled_at = NOW
    send_due(club.database, settings, NOW + 30 * DAY if what == "time" else NOW)
    assert "ben@example.org" not in {letter.recipients[0] for letter in sink.letters}
    with club.database.reading() as session:
        assert session.scalars(select(Letter.state).where(Letter.name == "Ben")).one() == "stopped"


def test_a_sign_in_letter_does_not_wait_behind_a_mailing(club: Club, settings: Settings, sink: SmtpSink) -> None:
    club.letters()
    with club.database.transaction() as session:
        signing_in.ask_for_link(session, email="ben@example.org", network="192.0.2.1", now=NOW)
    QUEUER.drain(club.database, NOW + timedelta(seconds=1))
    send_due(club.database, settings, NOW + timedelta(seconds=2), limit=1)
    assert sink.letters[0].message["Subject"].startswith("Sign in")


def test_stopping_all_keeps_what_is_ones_own(club: Club) -> None:
    with club.database.transaction() as session:
        ben = session.scalars(select(Member).where(Member.name == "Ben")).one()
        wishes.stop(session, ben.id, Wish.RECAPS, NOW)
        assert wishes.wishes_of(session, ben) == Wishes(True, True, False)
        wishes.stop(session, ben.id, None, NOW)
        assert wishes.wishes_of(session, ben) == Wishes()
        wishes.stop(session, 999_999, None, NOW)


def test_what_was_sent_to_all_is_forgotten_after_a_month(club: Club) -> None:
    club.letters()
    with club.database.transaction() as session:
        session.scalars(select(Letter).where(Letter.name == "Ben")).one().state = "sent"
        mailings.forget_sent(session, now=NOW + 29 * DAY)
        assert session.scalar(select(func.count()).select_from(Letter)) == 2
        mailings.forget_sent(session, now=NOW + 31 * DAY)
        assert session.scalars(select(Letter.name)).all() == ["Mo"]
