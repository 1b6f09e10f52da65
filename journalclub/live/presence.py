"""How many are here. Authors and hosts of the discussion by name; never who is only reading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from journalclub.live import events
from journalclub.live.reader import Reader

NAMED = ("host", "author")


def roll(readers: Iterable[Reader]) -> dict[str, Any]:
    """`here` counts people: a member with three tabs is one; each stream of a visitor is one."""
    members: set[int] = set()
    visitors = 0
    named: dict[int, dict[str, Any]] = {}
    for reader in readers:
        viewer = reader.viewer
        if viewer is None or reader.has_ended:
            continue
        if viewer.id is None:
            visitors += 1
            continue
        members.add(viewer.id)
        if reader.badge in NAMED:
            named[viewer.id] = {"id": viewer.id, "name": viewer.name, "badge": reader.badge}
    people = sorted(named.values(), key=lambda person: (NAMED.index(person["badge"]), person["name"], person["id"]))
    return {"here": len(members) + visitors, "people": people}


def frame(readers: Iterable[Reader]) -> bytes:
    return events.frame("presence", roll(readers))
