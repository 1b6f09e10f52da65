"""Applying, being added, and being imported."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from journalclub.changes.models import Change
from journalclub.db import Database
from journalclub.kit.refusal import Conflict, NotFound, Refusal, TooMany
from journalclub.members import queries
from journalclub.members.actions import joining, profile
from journalclub.members.actions.importing import add_imported_member
from journalclub.members.models import Member
from journalclub.members.profile import Profile
from journalclub.members.viewer import VISITOR
from tests.members.cast import NOW, join, viewer

EVE = Profile(
    name=" Eve\u202e  Example ", profession="Physicist", country="be", introduction="Hello", time_zone="Europe/Brussels"
)


def test_an_applicant_is_pending_and_introduced_and_nothing_more(database: Database) -> None:
    with database.transaction() as session:
        joining.apply(session, email="Eve@Example.org", profile=EVE, network="192.0.2.1", now=NOW)
        eve = session.scalars(select(Member)).one()
        assert (eve.name, eve.email, eve.country) == ("Eve Example", "eve@example.org", "BE")
        assert queries.applicants(session).items == [eve]
        me = queries.viewer_of_member(session, eve.id)
        assert (me.verified, me.introduced, me.roles) == (False, True, frozenset())
        assert session.scalars(select(Change.kind)).all() == ["member.applied"]


def test_applying_with_a_known_address_makes_no_second_account_and_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        ben = join(session, "ben")
        joining.apply(session, email="ben@example.org", profile=EVE, network="192.0.2.1", now=NOW)
        assert session.scalars(select(Member.name)).all() == ["Ben"]
        change = session.scalars(select(Change)).one()
        assert (change.kind, change.ids) == ("sign-in.asked", {"member": ben.id})


def test_applying_is_limited(database: Database) -> None:
    with database.transaction() as session:
        for number in range(10):
            joining.apply(session, email=f"a{number}@example.org", profile=EVE, network="192.0.2.1", now=NOW)
        with pytest.raises(TooMany):
            joining.apply(session, email="b@example.org", profile=EVE, network="192.0.2.1", now=NOW)


@pytest.mark.parametrize(
    ("profile_", "code"),
    [
        (Profile(name=" \u200b "), "bad-name"),
        (Profile(name="1234"), "bad-name"),
        (Profile(name="E" * 121), "bad-name"),
        (Profile(name="Eve", country="Belgium"), "bad-country"),
        (Profile(name="Eve", time_zone="Mars/Olympus"), "bad-time-zone"),
        (Profile(name="Eve", time_zone="../../etc/passwd"), "bad-time-zone"),
        (Profile(name="Eve", introduction="x" * 2001), "bad-introduction"),
    ],
)
def test_a_bad_line_of_the_application_is_named(database: Database, profile_: Profile, code: str) -> None:
    with database.transaction() as session, pytest.raises(Refusal) as refused:
        joining.apply(session, email="eve@example.org", profile=profile_, network="192.0.2.1", now=NOW)
    assert refused.value.code == code


def test_an_author_guest_applies_signed_in(database: Database) -> None:
    with database.transaction() as session:
        chen = viewer(session, "chen")
        member = joining.apply_signed_in(session, by=chen, profile=Profile(name="Chen Li"), now=NOW)
        joining.apply_signed_in(session, by=chen, profile=Profile(name="Other"), now=NOW)
        assert (member.name, member.applied_at, member.verified_at) == ("Chen Li", NOW, None)
        with pytest.raises(NotFound):
            joining.apply_signed_in(session, by=VISITOR, profile=EVE, now=NOW)


def test_a_member_added_at_the_command_line_is_verified(database: Database) -> None:
    with database.transaction() as session:
        added = joining.add_member(session, email="Ada@example.org", name="Ada", roles=["member", "host"], now=NOW)
        me = queries.viewer_of_member(session, added.id)
        assert (me.verified, me.introduced, me.is_host) == (True, True, True)
        with pytest.raises(Conflict):
            joining.add_member(session, email="ada@example.org", name="Another", roles=["member"], now=NOW)
        with pytest.raises(Refusal, match="no role"):
            joining.add_member(session, email="x@example.org", name="X", roles=["king"], now=NOW)
        eve = join(session, "eve")
        assert joining.add_member(session, email="eve@example.org", name="Eve", roles=[], now=NOW).id == eve.id
        assert queries.viewer_of_member(session, eve.id).is_member


def test_a_profile_is_ones_own_and_a_checked_name_stays(database: Database) -> None:
    with database.transaction() as session:
        ben, chen = viewer(session, "ben"), viewer(session, "chen")
        changed = profile.change_profile(session, by=ben, profile=Profile(name="", specialty="SBRT"), now=NOW)
        assert (changed.name, changed.specialty) == ("Ben", "SBRT")
        with pytest.raises(Refusal, match="was checked"):
            profile.change_profile(session, by=ben, profile=Profile(name="Dr Famous"), now=NOW)
        assert profile.change_profile(session, by=chen, profile=Profile(name="Chen Li"), now=NOW).name == "Chen Li"
        with pytest.raises(NotFound):
            profile.change_profile(session, by=VISITOR, profile=Profile(name="Nobody"), now=NOW)


LINE: dict[str, Any] = {
    "type": "member",
    "key": "m1",
    "name": "Ben",
    "email": "ben@example.org",
    "country": "BE",
    "role": ["member", "host"],
    "orcid": "0000-0002-1825-0097",
    "archive": "elsewhere",
}


def test_an_import_counts_as_verified_and_is_silent(database: Database) -> None:
    with database.transaction() as session:
        assert add_imported_member(session, LINE, "radonc", NOW) == "added"
        ben = session.scalars(select(Member)).one()
        assert (ben.archive, ben.key, ben.extra, ben.imported) == ("radonc", "m1", {"orcid": LINE["orcid"]}, LINE)
        me = queries.viewer_of_member(session, ben.id)
        assert (me.verified, me.introduced, me.roles) == (True, True, {"member", "host"})
        assert session.scalars(select(Change.silent)).all() == [True]


def test_repeating_an_import_changes_nothing_and_a_changed_line_is_reported(database: Database) -> None:
    with database.transaction() as session:
        add_imported_member(session, LINE, "radonc", NOW)
    with database.transaction() as session:
        assert add_imported_member(session, dict(reversed(LINE.items())), "radonc", NOW) == "unchanged"
        assert add_imported_member(session, LINE | {"name": "Benjamin"}, "radonc", NOW) == "changed"
        assert session.scalars(select(Member.name)).all() == ["Ben"]
        assert len(session.scalars(select(Change)).all()) == 1


def test_an_address_that_is_here_already_leads_to_its_member(database: Database) -> None:
    with database.transaction() as session:
        ben = join(session, "ben")
        assert add_imported_member(session, LINE | {"name": "B."}, "radonc", NOW) == "added"
        assert (ben.name, ben.key) == ("Ben", "m1")
        assert ben.role_names == {"member", "host"}
        assert add_imported_member(session, LINE | {"key": "x"}, "another", NOW) == "added"
        other = session.scalars(select(Member).where(Member.archive == "another")).one()
        assert (other.id != ben.id, other.email) == (True, None)


def test_an_application_with_somebodys_address_does_not_become_them(database: Database) -> None:
    with database.transaction() as session:
        joining.apply(session, email="ben@example.org", profile=EVE, network="192.0.2.1", now=NOW)
        assert add_imported_member(session, LINE, "radonc", NOW) == "added"
        ben = session.scalars(select(Member)).one()
        assert (ben.name, ben.profession, ben.verified_at) == ("Ben", "", NOW)


def test_an_export_of_a_pending_member_or_guest_verifies_nobody(database: Database) -> None:
    with database.transaction() as session:
        for role in ("pending", "author_guest"):
            line = {"type": "member", "key": role, "name": "Somebody", "role": [role]}
            assert add_imported_member(session, line, "radonc", NOW) == "added"
        assert [m.verified_at for m in session.scalars(select(Member))] == [None, None]
        assert [m.key for m in queries.applicants(session).items] == ["pending"]


@pytest.mark.parametrize(
    "line",
    [
        {"key": "", "name": "Ben"},
        {"key": 7, "name": "Ben"},
        {"key": "k" * 201, "name": "Ben"},
        {"key": "m", "name": "Ben", "role": [["member"]]},
        {"key": "m", "name": "Ben", "role": 7},
        {"key": "m", "name": ""},
        {"key": "m"},
        {"key": "m", "name": ["Ben"]},
        {"key": "m", "name": "Ben", "role": ["king"]},
        {"key": "m", "name": "Ben", "note": "NUL \0"},
        {"key": "m", "name": "Ben", "note": "half \ud800"},
        {"key": "m", "name": "Ben", "note": float("nan")},
    ],
)
def test_a_bad_line_is_refused_with_a_reason(database: Database, line: dict[str, Any]) -> None:
    with pytest.raises(Refusal), database.transaction() as session:
        add_imported_member(session, {"type": "member", **line}, "radonc", NOW)
    with database.reading() as session:
        assert session.scalars(select(Member)).all() == []
