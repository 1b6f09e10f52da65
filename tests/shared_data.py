"""Real input that stands beside the checkout. Where it is absent such tests are skipped, and say so."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "shared" / "data"


def shared_data(relative: str) -> Path:
    """The file or folder below `../shared/data`, or a skip with the reason."""
    path = ROOT / relative
    if not path.exists():
        pytest.skip(f"../shared/data/{relative} is absent: this test needs real input that is not in the repository")
    return path
