"""Every page with made-up people and papers: full, sparse and empty."""

from __future__ import annotations

from typing import Any

from tests.browser.sample import front, keepers, library, people, searching, talk
from tests.browser.sample.cast import NOW, frame

__all__ = ["NOW", "frame", "pages"]


def pages() -> dict[str, Any]:
    """{page: (template, {variant: context})}"""
    return {
        **front.pages(),
        **library.pages(),
        **searching.pages(),
        **talk.pages(),
        **people.pages(),
        **keepers.pages(),
    }
