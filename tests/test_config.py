"""Which engine a club searches with: as the settings say."""

from pathlib import Path

import pytest

from journalclub.config import BadSetting, load

POSTGRES = "postgresql://club@db.example.org/club"


@pytest.mark.parametrize(
    ("environ", "engine"),
    [
        ({}, "whoosh"),
        ({"JC_DATABASE_URL": POSTGRES}, "postgres"),
        ({"JC_DATABASE_URL": POSTGRES, "JC_SEARCH": "whoosh"}, "whoosh"),
    ],
)
def test_search_follows_the_database_unless_it_is_set(tmp_path: Path, environ: dict[str, str], engine: str) -> None:
    assert load({"JC_INSTANCE": str(tmp_path), **environ}).search == engine


@pytest.mark.parametrize("search", ["postgres", "elastic"])
def test_an_engine_that_cannot_be_refuses_to_start(tmp_path: Path, search: str) -> None:
    with pytest.raises(BadSetting, match="JC_SEARCH"):
        load({"JC_INSTANCE": str(tmp_path), "JC_SEARCH": search})
