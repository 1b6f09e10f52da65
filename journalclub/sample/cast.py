"""Who takes part in the sample club."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Person:
    """`part` is one of member, host, author, patient advocate, pending, moderator, administrator.

    The roles `author_guest` and `pending` are derived, not held: an import takes them as what somebody is not yet.
    """

    key: str
    name: str
    profession: str
    specialty: str
    affiliation: str
    country: str
    roles: tuple[str, ...]
    part: str = "member"

    @property
    def email(self) -> str:
        return f"{self.key}@example.org"


@cache
def cast() -> dict[str, Person]:
    """Everybody, by key; Ada, Ben, Chen, Dora, Eve, Mo and Ari come first."""
    written = tomllib.loads((files("journalclub.sample") / "members.toml").read_text(encoding="utf-8"))
    return {key: Person(key=key, **{**entry, "roles": tuple(entry["roles"])}) for key, entry in written.items()}
