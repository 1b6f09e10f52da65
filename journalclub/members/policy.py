"""Who may do what to members, roles and the machine: pure decisions on the viewer (TRUST, "Permissions")."""

from __future__ import annotations

from journalclub.members.viewer import OPERATOR, Role, Viewer

GIVEN_BY_MODERATORS = frozenset({Role.MEMBER, Role.PATIENT_ADVOCATE, Role.HOST})
HIGH = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})


def may_administer(viewer: Viewer) -> bool:
    """See sources, the outbox and the machine's state; run a pull."""
    return viewer is OPERATOR or viewer.is_admin


def may_verify(viewer: Viewer, member_id: int | None = None, invited_by: frozenset[int] = frozenset()) -> bool:
    """See applicants and decide on one: never on oneself, and never on somebody whom one has invited.

    An administrator appoints moderators and does not verify.
    """
    return viewer.is_moderator and viewer.id != member_id and viewer.id not in invited_by


def may_find_members(viewer: Viewer) -> bool:
    """Look members up by name or address, to appoint or suspend them."""
    return viewer is OPERATOR or viewer.is_moderator or viewer.is_admin


def may_change_roles(viewer: Viewer, member_id: int, before: frozenset[str], after: frozenset[str]) -> bool:
    """Moderators make members, advocates and hosts; administrators everybody. Nobody promotes themselves."""
    if viewer is OPERATOR:
        return True
    if viewer.id == member_id and after - before:
        return False
    return viewer.is_admin or (viewer.is_moderator and (before ^ after) <= GIVEN_BY_MODERATORS)


def may_suspend(viewer: Viewer, member_id: int, roles: frozenset[str]) -> bool:
    """Moderators suspend lower roles only; nobody suspends themselves. The same holds for taking it back."""
    if viewer is OPERATOR:
        return True
    return viewer.id != member_id and (viewer.is_admin or (viewer.is_moderator and not roles & HIGH))


def may_have_token(viewer: Viewer) -> bool:
    """A program may act for whoever may act themselves."""
    return viewer is OPERATOR or (viewer.verified and not viewer.suspended)


def may_change_profile(viewer: Viewer, member_id: int) -> bool:
    return viewer.id == member_id and not viewer.suspended
