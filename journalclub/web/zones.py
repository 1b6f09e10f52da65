"""The time zones that people choose from."""

from __future__ import annotations

import re
from functools import cache
from zoneinfo import available_timezones

AREA = re.compile(r"(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.+|UTC")


@cache
def names() -> tuple[str, ...]:
    """IANA names by area and city, in alphabetical order."""
    return tuple(sorted(zone for zone in available_timezones() if AREA.fullmatch(zone)))


def city(zone: str) -> str:
    """“Chicago” of America/Chicago."""
    return zone.rpartition("/")[2].replace("_", " ")
