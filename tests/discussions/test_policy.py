"""The policies of discussions against TRUST's matrix, cell by cell, in every kind of discussion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from journalclub.discussions import policy
from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost, Series
from journalclub.discussions.policy import Standing
from journalclub.discussions.post_models import Post
from journalclub.discussions.states import State
from journalclub.members.models import Member
from journalclub.members.viewer import VISITOR, Viewer
from tests.permissions import ROLES, cell

NOW = datetime(2026, 9, 21, 1, 30, tzinfo=UTC)


def person(role: str) -> Viewer:
    if role == "visitor":
        return VISITOR
    derived = role in {"pending", "author_guest"}
    return Viewer(id=7, name="Somebody", roles=frozenset() if derived else frozenset({role}), verified=not derived)


@dataclass(frozen=True)
class Place:
    """A kind of discussion, and which cells of the matrix allow an act in it."""

    name: str
    allowed_by: frozenset[str]
    patients_welcome: bool = False
    invited: bool = False
    own: bool = False


PLACES = (
    Place("somebody else's", frozenset({"yes"})),
    Place("patients welcome", frozenset({"yes", "pw"}), patients_welcome=True),
    Place("invited to", frozenset({"yes", "chat"}), invited=True),
    Place("own", frozenset({"yes", "own"}), own=True),
)


def standing(role: str, place: Place) -> Standing:
    return Standing(
        state=State.LIVE,
        hosts=place.own and role == "host",
        guest=place.invited and role == "author_guest",
        visible=cell("read and search members-only", role) in place.allowed_by | ({"own"} if place.own else set()),
        patients_welcome=place.patients_welcome,
    )


ACTS: dict[str, Callable[[Viewer, Standing], bool]] = {
    "post, reply, react": policy.may_post,
    "attach further reading": policy.may_take_part,
    "edit or cancel a discussion": policy.may_edit,
    "see the desk": policy.may_see_desk,
    "release a post that waits": policy.may_release,
    "see how another's post read before": lambda viewer, here: policy.may_see_wordings(viewer, here, Post(member_id=1)),
    "be suggested people to mention": policy.may_be_suggested_people,
    "invite an author": lambda _viewer, here: policy.may_invite(here),
    "hide a post": policy.may_hide,
    "restore a hidden post": lambda viewer, here: policy.may_restore(viewer, here, Post(hidden_by=viewer.id)),
    "export a members-only transcript": policy.may_export_transcript,
    "schedule a discussion": lambda viewer, _here: policy.may_schedule(viewer),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_every_cell_is_what_the_policy_says(act: str, role: str, place: Place) -> None:
    expected = cell(act, role) in place.allowed_by
    assert ACTS[act](person(role), standing(role, place)) is expected


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", ROLES[1:])
def test_a_suspended_person_may_do_nothing(act: str, role: str) -> None:
    here = Standing(state=State.LIVE, visible=True)
    assert ACTS[act](replace(person(role), suspended=True), here) is False


def test_a_host_restores_only_what_they_hid_themself() -> None:
    here = Standing(state=State.LIVE, hosts=True, visible=True)
    assert not policy.may_restore(person("host"), here, Post(hidden_by=99))


@pytest.mark.parametrize("role", ROLES)
def test_nobody_edits_another_persons_words(role: str) -> None:
    assert not policy.may_edit_post(person(role), Post(member_id=99))


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"visitor", "pending"}])
def test_everybody_edits_their_own(role: str) -> None:
    assert policy.may_edit_post(person(role), Post(member_id=7))


@pytest.mark.parametrize("role", ROLES)
def test_visible_discussions_are_those_of_the_matrix(database, role: str) -> None:  # type: ignore[no-untyped-def]
    viewer = person(role)
    with database.transaction() as session:
        session.add(Member(id=7, name="Somebody", joined_at=NOW, extra={}))
        session.add(Series(id=1, name="Sample", hashtag="#sample", made_at=NOW))
        session.flush()
        made = {
            "plain": _discussion(),
            "draft": _discussion(announced_at=None),
            "own draft": _discussion(announced_at=None),
            "patients": _discussion(patients_welcome=True),
            "invited": _discussion(),
            "removed": _discussion(),
            "public": _discussion(visibility="public"),
            "public, closed": _discussion(visibility="public", closes=NOW),
            "published": _discussion(visibility="public", closes=NOW, published_at=NOW),
        }
        session.add_all(made.values())
        session.flush()
        guest = {"admitted_at": NOW, "member_id": 7}
        session.add(DiscussionGuest(discussion_id=made["invited"].id, **guest))
        session.add(DiscussionGuest(discussion_id=made["removed"].id, removed_at=NOW, **guest))
        session.add(DiscussionHost(discussion_id=made["own draft"].id, member_id=7))
        session.flush()
        seen = set(session.query(Discussion.id).where(policy.visible(viewer, NOW)).all())
        names = {name for name, row in made.items() if (row.id,) in seen}
    expected = {"public", "published"}
    right = cell("read and search members-only", role)
    if right == "yes":
        expected |= {"plain", "patients", "invited", "removed", "public, closed"}
    if right == "pw":
        expected |= {"patients"}
    if right in {"yes", "chat"} or viewer.id == 7:
        expected |= {"invited"}  # whoever was admitted to a chat reads it
    expected |= {"host": {"own draft"}, "moderator": {"draft", "own draft"}}.get(role, set())
    if role == "visitor":
        expected -= {"invited"}
    assert names == expected


def _discussion(**times: object) -> Discussion:
    standard: dict[str, object] = {
        "title": "Sample",
        "opens": NOW.replace(day=19),
        "starts": NOW.replace(day=21, hour=1, minute=0),
        "ends": NOW.replace(hour=2, minute=0),
        "closes": NOW.replace(day=22),
        "announced_at": NOW.replace(day=1),
        "made_at": NOW,
        "extra": {},
    }
    return Discussion(**(standard | times))
