"""What went wrong, as one line for the person at the keyboard."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from journalclub.config import BadSetting
from journalclub.db import DatabaseTrouble
from journalclub.kit.refusal import Refusal


class Failed(Exception):
    """The command ends with exit code 1. The text, when there is one, is the last line."""


def sentence(error: BaseException) -> str:
    match error:
        case Refusal():
            return error.sentence
        case BadSetting() | DatabaseTrouble():
            return str(error)
        case DBAPIError():
            return f"the database refused: {_first_line(error.orig)}"
        case OSError() if error.strerror:
            return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
        case _:
            return f"unexpected {type(error).__name__}: {_first_line(error)} (JC_TRACEBACK=1 shows where)"


def _first_line(error: object) -> str:
    return next(iter(str(error).strip().splitlines()), "no reason given")
