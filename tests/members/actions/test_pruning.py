"""What has run out is forgotten, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from journalclub.db import Database
from journalclub.members.actions import signing_in
from journalclub.members.actions.pruning import KEPT, prune
from journalclub.members.limits import take
from journalclub.members.models import Allowance, SignInLink, SignInSession
from tests.members.cast import NOW, join

DAY = timedelta(days=1)


def test_only_what_has_run_out_is_forgotten(database: Database) -> None:
    later = NOW + KEPT + signing_in.SESSION_RESTS + DAY
    with database.transaction() as session:
        ben = join(session, "ben")
        for moment in (NOW, later):
            take(session, f"bucket {moment}", 1, 1, moment)
            signing_in.start_session(session, ben, now=moment)
            signing_in.mint_link(session, ben.id, moment)
        ended = signing_in.start_session(session, ben, now=later - DAY)
        session.get_one(SignInSession, ended.session_id).ended_at = later - DAY
        prune(session, now=later)
        assert [row.started_at for row in session.scalars(select(SignInSession).order_by(SignInSession.id))] == [
            later,
            later - DAY,
        ]
        assert session.scalars(select(SignInLink.made_at)).all() == [later]
        assert session.scalars(select(Allowance.at)).all() == [later]
