"""A live discussion with its people, for what happens in one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from journalclub.db import Database
from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost, Question, Series
from journalclub.members.models import Member, MemberRole
from journalclub.members.viewer import VISITOR, Viewer

NOW = datetime(2026, 9, 21, 1, 20, tzinfo=UTC)
START = NOW.replace(minute=0)
ROLES = {
    "Ada": {"member", "host"},
    "Ben": {"member"},
    "Chen": set[str](),
    "Dora": {"patient_advocate"},
    "Eve": set[str](),
    "Mo": {"member", "moderator"},
    "Ari": {"administrator"},
}
VERIFIED = {"Ada", "Ben", "Dora", "Mo", "Ari"}


@dataclass
class Evening:
    """One live discussion: Ada hosts, Chen is its author guest; `people` by first name."""

    database: Database
    discussion: int
    people: dict[str, Viewer] = field(default_factory=dict)


@pytest.fixture
def evening(database: Database) -> Evening:
    with database.transaction() as session:
        series = Series(name="Sample", hashtag="#sample", rule="third Sunday", made_at=NOW)
        session.add(series)
        session.flush()
        row = Discussion(
            title="One fraction or several",
            series_id=series.id,
            opens=START - timedelta(days=2),
            starts=START,
            ends=START + timedelta(hours=1),
            closes=START + timedelta(days=1),
            announced_at=START - timedelta(days=9),
            said_state="live",
            current_question=2,
            made_at=START - timedelta(days=10),
            extra={},
        )
        session.add(row)
        session.flush()
        for number, text in enumerate(("Aim and design?", "Results?", "What changes on Monday?"), start=1):
            session.add(
                Question(discussion_id=row.id, number=number, text=text, asked_at=START if number < 3 else None)
            )
        people: dict[str, Viewer] = {"visitor": VISITOR}
        for name, roles in ROLES.items():
            verified = NOW if name in VERIFIED else None
            member = Member(name=name, joined_at=NOW, verified_at=verified, extra={})
            member.roles = [MemberRole(role=role) for role in roles]
            session.add(member)
            session.flush()
            people[name] = Viewer(id=member.id, name=name, roles=frozenset(roles), verified=name in VERIFIED)
        session.add(DiscussionHost(discussion_id=row.id, member_id=people["Ada"].id))
        session.add(DiscussionGuest(discussion_id=row.id, member_id=people["Chen"].id, admitted_at=NOW))
        return Evening(database, row.id, people)
