"""Letters to those whom something concerns: an author's answer, a declined application, a retracted article."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db import Database
from journalclub.discussions.actions import posting
from journalclub.discussions.noticing import NOTICING
from journalclub.invitations.actions import answering
from journalclub.letters.models import Letter
from journalclub.letters.queuer import QUEUER
from journalclub.literature.models import Article
from journalclub.members import queries as members
from journalclub.members import wishes
from journalclub.members.actions import joining
from journalclub.members.models import Club
from journalclub.members.profile import Profile
from journalclub.members.wishes import Wish
from journalclub.moderation import actions as moderation
from tests.invitations.scene import DAY, discussion, sent
from tests.members.cast import NOW, viewer


def letters(database: Database, kind: str = "") -> list[Letter]:
    QUEUER.drain(database, NOW)
    with database.reading() as session:
        rows = session.scalars(select(Letter).order_by(Letter.id)).all()
        return [row for row in rows if row.kind.startswith(kind)]


@pytest.mark.parametrize(("comes", "subject"), [(True, "Chen Li comes: "), (False, "Chen Li does not come: ")])
def test_hosts_hear_what_an_author_answers(sqlite_database: Database, comes: bool, subject: str) -> None:
    with sqlite_database.transaction() as session:
        ada = viewer(session, "ada")
        _, token = sent(session, ada, discussion(session, ada))
        (answering.accept if comes else answering.decline)(session, token, now=NOW)
    (letter,) = letters(sqlite_database, "answered")
    assert (letter.name, letter.link_kind) == ("Ada", "discussion")
    assert letter.subject.startswith(subject)
    assert "chen@example.org" not in letter.body


def test_who_is_declined_is_told_and_can_answer(sqlite_database: Database) -> None:
    with sqlite_database.transaction() as session:
        session.add(Club(id=1, name="The club", time_zone="UTC", contact_email="club@example.org", founded_at=NOW))
        mo = viewer(session, "mo")
        joining.apply(session, email="fay@example.org", profile=Profile(name="Fay"), network="192.0.2.1", now=NOW)
        (fay,) = members.applicants(session).items
        moderation.decline(session, by=mo, member_id=fay.id, now=NOW, why="No such hospital.")
    (letter,) = letters(sqlite_database, "declined")
    assert letter.name == "Fay"
    assert "club@example.org" in letter.body
    assert "No such hospital" not in letter.body


def retract(database: Database, kind: Kind, *, silent: bool = False, stop: bool = False) -> list[tuple[str, str]]:
    """Ada hosts, Ben and Mo wrote, Lea said nothing; something is then said against the article."""
    with database.transaction() as session:
        ada, ben, mo = viewer(session, "ada"), viewer(session, "ben"), viewer(session, "mo")
        viewer(session, "lea")
        article = Article(title="A sample trial", listed_on=NOW.date(), added_at=NOW, changed_at=NOW)
        session.add(article)
        session.flush()
        row = discussion(session, ada, NOW)
        row.article_id = article.id
        for by, words in ((ada, "Welcome."), (ben, "We do that."), (mo, "We, too.")):
            posting.add_post(session, by=by, discussion_id=row.id, text=words, client_token=words, now=NOW)
        if stop:
            wishes.stop(session, ben.id or 0, Wish.RECAPS, NOW)
        log.record(session, kind, actor=None, now=NOW + DAY, silent=silent, article=article.id)
    NOTICING.drain(database, NOW + DAY)
    return [(letter.kind, letter.name) for letter in letters(database, "notice")]


def test_hosts_and_those_who_wrote_hear_of_a_retraction(database: Database) -> None:
    found = retract(database, Kind.ARTICLE_RETRACTED, stop=True)
    assert found == [("notice-host", "Ada"), ("notice", "Mo")]
    host, writer = letters(database, "notice")
    assert host.subject == "The article discussed in “Single-fraction SBRT of the spine” has been retracted"
    assert "[stop]" not in host.body
    assert "[stop]" in writer.body


def test_of_a_correction_only_hosts_hear(sqlite_database: Database) -> None:
    assert retract(sqlite_database, Kind.ARTICLE_CORRECTED) == [("notice-host", "Ada")]


def test_what_an_import_brings_is_no_letter(sqlite_database: Database) -> None:
    assert retract(sqlite_database, Kind.ARTICLE_RETRACTED, silent=True) == []
