"""Every act that a live page must keep up with. A new module in this folder is found by itself.

    @act("hide", after=("post",))
    def hide(club: Club, session: Session) -> None: ...

The property in `test_fresh_page.py` then holds for it, alone and in any sequence with the others, for every role.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from tests.live.club import Club

Doing = Callable[["Club", Session], None]


@dataclass(frozen=True)
class Act:
    """`after` are acts without which this one changes nothing. `in_thread`: it can be done in an article's thread."""

    do: Doing
    after: tuple[str, ...]
    in_thread: bool


ACTS: dict[str, Act] = {}


def act(name: str, *, after: tuple[str, ...] = (), in_thread: bool = False) -> Callable[[Doing], Doing]:
    """Make the function one of the acts."""

    def add(do: Doing) -> Doing:
        ACTS[name] = Act(do, after, in_thread)
        return do

    return add


for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
