"""Checksums of segments, kept beside them: Whoosh has none, and a bit that fell over would be read as a posting."""

import os
import re
import zlib
from pathlib import Path

_NAME = "sums"
_LINE = re.compile(r"^(\S+) (\d+)$", re.MULTILINE)


def add_sum(path: Path) -> None:
    """Writes down the sum of a new segment, and drops those of segments that are gone. Whole or not at all."""
    sums = _sums(path.parent) | {path.name: _sum(path)}
    text = "".join(f"{name} {value}\n" for name, value in sums.items() if (path.parent / name).exists())
    new = path.with_name(_NAME + ".new")
    with new.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path.with_name(_NAME))


def is_as_written(path: Path) -> bool:
    """Whether a segment's file has the bytes that were written."""
    try:
        return _sums(path.parent).get(path.name) == _sum(path)
    except OSError:
        return False


def _sums(folder: Path) -> dict[str, int]:
    try:
        text = (folder / _NAME).read_text("ascii", errors="replace")
    except OSError:
        return {}
    return {match[1]: int(match[2]) for match in _LINE.finditer(text)}


def _sum(path: Path) -> int:
    value = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            value = zlib.crc32(chunk, value)
    return value
