"""Who may do what to the library: pure decisions on the viewer (TRUST, "Permissions")."""

from __future__ import annotations

from journalclub.members.viewer import OPERATOR, Viewer


def may_add(viewer: Viewer) -> bool:
    """Ask for one article by PMID, DOI or PMC id."""
    return viewer is OPERATOR or viewer.is_member or viewer.is_host or viewer.is_moderator or viewer.is_admin


def may_file(viewer: Viewer) -> bool:
    """File many references at once, from a file. Members add one at a time: a slip of theirs is one look-up."""
    return viewer is OPERATOR or viewer.is_host or viewer.is_moderator or viewer.is_admin


def may_split(viewer: Viewer) -> bool:
    """Say that two entries which were merged are two articles."""
    return viewer.is_host or viewer.is_moderator


def may_free(viewer: Viewer) -> bool:
    """Say where an article is free to read, and until when."""
    return viewer.is_host or viewer.is_moderator


def may_sort(viewer: Viewer) -> bool:
    """See the hosts' inbox and set aside what is in it."""
    return viewer.is_host or viewer.is_moderator


def may_pull(viewer: Viewer) -> bool:
    """See the sources and ask them now."""
    return viewer is OPERATOR or viewer.is_admin


def may_see_addresses(viewer: Viewer) -> bool:
    """Authors' mail addresses, to invite them; the invitation itself asks whether this discussion is the viewer's."""
    return viewer.is_host
