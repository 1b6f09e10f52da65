from pathlib import Path

import pytest

from journalclub.search.engine import SearchEngine
from journalclub.search.whoosh_engine import WhooshEngine


@pytest.fixture
def engine(tmp_path: Path) -> SearchEngine:
    """Every engine there is, each empty."""
    made = WhooshEngine(tmp_path / "index")
    made.rebuild([], 0)
    return made
