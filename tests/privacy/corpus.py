"""Posts written for these tests: every number, name and address in them is invented or set aside for documentation."""

from pathlib import Path

HERE = Path(__file__).parent


def identifying(file: str) -> list[tuple[str, str]]:
    """(kind, post) pairs of `patterned.txt` or `telling.txt`."""
    pairs = (line.split(" | ", 1) for line in _lines(file))
    return [(kind, post) for kind, post in pairs]


def clean() -> list[str]:
    return [post for part in (1, 2, 3) for post in _lines(f"clean_{part}.txt")]


def _lines(file: str) -> list[str]:
    return (HERE / file).read_text(encoding="utf-8").splitlines()
