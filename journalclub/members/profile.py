"""What a person says about themselves, cleaned and checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from journalclub.kit.refusal import Refusal
from journalclub.kit.text import clean
from journalclub.members.models import Member


@dataclass(frozen=True)
class Profile:
    """Text as it was typed; `checked` before it is kept."""

    name: str
    profession: str = ""
    specialty: str = ""
    affiliation: str = ""
    country: str = ""
    introduction: str = ""
    time_zone: str | None = None

    def checked(self) -> Profile:
        """The same, fit to be stored. Raises Refusal; its code says which line is meant."""
        return Profile(
            name=checked_name(self.name),
            profession=_line("profession", self.profession, 120),
            specialty=_line("specialty", self.specialty, 120),
            affiliation=_line("affiliation", self.affiliation, 240),
            country=_country(self.country),
            introduction=_introduction(self.introduction),
            time_zone=checked_zone(self.time_zone) if self.time_zone else None,
        )

    def write_on(self, member: Member, now: datetime) -> None:
        """Put a checked profile on the row. Whoever has written an introduction has introduced themselves."""
        member.name, member.profession, member.specialty = self.name, self.profession, self.specialty
        member.affiliation, member.country, member.time_zone = self.affiliation, self.country, self.time_zone
        member.introduction = self.introduction
        if self.introduction and member.introduced_at is None:
            member.introduced_at = now


def checked_name(name: str) -> str:
    """Raises Refusal: everybody here has a name."""
    cleaned = _line("name", name, 120)
    if not any(letter.isalpha() for letter in cleaned):
        raise Refusal("bad-name", "Please give your name, as colleagues know you.")
    return cleaned


def checked_zone(name: str) -> str:
    """Raises Refusal: an IANA time zone."""
    try:
        return ZoneInfo(name.strip()).key
    except (KeyError, ValueError, OSError) as error:
        raise Refusal("bad-time-zone", "That is not a time zone. An example is Europe/Brussels.") from error


def _line(field: str, value: str, longest: int) -> str:
    cleaned = clean(value, lines=False)
    if len(cleaned) > longest:
        raise Refusal(f"bad-{field}", f"Please keep your {field} under {longest} characters.")
    return cleaned


def _country(value: str) -> str:
    code = clean(value, lines=False).upper()
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise Refusal("bad-country", "Please give the country as its two letters, such as BE.")
    return code


def _introduction(value: str) -> str:
    cleaned = clean(value)
    if len(cleaned) > 2000:
        raise Refusal("bad-introduction", "Please keep your introduction under 2000 characters.")
    return cleaned
