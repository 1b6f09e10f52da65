"""The tokens and the domains' rights say the same, for every one of the cast and every discussion."""

from sqlalchemy import select

from journalclub.db import Database
from journalclub.discussions import policy
from journalclub.discussions.models import Discussion
from journalclub.search.sight import sight, token
from tests.small_club import small_club

EVERYBODY = ("visitor", "eve", "sam", "ben", "ada", "dora", "chen", "mo", "ari")


def test_what_may_be_found_is_what_may_be_read(database: Database) -> None:
    world = small_club(database)
    for name in EVERYBODY:
        viewer = world.viewer(name)
        with database.reading() as session:
            seen = sight(session, viewer, world.now)
            readable = set(session.scalars(select(Discussion.id).where(policy.visible(viewer, world.now))))
            rows = session.scalars(select(Discussion)).all()
            findable = {row.id for row in rows if token(row) in seen.tokens or row.id in seen.discussions}
        assert findable == readable, name
        assert readable, name


def test_beside_the_tokens_only_exceptions_are_named(database: Database) -> None:
    world = small_club(database)
    with database.reading() as session:
        assert sight(session, world.viewer("ben"), world.now).discussions == frozenset()
        assert sight(session, world.viewer("mo"), world.now).discussions == frozenset()
        ada = sight(session, world.viewer("ada"), world.now)
    assert ada.discussions == {world.discussions[f"{audience} draft"] for audience in ("members", "public", "patients")}
