"""Every cell of the permissions that are about members, for every role (TRUST, "Permissions")."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from journalclub.members import policy
from journalclub.members.viewer import OPERATOR, VISITOR, Viewer

ME, OTHER = 1, 2


def _with(*roles: str) -> Viewer:
    return Viewer(id=ME, name="Somebody", roles=frozenset(roles), verified=True)


WHO = {
    "visitor": VISITOR,
    "pending": Viewer(id=ME, name="Eve"),
    "member": _with("member"),
    "patient_advocate": _with("patient_advocate"),
    "author_guest": Viewer(id=ME, name="Chen"),
    "host": _with("member", "host"),
    "moderator": _with("member", "moderator"),
    "administrator": _with("administrator"),
    "suspended": Viewer(
        id=ME, roles=frozenset({"member", "host", "moderator", "administrator"}), verified=True, suspended=True
    ),
    "unverified": Viewer(id=ME, roles=frozenset({"member", "host", "moderator", "administrator"})),
}

NOBODY: set[str] = set()
NONE: frozenset[str] = frozenset()
MEMBER, HOST = frozenset({"member"}), frozenset({"member", "host"})
MODERATOR, ADMIN = frozenset({"member", "moderator"}), frozenset({"member", "administrator"})

CELLS: list[tuple[str, Callable[[Viewer], bool], set[str]]] = [
    ("administer", policy.may_administer, {"administrator"}),
    ("see evidence", policy.may_verify, {"moderator"}),
    ("verify", lambda v: policy.may_verify(v, OTHER, frozenset()), {"moderator"}),
    ("verify oneself", lambda v: policy.may_verify(v, ME, frozenset()), NOBODY),
    ("verify own invitee", lambda v: policy.may_verify(v, OTHER, frozenset({ME, 9})), NOBODY),
    ("verify another's invitee", lambda v: policy.may_verify(v, OTHER, frozenset({9})), {"moderator"}),
    ("make a host", lambda v: policy.may_change_roles(v, OTHER, MEMBER, HOST), {"moderator", "administrator"}),
    ("unmake a host", lambda v: policy.may_change_roles(v, OTHER, HOST, MEMBER), {"moderator", "administrator"}),
    ("make a moderator", lambda v: policy.may_change_roles(v, OTHER, MEMBER, MODERATOR), {"administrator"}),
    ("make an administrator", lambda v: policy.may_change_roles(v, OTHER, MEMBER, ADMIN), {"administrator"}),
    ("unmake a moderator", lambda v: policy.may_change_roles(v, OTHER, MODERATOR, MEMBER), {"administrator"}),
    ("promote oneself", lambda v: policy.may_change_roles(v, ME, MEMBER, HOST), NOBODY),
    ("suspend a member", lambda v: policy.may_suspend(v, OTHER, MEMBER), {"moderator", "administrator"}),
    ("suspend a guest", lambda v: policy.may_suspend(v, OTHER, NONE), {"moderator", "administrator"}),
    ("suspend a host", lambda v: policy.may_suspend(v, OTHER, HOST), {"moderator", "administrator"}),
    ("suspend a moderator", lambda v: policy.may_suspend(v, OTHER, MODERATOR), {"administrator"}),
    ("suspend an administrator", lambda v: policy.may_suspend(v, OTHER, ADMIN), {"administrator"}),
    ("suspend oneself", lambda v: policy.may_suspend(v, ME, MEMBER), NOBODY),
    (
        "have a token",
        policy.may_have_token,
        {"member", "patient_advocate", "host", "moderator", "administrator"},
    ),
    ("change own profile", lambda v: policy.may_change_profile(v, ME), set(WHO) - {"visitor", "suspended"}),
    ("change another's profile", lambda v: policy.may_change_profile(v, OTHER), NOBODY),
]


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(("act", "may", "allowed"), CELLS, ids=[cell[0] for cell in CELLS])
def test_cell(who: str, act: str, may: Callable[[Viewer], bool], allowed: set[str]) -> None:
    assert may(WHO[who]) is (who in allowed)


def test_the_command_line_is_known_by_identity_and_not_by_its_name() -> None:
    lookalike = Viewer(name=OPERATOR.name)
    for holder, may in ((OPERATOR, True), (lookalike, False)):
        assert policy.may_administer(holder) is may
        assert policy.may_change_roles(holder, OTHER, MEMBER, ADMIN) is may
        assert policy.may_suspend(holder, OTHER, ADMIN) is may
        assert policy.may_have_token(holder) is may
