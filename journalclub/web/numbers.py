"""Numbers in addresses and forms. One that fits in no column is the number of nothing."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1


class RowNumber(IntegerConverter):
    """`<int:…>` of every address: what is too large for the database is not found."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST)


def attach(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber


def whole(text: str) -> int:
    """For `args.get(…, type=whole)`. Raises ValueError, which counts as not given."""
    number = int(text)
    if not -LARGEST <= number <= LARGEST:
        raise ValueError("larger than a column")
    return number
