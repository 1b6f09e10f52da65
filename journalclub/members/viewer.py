"""Who is looking: a small immutable value that policies decide upon."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a member may be. `pending` and `author_guest` are derived, never stored."""

    MEMBER = "member"
    PATIENT_ADVOCATE = "patient_advocate"
    HOST = "host"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Viewer:
    """The person behind a request, a stream or a command. `id` is None for a visitor.

    `session` is the id of the browser's session and `token` that of the API token, whichever let them in.
    """

    id: int | None = None
    name: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    verified: bool = False
    introduced: bool = False
    suspended: bool = False
    session: int | None = None
    token: int | None = None
    time_zone: str | None = None

    def has(self, role: Role) -> bool:
        """Roles count only once a moderator has reviewed who it is, and not while suspended."""
        return self.verified and not self.suspended and role in self.roles

    @property
    def is_visitor(self) -> bool:
        return self.id is None

    @property
    def is_member(self) -> bool:
        return self.has(Role.MEMBER)

    @property
    def is_patient_advocate(self) -> bool:
        return self.has(Role.PATIENT_ADVOCATE)

    @property
    def is_host(self) -> bool:
        return self.has(Role.HOST)

    @property
    def is_moderator(self) -> bool:
        return self.has(Role.MODERATOR)

    @property
    def is_admin(self) -> bool:
        return self.has(Role.ADMINISTRATOR)

    @property
    def reads_members_only(self) -> bool:
        """Members, hosts and moderators; an administrator only when also a member (TRUST: not a super-reader)."""
        return self.is_member or self.is_host or self.is_moderator


VISITOR = Viewer()

# Whoever types on the machine itself. Policies know it by identity, so that no request can ever be it.
OPERATOR = Viewer(name="command line")
