"""The set-up link and the club it founds."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from journalclub.db import Database
from journalclub.kit.refusal import NotFound, Refusal
from journalclub.members import queries
from journalclub.members.actions import founding, joining
from journalclub.members.models import Member
from tests.members.cast import NOW

FORM: dict[str, Any] = {
    "name": "Radiation oncology journal club",
    "time_zone": "America/Chicago",
    "contact_email": "",
    "founder_name": "Ada",
    "founder_email": "ada@example.org",
    "now": NOW,
}


def test_the_link_founds_the_club_signs_the_founder_in_and_is_dead(database: Database) -> None:
    with database.transaction() as session:
        link = founding.mint_set_up_link(session, NOW)
        assert link
        signed_in = founding.found_club(session, link, **FORM)
        club = queries.club(session)
        assert club is not None
        assert (club.name, club.time_zone, club.contact_email) == (FORM["name"], "America/Chicago", "ada@example.org")
        me = queries.viewer_of_session(session, signed_in.token, NOW)
        assert me.roles == {"member", "host", "moderator", "administrator"}
        assert me.verified
        assert not queries.is_set_up_link(session, link)
        assert founding.mint_set_up_link(session, NOW) is None
    with pytest.raises(NotFound), database.transaction() as session:
        founding.found_club(session, link, **FORM | {"founder_email": "mallory@example.org"})
    with database.reading() as session:
        assert session.scalars(select(Member.email)).all() == ["ada@example.org"]


def test_only_the_latest_link_works(database: Database) -> None:
    with database.transaction() as session:
        first, second = founding.mint_set_up_link(session, NOW), founding.mint_set_up_link(session, NOW)
        assert first
        assert second
        assert not queries.is_set_up_link(session, first)
        with pytest.raises(NotFound):
            founding.found_club(session, first, **FORM)
        with pytest.raises(NotFound):
            founding.found_club(session, "", **FORM)
        assert founding.found_club(session, second, **FORM)


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"time_zone": "Nowhere"}, {"founder_email": "x"}, {"founder_name": ""}]
)
def test_a_refused_form_leaves_the_link_alive(database: Database, wrong: dict[str, Any]) -> None:
    with database.transaction() as session:
        link = founding.mint_set_up_link(session, NOW)
    assert link
    with pytest.raises(Refusal), database.transaction() as session:
        founding.found_club(session, link, **FORM | wrong)
    with database.transaction() as session:
        assert queries.club(session) is None
        assert founding.found_club(session, link, **FORM)


def test_the_founder_may_have_been_added_at_the_command_line(database: Database) -> None:
    with database.transaction() as session:
        ada = joining.add_member(session, email="ada@example.org", name="Ada", roles=["member"], now=NOW)
        link = founding.mint_set_up_link(session, NOW)
        assert link
        assert founding.found_club(session, link, **FORM).member_id == ada.id
