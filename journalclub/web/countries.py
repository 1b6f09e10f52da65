"""Countries as people write them. Kept as ISO 3166-1 codes, shown by name."""

from __future__ import annotations

from functools import cache

from babel import Locale
from flask_babel import get_locale


def code_of(written: str) -> str:
    """The two letters of a country that is written by name or code; what is neither comes back as it was."""
    text = " ".join(written.split())
    return _codes(_language()).get(text.casefold(), text)


def name_of(code: str) -> str:
    """The name of a country in the reader's language; what is no code comes back as it was."""
    return str(Locale.parse(_language()).territories.get(code.upper(), code)) if code else ""


@cache
def _codes(language: str) -> dict[str, str]:
    known = {}
    for spoken in {"en", language}:
        for code, name in Locale.parse(spoken).territories.items():
            if len(code) == 2 and code.isalpha():
                known[name.casefold()] = code
                known[code.casefold()] = code
    return known | {"uk": "GB", "usa": "US", "the netherlands": "NL", "czech republic": "CZ"}


def _language() -> str:
    return str(get_locale() or "en")
